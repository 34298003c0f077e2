# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Recorded rows back into a database: references by name become UUIDs again."""

from __future__ import annotations

import json
import re
import uuid

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.schema import Column, Schema

REFERENCE = re.compile(r"<(\w+):(.*)>", re.DOTALL)
COUNT = re.compile(r"\(\d+ ACLs\)")
NAMING = ("name", "chassis_name", "ip_prefix", "logical_ip", "match", "cidr")


def insertions(schema: Schema, tables: dict[str, list[dict]]) -> list[dict]:
    """The operations that insert the rows of a recording; references that it could not resolve are left out."""
    tables = json.loads(re.sub(r"EUI(\d)", r"216:3eff:fe00:\1", re.sub(r"MAC(\d)", r"00:16:3e:00:00:0\1", json.dumps(tables))))
    rows = [(table, str(uuid.uuid4()), row) for table, some in tables.items() for row in some]
    names: dict[tuple[str, str], list[str]] = {}
    for table, row_uuid, row in rows:
        names.setdefault((table, _name(row)), []).append(row_uuid)
    rules: dict[str, list[str]] = {}
    for table, row_uuid, row in rows:
        if table == "ACL":
            rules.setdefault(home(row), []).append(row_uuid)
    result = []
    for table, row_uuid, row in rows:
        columns = {name: value for name, value in row.items() if name in schema[table].columns}
        wire = {name: _wire(schema[table][name], value, names, rules.get(row.get("name"), [])) for name, value in columns.items()}
        result.append(op.insert(table, row_uuid, {name: value for name, value in wire.items() if value is not None}))
    return result


def _name(row: dict) -> str:
    return next((str(row[column]) for column in NAMING if row.get(column)), json.dumps(row.get("records", {})))


def home(rule: dict) -> str:
    """The group or the switch that a rule is in."""
    marks = {key.partition("_")[2]: value for key, value in rule["external_ids"].items()}
    return marks.get("port_group") or marks["switch"]


def _wire(column: Column, value, names: dict, rules: list[str]):
    if column.is_map:
        return column.wire({str(key): item for key, item in value.items()})
    values = value if isinstance(value, list) else [value]
    if column.key.ref_table:
        values = [row_uuid for each in values for row_uuid in _uuids(each, names, rules)]
    elif value == "PRIO":
        values = [1]
    if column.is_set:
        return column.wire(frozenset(values))
    return column.wire(values[0]) if values else None


def _uuids(text: str, names: dict, rules: list[str]) -> list[str]:
    """What hangs in one place only is handed out once."""
    if COUNT.fullmatch(text):
        return rules
    found = REFERENCE.fullmatch(text)
    known = names.get((found[1], found[2]), []) if found else []
    if len(known) > 1:
        return [known.pop(0)]
    return known[:1]
