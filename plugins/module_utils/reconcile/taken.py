# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether rows go, or change their names, that rows which stay name by a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..errors import Fault
from ..model.keys import key_of
from ..model.mentions import Mentions
from ..model.rows import Guard, Ref, Want
from ..model.table import Table, mentions_of
from ..ovsdb import operations as op
from .change import Change
from .have import members
from .names import Name, Names
from .sight import Sight

# Of so many rows it is told that they name one which goes.
TOLD = 5
# From this many on, one pass over a column costs less than a question for each name.
FEW = 3


class Taken:
    """Looks in the tables whose rows can name what goes: once in each, and only when something of that kind goes."""

    def __init__(self, names: Names, want: Want):
        self.names = names
        self.want = want
        self.changes = {change.uuid: change for change in names.plan.changes}
        self.vanishing = Sight(names).vanishing()

    def faults(self) -> list[Fault]:
        lost = {**self.names.going, **self.vanishing}
        if not lost:
            return []
        users = {(table, row["_uuid"], name): mentions for table, mentions, rows in self._rows(lost)
                 for row in rows for name in self._names_of(mentions, row, lost)}
        labels = self._labels({(table, uuid) for table, uuid, _name in users})
        told: dict[Name, int] = {}
        faults = []
        for (_table, uuid, name), mentions in users.items():
            told[name] = told.get(name, 0) + 1
            if told[name] <= TOLD and uuid in labels:
                faults.append(self._fault(lost[name], name, mentions, labels[uuid]))
        return faults

    def _rows(self, lost: dict[Name, Change]) -> Iterator[tuple[Table, Mentions, list[dict]]]:
        """The rows that may name what goes."""
        questions = [(table, mentions, query) for (table, mentions), some in self._places(lost).items()
                     for query in self._queries(table, mentions, some, lost)]
        answers = self.names.database.read([query for _table, _mentions, query in questions])
        for (table, mentions, query), rows in zip(questions, answers):
            if mentions.vital:
                where = tuple(query["where"])
                self.names.plan.guards.append(Guard(table.name, where, frozenset(row["_uuid"] for row in rows)))
            yield table, mentions, rows

    def _places(self, lost: dict[Name, Change]) -> dict[tuple[Table, Mentions], list[Name]]:
        """The columns that can name what goes, and which of it."""
        places: dict[tuple[Table, Mentions], list[Name]] = {}
        for name in lost:
            for table, mentions in mentions_of(self.names.schema.name, name[0]):
                counts = mentions.vital or name in self.names.going and not (mentions.loose or self.want.closed)
                if counts and self.names.can_name(table.name, mentions):
                    places.setdefault((table, mentions), []).append(name)
        return places

    def _queries(self, table: Table, mentions: Mentions, names: list[Name], lost: dict[Name, Change]) -> list[dict]:
        columns = ["_uuid", *sorted(mentions.columns)]
        if mentions.near:
            return [op.select(table.name, [op.by_uuid(uuid)], columns) for uuid in self._beside(table, [lost[name] for name in names])]
        if mentions.parsed or len(names) > FEW:
            column = self.names.schema[table.name][mentions.column]
            filled = [[column.name, "!=", column.wire(column.default)]] if not (column.is_set and column.least) else []
            return [op.select(table.name, [*mentions.restriction, *filled], columns)]
        return [op.select(table.name, [*mentions.restriction, mentions.holds(name)], columns) for _table, name in names]

    def _beside(self, table: Table, changes: list[Change]) -> list[str]:
        """What hangs at the rows that others leave."""
        holders = {change.holder[:2] for change in changes if change.holder}
        places = [op.select(parent.table, [op.by_uuid(uuid)], [parent.column]) for name, uuid in sorted(holders)
                  for parent in table.parents if parent.table == name]
        rows = [row for found in self.names.database.read_in_pieces(places) for row in found]
        return sorted({uuid for row in rows for value in row.values() for uuid in members(value)})

    def _names_of(self, mentions: Mentions, row: dict, lost: dict[Name, Change]) -> list[Name]:
        """What a row will still name of that which goes."""
        change = self.changes.get(row["_uuid"])
        if change and change.action == "delete":
            return []
        after = {**row, **{name: each.new for name, each in change.columns.items()}} if change else row
        value = after[mentions.column]
        if not mentions.counts(after) or isinstance(value, str) and not any(name in value for _table, name in lost):
            return []
        return [name for each in mentions.read(value) if not any(name in self.names.coming for name in each.rows)
                for name in each.rows if name in lost]

    def _labels(self, users: Iterable[tuple[Table, str]]) -> dict[str, str]:
        """What the rows are called, by UUID; a row that has gone meanwhile names nothing."""
        users = sorted(users, key=str)
        queries = [op.select(table.name, [op.by_uuid(uuid)], self._key_columns(table)) for table, uuid in users]
        return {uuid: str(Ref(table, key_of(table, {**dict.fromkeys(table.key), **rows[0]})))
                for (table, uuid), rows in zip(users, self.names.database.read_in_pieces(queries)) if rows}

    def _key_columns(self, table: Table) -> list[str]:
        return sorted({column for column, _name in table.key_parts} & self.names.schema[table.name].columns.keys())

    def _fault(self, change: Change, name: Name, mentions: Mentions, user: str) -> Fault:
        option = mentions.column if mentions.key is None else f"{mentions.column}, {mentions.key}"
        verb = "is switched off" if name in self.vanishing else "goes"
        return Fault(self._path(change), f"{' '.join(name)} {verb}, and {user} names it ({option}): without it OVN {mentions.effect}. "
                                         "Change or remove that first, or in the same task.")

    def _path(self, change: Change) -> str:
        """Where the task says that a row goes."""
        if change.row:
            return change.row.path
        return next((row.path for row in self.want.rows for hit in self.names.have.found.get(row.ref, ()) if hit.uuid == change.uuid), "")
