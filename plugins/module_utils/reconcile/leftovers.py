# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What may go with a task, what would go or suffer with that, and where it hangs."""

from __future__ import annotations

from ..errors import Conflict
from ..model.keys import key_of
from ..model.rows import Scope, Want
from ..model.table import Table
from ..ovsdb import operations as op
from ..ovsdb.schema import Schema
from .descendants import Descendants
from .fetch import Rows
from .find import Finder
from .have import Existing, Have, members
from .scoped import scoped
from .size import MANY, PASSES


class Leftovers:
    """Fills in what a task's scopes and exact places hold, and all that depends on what is not wanted there."""

    def __init__(self, rows: Rows, finder: Finder, want: Want, have: Have):
        self.rows = rows
        self.finder = finder
        self.database = rows.database
        self.schema: Schema = rows.schema
        self.want = want
        self.have = have
        self.scoped: list[tuple[Table, Existing]] = []

    def find(self) -> None:
        self._scopes()
        self._refuse_torn()
        self._holders()
        self._spare()
        self._refuse_torn_places()
        self._descendants()

    def _scopes(self) -> None:
        self.scoped += scoped(self.rows, self.want.scopes)
        self.have.pools = {scope: frozenset(each.uuid for table, each in self.scoped if table is scope.table and _bears(each, scope))
                           for scope in self.want.scopes if scope.is_owners and self.schema.column(scope.table.name, "external_ids")}
        exact = {link: table for link, table in self.want.exact if self.schema.column(link.parent.table.name, link.column)}
        self.finder.load(exact)
        self.rows.fetch((table.name, uuid) for link, table in exact.items() for uuid in self.finder.hanging[link])
        for link, table in exact.items():
            self.scoped += [(table, each) for each in self.rows.read(self.finder.hanging[link])]
        self._keep([(table, each) for table, each in self.scoped if not self._is_spared(each)])

    def _keep(self, scoped: list[tuple[Table, Existing]]) -> None:
        self.scoped = scoped
        self.have.scoped = list({each.uuid: each for _table, each in scoped}.values())

    def _is_spared(self, existing: Existing | None) -> bool:
        return existing is not None and not self.want.spared.marks.isdisjoint(existing.columns.get("external_ids", ()))

    def _spare(self) -> None:
        """What is spared for the row at which it hangs."""
        if self.want.spared.tables:
            self._keep([(table, each) for table, each in self.scoped if table not in self.want.spared.tables
                        or not self._is_spared(self.have.holders.get(each.uuid, (None, ""))[0])])

    def _unwanted(self) -> list[tuple[Table, Existing]]:
        """What the task's scopes hold and its rows do not name."""
        if not self.scoped:
            return []
        wanted = self.have.wanted(self.want)
        return [(table, each) for table, each in self.scoped if each.uuid not in wanted]

    def _refuse_torn(self) -> None:
        """What is wanted, was not there when it was looked for and is there now has come in between: no leftover."""
        if not self.scoped:
            return
        missing = [row.ref for row in self.want.rows if row.state == "present" and not self.have.found.get(row.ref)
                   and len(self.have.found.get(row.ref.scope, ())) < 2]
        uuids = {ref.uuid for ref in missing}
        keys = {(ref.table, ref.key) for ref in missing if ref.scope is None and ref.table.key and not ref.fixed}
        for table, existing in self.scoped:
            if existing.uuid in uuids or (table, key_of(table, existing.columns)) in keys:
                raise Conflict(f"{table} {existing.uuid} came while it was read")

    def _holders(self) -> None:
        """Where rows hang that are not where the task wants them, or that go without the task saying where they hang."""
        in_place = self.finder.hang_in_place()
        lost = [(row.ref.table, hit.uuid) for row in self.want.rows
                if row.ref.table.parents and (hit := self.have.get(row.ref)) and hit.uuid not in in_place]
        lost += [(table, each.uuid) for table, each in self._unwanted() if table.parents]
        if len(lost) > MANY:
            self._holders_in_one_pass(lost)
            return
        places = [(uuid, parent) for table, uuid in lost for parent in table.parents]
        queries = [self.finder.who_holds(parent.table, parent.column, uuid, [], self.rows.columns(parent.table))
                   for uuid, parent in places]
        for (uuid, parent), rows in zip(places, self.database.read_in_pieces(queries, PASSES)):
            if rows:
                self.have.holders[uuid] = (self.rows.existing(parent.table, rows[0]), parent.column)

    def _holders_in_one_pass(self, lost: list[tuple[Table, str]]) -> None:
        wanted = {uuid for _table, uuid in lost}
        places = list({(parent.table, parent.column) for table, _uuid in lost for parent in table.parents})
        columns = [[*self.rows.columns(table), column] for table, column in places]
        replies = self.database.read_each([[op.select(place[0], [], some)] for place, some in zip(places, columns)])
        for (table, column), (rows,) in zip(places, replies):
            for row in rows:
                held = members(row.pop(column)) & wanted
                holder = self.rows.existing(table, row) if held else None
                self.have.holders.update(dict.fromkeys(held, (holder, column)))

    def _refuse_torn_places(self) -> None:
        """A row that hangs where it is wanted after all came there while it was read."""
        for row in self.want.rows if self.have.holders else ():
            hit = self.have.get(row.ref) if row.link else None
            holder, column = self.have.holders.get(hit.uuid, (None, None)) if hit else (None, None)
            if holder is None or column != row.link.column or holder.table != row.link.parent.table.name:
                continue
            parents = self.have.found.get(row.link.parent, ())
            if len(parents) < 2 and holder.uuid == (parents[0].uuid if parents else row.link.parent.uuid):
                raise Conflict(f"{row.ref} came while it was read")

    def _descendants(self) -> None:
        doomed = [hit for row in self.want.rows if row.state == "absent" for hit in self.have.found.get(row.ref, ())]
        Descendants(self.rows, self.have).find([*doomed, *(each for _table, each in self._unwanted())])


def _bears(existing: Existing, scope: Scope) -> bool:
    return set(scope.marks) <= existing.columns.get("external_ids", {}).items()
