# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows that vanish with the ones that a task removes, and those that need them, so that the plan can show each.

They are looked for generation by generation: a thousand rows take as many requests as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..ovsdb import operations as op
from ..ovsdb.schema import Column, Schema
from .fetch import Rows
from .have import Existing, Have, child_columns, members
from .size import MANY, PASSES

# A place of a table whose rows refer to others: its name, and the column.
Place = tuple[str, Column]


class Descendants:
    """Fills in what is below rows that go, and who needs them."""

    def __init__(self, rows: Rows, have: Have):
        self.rows = rows
        self.database = rows.database
        self.schema: Schema = rows.schema
        self.have = have
        # What lives only at a row, by its UUID: its children, not theirs.
        self.children: dict[str, list[Existing]] = {}
        self._hanging = {name: child_columns(self.schema, table) for name, table in self.schema.tables.items()}
        held = {column.key.ref_table for table in self.schema.tables.values() for column in table.columns.values()
                if column.is_set and column.key.strong}
        self._described = {name: self._describing(name, held) for name in self.schema.tables}

    def find(self, doomed: Iterable[Existing]) -> None:
        rows = list({each.uuid: each for each in doomed}.values())
        users = self._users(rows)
        generation = rows
        while generation:
            born = self._below(generation)
            self.children |= born
            generation = [child for some in born.values() for child in some if child.uuid not in self.children]
        for each in rows:
            self.have.users[each.uuid] = users.get(each.uuid, [])
            self.have.descendants[each.uuid] = list(self._all_below(each))

    def _all_below(self, existing: Existing) -> Iterator[Existing]:
        for child in self.children[existing.uuid]:
            yield child
            yield from self._all_below(child)

    def _below(self, generation: list[Existing]) -> dict[str, list[Existing]]:
        """What lives only at these rows: what hangs there, and what one of them alone describes."""
        whole = self._with_places(generation)
        hanging = {each.uuid: self._places(whole[each.uuid], each.table, self._hanging) for each in generation}
        alone = {each.uuid: self._places(whole[each.uuid], each.table, self._described) for each in generation}
        there = {each.uuid: each for each in self.rows.fetch(
            dict.fromkeys(place for some in (hanging, alone) for places in some.values() for place in places))}
        users = self._users([there[uuid] for places in alone.values() for _table, uuid in places if uuid in there])
        mine = {uuid: next(iter(who)) for uuid, some in users.items() if len(who := {user.uuid for user, _column in some}) == 1}
        return {uuid: [there[child] for _table, child in hanging[uuid] if child in there]
                + [there[child] for _table, child in alone[uuid] if child in there and mine.get(child) == uuid] for uuid in hanging}

    def _with_places(self, generation: list[Existing]) -> dict[str, dict]:
        """The columns of these rows that hold others; those of children are not read before."""
        whole = {each.uuid: {} if self._hanging[each.table] else each.columns for each in generation}
        asked = [each for each in generation if self._hanging[each.table]]
        queries = [op.select(each.table, [op.by_uuid(each.uuid)], [*self._hanging[each.table], *self._described[each.table]]) for each in asked]
        for each, rows in zip(asked, self.database.read_in_pieces(queries)):
            for row in rows:
                whole[each.uuid] = row
                self.have.held[each.uuid] = {name: row[name] for name in self._hanging[each.table]}
        return whole

    def _places(self, row: dict, table: str, columns: dict[str, list[str]]) -> list[tuple[str, str]]:
        return [(self.schema[table][name].key.ref_table, uuid) for name in columns[table] if name in row for uuid in sorted(members(row[name]))]

    def _describing(self, table: str, held: set[str]) -> list[str]:
        """The columns that refer to a row which hangs nowhere and lives by such references."""
        return [name for name, column in self.schema[table].columns.items()
                if column.is_optional and column.key.strong
                and not self.schema[column.key.ref_table].is_root and column.key.ref_table not in held]

    def _users(self, rows: list[Existing]) -> dict[str, list[tuple[Existing, str]]]:
        """Rows that refer to these in a column that must not dangle, and the column; but for the ones that hold them."""
        users: dict[str, list[tuple[Existing, str]]] = {}
        by_table: dict[str, dict[str, None]] = {}
        for each in rows:
            by_table.setdefault(each.table, {})[each.uuid] = None
        for table, uuids in by_table.items():
            for place in self._needing(table):
                for uuid, user in self._referring(place, uuids):
                    users.setdefault(uuid, []).append((user, place[1].name))
        return users

    def _needing(self, to: str) -> list[Place]:
        return [(name, column) for name, table in self.schema.tables.items() for column in table.columns.values()
                if column.key.strong and column.key.ref_table == to and column.name not in self._hanging[name]]

    def _referring(self, place: Place, uuids: dict[str, None]) -> Iterator[tuple[str, Existing]]:
        """What refers at a place to these rows: a look for each is a pass, so one is enough for many."""
        table, column = place
        if len(uuids) <= MANY:
            queries = [op.select(table, [[column.name, "includes", column.wire(self._reference(column, uuid))]], self.rows.columns(table))
                       for uuid in uuids]
            for uuid, found in zip(uuids, self.database.read_in_pieces(queries, PASSES)):
                yield from ((uuid, self.rows.existing(table, row)) for row in found)
            return
        filled = [] if column.least else [[column.name, "!=", column.wire(column.default)]]
        found = {row["_uuid"]: uuids.keys() & members(row[column.name])
                 for row in self.database.read([op.select(table, filled, ["_uuid", column.name])])[0]}
        for user in self.rows.fetch([(table, uuid) for uuid, referred in found.items() if referred]):
            yield from ((uuid, user) for uuid in sorted(found[user.uuid]))

    @staticmethod
    def _reference(column: Column, uuid: str):
        return frozenset([uuid]) if column.is_set else uuid
