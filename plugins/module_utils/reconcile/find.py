# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding the rows that a task speaks of: under the UUIDs that follow from their identities first (an index, 0.1 ms each
in a table of any size), then by their keys, then among what hangs at their parents.

Where a task names many rows of a table, one pass over the table takes the place of a question for each.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..model.keys import has_key, key_of
from ..model.rows import Link, Ref, Want
from ..model.table import Table
from ..ovsdb import operations as op
from ..ovsdb.schema import Schema
from .fetch import Rows
from .have import Existing, Have, is_singleton, members
from .size import MANY, PASSES, Size, guess


class Finder:
    """Fills in what is found of the rows that are wanted, and what hangs where they are wanted.

    A C(bold) finder takes a row that is not found under its own UUID for new where the server guards its name: looking
    for the name is a pass over the table, and if the row is there after all, the server refuses to make it twice. Where
    rows may go, that would not hold.
    """

    def __init__(self, rows: Rows, want: Want, have: Have, *, bold: bool):
        self.rows = rows
        self.database = rows.database
        self.schema: Schema = rows.schema
        self.want = want
        self.have = have
        # What hangs at places, as far as it was read.
        self.hanging: dict[Link, frozenset] = {}
        # Where rows are wanted, and of which table.
        self.links = {row.link: row.ref.table for row in want.rows if row.link}
        tables = {row.ref.table for row in want.rows}
        guarded = {table for table in tables if bold and not want.may_remove and self._is_guarded(table)}
        present = [row for row in want.rows if row.state == "present"]
        self.guarded = {row.ref: row.link for row in present if row.ref.table in guarded}
        # What is to be put right, or refused, should it bear another name by now than the one it was made under.
        self.kept = {row.ref for row in present}

    def find(self, refs: list[Ref]) -> None:
        self.have.found.update({ref: [] for ref in refs})
        tables = _by_table(ref for ref in refs if ref.scope is None)
        single = {table for table in tables if is_singleton(table)}
        many = {table for table, some in tables.items() if len(some) > MANY} - single
        for table in single:
            self._locate_single(table, tables[table])
        self._locate_few([ref for table in tables.keys() - single - many for ref in tables[table]])
        if len(self.want.rows) > MANY:
            self.load([link for link in self.links if self.have.get(link.parent)])
            self._fetch_in_place({ref.uuid for ref in refs})
        for table in sorted(many, key=lambda each: bool(each.parents)):
            self._locate_many(table, tables[table])
        self._by_key(self._let_go_of_renamed([ref for refs in tables.values() for ref in refs]))
        self._by_uuid_for_name(refs)
        self._locate_children([ref for ref in refs if ref.scope is not None])
        self._beside()

    def _is_guarded(self, table: Table) -> bool:
        """Whether the server lets no two rows have the same key."""
        return table.name in self.schema.tables and table.key in self.schema[table.name].indexes

    def _locate_single(self, table: Table, refs: list[Ref]) -> None:
        rows = self.database.read([op.select(table.name, [], self.rows.columns(table.name))])[0]
        for ref in refs:
            self.have.found[ref] += [self.rows.existing(table.name, row) for row in rows]

    def _locate_many(self, table: Table, refs: list[Ref]) -> None:
        links = {ref: self.guarded.get(ref) for ref in refs}
        self._locate_in_place(table, {ref: link for ref, link in links.items() if link})
        self._locate_in_one_pass(table, [ref for ref, link in links.items() if not link])

    def _locate_few(self, refs: list[Ref]) -> None:
        """Rows of tables of which few are spoken of."""
        self._by_identity(refs)
        lost = [ref for ref in refs if not ref.fixed and (ref.table.ambiguous or not self.have.found[ref])]
        self._by_key([ref for ref in lost if ref not in self.guarded])

    def _by_identity(self, refs: list[Ref]) -> None:
        self.rows.fetch((ref.table.name, ref.uuid) for ref in refs)
        for ref in refs:
            self.have.found[ref] += self._own(ref)

    def _let_go_of_renamed(self, refs: list[Ref]) -> list[Ref]:
        """A row that was made under this key and has another by now is not the one that is meant. Returns whose rows these were."""
        renamed = [ref for ref in refs if not (ref in self.kept or ref.fixed or ref.is_uuid) and self._is_renamed(ref)]
        self.have.found.update({ref: [each for each in self.have.found[ref] if each.uuid != ref.uuid] for ref in renamed})
        return renamed

    def _is_renamed(self, ref: Ref) -> bool:
        return any(each.uuid == ref.uuid and not has_key(ref.table, each.columns, ref.key) for each in self.have.found[ref])

    def _by_key(self, refs: list[Ref]) -> None:
        refs = [ref for ref in refs if self._can_be(ref)]
        queries = [op.select(ref.table.name, self._key_is(ref.table, ref.key), ["_uuid"]) for ref in refs]
        for ref, rows in zip(refs, self.database.read_in_pieces(queries, PASSES)):
            known = {existing.uuid for existing in self.have.found[ref]}
            self.have.found[ref] += self.rows.fetch((ref.table.name, row["_uuid"]) for row in rows if row["_uuid"] not in known)

    def _can_be(self, ref: Ref) -> bool:
        """Whether the server can hold such a key; of one that it cannot, the plan says why."""
        columns = self.schema[ref.table.name].columns
        try:
            for (column, name), value in zip(ref.table.key_parts, ref.key):
                if column in columns and not name and value is not None:
                    columns[column].coerce(value)
        except ValueError:
            return False
        return True

    def _locate_in_place(self, table: Table, links: dict[Ref, Link]) -> None:
        """Rows that the server lets nobody make twice are looked for where they are wanted only."""
        places = [link for link in set(links.values()) if self.have.get(link.parent)]
        self.load(places)
        there = [ref for ref, link in links.items() if ref.uuid in self.hanging.get(link, ())]
        self._fetch_at({link: table for link in places}, {ref.uuid for ref in there})
        for ref in there:
            self.have.found[ref] += self._own(ref)

    def _fetch_in_place(self, uuids: set[str]) -> None:
        """Of all tables at once what hangs where it is wanted."""
        self._fetch_at({link: table for link, table in self.links.items() if self.hanging.get(link)}, uuids)

    def _fetch_at(self, places: dict[Link, Table], uuids: Iterable[str]) -> None:
        """Read those of these rows that hang at these places."""
        unread = set(uuids) - self.rows.known.keys()
        rows = [(table.name, uuid) for link, table in places.items() for uuid in self.hanging[link] & unread]
        self.rows.fetch(rows, guess(places, self.hanging, self.rows.sizes) if len(rows) > MANY else None)

    def _locate_in_one_pass(self, table: Table, refs: list[Ref]) -> None:
        if not refs:
            return
        nameless = all(ref.fixed or ref in self.guarded for ref in refs)
        columns = set() if nameless else {spec.partition(":")[0] for spec in table.key}
        columns &= self.schema[table.name].columns.keys()
        rows = self.database.read([op.select(table.name, [], ["_uuid", *sorted(columns)])])[0]
        if not rows:
            return
        known = {row["_uuid"] for row in rows}
        wanted = set() if nameless else {ref.key for ref in refs if not ref.fixed}
        by_key: dict[tuple, list[str]] = {}
        for row in rows if wanted else ():
            key = key_of(table, row)
            if key in wanted:
                by_key.setdefault(key, []).append(row["_uuid"])
        places: dict[Ref, list[str]] = {}
        for ref in refs:
            own = [ref.uuid] if ref.uuid in known else []
            named = by_key.get(ref.key, []) if not ref.fixed and (table.ambiguous or not own) else []
            places[ref] = list(dict.fromkeys(own + named))
        size = Size(len(rows), len(rows))
        self.rows.fetch(((table.name, uuid) for uuids in places.values() for uuid in uuids), {table.name: size})
        for ref, uuids in places.items():
            self.have.found[ref] += [self.rows.known[uuid] for uuid in uuids if uuid in self.rows.known]

    def _key_is(self, table: Table, key: tuple) -> list:
        where = []
        for spec, value in zip(table.key, key):
            column, _colon, name = spec.partition(":")
            if column not in self.schema[table.name].columns:
                continue
            schema = self.schema[table.name][column]
            if name:
                where.append([column, "includes", ["map", [[name, value or ""]]]])
            else:
                where.append([column, "==", schema.wire(schema.default if value is None else value)])
        return where

    def _by_uuid_for_name(self, refs: list[Ref]) -> None:
        """A UUID may stand for a name, for rows that have none."""
        lost = [ref for ref in refs if not self.have.found[ref] and not ref.fixed and ref.is_uuid]
        for existing in self.rows.fetch((ref.table.name, ref.key[0]) for ref in lost):
            for ref in lost:
                if ref.key[0] == existing.uuid and ref.table.name == existing.table:
                    self.have.found[ref].append(existing)

    def _locate_children(self, refs: list[Ref]) -> None:
        """Rows whose keys say who they are at one parent only: where that is not there yet, neither are they."""
        refs = [ref for ref in refs if self.have.get(ref.scope)]
        links = {row.ref: row.link for row in self.want.rows if row.link and row.ref.scope}
        if len(refs) <= MANY:
            self._by_identity(refs)
        else:
            self.have.found.update({ref: self._own(ref) for ref in refs})
        renamed = set(self._let_go_of_renamed(refs))
        missing = [ref for ref in refs if not (self.have.found[ref] or ref.fixed) and ref in links]
        keys = self._keys_at({links[ref]: ref.table for ref in missing})
        for ref in missing:
            own = [] if ref in renamed else self._own(ref)
            self.have.found[ref] += own or keys[links[ref]].get(ref.key, [])

    def _own(self, ref: Ref) -> list[Existing]:
        """A row by its identity, when it was read among its siblings."""
        known = self.rows.known.get(ref.uuid)
        return [known] if known else []

    def _keys_at(self, links: dict[Link, Table]) -> dict[Link, dict[tuple, list[Existing]]]:
        """All that hangs at these places, by its keys."""
        self.load(links)
        self._fetch_at(links, frozenset().union(*(self.hanging[link] for link in links)))
        keys: dict[Link, dict[tuple, list[Existing]]] = {link: {} for link in links}
        for link, table in links.items():
            for existing in self.rows.read(self.hanging[link]):
                keys[link].setdefault(key_of(table, existing.columns), []).append(existing)
        return keys

    def _beside(self) -> None:
        """The whole of what hangs beside rows that must differ from it."""
        links = {link: table for link, table in self.links.items() if table.apart}
        self.load(links)
        for link, table in links.items():
            self.have.beside[link] = self.rows.fetch((table.name, uuid) for uuid in sorted(self.hanging[link]))

    def load(self, links: Iterable[Link]) -> None:
        """Find out what hangs at these places."""
        missing = [link for link in links if link not in self.hanging and self.have.get(link.parent)]
        queries = [op.select(link.parent.table.name, [op.by_uuid(self.have.get(link.parent).uuid)], [link.column])
                   for link in missing]
        for link, rows in zip(missing, self.database.read_in_pieces(queries)):
            self.hanging[link] = members(rows[0][link.column]) if rows else frozenset()
        for link in links:
            self.hanging.setdefault(link, frozenset())

    def hang_in_place(self) -> set[str]:
        """The UUIDs of wanted rows that hang where they are wanted."""
        rows = [(row.link, hit.uuid) for row in self.want.rows if row.link and (hit := self.have.get(row.ref))]
        if len(rows) > MANY:
            self.load({link for link, _uuid in rows})
        asked = [(link, uuid) for link, uuid in rows if link not in self.hanging and self.have.get(link.parent)]
        queries = [self.who_holds(link.parent.table.name, link.column, uuid, [op.by_uuid(self.have.get(link.parent).uuid)])
                   for link, uuid in asked]
        there = {uuid for (_link, uuid), found in zip(asked, self.database.read_in_pieces(queries)) if found}
        return there | {uuid for link, uuid in rows if uuid in self.hanging.get(link, ())}

    def who_holds(self, table: str, column: str, uuid: str, where: list, columns: Iterable[str] = ("_uuid",)) -> dict:
        return op.select(table, [*where, [column, "includes", ["set", [["uuid", uuid]]]]], list(columns))


def _by_table(refs: Iterable[Ref]) -> dict[Table, list[Ref]]:
    result: dict[Table, list[Ref]] = {}
    for ref in refs:
        result.setdefault(ref.table, []).append(ref)
    return result
