# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How large tables are, about: the cheapest way to read some of their rows depends on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..model.rows import Link
from ..model.table import Table
from ..ovsdb import operations as op

# From this many on, one pass over a table costs the server less than a question for each row.
MANY = 50
# What the server does for a question, and for a row that a pass goes by, in terms of a row that it puts into words.
QUESTION, PASSED = 2, 1 / 30
# So many passes make a request.
PASSES = 10
# So many rows can be gone by for one.
SMALL = 1000
# The schema of OVN 24.09.
COUNTED = (7, 6, 0)
# So many rows a server puts into words in about a second, and does nothing else meanwhile: more are asked for one by one, in pieces.
MOST = 10_000


@dataclass(frozen=True)
class Size:
    """About how many rows a table has, and how many of them bear the owner's mark."""

    whole: int
    marked: int

    def way(self, wanted: int, can_be_marked: bool) -> str:
        """How to read so many rows: by a pass over the C(whole) table, over its C(marked) rows, or by C(questions)."""
        costs = {"questions": wanted * QUESTION}
        if self.whole <= MOST:
            costs["whole"] = self.whole
        if can_be_marked and self.marked <= MOST:
            costs["marked"] = self.marked + self.whole * PASSED
        return min(costs, key=costs.__getitem__)


def is_small(database, table: str) -> bool:
    """Whether a pass over a table costs next to nothing."""
    count = _count(database, table)
    return count is not None and count <= SMALL


def sizes_of(database, tables: Iterable[str], marked: list) -> dict[str, Size]:
    """Counted, with the rows that meet the condition C(marked) where a table's rows can."""
    return {table: Size(_counted(database, table, []), _counted(database, table, marks)) for table in tables
            for marks in [marked if database.schema.column(table, "external_ids") else []]}


def _counted(database, table: str, where: list) -> int:
    """A server that only lets itself be read knows no shorter answer than the rows."""
    count = _count(database, table, where)
    return len(database.read([op.select(table, where, ["_uuid"])])[0]) if count is None else count


def _count(database, table: str, where: Iterable = ()) -> int | None:
    """How many rows there are. The servers of OVN 24.09 and newer know that of a whole table without going by its rows."""
    knows = not where and tuple(int(part) for part in database.schema.version.split(".") if part.isdecimal()) >= COUNTED
    return database.count(op.mutate(table, [], []) if knows else op.update(table, list(where), {}))


def guess(places: dict[Link, Table], hanging: dict[Link, frozenset], count: Callable[[Iterable[str]], dict]) -> dict[str, Size]:
    """The sizes of tables of which many rows hang at these places: others like them hold about as many.

    C(hanging) is what hangs there, C(count) says the sizes of the tables they are in.
    """
    by_table: dict[Table, list[Link]] = {}
    for link, table in places.items():
        by_table.setdefault(table, []).append(link)
    held = {table: sum(len(hanging[link]) for link in links) for table, links in by_table.items()}
    parents = {table: {link.parent.table.name for link in links} for table, links in by_table.items() if held[table] > MANY}
    sizes = count({name for names in parents.values() for name in names})
    return {table.name: _scaled([sizes[name] for name in names], held[table] / len(by_table[table]))
            for table, names in parents.items()}


def _scaled(sizes: list[Size], by: float) -> Size:
    return Size(round(by * sum(size.whole for size in sizes)), round(by * sum(size.marked for size in sizes)))
