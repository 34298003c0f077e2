# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""ACLs that LXD or Incus made and that are taken over: rules of theirs that are none of ours go, or they would hold on."""

from __future__ import annotations

from ..model import northbound as nb
from ..model.rows import Ref, Row
from .rows import ACL_MARK

MARKS = ("lxd_port_group", "incus_port_group")
OURS = "overlay_"


def superseded(rows: list[Row], rules: list[dict]) -> list[Row]:
    """C(rows) are all that a task wants; C(rules) those of the table ACL, each with C(_uuid), its key and C(external_ids)."""
    groups = {row.ref.key[0] for row in rows if _is_group(row)}
    wanted = {(row.ref.scope.key[0], *row.ref.key[:3]) for row in rows if row.ref.table is nb.ACL and row.ref.scope}
    return [
        Row(Ref(nb.ACL, (rule["direction"], rule["priority"] or None, rule["match"], None), Ref(nb.PORT_GROUP, (group,)), rule["_uuid"]),
            state="absent")
        for rule in rules
        if (group := _their_group(rule)) in groups and (group, rule["direction"], rule["priority"] or None, rule["match"]) not in wanted
    ]


def _is_group(row: Row) -> bool:
    marks = row.columns.get("external_ids")
    return row.ref.table is nb.PORT_GROUP and row.state == "present" and marks is not None and ACL_MARK in marks.items


def _their_group(rule: dict) -> str | None:
    """The group that a rule is in, when a daemon made it and nobody has taken it over yet."""
    marks = rule["external_ids"]
    if any(key.startswith(OURS) for key in marks):
        return None
    return next((marks[mark] for mark in MARKS if mark in marks), None)
