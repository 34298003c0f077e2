# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the rows that a plan makes or changes make sense as they will be: the rules and the doubts of their tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..errors import Fault, InvalidInput
from .change import Change, Plan
from .have import Have, members


def judge(plan: Plan, have: Have, faults: list[Fault], *, strict: bool = False) -> None:
    """Notes every doubt about a row in the plan. Raises InvalidInput with what is wrong already, and every rule that a row will
    break; C(strict), with the plan's doubts too."""
    faults = list(faults)
    children = _children(plan)
    for change in plan.changes:
        if change.row and change.matters and change.row.ref.table.is_judged:
            after = _as_it_will_be(change, have, children)
            wrong, doubtful = _keys(change, after)
            faults += wrong + _said(change, change.row.ref.table.rules, after)
            plan.doubts += doubtful + _said(change, change.row.ref.table.doubts, after)
    plan.doubts = list(dict.fromkeys(plan.doubts))
    if strict:
        faults += plan.doubts
    if faults:
        raise InvalidInput(list(dict.fromkeys(faults)))


def _said(change: Change, rules: Iterable[Callable], after: dict) -> list[Fault]:
    return [change.row.fault(*wrong) for rule in rules if (wrong := rule(after))]


def _keys(change: Change, after: dict) -> tuple[list[Fault], list[Fault]]:
    """What is wrong with the keys of maps that come or change, and what is doubtful."""
    faults, doubts = [], []
    for name, option in change.row.ref.table.keyed.items():
        if name in change.columns:
            known, maps = option.keys.of(after), (change.columns[name].new, change.columns[name].old)
            faults += [change.row.fault(option.name, message) for message in known.faults(*maps)]
            doubts += [change.row.fault(option.name, message) for message in known.doubts(*maps)]
    return faults, doubts


def _as_it_will_be(change: Change, have: Have, children: dict[str, dict[str, tuple[set[str], set[str]]]]) -> dict:
    before = have.whole[change.uuid] if change.action == "update" else have.schema[change.table].defaults
    after = dict(before)
    for name, each in change.columns.items():
        after[name] = each.new
    for column, (coming, going) in children.get(change.uuid, {}).items():
        after[column] = members(after[column]).union(coming) - going
    return after


def _children(plan: Plan) -> dict[str, dict[str, tuple[set[str], set[str]]]]:
    """The rows that come to hang at others, and those that leave them, by the row they hang at and its column."""
    result: dict[str, dict[str, tuple[set[str], set[str]]]] = {}
    for change in plan.changes:
        if change.action == "create" and change.link:
            result.setdefault(change.link.parent.uuid, {}).setdefault(change.link.column, (set(), set()))[0].add(change.uuid)
        elif change.action == "delete" and change.holder:
            _table, holder, column = change.holder
            result.setdefault(holder, {}).setdefault(column, (set(), set()))[1].add(change.uuid)
    return result
