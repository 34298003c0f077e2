# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading what a plan needs, and no more.

Rows are looked for under the UUIDs that follow from their identities first (an index, 0.1 ms each in a table of any
size), then by their keys, then among the children of their parents. Never is a whole database read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..model.edits import Edit, Members, Merge, Replace
from ..model.rows import Link, Ref, Want
from ..model.table import VOLATILE, Table
from ..ovsdb import operations as op
from ..ovsdb.schema import Column, Schema, TableSchema

# From this many names on, one scan of the table costs the server less than a scan for each.
SCAN_ONCE = 50


@dataclass(frozen=True)
class Existing:
    """A row that is in the database now."""

    table: str
    uuid: str
    columns: dict = field(hash=False, compare=False)


@dataclass
class Have:
    """What the database holds of the things a task speaks of."""

    schema: Schema
    found: dict[Ref, list[Existing]] = field(default_factory=dict)
    children: dict[tuple[str, str], frozenset] = field(default_factory=dict)
    holders: dict[str, tuple[Existing, str]] = field(default_factory=dict)
    beside: dict[Link, list[Existing]] = field(default_factory=dict)
    scoped: list[Existing] = field(default_factory=list)
    descendants: dict[str, list[Existing]] = field(default_factory=dict)
    users: dict[str, list[tuple[Existing, str]]] = field(default_factory=dict)

    def get(self, ref: Ref) -> Existing | None:
        rows = self.found.get(ref, [])
        return rows[0] if len(rows) == 1 else None

    def labels(self) -> dict[str, str]:
        """The names of the rows that were read, by UUID."""
        return {rows[0].uuid: str(ref) for ref, rows in self.found.items() if len(rows) == 1}


class Reader:
    """Collects what is wanted of one database into a Have, in a handful of requests."""

    def __init__(self, database, want: Want):
        self.database = database
        self.schema: Schema = database.schema
        self.want = want
        self.have = Have(self.schema)
        self.rows: dict[str, Existing] = {}
        self.scoped: list[tuple[Table, Existing]] = []

    def read(self) -> Have:
        refs = [ref for ref in mentioned(self.want) if ref.table.name in self.schema.tables]
        self._by_identity(refs)
        self._by_key([ref for ref in refs if ref.scope is None and (ref.table.ambiguous or not self._hits(ref))])
        self._children()
        self._among_siblings([ref for ref in refs if ref.scope is not None and not self._hits(ref)])
        self._beside()
        self._scopes()
        self._holders()
        self._descendants()
        return self.have

    def _hits(self, ref: Ref) -> list[Existing]:
        return self.have.found.setdefault(ref, [])

    def _by_identity(self, refs: list[Ref]) -> None:
        by_uuid = {ref.uuid: ref for ref in refs if not is_singleton(ref.table)}
        for existing in self._fetch((ref.table.name, uuid) for uuid, ref in by_uuid.items()):
            self._hits(by_uuid[existing.uuid]).append(existing)
        for ref in refs:
            if is_singleton(ref.table):
                rows = self.database.read([op.select(ref.table.name, [], self._columns(ref.table.name))])[0]
                self._hits(ref).extend(self._existing(ref.table.name, row) for row in rows)

    def _by_key(self, refs: list[Ref]) -> None:
        for table in {ref.table for ref in refs if not is_singleton(ref.table)}:
            names = {ref.key: ref for ref in refs if ref.table is table}
            if len(names) > SCAN_ONCE:
                wanted = self._scan(table, names)
            else:
                queries = [op.select(table.name, self._key_is(table, key), ["_uuid"]) for key in names]
                replies = self.database.read(queries)
                wanted = {row["_uuid"]: ref for rows, ref in zip(replies, names.values()) for row in rows}
            known = {existing.uuid for ref in names.values() for existing in self._hits(ref)}
            for existing in self._fetch((table.name, uuid) for uuid in wanted if uuid not in known):
                self._hits(wanted[existing.uuid]).append(existing)

    def _scan(self, table: Table, names: dict[tuple, Ref]) -> dict[str, Ref]:
        columns = sorted({spec.partition(":")[0] for spec in table.key})
        rows = self.database.read([op.select(table.name, [], ["_uuid", *columns])])[0]
        return {row["_uuid"]: names[key] for row in rows if (key := key_of(table, row)) in names}

    def _key_is(self, table: Table, key: tuple) -> list:
        where = []
        for spec, value in zip(table.key, key):
            column, _colon, name = spec.partition(":")
            if column not in self.schema[table.name].columns:
                continue
            if name:
                where.append([column, "includes", ["map", [[name, value]]]])
            else:
                schema = self.schema[table.name][column]
                where.append([column, "==", schema.wire(schema.default if value is None else value)])
        return where

    def _children(self) -> None:
        """What hangs at each parent that is there."""
        links = {link for row in self.want.rows if (link := row.link) and self._hits(link.parent)}
        queries, keys = [], []
        for link in sorted(links, key=str):
            parent = self._hits(link.parent)[0]
            queries.append(op.select(parent.table, [op.by_uuid(parent.uuid)], [link.column]))
            keys.append((parent.uuid, link.column))
        for key, rows in zip(keys, self.database.read(queries)):
            self.have.children[key] = rows[0][key[1]] if rows else frozenset()

    def siblings(self, link: Link) -> frozenset:
        parent = self._hits(link.parent)
        return self.have.children.get((parent[0].uuid, link.column), frozenset()) if parent else frozenset()

    def _among_siblings(self, refs: list[Ref]) -> None:
        links = {row.ref: row.link for row in self.want.rows if row.link}
        missing = [ref for ref in refs if ref in links]
        places = {(ref.table.name, uuid) for ref in missing for uuid in self.siblings(links[ref])}
        rows = {existing.uuid: existing for existing in self._fetch(places)}
        keys: dict[Link, dict[tuple, list[Existing]]] = {}
        for link in {links[ref] for ref in missing}:
            table = next(ref.table for ref in missing if links[ref] == link)
            for uuid in self.siblings(link) & rows.keys():
                keys.setdefault(link, {}).setdefault(key_of(table, rows[uuid].columns), []).append(rows[uuid])
        for ref in missing:
            self._hits(ref).extend(keys.get(links[ref], {}).get(ref.key, []))

    def _beside(self) -> None:
        """The whole of what hangs beside rows that must differ from it."""
        for link in {row.link for row in self.want.rows if row.link and row.ref.table.apart}:
            table = next(row.ref.table for row in self.want.rows if row.link == link)
            self.have.beside[link] = self._fetch((table.name, uuid) for uuid in sorted(self.siblings(link)))

    def _holders(self) -> None:
        """Where rows hang that are not where the task wants them, or that go without the task saying where they hang."""
        lost = [(row.ref.table, hits[0].uuid) for row in self.want.rows if len(hits := self._hits(row.ref)) == 1
                and row.ref.table.parents and not (row.link and hits[0].uuid in self.siblings(row.link))]
        lost += [(table, each.uuid) for table, each in self._unwanted() if table.parents]
        queries, places = [], []
        for table, uuid in lost:
            for parent in table.parents:
                where = [[parent.column, "includes", ["set", [["uuid", uuid]]]]]
                queries.append(op.select(parent.table, where, self._columns(parent.table)))
                places.append((uuid, parent))
        for (uuid, parent), rows in zip(places, self.database.read(queries)):
            if rows:
                self.have.holders[uuid] = (self._existing(parent.table, rows[0]), parent.column)

    def _scopes(self) -> None:
        scopes = [scope for scope in self.want.scopes if scope.table.name in self.schema.tables]
        queries = [
            op.select(scope.table.name, [["external_ids", "includes", ["map", [list(mark) for mark in scope.marks]]]],
                      self._columns(scope.table.name))
            for scope in scopes
        ]
        for scope, rows in zip(scopes, self.database.read(queries)):
            self.scoped.extend((scope.table, self._existing(scope.table.name, row)) for row in rows)
        self.have.scoped = [existing for _table, existing in self.scoped]

    def _unwanted(self) -> list[tuple[Table, Existing]]:
        """What the task's scopes hold and its rows do not name."""
        wanted = {hit.uuid for row in self.want.rows for hit in self._hits(row.ref)}
        return [(table, each) for table, each in self.scoped if each.uuid not in wanted]

    def _descendants(self) -> None:
        """The rows that vanish with the ones a task removes, and those that need them, so that the plan can show each."""
        doomed = [hit for row in self.want.rows if row.state == "absent" for hit in self._hits(row.ref)]
        for existing in [*doomed, *(each for _table, each in self._unwanted())]:
            self.have.descendants[existing.uuid] = self._below(existing)
            self.have.users[existing.uuid] = self._users(existing)

    def _users(self, existing: Existing) -> list[tuple[Existing, str]]:
        """Rows that refer to a row in a column that must not dangle, and the column. What only lives in a row may."""
        if not self.schema[existing.table].is_root:
            return []
        places = [(name, column) for name, table in self.schema.tables.items() for column in table.columns.values()
                  if column.key.strong and column.key.ref_table == existing.table]
        queries = [
            op.select(name, [[column.name, "includes", column.wire(self._reference(column, existing.uuid))]], self._columns(name))
            for name, column in places
        ]
        return [(self._existing(name, row), column.name)
                for (name, column), rows in zip(places, self.database.read(queries)) for row in rows]

    @staticmethod
    def _reference(column: Column, uuid: str):
        return frozenset([uuid]) if column.is_set else uuid

    def _below(self, existing: Existing) -> list[Existing]:
        columns = child_columns(self.schema, self.schema[existing.table])
        if not columns:
            return []
        rows = self.database.read([op.select(existing.table, [op.by_uuid(existing.uuid)], columns)])[0]
        table = self.schema[existing.table]
        places = [(table[name].key.ref_table, uuid) for row in rows for name in columns for uuid in members(row[name])]
        return [each for child in self._fetch(places) for each in (child, *self._below(child))]

    def _fetch(self, places: Iterable[tuple[str, str]]) -> list[Existing]:
        """The rows with these UUIDs, each read once."""
        places = list(places)
        missing = [place for place in places if place[1] not in self.rows]
        queries = [op.select(table, [op.by_uuid(uuid)], self._columns(table)) for table, uuid in missing]
        for (table, _uuid), rows in zip(missing, self.database.read(queries)):
            for row in rows:
                self._existing(table, row)
        return [self.rows[uuid] for _table, uuid in places if uuid in self.rows]

    def _existing(self, table: str, row: dict) -> Existing:
        existing = Existing(table, row["_uuid"], {name: value for name, value in row.items() if name != "_uuid"})
        return self.rows.setdefault(existing.uuid, existing)

    def _columns(self, table: str) -> list[str]:
        hidden = VOLATILE.get((self.schema.name, table), frozenset()) | set(child_columns(self.schema, self.schema[table]))
        return ["_uuid", *(name for name in self.schema[table].columns if name not in hidden)]


def child_columns(schema: Schema, table: TableSchema) -> list[str]:
    """The columns that hold rows which live only there; they are long, and planned from the children's side."""
    return [
        name
        for name, column in table.columns.items()
        if column.key.strong and not schema[column.key.ref_table].is_root
    ]


def members(value) -> frozenset:
    """The UUIDs in a reference column, whether it is a set, an optional or a scalar."""
    return value if isinstance(value, frozenset) else frozenset([value] if value else [])


def is_singleton(table: Table) -> bool:
    return not table.key


def key_of(table: Table, columns: dict) -> tuple:
    """The key of a row as it is in the database, its values in their canonical forms."""
    key = []
    for spec in table.key:
        column, _colon, name = spec.partition(":")
        value = columns[column].get(name) if name else columns.get(column)
        key.append(canonical(table, column, value) or None)
    return tuple(key)


def canonical(table: Table, column: str, value):
    """A value in the form a task's own would have; one that does not parse stays as it is."""
    option = table.option(column)
    if option is None or option.check is None:
        return value
    try:
        if isinstance(value, frozenset):
            return frozenset(option.check(member) for member in value)
        return option.check(value) if isinstance(value, str) else value
    except ValueError:
        return value


def mentioned(want: Want) -> list[Ref]:
    """Every row a task speaks of: wanted, a parent, or referred to in a column."""
    refs: dict[Ref, None] = {}
    for row in want.rows:
        refs[row.ref] = None
        if row.link:
            refs[row.link.parent] = None
        for value in row.columns.values():
            refs.update(dict.fromkeys(refs_in(value)))
    return list(refs)


def refs_in(value) -> list[Ref]:
    if isinstance(value, Ref):
        return [value]
    if isinstance(value, Members):
        return refs_in(value.add | value.remove)
    if isinstance(value, (Merge, Replace)):
        return refs_in(list(value.items.values()))
    if isinstance(value, (list, tuple, set, frozenset)):
        return [ref for item in value if not isinstance(item, Edit) for ref in refs_in(item)]
    return []
