# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading what a plan needs, and no more.

Rows are looked for under the UUIDs that follow from their identities first (an index, 0.1 ms each in a table of any
size), then by their keys, then among the children of their parents. Where a task names many rows of a table, one pass
over the table takes the place of a question for each.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import Conflict
from ..model.keys import key_of
from ..model.rows import Link, Ref, Want
from ..model.table import VOLATILE, Table
from ..ovsdb import operations as op
from ..ovsdb.schema import Column, Schema
from .have import Existing, Have, child_columns, is_singleton, members, mentioned

# From this many on, one pass over a table costs the server less than a question for each row.
MANY = 50
# Columns that tell what a row is and whose.
MARKS = ("name", "external_ids")


class Reader:
    """Collects what is wanted of one database into a Have, in a handful of requests.

    A C(bold) reader takes a row that is not found under its own UUID for new where the server guards its name: looking
    for the name is a pass over the table, and if the row is there after all, the server refuses to make it twice. Where
    rows may go, that would not hold.
    """

    def __init__(self, database, want: Want, *, bold: bool = False):
        self.database = database
        self.schema: Schema = database.schema
        self.want = want
        self.may_remove = bool(want.scopes or want.exact) or any(row.state == "absent" for row in want.rows)
        bold = bold and not self.may_remove
        guarded = {table for table in {row.ref.table for row in want.rows} if bold and self._is_guarded(table)}
        self.guarded = {row.ref: row.link for row in want.rows if row.state == "present" and row.ref.table in guarded}
        self.have = Have(self.schema)
        self.rows: dict[str, Existing] = {}
        self.scoped: list[tuple[Table, Existing]] = []
        self.hanging: dict[Link, frozenset] = {}
        self.refs = [ref for ref in mentioned(want) if ref.table.name in self.schema.tables]
        self.columns = self._columns_to_read()

    def read(self) -> Have:
        refs = self.refs
        self.have.found = {ref: [] for ref in refs}
        tables = _by_table(ref for ref in refs if ref.scope is None)
        for table in sorted(tables, key=lambda each: bool(each.parents)):
            self._locate(table, tables[table])
        self._by_uuid_for_name(refs)
        self._locate_children([ref for ref in refs if ref.scope is not None])
        self._beside()
        self._scopes()
        self._refuse_torn()
        self._holders()
        self._refuse_torn_places()
        self._descendants()
        return self.have

    def complete(self, changed: Iterable[tuple[str, str]]) -> None:
        """Read all columns of rows that the plan changes, for the rules of their tables."""
        places = list(changed)
        queries = [op.select(table, [op.by_uuid(uuid)], ["_uuid", *self.schema[table].columns]) for table, uuid in places]
        self.have.whole = {row["_uuid"]: row for rows in self.database.read(queries) for row in rows}
        for table, uuid in places:
            if uuid not in self.have.whole:
                raise Conflict(f"{table} {uuid} went while it was read")

    def _is_guarded(self, table: Table) -> bool:
        """Whether the server lets no two rows have the same key."""
        return table.name in self.schema.tables and table.key in self.schema[table.name].indexes

    # Which columns: of rows that stay, those a task names and those that say who a row is; of rows that may go, all.

    def _columns_to_read(self) -> dict[str, list[str]]:
        if self.may_remove:
            return {}
        tables = {ref.table for ref in self.refs}
        needed = {table: {*MARKS, *(spec.partition(":")[0] for spec in table.key)} for table in tables}
        for row in self.want.rows:
            needed.get(row.ref.table, set()).update(row.columns)
        for table, columns in needed.items():
            if table.apart:
                columns.update(table.by_column)
        return {table.name: self._readable(table.name, columns) for table, columns in needed.items()}

    def _readable(self, table: str, wanted: Iterable[str]) -> list[str]:
        schema = self.schema[table]
        hidden = VOLATILE.get((self.schema.name, table), frozenset()).union(child_columns(self.schema, schema))
        return ["_uuid", *sorted(name for name in schema.columns.keys() & wanted if name not in hidden)]

    def _columns(self, table: str) -> list[str]:
        if table not in self.columns:
            self.columns[table] = self._readable(table, self.schema[table].columns)
        return self.columns[table]

    # Rows by what they are.

    def _locate(self, table: Table, refs: list[Ref]) -> None:
        if is_singleton(table):
            rows = self.database.read([op.select(table.name, [], self._columns(table.name))])[0]
            for ref in refs:
                self.have.found[ref] += [self._existing(table.name, row) for row in rows]
        elif len(refs) > MANY:
            self._locate_in_place(table, {ref: link for ref in refs if (link := self.guarded.get(ref))})
            refs = [ref for ref in refs if not self.guarded.get(ref)]
            if refs:
                self._locate_in_one_pass(table, refs)
        else:
            self._by_identity(refs)
            lost = [ref for ref in refs if not ref.fixed and (table.ambiguous or not self.have.found[ref])]
            self._by_key(table, [ref for ref in lost if ref not in self.guarded])

    def _by_identity(self, refs: list[Ref]) -> None:
        by_uuid = {ref.uuid: ref for ref in refs}
        for existing in self._fetch((ref.table.name, uuid) for uuid, ref in by_uuid.items()):
            self.have.found[by_uuid[existing.uuid]].append(existing)

    def _by_key(self, table: Table, refs: list[Ref]) -> None:
        queries = [op.select(table.name, self._key_is(table, ref.key), ["_uuid"]) for ref in refs]
        for ref, rows in zip(refs, self.database.read(queries)):
            known = {existing.uuid for existing in self.have.found[ref]}
            self.have.found[ref] += self._fetch((table.name, row["_uuid"]) for row in rows if row["_uuid"] not in known)

    def _locate_in_place(self, table: Table, links: dict[Ref, Link]) -> None:
        """Rows that the server lets nobody make twice are looked for where they are wanted only."""
        places = {link for link in links.values() if self.have.get(link.parent)}
        self._load(places)
        there = [ref for ref, link in links.items() if link in places and ref.uuid in self.hanging[link]]
        self._fetch(((table.name, ref.uuid) for ref in there), total=self._guess_size(places))
        for ref in there:
            self.have.found[ref] += self._own(ref)

    def _guess_size(self, places: set[Link]) -> int:
        """About how many rows a table has, of which some hang at these places."""
        if not places:
            return 0
        parents = len(self.database.read([op.select(next(iter(places)).parent.table.name, [], ["_uuid"])])[0])
        return sum(len(self.hanging[link]) for link in places) * parents // len(places)

    def _locate_in_one_pass(self, table: Table, refs: list[Ref]) -> None:
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
        self._fetch(((table.name, uuid) for uuids in places.values() for uuid in uuids), total=len(rows))
        for ref, uuids in places.items():
            self.have.found[ref] += [self.rows[uuid] for uuid in uuids if uuid in self.rows]

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
        for existing in self._fetch((ref.table.name, ref.key[0]) for ref in lost):
            for ref in lost:
                if ref.key[0] == existing.uuid and ref.table.name == existing.table:
                    self.have.found[ref].append(existing)

    # Rows by where they hang.

    def _locate_children(self, refs: list[Ref]) -> None:
        """Rows whose keys say who they are at one parent only: where that is not there yet, neither are they."""
        refs = [ref for ref in refs if self.have.get(ref.scope)]
        links = {row.ref: row.link for row in self.want.rows if row.link}
        if len(refs) <= MANY:
            self._by_identity(refs)
        missing = [ref for ref in refs if not self.have.found[ref] and ref in links]
        keys = self._keys_at({links[ref]: ref.table for ref in missing})
        for ref in missing:
            self.have.found[ref] += self._own(ref) or ([] if ref.fixed else keys[links[ref]].get(ref.key, []))

    def _own(self, ref: Ref) -> list[Existing]:
        """A row by its identity, when it was read among its siblings."""
        return [self.rows[ref.uuid]] if ref.uuid in self.rows else []

    def _keys_at(self, links: dict[Link, Table]) -> dict[Link, dict[tuple, list[Existing]]]:
        """All that hangs at these places, by its keys."""
        self._load(links)
        self._fetch((table.name, uuid) for link, table in links.items() for uuid in self.hanging[link])
        keys: dict[Link, dict[tuple, list[Existing]]] = {link: {} for link in links}
        for link, table in links.items():
            for existing in self._read(self.hanging[link]):
                keys[link].setdefault(key_of(table, existing.columns), []).append(existing)
        return keys

    def _load(self, links: Iterable[Link]) -> None:
        """Find out what hangs at these places."""
        missing = [link for link in links if link not in self.hanging and self.have.get(link.parent)]
        queries = [op.select(link.parent.table.name, [op.by_uuid(self.have.get(link.parent).uuid)], [link.column])
                   for link in missing]
        for link, rows in zip(missing, self.database.read(queries)):
            self.hanging[link] = members(rows[0][link.column]) if rows else frozenset()
        for link in links:
            self.hanging.setdefault(link, frozenset())

    def _hang_in_place(self) -> set[str]:
        """The UUIDs of wanted rows that hang where they are wanted."""
        rows = [(row.link, hit.uuid) for row in self.want.rows if row.link and (hit := self.have.get(row.ref))]
        if len(rows) > MANY:
            self._load({link for link, _uuid in rows})
        asked = [(link, uuid) for link, uuid in rows if link not in self.hanging and self.have.get(link.parent)]
        queries = [self._who_holds(link.parent.table.name, link.column, uuid, [op.by_uuid(self.have.get(link.parent).uuid)])
                   for link, uuid in asked]
        there = {uuid for (_link, uuid), found in zip(asked, self.database.read(queries)) if found}
        return there | {uuid for link, uuid in rows if uuid in self.hanging.get(link, ())}

    def _who_holds(self, table: str, column: str, uuid: str, where: list, columns: Iterable[str] = ("_uuid",)) -> dict:
        return op.select(table, [*where, [column, "includes", ["set", [["uuid", uuid]]]]], list(columns))

    def _beside(self) -> None:
        """The whole of what hangs beside rows that must differ from it."""
        links = {row.link: row.ref.table for row in self.want.rows if row.link and row.ref.table.apart}
        self._load(links)
        for link, table in links.items():
            self.have.beside[link] = self._fetch((table.name, uuid) for uuid in sorted(self.hanging[link]))

    def _holders(self) -> None:
        """Where rows hang that are not where the task wants them, or that go without the task saying where they hang."""
        in_place = self._hang_in_place()
        lost = [(row.ref.table, hit.uuid) for row in self.want.rows
                if row.ref.table.parents and (hit := self.have.get(row.ref)) and hit.uuid not in in_place]
        lost += [(table, each.uuid) for table, each in self._unwanted() if table.parents]
        if len(lost) > MANY:
            self._holders_in_one_pass(lost)
            return
        places = [(uuid, parent) for table, uuid in lost for parent in table.parents]
        queries = [self._who_holds(parent.table, parent.column, uuid, [], self._columns(parent.table)) for uuid, parent in places]
        for (uuid, parent), rows in zip(places, self.database.read(queries)):
            if rows:
                self.have.holders[uuid] = (self._existing(parent.table, rows[0]), parent.column)

    def _refuse_torn_places(self) -> None:
        """A row that hangs where it is wanted after all came there while it was read."""
        for row in self.want.rows:
            hit = self.have.get(row.ref) if row.link else None
            holder, column = self.have.holders.get(hit.uuid, (None, None)) if hit else (None, None)
            if holder is None or column != row.link.column or holder.table != row.link.parent.table.name:
                continue
            parents = self.have.found.get(row.link.parent, ())
            if len(parents) < 2 and holder.uuid == (parents[0].uuid if parents else row.link.parent.uuid):
                raise Conflict(f"{row.ref} came while it was read")

    def _holders_in_one_pass(self, lost: list[tuple[Table, str]]) -> None:
        wanted = {uuid for _table, uuid in lost}
        places = list({(parent.table, parent.column) for table, _uuid in lost for parent in table.parents})
        columns = [[*self._columns(table), column] for table, column in places]
        replies = self.database.read([op.select(place[0], [], some) for place, some in zip(places, columns)])
        for (table, column), rows in zip(places, replies):
            for row in rows:
                held = members(row.pop(column)) & wanted
                holder = self._existing(table, row) if held else None
                self.have.holders.update(dict.fromkeys(held, (holder, column)))

    # Rows that may go, and what would go or suffer with them.

    def _scopes(self) -> None:
        scopes = [scope for scope in self.want.scopes if self.schema.column(scope.table.name, "external_ids")]
        queries = [
            op.select(scope.table.name, [["external_ids", "includes", ["map", [list(mark) for mark in scope.marks]]]],
                      self._columns(scope.table.name))
            for scope in scopes
        ]
        for scope, rows in zip(scopes, self.database.read(queries)):
            self.scoped += [(scope.table, self._existing(scope.table.name, row)) for row in rows
                            if not scope.but & row["external_ids"].keys()]
        exact = {link: table for link, table in self.want.exact if self.schema.column(link.parent.table.name, link.column)}
        self._load(exact)
        self._fetch((table.name, uuid) for link, table in exact.items() for uuid in self.hanging[link])
        for link, table in exact.items():
            self.scoped += [(table, each) for each in self._read(self.hanging[link])]
        self.have.scoped = list({each.uuid: each for _table, each in self.scoped}.values())

    def _refuse_torn(self) -> None:
        """What is wanted, was not there when it was looked for and is there now has come in between: no leftover."""
        missing = [row.ref for row in self.want.rows if row.state == "present" and not self.have.found.get(row.ref)
                   and len(self.have.found.get(row.ref.scope, ())) < 2]
        uuids = {ref.uuid for ref in missing} if self.scoped else set()
        keys = {(ref.table, ref.key) for ref in missing if ref.scope is None and ref.table.key and not ref.fixed}
        for table, existing in self.scoped:
            if existing.uuid in uuids or (table, key_of(table, existing.columns)) in keys:
                raise Conflict(f"{table} {existing.uuid} came while it was read")

    def _unwanted(self) -> list[tuple[Table, Existing]]:
        """What the task's scopes hold and its rows do not name."""
        wanted = {hit.uuid for row in self.want.rows for hit in self.have.found.get(row.ref, ())}
        return [(table, each) for table, each in self.scoped if each.uuid not in wanted]

    def _descendants(self) -> None:
        """The rows that vanish with the ones a task removes, and those that need them, so that the plan can show each."""
        doomed = [hit for row in self.want.rows if row.state == "absent" for hit in self.have.found.get(row.ref, ())]
        for existing in [*doomed, *(each for _table, each in self._unwanted())]:
            self.have.descendants[existing.uuid] = self._below(existing)
            self.have.users[existing.uuid] = self._users(existing)

    def _users(self, existing: Existing) -> list[tuple[Existing, str]]:
        """Rows that refer to a row in a column that must not dangle, and the column; but for the one that holds it."""
        places = [(name, column) for name, column in self._strong_references(existing.table)
                  if column.name not in child_columns(self.schema, self.schema[name])]
        queries = [
            op.select(name, [[column.name, "includes", column.wire(self._reference(column, existing.uuid))]], self._columns(name))
            for name, column in places
        ]
        return [(self._existing(name, row), column.name)
                for (name, column), rows in zip(places, self.database.read(queries)) for row in rows]

    def _strong_references(self, to: str) -> list[tuple[str, Column]]:
        return [(name, column) for name, table in self.schema.tables.items() for column in table.columns.values()
                if column.key.strong and column.key.ref_table == to]

    @staticmethod
    def _reference(column: Column, uuid: str):
        return frozenset([uuid]) if column.is_set else uuid

    def _below(self, existing: Existing) -> list[Existing]:
        """What lives only at a row: what hangs there, and what it alone describes."""
        table = self.schema[existing.table]
        hanging, described = child_columns(self.schema, table), self._described(existing.table)
        if not hanging and not described:
            return []
        rows = self.database.read([op.select(existing.table, [op.by_uuid(existing.uuid)], [*hanging, *described])])[0]
        for row in rows:
            self.have.held[existing.uuid] = {name: row[name] for name in hanging}
        places = [(table[name].key.ref_table, uuid) for row in rows for name in hanging for uuid in members(row[name])]
        alone = [(table[name].key.ref_table, uuid) for row in rows for name in described for uuid in members(row[name])]
        below = self._fetch(places)
        below += [each for each in self._fetch(dict.fromkeys(alone))
                  if {user.uuid for user, _column in self._users(each)} == {existing.uuid}]
        return [each for child in below for each in (child, *self._below(child))]

    def _described(self, table: str) -> list[str]:
        """The columns that refer to a row which hangs nowhere and lives by such references."""
        held = {column.key.ref_table for each in self.schema.tables.values() for column in each.columns.values()
                if column.is_set and column.key.strong}
        return [name for name, column in self.schema[table].columns.items()
                if column.is_optional and column.key.strong
                and not self.schema[column.key.ref_table].is_root and column.key.ref_table not in held]

    # The rows themselves, each read once.

    def _fetch(self, places: Iterable[tuple[str, str]], total: int | None = None) -> list[Existing]:
        """The rows with these UUIDs. C(total) is how many their table has, where that is known."""
        places = list(places)
        missing: dict[str, list[str]] = {}
        for table, uuid in places:
            if uuid not in self.rows:
                missing.setdefault(table, []).append(uuid)
        for table, uuids in missing.items():
            self._read_rows(table, list(dict.fromkeys(uuids)), total)
        return self._read(uuid for _table, uuid in places)

    def _read_rows(self, table: str, uuids: list[str], total: int | None) -> None:
        if len(uuids) > MANY and total is None:
            total = len(self.database.read([op.select(table, [], ["_uuid"])])[0])
        if len(uuids) > MANY and total <= 2 * len(uuids):
            wanted = set(uuids)
            rows = self.database.read([op.select(table, [], self._columns(table))])[0]
            found = [row for row in rows if row["_uuid"] in wanted]
        else:
            replies = self.database.read([op.select(table, [op.by_uuid(uuid)], self._columns(table)) for uuid in uuids])
            found = [row for rows in replies for row in rows]
        for row in found:
            self._existing(table, row)

    def _read(self, uuids: Iterable[str]) -> list[Existing]:
        return [self.rows[uuid] for uuid in uuids if uuid in self.rows]

    def _existing(self, table: str, row: dict) -> Existing:
        uuid = row["_uuid"]
        known = self.rows.get(uuid)
        if known is None:
            del row["_uuid"]
            known = self.rows[uuid] = Existing(table, uuid, row)
        return known


def _by_table(refs: Iterable[Ref]) -> dict[Table, list[Ref]]:
    result: dict[Table, list[Ref]] = {}
    for ref in refs:
        result.setdefault(ref.table, []).append(ref)
    return result
