# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task reports of its plan: a diff row by row, and the same as commands of OVN's or Open vSwitch's own tools."""

from __future__ import annotations

import shlex
from json.encoder import encode_basestring

from ..ovsdb.schema import TableSchema
from .change import Change, Plan
from .have import Have, members

TOOLS = {"OVN_Northbound": "ovn-nbctl", "OVN_Southbound": "ovn-sbctl", "Open_vSwitch": "ovs-vsctl"}


def diff(plan: Plan, have: Have) -> list[dict]:
    """One entry for each row, only what changes of it; predicted from the plan, so the same in check mode and after."""
    if not plan:
        return []
    labels = {**have.labels(), **{change.uuid: change.label for change in plan.changes}}
    return [_entry(change, labels) for change in plan.changes]


def _entry(change: Change, labels: dict[str, str]) -> dict:
    names = sorted(change.columns)
    after = {} if change.action == "delete" else {name: _plain(change.columns[name].new, labels) for name in names}
    if change.action != "delete":
        after.update(change.note)
        if change.link:
            after["parent"] = str(change.link.parent)
    return {
        "before_header": change.label,
        "after_header": change.label,
        "before": {} if change.action == "create" else {name: _plain(change.columns[name].old, labels) for name in names},
        "after": after,
    }


def _plain(value, labels: dict[str, str]):
    if isinstance(value, frozenset):
        return sorted([labels.get(item, item) for item in value], key=str)
    if isinstance(value, dict):
        return dict(sorted(value.items()))
    return labels.get(value, value) if isinstance(value, str) else value


def commands(plan: Plan, have: Have) -> list[str]:
    """The plan as one command, a line for each step: joined by newlines it is a script that lands whole, as the plan does."""
    hung = _hung(plan)
    going = {change.uuid for change in plan.changes if change.action == "delete"}
    steps = [step for change in plan.changes for step in _steps(change, have, hung, going)]
    if not steps:
        return []
    lines = [TOOLS[have.schema.name], *(f"  -- {step}" for step in steps)]
    return [f"{line} \\" for line in lines[:-1]] + [lines[-1]]


def _hung(plan: Plan) -> dict[str, dict[str, list[str]]]:
    """The new rows that hang at other new rows, by row and column: those are made with them, some could not be without."""
    fresh: dict[str, dict[str, list[str]]] = {change.uuid: {} for change in plan.changes if change.action == "create"}
    for change in plan.changes:
        if change.uuid in fresh and change.link and change.link.parent.uuid in fresh:
            fresh[change.link.parent.uuid].setdefault(change.link.column, []).append(change.uuid)
    return fresh


def _steps(change: Change, have: Have, hung: dict[str, dict[str, list[str]]], going: set[str]) -> list[str]:
    schema = have.schema[change.table]
    if change.action == "create":
        values = [f"{name}={_text(schema[name], each.new)}" for name, each in sorted(change.columns.items())]
        values += [f"{name}=[{','.join(sorted(uuids))}]" for name, uuids in hung[change.uuid].items()]
        steps = [f"--id={change.uuid} create {change.table} {' '.join([_quoted(value) for value in values])}".rstrip()]
        if change.link and change.link.parent.uuid not in hung:
            parent = have.get(change.link.parent)
            uuid = parent.uuid if parent else change.link.parent.uuid
            steps.append(f"add {change.link.parent.table.name} {uuid} {change.link.column} {change.uuid}")
        return steps
    if change.action == "delete":
        leave = [_line("remove", *change.holder, change.uuid)] if change.holder and change.holder[1] not in going else []
        return [*leave, _line("destroy", change.table, change.uuid)]
    return _update_steps(change, schema)


def _update_steps(change: Change, schema: TableSchema) -> list[str]:
    """Of a map only the keys that come, change or go, so that the line says what the diff says."""
    values, steps = [], []
    for name, each in sorted(change.columns.items()):
        if not schema[name].is_map:
            values.append(f"{name}={_text(schema[name], each.new)}")
            continue
        fresh = {key: item for key, item in sorted(each.new.items()) if each.old.get(key) != item}
        values += [f"{name}:{_atom(key)}={_atom(item)}" for key, item in fresh.items()]
        gone = sorted(each.old.keys() - each.new.keys())
        steps += [_line("remove", change.table, change.uuid, name, *map(_atom, gone))] if gone else []
    return ([_line("set", change.table, change.uuid, *values)] if values else []) + steps


def _line(*words: str) -> str:
    return " ".join([shlex.quote(word) for word in words])


def _quoted(word: str) -> str:
    """shlex.quote for words that are known to need it."""
    return shlex.quote(word) if "'" in word else f"'{word}'"


def _text(column, value) -> str:
    """A value as the command line tools read it (ovs-vsctl(8), Database Values)."""
    if column.is_map:
        return "{" + ",".join(f"{_atom(key)}={_atom(item)}" for key, item in sorted(value.items())) + "}"
    if column.key.type == "uuid":
        return "[" + ",".join(sorted(members(value))) + "]"
    if column.is_set:
        return "[" + ",".join(_atom(item) for item in sorted(value)) + "]"
    return "[]" if value is None else _atom(value)


def _atom(value) -> str:
    return encode_basestring(value) if isinstance(value, str) else str(value).lower()
