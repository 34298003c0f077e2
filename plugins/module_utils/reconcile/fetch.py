# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows of one database that a task needs, each read once, and of each no more columns than it takes."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.rows import OWNER_MARK, Ref, Want
from ..model.table import DECLARED
from ..ovsdb import operations as op
from ..ovsdb.schema import Schema
from .have import Existing, child_columns
from .size import MANY, Size, sizes_of

# Columns that tell what a row is and whose.
MARKS = ("external_ids",)


def marked_by(owner: str) -> list:
    """The condition that the rows of an owner meet."""
    return [["external_ids", "includes", ["map", [[OWNER_MARK, owner]]]]]


def readable(schema: Schema, table: str, wanted: Iterable[str]) -> list[str]:
    """What to ask for of a table: not what others write there, nor what is planned from the side of what hangs there."""
    declared = DECLARED.get((schema.name, table))
    hidden = (declared.volatile if declared else frozenset()).union(child_columns(schema, schema[table]))
    return ["_uuid", *sorted(name for name in schema[table].columns.keys() & wanted if name not in hidden)]


class Rows:
    """What was read of a database.

    Of rows that stay, it reads the columns that a task names and those that say who a row is; of rows that may go, all.
    """

    def __init__(self, database, want: Want, refs: list[Ref], owner: str):
        self.database = database
        self.marked = marked_by(owner)
        self.schema: Schema = database.schema
        self.known: dict[str, Existing] = {}
        self._sizes: dict[str, Size] = {}
        self._columns = {} if want.may_remove else self._needed(want, refs)

    def _needed(self, want: Want, refs: list[Ref]) -> dict[str, list[str]]:
        tables = {ref.table for ref in refs}
        needed = {table: {*MARKS, *(spec.partition(":")[0] for spec in table.key)} for table in tables}
        for row in want.rows:
            needed.get(row.ref.table, set()).update(row.columns)
        for table, columns in needed.items():
            if table.apart:
                columns.update(table.by_column)
        return {table.name: readable(self.schema, table.name, columns) for table, columns in needed.items()}

    def columns(self, table: str) -> list[str]:
        if table not in self._columns:
            self._columns[table] = readable(self.schema, table, self.schema[table].columns)
        return self._columns[table]

    def take_in(self, rows: dict[str, dict[str, Existing]], columns: dict[str, list[str]]) -> None:
        """Rows that were read before, by their tables, of which these columns are enough."""
        for table, some in rows.items():
            if set(self.columns(table)) <= set(columns[table]):
                self.known.update(some)

    def fetch(self, places: Iterable[tuple[str, str]], sizes: dict[str, Size] | None = None) -> list[Existing]:
        """The rows with these UUIDs. C(sizes) are those of their tables, where they are known."""
        places = list(places)
        missing: dict[str, dict[str, None]] = {}
        for table, uuid in places:
            if uuid not in self.known:
                missing.setdefault(table, {})[uuid] = None
        self._read(missing, sizes or {})
        return self.read(uuid for _table, uuid in places)

    def _read(self, missing: dict[str, dict[str, None]], sizes: dict[str, Size]) -> None:
        passes = {table: where for table, uuids in missing.items() if (where := self._pass(table, len(uuids), sizes)) is not None}
        queries = [op.select(table, where, self.columns(table)) for table, where in passes.items()]
        self._take(queries, (rows for rows, in self.database.read_each([[query] for query in queries])), missing)
        # What is not wanted in numbers, or does not bear the mark.
        places = [(table, uuid) for table, uuids in missing.items() if passes.get(table) != [] for uuid in uuids]
        queries = [op.select(table, [op.by_uuid(uuid)], self.columns(table)) for table, uuid in places if uuid not in self.known]
        self._take(queries, self.database.read_in_pieces(queries), missing)

    def _pass(self, table: str, wanted: int, sizes: dict[str, Size]) -> list | None:
        """Which rows to go by in one pass, where that costs less than a question for each that is wanted."""
        if wanted <= MANY:
            return None
        size = sizes.get(table) or self.sizes([table])[table]
        can_be_marked = self.schema.column(table, "external_ids") is not None
        return {"whole": [], "marked": self.marked, "questions": None}[size.way(wanted, can_be_marked)]

    def _take(self, queries: list[dict], answers: Iterable[list[dict]], wanted: dict[str, dict[str, None]]) -> None:
        for query, rows in zip(queries, answers):
            for row in rows:
                if row["_uuid"] in wanted[query["table"]]:
                    self.existing(query["table"], row)

    def sizes(self, tables: Iterable[str]) -> dict[str, Size]:
        tables = list(tables)
        self._sizes |= sizes_of(self.database, [table for table in tables if table not in self._sizes], self.marked)
        return {table: self._sizes[table] for table in tables}

    def notes(self, table: str) -> dict[str, dict[str, str]]:
        """The external_ids of all rows of a table by UUID; of rows that were read before, as they were then."""
        uuids = [row["_uuid"] for row in self.database.read([op.select(table, [], ["_uuid"])])[0]]
        self._sizes[table] = size = Size(len(uuids), len(uuids))
        notes = {uuid: known.columns["external_ids"] for uuid in uuids
                 if (known := self.known.get(uuid)) and "external_ids" in known.columns}
        unread = [uuid for uuid in uuids if uuid not in notes]
        in_one = size.way(len(unread), can_be_marked=False) == "whole"
        queries = [op.select(table, where, ["_uuid", "external_ids"]) for where in ([[]] if in_one else [[op.by_uuid(uuid)] for uuid in unread])]
        for rows in self.database.read_in_pieces(queries):
            for row in rows:
                notes.setdefault(row["_uuid"], row["external_ids"])
        return notes

    def read(self, uuids: Iterable[str]) -> list[Existing]:
        return [self.known[uuid] for uuid in uuids if uuid in self.known]

    def existing(self, table: str, row: dict) -> Existing:
        uuid = row["_uuid"]
        known = self.known.get(uuid)
        if known is None:
            del row["_uuid"]
            known = self.known[uuid] = Existing(table, uuid, row)
        return known
