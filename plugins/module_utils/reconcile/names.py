# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The names of rows that others may name by a text: which come and go with a plan, and which are in the database."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.mentions import Mentions
from ..model.rows import Ref
from ..model.table import DECLARED, Table, mentions_of
from ..ovsdb import operations as op
from .change import Change, Plan
from .have import Have
from .size import MANY, PASSES

# A row by its table and its name.
Name = tuple[str, str]


class Names:
    """Which names come and go with a plan, with the change that brings or takes each."""

    def __init__(self, plan: Plan, have: Have, database):
        self.plan = plan
        self.have = have
        self.database = database
        self.schema = have.schema
        self.coming: dict[Name, Change] = {}
        self.going: dict[Name, Change] = {}
        for change in plan.changes:
            name = change.columns.get("name")
            if name and mentions_of(self.schema.name, change.table):
                self._note(change, name.old, name.new)
        self.going = {name: change for name, change in self.going.items() if name not in self.coming}

    def _note(self, change: Change, old: str, new: str) -> None:
        if old:
            self.going[change.table, old] = change
        if new and change.action != "delete":
            self.coming[change.table, new] = change

    def table(self, name: str) -> Table:
        return DECLARED[self.schema.name, name]

    def can_name(self, table: str, mentions: Mentions) -> bool:
        """Whether this server knows the columns, and what the other one must hold for the names to count."""
        columns = self.schema[table].columns if table in self.schema.tables else {}
        if not mentions.columns <= columns.keys():
            return False
        known = mentions.only and columns[mentions.only[0]].key.enum
        return not known or mentions.only[1] in known

    def find(self, names: Iterable[Name]) -> dict[Name, str]:
        """The UUIDs of rows in the database with these names: under those that follow from the names first, an index."""
        names = [each for each in names if each[0] in self.schema.tables]
        own = {each: Ref(self.table(each[0]), (each[1],)).uuid for each in names}
        answers = self.database.read_in_pieces([op.select(table, [op.by_uuid(own[table, name])], ["name"]) for table, name in names])
        found = {each: own[each] for each, rows in zip(names, answers) if rows and rows[0]["name"] == each[1]}
        return {**found, **self._find_by_name([each for each in names if each not in found])}

    def _find_by_name(self, names: list[Name]) -> dict[Name, str]:
        tables: dict[str, list[str]] = {}
        for table, name in names:
            tables.setdefault(table, []).append(name)
        queries = [op.select(table, where, ["_uuid", "name"]) for table, some in tables.items()
                   for where in ([[]] if len(some) > MANY else [[["name", "==", name]] for name in some])]
        answers = self.database.read_in_pieces(queries, PASSES)
        found = {(query["table"], row["name"]): row["_uuid"] for query, rows in zip(queries, answers) for row in rows}
        return {each: found[each] for each in names if each in found}
