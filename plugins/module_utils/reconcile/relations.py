# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether rows go together with those that they name or hang at, whichever of the two comes or changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..errors import Fault
from ..model.relation import Placed, Relation
from ..model.rows import Guard, Row, Want
from ..model.table import Parent, Table, relations_to
from ..ovsdb import operations as op
from .after import After
from .change import Change
from .have import members
from .names import Names


@dataclass(frozen=True)
class _Subject:
    """A row to judge, the one it hangs at, and what of the input brought it up; C(label) where that is another row."""

    uuid: str
    at: str | None
    cause: Row | None
    label: str = ""

    def fault(self, option: str, message: str) -> Fault:
        if not self.label:
            return self.cause.fault(option, message)
        message = f"{self.label}, {option}: {message}"
        return self.cause.fault("", message) if self.cause else Fault("", message)


def check_relations(want: Want, names: Names, after: After) -> list[Fault]:
    """What can never work; what does not work as it is becomes a doubt of the plan, and what was relied on a guard."""
    return [] if want.closed else _Relations(names, after).faults()


class _Relations:
    def __init__(self, names: Names, after: After):
        self.names = names
        self.after = after
        self.plan = names.plan
        self.schema = names.schema
        # The rows to judge, by their table and relation.
        self.subjects: dict[tuple[Table, Relation], dict[str, _Subject]] = {}
        # What was read last of rows that are there, by UUID.
        self.read: dict[str, dict] = {}

    def faults(self) -> list[Fault]:
        self._note_changed()
        self._note_touched()
        return [fault for (table, relation), some in self.subjects.items() for fault in self._judged(table, relation, list(some.values()))]

    # Which rows to judge

    def _note_changed(self) -> None:
        """Rows that come or change themselves."""
        for change in self.plan.changes:
            for relation in change.row.ref.table.relations if change.row and change.action != "delete" else ():
                named = {relation.column} if relation.column else set()
                if (change.action == "create" or (relation.mine | named) & change.columns.keys()) and self._is_known(change.table, relation):
                    link = change.row.link
                    subject = _Subject(change.uuid, self.names.have.uuid_of(link.parent) if link else None, change.row)
                    self._note(change.row.ref.table, relation, subject)

    def _note_touched(self) -> None:
        """Rows that name others which change, or hang at them."""
        for name, uuid, columns, cause in list(self._touched()):
            for table, relation in relations_to(self.schema.name, name):
                if columns & relation.theirs and self._is_known(table.name, relation):
                    self._note_naming(table, relation, [uuid], cause)
                if columns & relation.above and self._is_known(table.name, relation):
                    self._note_naming(table, relation, self._hanging(name, uuid, relation.table), cause)

    def _touched(self) -> Iterator[tuple[str, str, set[str], Row | None]]:
        """The rows that are there and change, or get or lose others: table, UUID and columns."""
        for change in self.plan.changes:
            if change.action == "update":
                yield change.table, change.uuid, set(change.columns), change.row
            elif change.action == "delete" and change.holder and not self._is_going(change.holder[1]):
                yield change.holder[0], change.holder[1], {change.holder[2]}, change.row

    def _note_naming(self, table: Table, relation: Relation, uuids: Iterable[str], cause: Row | None) -> None:
        for uuid in uuids:
            for subject_uuid in self._naming(table, relation, uuid):
                self._note(table, relation, _Subject(subject_uuid, uuid if relation.column is None else None, cause, table.name))

    def _naming(self, table: Table, relation: Relation, uuid: str) -> list[str]:
        if relation.column is None:
            return self._hanging(relation.table, uuid, table.name)
        held = ["uuid", uuid]
        if not self.schema[table.name][relation.column].key.ref_table:
            rows = self._rows(relation.table, [uuid], {"name"})
            held = rows[uuid]["name"] if rows else ""
        return [row["_uuid"] for row in self._select(table.name, [[relation.column, "includes", held]], ["_uuid"])]

    def _hanging(self, holder: str, uuid: str, table: str) -> list[str]:
        """What hangs at a row that is there."""
        parent = self._parent(table, holder)
        rows = self._select(holder, [op.by_uuid(uuid)], [parent.column]) if parent else []
        return sorted(uuid for row in rows for uuid in members(row[parent.column]))

    def _note(self, table: Table, relation: Relation, subject: _Subject) -> None:
        if not self._is_going(subject.uuid):
            self.subjects.setdefault((table, relation), {}).setdefault(subject.uuid, subject)

    # What they are like

    def _judged(self, table: Table, relation: Relation, subjects: list[_Subject]) -> Iterator[Fault]:
        mine = {uuid: row for uuid, row in self._rows(table.name, [each.uuid for each in subjects], self._columns(table, relation)).items()
                if not relation.when or row[relation.when]}
        parent = table.parents[0] if table.parents else None
        at = self._rows(parent.table, {each.at for each in subjects if each.at}, relation.at) if parent and relation.at else {}
        at = self._surrounded(relation, at) if relation.beside else at
        others = self._others(table, relation, [(each, mine[each.uuid]) for each in subjects if each.uuid in mine])
        for subject in subjects:
            for other in others.get(subject.uuid, ()):
                yield from self._said(table, relation, subject, Placed(mine[subject.uuid], at.get(subject.at, {})), other)

    def _said(self, table: Table, relation: Relation, subject: _Subject, mine: Placed, other: Placed) -> Iterator[Fault]:
        if subject.label:
            key = " ".join(str(mine.row[column]) for column in sorted(self._key_columns(table)) if mine.row[column])
            subject = _Subject(subject.uuid, subject.at, subject.cause, f"{table} {key}")
        yield from (subject.fault(*wrong) for rule in relation.rules if (wrong := rule(mine, other)))
        self.plan.doubts += [subject.fault(*wrong) for rule in relation.doubts if (wrong := rule(mine, other))]

    def _others(self, table: Table, relation: Relation, subjects: list[tuple[_Subject, dict]]) -> dict[str, list[Placed]]:
        """What each of the rows names, refers to or hangs at."""
        targets = self._targets(table, relation, subjects)
        rows = self._rows(relation.table, {uuid for some in targets.values() for uuid in some}, relation.theirs)
        above = self._above(relation, rows) if relation.above else {}
        if relation.rules:
            self.plan.guards += [self._guard(relation.table, uuid, relation.theirs) for uuid in rows if uuid in self.read]
        return {subject: [Placed(rows[uuid], above.get(uuid, {})) for uuid in some if uuid in rows] for subject, some in targets.items()}

    def _targets(self, table: Table, relation: Relation, subjects: list[tuple[_Subject, dict]]) -> dict[str, list[str]]:
        if relation.column is None:
            return {each.uuid: [each.at] for each, _row in subjects if each.at}
        if self.schema[table.name][relation.column].key.ref_table:
            return {each.uuid: sorted(members(row[relation.column])) for each, row in subjects}
        names = {each.uuid: [(relation.table, name) for name in members(row[relation.column])] for each, row in subjects}
        known = {name: self.names.coming[name].uuid for some in names.values() for name in some if name in self.names.coming}
        known |= self.names.find({name for some in names.values() for name in some} - known.keys())
        return {uuid: [known[name] for name in some if name in known] for uuid, some in names.items()}

    def _above(self, relation: Relation, uuids: Iterable[str]) -> dict[str, dict]:
        """The rows that others hang at, by the UUIDs of these."""
        parent = self.names.table(relation.table).parents[0]
        changes = {uuid: self.after.changes.get(uuid) for uuid in uuids}
        links = {uuid: change.row.link for uuid, change in changes.items() if change and change.row and change.row.link}
        at = {uuid: self.names.have.uuid_of(link.parent) for uuid, link in links.items()}
        others = [uuid for uuid in changes if uuid not in at]
        queries = [op.select(parent.table, [[parent.column, "includes", ["uuid", uuid]]], ["_uuid"]) for uuid in others]
        at |= {uuid: rows[0]["_uuid"] for uuid, rows in zip(others, self.names.database.read(queries)) if rows}
        rows = self._rows(parent.table, at.values(), relation.above)
        return {uuid: rows[holder] for uuid, holder in at.items() if holder in rows}

    def _surrounded(self, relation: Relation, at: dict[str, dict]) -> dict[str, dict]:
        """Rows that others hang at, with all that hangs there beside these."""
        column, table, columns = relation.beside
        rows = self._rows(table, {uuid for row in at.values() for uuid in members(row[column])}, columns)
        return {uuid: {**row, column: [rows[each] for each in sorted(members(row[column])) if each in rows]} for uuid, row in at.items()}

    # What is there, and what becomes of it

    def _rows(self, table: str, uuids: Iterable[str], columns: Iterable[str]) -> dict[str, dict]:
        """These columns of rows as they will be, by UUID."""
        uuids = [uuid for uuid in dict.fromkeys(uuids) if not self._is_going(uuid)]
        names = sorted(self.schema[table].columns.keys() & set(columns))
        fresh = {uuid for uuid in uuids if (change := self.after.changes.get(uuid)) and change.action == "create"}
        before = {uuid: {name: self.schema[table].defaults[name] for name in names} for uuid in fresh}
        queries = [op.select(table, [op.by_uuid(uuid)], ["_uuid", *names]) for uuid in uuids if uuid not in fresh]
        there = {row["_uuid"]: row for rows in self.names.database.read(queries) for row in rows}
        self.read |= there
        before |= there
        return {uuid: {**self.after.apply(uuid, before[uuid]), "_uuid": uuid} for uuid in uuids if uuid in before}

    def _guard(self, table: str, uuid: str, columns: frozenset[str]) -> Guard:
        """A row that is there is still as it was read."""
        held = [[name, "==", self.schema[table][name].wire(self.read[uuid][name])] for name in sorted(columns & self.read[uuid].keys())]
        return Guard(table, (op.by_uuid(uuid), *held), frozenset([uuid]))

    def _select(self, table: str, where: list, columns: list[str]) -> list[dict]:
        return self.names.database.read([op.select(table, where, columns)])[0]

    def _is_going(self, uuid: str | None) -> bool:
        change: Change | None = self.after.changes.get(uuid)
        return change is not None and change.action == "delete"

    def _is_known(self, table: str, relation: Relation) -> bool:
        """Whether this server has the column."""
        return relation.column is None or relation.column in self.schema[table].columns

    def _parent(self, table: str, holder: str) -> Parent | None:
        return next((each for each in self.names.table(table).parents if each.table == holder), None)

    def _columns(self, table: Table, relation: Relation) -> set[str]:
        return {*relation.mine, *([relation.column] if relation.column else ()), *self._key_columns(table)}

    @staticmethod
    def _key_columns(table: Table) -> set[str]:
        return {column for column, _name in table.key_parts if column != "external_ids"}
