# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading ahead: the server puts the rows of a large topology into words while the task still reads the topology.

It is a guess at what will be asked, and no more: what it does not bring is read as if it had not been.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model.outline import Spoken
from ..model.rows import Link
from ..model.table import Table
from ..ovsdb import operations as op
from .fetch import MARKS, marked_by, readable
from .have import Existing, members
from .size import MANY, Size, guess, sizes_of


class Ahead:
    """Asks for the rows of the tables of which an outline has many entries, or for those of C(owner) in them; and where
    there are such, for the few that it names in other tables."""

    def __init__(self, database, spoken: dict[Table, Spoken], owner: str):
        self._database = database
        self._schema = database.schema if spoken else None
        self._spoken = spoken
        self._marked = marked_by(owner)
        self._requests: list[list[dict]] = []
        self._answers: Iterator[list[list[dict]]] = iter(())
        # What hangs at the places that are named.
        self.hanging: dict[Link, frozenset] = {}
        # The rows that were read, by their tables and UUIDs, and which columns of them.
        self.rows: dict[str, dict[str, Existing]] = {}
        self.columns: dict[str, list[str]] = {}
        self._many = [table for table, some in spoken.items() if some.count > MANY and self._can_be_marked(table)]
        if self._many:
            self._ask()

    def take(self) -> None:
        """Take in the answers. Nothing else may be asked before."""
        for queries, answers in zip(self._requests, self._answers):
            for query, rows in zip(queries, answers):
                self._keep(query, rows)
        if self.hanging:
            self._read_hanging([link for table in self._many for link in self._places(table)[MANY:]])

    def _ask(self) -> None:
        self._read_hanging([link for table in self._many for link in self._places(table)[:MANY]])
        for table, size in self._sizes().items():
            way = size.way(self._spoken[table].count, can_be_marked=True)
            if size.marked and way != "questions":
                self._requests.append([op.select(table.name, [] if way == "whole" else self._marked, self._readable(table))])
        if self._requests:
            self._requests.append(self._few())
        self._answers = self._database.read_each(self._requests)

    def _few(self) -> list[dict]:
        """Of tables with few entries, those rows that are named."""
        few = [table for table, some in self._spoken.items() if some.count <= MANY and table.name in self._schema.tables]
        return [op.select(table.name, [op.by_uuid(ref.uuid)], columns)
                for table in few for columns in [self._readable(table)] for ref in self._spoken[table].refs]

    def _readable(self, table: Table) -> list[str]:
        return readable(self._schema, table.name, {*MARKS, *self._spoken[table].columns(table)})

    def _keep(self, query: dict, rows: list[dict]) -> None:
        table = query["table"]
        self.columns[table] = query["columns"]
        kept = self.rows.setdefault(table, {})
        for row in rows:
            uuid = row.pop("_uuid")
            kept[uuid] = Existing(table, uuid, row)

    def _can_be_marked(self, table: Table) -> bool:
        return self._schema.column(table.name, "external_ids") is not None

    def _places(self, table: Table) -> list[Link]:
        return [link for link in self._spoken[table].places if self._schema.column(link.parent.table.name, link.column)]

    def _read_hanging(self, places: list[Link]) -> None:
        """What hangs at places, if their rows are there under the UUIDs that follow from their names."""
        queries = [op.select(link.parent.table.name, [op.by_uuid(link.parent.uuid)], [link.column]) for link in places]
        self.hanging |= {link: members(rows[0][link.column]) for link, rows in zip(places, self._database.read_in_pieces(queries)) if rows}

    def _sizes(self) -> dict[Table, Size]:
        """About the sizes of tables: of those whose rows hang at others, by what hangs at some of the rows that are named."""
        there = {link: table for table in self._many for link in self._places(table)[:MANY] if link in self.hanging}
        sizes = guess(there, self.hanging, self._count)
        sizes |= self._count([table.name for table in self._many if not self._spoken[table].places])
        return {table: sizes[table.name] for table in self._many if table.name in sizes}

    def _count(self, tables: Iterable[str]) -> dict[str, Size]:
        return sizes_of(self._database, tables, self._marked)
