# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the rows that a plan makes or changes make sense as they will be: the rules of their tables."""

from __future__ import annotations

from ..errors import InvalidInput
from .change import Change, Plan
from .have import Have, members


def judge(plan: Plan, have: Have) -> None:
    """Raises InvalidInput with every rule that a row will break."""
    faults = []
    children = _children(plan)
    for change in plan.changes:
        rules = change.row.ref.table.rules if change.row and change.matters else ()
        if rules:
            after = _as_it_will_be(change, have, children)
            faults += [change.row.fault(*wrong) for rule in rules if (wrong := rule(after))]
    if faults:
        raise InvalidInput(list(dict.fromkeys(faults)))


def _as_it_will_be(change: Change, have: Have, children: dict[str, dict[str, list[str]]]) -> dict:
    before = have.whole[change.uuid] if change.action == "update" else have.schema[change.table].defaults
    after = dict(before)
    for name, each in change.columns.items():
        after[name] = each.new
    for column, uuids in children.get(change.uuid, {}).items():
        after[column] = members(after[column]).union(uuids)
    return after


def _children(plan: Plan) -> dict[str, dict[str, list[str]]]:
    """The new rows that hang at others, by the row they hang at and its column."""
    result: dict[str, dict[str, list[str]]] = {}
    for change in plan.changes:
        if change.action == "create" and change.link:
            result.setdefault(change.link.parent.uuid, {}).setdefault(change.link.column, []).append(change.uuid)
    return result
