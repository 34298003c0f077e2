# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows of one database that a task needs, each read once, and of each no more columns than it takes."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.rows import Ref, Want
from ..model.table import VOLATILE
from ..ovsdb import operations as op
from ..ovsdb.schema import Schema
from .have import Existing, child_columns

# From this many on, one pass over a table costs the server less than a question for each row.
MANY = 50
# Columns that tell what a row is and whose.
MARKS = ("name", "external_ids")


class Rows:
    """What was read of a database.

    Of rows that stay, it reads the columns that a task names and those that say who a row is; of rows that may go, all.
    """

    def __init__(self, database, want: Want, refs: list[Ref]):
        self.database = database
        self.schema: Schema = database.schema
        self.known: dict[str, Existing] = {}
        self._columns = {} if want.may_remove else self._needed(want, refs)

    def _needed(self, want: Want, refs: list[Ref]) -> dict[str, list[str]]:
        tables = {ref.table for ref in refs}
        needed = {table: {*MARKS, *(spec.partition(":")[0] for spec in table.key)} for table in tables}
        for row in want.rows:
            needed.get(row.ref.table, set()).update(row.columns)
        for table, columns in needed.items():
            if table.apart:
                columns.update(table.by_column)
        return {table.name: self._readable(table.name, columns) for table, columns in needed.items()}

    def _readable(self, table: str, wanted: Iterable[str]) -> list[str]:
        schema = self.schema[table]
        hidden = VOLATILE.get((self.schema.name, table), frozenset()).union(child_columns(self.schema, schema))
        return ["_uuid", *sorted(name for name in schema.columns.keys() & wanted if name not in hidden)]

    def columns(self, table: str) -> list[str]:
        if table not in self._columns:
            self._columns[table] = self._readable(table, self.schema[table].columns)
        return self._columns[table]

    def fetch(self, places: Iterable[tuple[str, str]], total: int | None = None) -> list[Existing]:
        """The rows with these UUIDs. C(total) is how many their table has, where that is known."""
        places = list(places)
        missing: dict[str, list[str]] = {}
        for table, uuid in places:
            if uuid not in self.known:
                missing.setdefault(table, []).append(uuid)
        for table, uuids in missing.items():
            self._read_rows(table, list(dict.fromkeys(uuids)), total)
        return self.read(uuid for _table, uuid in places)

    def _read_rows(self, table: str, uuids: list[str], total: int | None) -> None:
        if len(uuids) > MANY and total is None:
            total = len(self.database.read([op.select(table, [], ["_uuid"])])[0])
        if len(uuids) > MANY and total <= 2 * len(uuids):
            wanted = set(uuids)
            rows = self.database.read([op.select(table, [], self.columns(table))])[0]
            found = [row for row in rows if row["_uuid"] in wanted]
        else:
            replies = self.database.read([op.select(table, [op.by_uuid(uuid)], self.columns(table)) for uuid in uuids])
            found = [row for rows in replies for row in rows]
        for row in found:
            self.existing(table, row)

    def read(self, uuids: Iterable[str]) -> list[Existing]:
        return [self.known[uuid] for uuid in uuids if uuid in self.known]

    def existing(self, table: str, row: dict) -> Existing:
        uuid = row["_uuid"]
        known = self.known.get(uuid)
        if known is None:
            del row["_uuid"]
            known = self.known[uuid] = Existing(table, uuid, row)
        return known
