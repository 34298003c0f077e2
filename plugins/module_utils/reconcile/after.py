# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows as they will be when a plan is written."""

from __future__ import annotations

from .change import Change, Plan
from .have import Have, members

# The rows that come to hang in a column, and those that leave it.
Moves = tuple[set[str], set[str]]


class After:
    """What a plan makes of rows, those included that only get or lose others which hang there."""

    def __init__(self, plan: Plan, have: Have):
        self.have = have
        self.changes = {change.uuid: change for change in plan.changes}
        self.children = _children(plan, have)

    def of(self, change: Change) -> dict:
        """A new row, or one of which all columns are known (C(Have.whole))."""
        return self.apply(change.uuid, self.have.whole[change.uuid] if change.action == "update" else self.have.schema[change.table].defaults)

    def apply(self, uuid: str, before: dict) -> dict:
        """A row, or some columns of it, given as they are before."""
        change = self.changes.get(uuid)
        after = {**before, **{name: each.new for name, each in change.columns.items()}} if change else dict(before)
        for column, (coming, going) in self.children.get(uuid, {}).items():
            if column in after:
                after[column] = members(after[column]).union(coming) - going
        return after


def _children(plan: Plan, have: Have) -> dict[str, dict[str, Moves]]:
    """What comes and goes at rows, by their UUIDs and columns."""
    result: dict[str, dict[str, Moves]] = {}
    for change in plan.changes:
        if change.action == "create" and change.link:
            result.setdefault(have.uuid_of(change.link.parent), {}).setdefault(change.link.column, (set(), set()))[0].add(change.uuid)
        elif change.action == "delete" and change.holder:
            _table, holder, column = change.holder
            result.setdefault(holder, {}).setdefault(column, (set(), set()))[1].add(change.uuid)
    return result
