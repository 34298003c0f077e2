# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows of a task that are plainly as it wants them: when it runs again, nearly all.

A row is settled that is there under the UUID that follows from its identity, hangs where it is wanted, has its key and
holds what is wanted in every column. Nothing is left to find, to check or to plan of it. What takes more than a look is
for those who do that: a row may be passed over here, but none may be settled that they would change or refuse.
"""

from __future__ import annotations

from dataclasses import replace

from ..model.edits import Merge
from ..model.keys import has_key
from ..model.rows import Ref, Row, Want
from .ahead import Ahead
from .have import Existing, Have


def settle(want: Want, ahead: Ahead, have: Have) -> Want:
    """Note in C(have) which rows are settled, by what was read ahead. Returns what is left of C(want)."""
    if want.may_remove or not ahead.rows:
        return want
    settler = _Settler(ahead, have)
    return replace(want, rows=[row for row in want.rows if not settler.settles(row)])


class _Settler:
    def __init__(self, ahead: Ahead, have: Have):
        self.ahead = ahead
        self.have = have
        # Who has come by: a row that is given twice is not settled.
        self.seen: set[str] = set()

    def settles(self, row: Row) -> bool:
        """Note a row that is as it is wanted."""
        uuid = row.ref.uuid
        existing = self.ahead.rows.get(row.ref.table.name, {}).get(uuid)
        is_first = uuid not in self.seen
        self.seen.add(uuid)
        if not (existing and is_first and self._is_plain(row, existing)):
            return False
        self.have.found[row.ref] = [existing]
        self.have.settled[uuid] = row.path
        return True

    def _is_plain(self, row: Row, existing: Existing) -> bool:
        table, held = row.ref.table, existing.columns
        if table.ambiguous or table.apart or row.ref.fixed or row.note:
            return False
        if row.link and existing.uuid not in self.ahead.hanging.get(row.link, ()):
            return False
        for name, value in row.columns.items():
            if name not in held or not self._holds(held[name], value):
                return False
        return has_key(table, held, row.ref.key)

    def _holds(self, old, value) -> bool:
        """Whether a column holds what is wanted of it."""
        if type(value) is type(old):
            return value == old
        if isinstance(value, Ref):
            return self._uuid(value) == old
        if isinstance(value, list):
            return frozenset([self._uuid(each) if isinstance(each, Ref) else each for each in value]) == old
        return isinstance(value, Merge) and value.items.items() <= old.items()

    def _uuid(self, ref: Ref) -> str:
        """The UUID that a column holds for a row, if no other row may have its name. Held, it says that the row is there."""
        if ref.table.ambiguous:
            return ""
        uuid = ref.uuid
        self.have.named[uuid] = ref
        return uuid
