# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows in the form of the recordings: no UUIDs or counters, a set of one a scalar, references as <TABLE:NAME>."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from ..support.recorded import home

# What northd and ovn-controller write back is theirs, not the maker's of the row.
WRITTEN_BACK = {"up", "dynamic_addresses", "tag", "hosting-chassis"}
# What is kept though it is 0 or false: the priority that the recordings keep, and what says that an instance does not run.
KEPT = {("ACL", "priority"), ("Logical_Switch_Port", "enabled")}
# What has nothing that it could be called by.
NAMELESS = re.compile(r"<(Load_Balancer_Health_Check):.*>")
# Rules have no name either, and those that hold them only say how many.
HOLDERS = ("Port_Group", "Logical_Switch")
NAMING = ("name", "chassis_name", "ip_prefix", "logical_ip", "match", "cidr")


def normalise(tables: dict[str, list[dict]], names: dict[str, str]) -> dict[str, list[dict]]:
    """C(tables) holds rows as Python values with their C(_uuid); C(names) what to write in place of what.

    Replacing starts with the longest, so that a base name and its lexable form do not disturb each other.
    """
    labels = {row["_uuid"]: f"<{table}:{_name(row)}>" for table, rows in tables.items() for row in rows}
    homes = {rule: row["name"] for table in HOLDERS for row in tables.get(table, []) for rule in row["acls"]}
    result = {}
    for table, rows in tables.items():
        plain = [_row(table, row, labels) | ({"home": homes[row["_uuid"]]} if table == "ACL" else {}) for row in rows]
        if plain:
            result[table] = ordered([_rename(row, names) for row in plain])
    return result


def recorded(tables: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """A recording without what its daemons wrote back, in the same order; where a rule is, its marks say."""
    return {table: ordered([_rename(_drop(row), {}) | ({"home": home(row)} if table == "ACL" else {}) for row in rows])
            for table, rows in tables.items()}


def ordered(rows: list[dict]) -> list[dict]:
    return sorted(rows, key=lambda row: sorted(map(str, row.items())))


def each_member(row: dict, column: str, change: Callable[[str], str | None]) -> None:
    """Change each member of a set, which is a scalar where there is one; None leaves it out."""
    members = row.pop(column, [])
    changed = [change(each) for each in ([members] if isinstance(members, str) else members)]
    kept = sorted(each for each in changed if each is not None)
    if kept:
        row[column] = kept[0] if len(kept) == 1 else kept


def _drop(row: dict) -> dict:
    return {column: value for column, value in row.items() if column not in WRITTEN_BACK}


def _name(row: dict) -> str:
    return next((str(row[column]) for column in NAMING if row.get(column)), json.dumps(row.get("records"), sort_keys=True))


def _row(table: str, row: dict, labels: dict[str, str]) -> dict:
    result = {}
    for column, value in _drop(row).items():
        if column == "_uuid" or value is None or (value in ("", 0, False, frozenset(), {}) and (table, column) not in KEPT):
            continue
        result[column] = _value(column, value, labels)
    if table == "HA_Chassis":
        result["priority"] = "PRIO"
    return result


def _value(column: str, value, labels: dict[str, str]):
    if isinstance(value, frozenset):
        members = sorted(labels.get(member, member) for member in value)
        if column == "acls":
            return f"({len(members)} ACLs)"
        return members[0] if len(members) == 1 else members
    return labels.get(value, value) if isinstance(value, str) else value


def _rename(value, names: dict[str, str]):
    if isinstance(value, dict):
        return {_rename(key, names): _rename(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return sorted(_rename(item, names) for item in value)
    if isinstance(value, str):
        for name in sorted(names, key=len, reverse=True):
            value = value.replace(name, names[name])
        return _label(value)
    return value


def _label(text: str) -> str:
    """The label of a DNS row is its records, in the order of their names."""
    if not text.startswith("<DNS:"):
        return NAMELESS.sub(r"<\1>", text)
    return f"<DNS:{json.dumps(json.loads(text[5:-1]), sort_keys=True)}>"
