# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task reports of its plan: its summary, a diff row by row, and the same as commands of OVN's or Open vSwitch's own tools."""

from __future__ import annotations

import shlex
from dataclasses import replace
from json.encoder import encode_basestring

from ..ovsdb.schema import TableSchema
from .change import Change, Hole, Plan
from .have import Have, members
from .summary import VERBS, summary

TOOLS = {"OVN_Northbound": "ovn-nbctl", "OVN_Southbound": "ovn-sbctl", "Open_vSwitch": "ovs-vsctl"}


def diff(plan: Plan, have: Have) -> list[dict]:
    """One entry for each row, only what changes of it; predicted from the plan, so the same in check mode and after."""
    if not plan:
        return []
    labels = {**have.labels(), **{change.uuid: change.label for change in plan.changes}}
    return [_entry(change, labels) for change in plan.changes] + [_emptied(hole) for hole in _unplanned(plan)]


def summed(plan: Plan) -> dict:
    """So many rows of each table, as many as the diff has entries."""
    rows = [(VERBS[change.action], change.table, change.label) for change in plan.changes]
    return summary(rows + [("change", hole.table, hole.label) for hole in _unplanned(plan)])


def _unplanned(plan: Plan) -> list[Hole]:
    """What is emptied beside what the plan's changes show."""
    shown = {(change.uuid, column) for change in plan.changes if change.action == "update" for column in change.columns}
    return [hole for hole in plan.holes if (hole.uuid, hole.column) not in shown]


def _emptied(hole: Hole) -> dict:
    headers = {"before_header": hole.label, "after_header": hole.label}
    return {**headers, "before": {hole.column: sorted(hole.held)}, "after": {hole.column: sorted(hole.held - hole.refs)}}


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
    """The plan as one command, a line for each step: joined by newlines it is a script that lands whole, as the plan does; after what
    has to be emptied before."""
    hung = _hung(plan)
    going = {change.uuid for change in plan.changes if change.action == "delete"}
    steps = [step for change in plan.changes for step in _steps(change, have, hung, going)]
    if not steps:
        return []
    tool = TOOLS[have.schema.name]
    before = [f"{tool} {_line('remove', hole.table, hole.uuid, hole.column, *sorted(hole.refs))}" for hole in plan.holes]
    lines = [tool, *(f"  -- {step}" for step in steps)]
    return before + [f"{line} \\" for line in lines[:-1]] + [lines[-1]]


def _hung(plan: Plan) -> dict[str, dict[str, list[str]]]:
    """The new rows that hang at other new rows, by row and column: those are made with them, some could not be without."""
    fresh: dict[str, dict[str, list[str]]] = {change.uuid: {} for change in plan.changes if change.action == "create"}
    for change in plan.changes:
        if change.uuid in fresh and change.link and change.link.parent.uuid in fresh:
            fresh[change.link.parent.uuid].setdefault(change.link.column, []).append(change.uuid)
    return fresh


def _steps(change: Change, have: Have, hung: dict[str, dict[str, list[str]]], going: set[str]) -> list[str]:
    schema = have.schema[change.table]
    if change.action == "update":
        return _update_steps(change, schema)
    if change.action == "delete":
        leave = [_line("remove", *change.holder, change.uuid)] if change.holder and change.holder[1] not in going else []
        return [*leave, _end(change, have, going)]
    held = [f"{name}=[{','.join(sorted(uuids))}]" for name, uuids in hung[change.uuid].items()]
    if change.row.ref.table.is_only_row:
        # The tools make it themselves where it is missing.
        return _update_steps(replace(change, uuid="."), schema) + ([_line("set", change.table, ".", *held)] if held else [])
    return _create_steps(change, have, held, is_hung=change.link is not None and change.link.parent.uuid in hung)


def _create_steps(change: Change, have: Have, held: list[str], *, is_hung: bool) -> list[str]:
    schema = have.schema[change.table]
    values = [f"{name}={_text(schema[name], each.new)}" for name, each in sorted(change.columns.items())] + held
    steps = [f"--id={change.uuid} create {change.table} {' '.join([_quoted(value) for value in values])}".rstrip()]
    if change.link and not is_hung:
        steps.append(f"add {change.link.parent.table.name} {have.uuid_of(change.link.parent)} {change.link.column} {change.uuid}")
    return steps


def _end(change: Change, have: Have, going: set[str]) -> str:
    """Of rows that live by references the tools only let go: such a row has to let go of what goes beside it."""
    schema = have.schema[change.table]
    holding = [] if schema.is_root else [
        name for name, each in sorted(change.columns.items())
        if schema[name].key.strong and have.schema[schema[name].key.ref_table].is_root and not members(each.old).isdisjoint(going)
    ]
    return _line("clear", change.table, change.uuid, *holding) if holding else _line("destroy", change.table, change.uuid)


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
