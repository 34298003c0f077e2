# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the rows of a task go together: each given once, none that the server would drop or refuse because of another."""

from __future__ import annotations

from ..errors import Fault
from ..model.rows import Link, Ref, Row, Want
from .change import Change
from .have import Have


def _uuids(value) -> frozenset:
    """What a value may refer to."""
    return value if isinstance(value, frozenset) else frozenset([value] if isinstance(value, str) else ())


class Whole:
    """Notes what is wrong with the rows of a task taken together."""

    def __init__(self, want: Want, have: Have, faults: list[Fault]):
        self.want = want
        self.have = have
        self.faults = faults
        # Where rows are wanted.
        self.hung = {row.link for row in want.rows if row.link and row.state == "present"}
        # New and changed rows that must differ from those beside them: as they will be, and whether they change.
        self.after: list[tuple[Row, dict, bool]] = []

    def before(self) -> None:
        """What can be said before any row is planned."""
        self._check_twice()
        self._check_least()

    def check(self, changes: list[Change]) -> None:
        """What can be said once all rows are planned."""
        self._check_references(changes)
        self._check_unused(changes)
        self._check_apart({change.uuid for change in changes if change.action == "delete"})

    def _check_twice(self) -> None:
        """Each row is given once, by whatever it is named."""
        first: dict[object, str] = dict(self.have.settled)
        for row in self.want.rows:
            found = self.have.get(row.ref)
            who = found.uuid if found else self._name(row.ref)
            if who in first:
                self.faults.append(row.fault("", f"{row.ref} is given twice, first at {first[who] or 'the top'}. Keep one."))
            first.setdefault(who, row.path)

    @staticmethod
    def _name(ref: Ref) -> Ref:
        """A new row by its key, which no other may have even if a UUID is given too; by its UUID where others may."""
        alone = ref.fixed and ref.table.key and not ref.table.ambiguous and all(ref.key)
        return Ref(ref.table, ref.key, ref.scope) if alone else ref

    def _check_least(self) -> None:
        """What must hold some rows is not left without."""
        for link, _table in self.want.exact:
            column = self.have.schema.column(link.parent.table.name, link.column)
            if column and column.least and link not in self.hung:
                path = next((row.path for row in self.want.rows if row.ref == link.parent), "")
                self.faults.append(Fault(".".join(filter(None, (path, link.column))), f"must hold {column.least} entry at least."))

    def _check_apart(self, going: set[str]) -> None:
        """New and changed rows that must differ from those beside them do, whether those are there already or come too."""
        if not self.after:
            return
        gone = self.have.wanted(self.want) | going
        rows: dict[Link, list[dict]] = {}
        for row, columns, changed in sorted(self.after, key=lambda each: each[2]):
            if row.link not in rows:
                rows[row.link] = [each.columns for each in self.have.beside.get(row.link, ()) if each.uuid not in gone]
            wrong = next(filter(None, (row.ref.table.apart(columns, other) for other in rows[row.link] if changed)), None)
            if wrong:
                self.faults.append(row.fault(*wrong))
            rows[row.link].append(columns)

    def _check_references(self, changes: list[Change]) -> None:
        """A new row that lives by a reference has one, or it would vanish as soon as it is written."""
        loose = [change for change in changes if change.action == "create" and not change.link
                 and not self.have.schema[change.table].is_root]
        if loose:
            named = {uuid for change in changes for each in change.columns.values() for uuid in _uuids(each.new)}
            for change in loose:
                if change.uuid not in named:
                    self.faults.append(change.row.fault("", f"no row refers to {change.label}, so it would vanish at once. "
                                                            "Name it where it is used."))

    def _check_unused(self, changes: list[Change]) -> None:
        """What goes is needed by no row that stays as it is: the server would refuse it."""
        if not self.have.users:
            return
        touched = {(change.uuid, column) for change in changes for column in change.columns}
        paths = {hit.uuid: row.path for row in self.want.rows for hit in self.have.found.get(row.ref, ())}
        for change in changes:
            for user, column in self.have.users.get(change.uuid, []) if change.action == "delete" else []:
                if (user.uuid, column) not in touched and (user.table, user.uuid, column) != change.holder:
                    path = paths.get(change.uuid) or paths.get(user.uuid, "")
                    self.faults.append(Fault(path, f"{change.label} is in use by {user.label} ({column}). "
                                             "Change or remove that first."))
