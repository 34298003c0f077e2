# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ha_chassis_group task: a group and its chassis, which join and leave one by one."""

from __future__ import annotations

from ..arguments import NORTHBOUND, REPLACE, STATE, WAIT, merge, option_argument
from ..model import northbound as nb
from ..model.document import entry_want
from ..model.rows import Link, Ref, Row, Want, row
from ..run import apply_northbound

CHASSIS = {
    "chassis_name": {"type": "str", "required": True},
    "priority": {"type": "int"},
    **STATE,
}
ARGUMENTS = merge(
    {option.name: option_argument(option) for option in nb.HA_CHASSIS_GROUP.options},
    {
        "ha_chassis": {"type": "list", "elements": "dict", "options": CHASSIS},
        "exact": {"type": "bool", "default": False},
    },
    STATE,
    REPLACE,
    NORTHBOUND,
    WAIT,
)


def run_ha_chassis_group(params: dict, check_mode: bool) -> dict:
    return apply_northbound(params, check_mode, lambda _: _want(params))


def _want(params: dict) -> Want:
    want = entry_want(nb.HA_CHASSIS_GROUP, params)
    group = want.rows[0]
    if group.state == "present":
        want.rows += [_chassis(group.ref, each, f"ha_chassis[{index}]") for index, each in enumerate(params["ha_chassis"] or [])]
        want.exact += [(Link(group.ref, "ha_chassis"), nb.HA_CHASSIS)] if params["exact"] else []
    return want


def _chassis(group: Ref, params: dict, path: str) -> Row:
    columns = {} if params["priority"] is None else {"priority": params["priority"]}
    return row(nb.HA_CHASSIS, (params["chassis_name"],), columns, parent=group, state=params["state"], path=path)
