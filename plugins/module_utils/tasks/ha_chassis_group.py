# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ha_chassis_group task: a group and its chassis, which join and leave one by one."""

from __future__ import annotations

from ..arguments import NORTHBOUND, REPLACE, STATE, WAIT, merge, option_argument, row_from
from ..model import northbound as nb
from ..model.rows import Ref, Row, Want, row
from ..ovsdb import operations as op
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
    return apply_northbound(params, check_mode, lambda database: _want(database, params))


def _want(database, params: dict) -> Want:
    group = row_from(nb.HA_CHASSIS_GROUP, params, nb.TABLES)
    if group.state == "absent":
        return Want([group])
    named = [_chassis(group.ref, each, f"ha_chassis[{index}]") for index, each in enumerate(params["ha_chassis"] or [])]
    return Want([group, *named, *(_others(database, group.ref, named) if params["exact"] else [])])


def _chassis(group: Ref, params: dict, path: str) -> Row:
    columns = {} if params["priority"] is None else {"priority": params["priority"]}
    return row(nb.HA_CHASSIS, (params["chassis_name"],), columns, parent=group, state=params["state"], path=path)


def _others(database, group: Ref, named: list[Row]) -> list[Row]:
    """The chassis that are in the group and that the task does not name; they leave."""
    known = {each.ref.key[0] for each in named}
    groups = database.read([op.select(group.table.name, [["name", "==", group.key[0]]], ["ha_chassis"])])[0]
    uuids = [uuid for each in groups for uuid in sorted(each["ha_chassis"])]
    rows = database.read([op.select("HA_Chassis", [op.by_uuid(uuid)], ["chassis_name"]) for uuid in uuids])
    names = [each["chassis_name"] for found in rows for each in found]
    return [row(nb.HA_CHASSIS, (name,), parent=group, state="absent") for name in names if name not in known]
