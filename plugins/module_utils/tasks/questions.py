# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Questions to a database whose answers raise further ones: those of one moment are one request."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..model.rows import Ref
from ..model.table import Table
from ..ovsdb import operations as op

Take = Callable[[list[dict]], None]


class Questions:
    """C(ask) notes a select and what takes its rows; C(run) asks until nothing is left to be asked."""

    def __init__(self, database):
        self._database = database
        self._asked: list[tuple[dict, Take]] = []

    def __bool__(self) -> bool:
        return bool(self._asked)

    def ask(self, table: Table, where: list, columns: Iterable[str], take: Take) -> None:
        self._asked.append((op.select(table.name, where, list(columns)), take))

    def ask_named(self, table: Table, name: str, columns: Iterable[str], take: Take) -> None:
        """For a row under the UUID that follows from its name, and if it is not there under its name."""
        def taken(rows: list[dict]) -> None:
            if any(row["name"] == name for row in rows):
                take(rows)
            else:
                self.ask(table, [["name", "==", name]], columns, take)

        self.ask(table, [op.by_uuid(Ref(table, (name,)).uuid)], columns, taken)

    def run(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, []
            for (_query, take), rows in zip(asked, self._database.read([query for query, _take in asked])):
                take(rows)
