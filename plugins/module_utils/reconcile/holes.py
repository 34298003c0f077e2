# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""References that lead nowhere: they leave with the plan that touches their row, or before a row is made that would fill them.

A server takes weak references out of rows itself when what they lead to goes, but not out of a row that was written earlier
in the same transaction. UUIDs follow from names here, so what is made again would be where it was before. Worse, the server
does not know of a reference that is filled like that: it dies when it shall take it out (ovsdb-server 3.1 to 4.0). So the
reference goes in a transaction of its own, before its row is made.
"""

from __future__ import annotations

from functools import cached_property

from ..model.edits import Members
from ..model.rows import Want
from ..ovsdb import operations as op
from ..ovsdb.schema import Column, Schema
from .change import Change, ColumnChange, Hole, Plan
from .have import LABEL_COLUMNS, Existing, Have, members, refs_in

# A question for each: beyond this many a pass takes their place, or they are not asked.
MOST = 200


def mend(plan: Plan, want: Want, have: Have, database) -> None:
    """Have a plan take out the references that lead nowhere, or will: those of the rows that it touches, and all to rows it makes."""
    if plan:
        mender = _Mender(plan, want, have, database)
        mender.empty()
        mender.mend()


def weak_columns(schema: Schema, table: str) -> list[Column]:
    """The columns whose references say nothing of how long a row lives."""
    return [column for column in schema[table].columns.values() if column.key.ref_table and not column.key.strong]


class _Mender:
    def __init__(self, plan: Plan, want: Want, have: Have, database):
        self.plan = plan
        self.want = want
        self.have = have
        self.database = database
        self.schema: Schema = have.schema
        self.made = {change.uuid: change for change in plan.changes if change.action == "create"}
        self.going = {change.uuid for change in plan.changes if change.action == "delete"}
        self.updated = {change.uuid: change for change in plan.changes if change.action == "update"}

    def empty(self) -> None:
        """What refers to rows that the plan makes, before they are made."""
        for table, column, row in self._read(self._naming()):
            held = members(row[column.name])
            refs = held & self.made.keys()
            if refs:
                hole = Hole(table, row["_uuid"], column.name, refs, column.key.ref_table, Existing(table, row["_uuid"], row).label, held)
                self.plan.holes.append(hole)
                self._plan_around(hole, row[column.name], column)

    def mend(self) -> None:
        """What refers to nothing in the rows that the plan writes, and what will when its rows are gone."""
        held = {(table, row["_uuid"], column.name): (members(row[column.name]) - self.made.keys(), row, column)
                for table, column, row in self._read(self._touched())}
        lost = self._lost({place: refs for place, (refs, _row, _column) in held.items()})
        for (table, uuid, _name), (refs, row, column) in held.items():
            if refs & lost:
                self._take_out(table, uuid, refs & lost, row, column)

    def _read(self, queries: list[dict]) -> list[tuple[str, Column, dict]]:
        """The rows found, by each of their columns that may have holes."""
        replies = self.database.read(queries)
        rows = {row["_uuid"]: (query["table"], row) for query, found in zip(queries, replies) for row in found}
        return [(table, column, row) for table, row in rows.values() if row["_uuid"] not in self.going
                for column in weak_columns(self.schema, table)]

    def _naming(self) -> list[dict]:
        """Which rows may refer to those that the plan makes."""
        tables = {change.table for change in self.made.values()}
        places = [(name, column) for name in self.schema.tables for column in weak_columns(self.schema, name)
                  if column.key.ref_table in tables] if tables else []
        if len(self.made) > MOST:
            return [op.select(name, [[column.name, "!=", ["set", []]]], self._columns(name)) for name, column in places]
        return [op.select(name, [[column.name, "includes", ["set", [["uuid", uuid]]]]], self._columns(name)) for name, column in places
                for uuid, change in self.made.items() if change.table == column.key.ref_table]

    def _touched(self) -> list[dict]:
        """The rows that the plan writes; with those where rows come and go when there are rows that go."""
        rows = [(change.table, uuid) for uuid, change in self.updated.items()]
        if self.going:
            rows += [change.holder[:2] for change in self.plan.changes if change.holder]
            rows += [(parent.table, parent.uuid) for change in self.made.values()
                     if change.link and (parent := self.have.get(change.link.parent))]
        there = [each for each in dict.fromkeys(rows) if each[1] not in self.going and weak_columns(self.schema, each[0])]
        return [op.select(table, [op.by_uuid(uuid)], self._columns(table)) for table, uuid in there[:MOST]]

    def _columns(self, table: str) -> list[str]:
        labels = [name for name in LABEL_COLUMNS if name in self.schema[table].columns]
        return ["_uuid", *labels, *(column.name for column in weak_columns(self.schema, table))]

    def _lost(self, held: dict[tuple[str, str, str], frozenset]) -> set[str]:
        """The UUIDs of which no row is there, or will be."""
        targets = {uuid: self.schema[table][column].key.ref_table for (table, _uuid, column), refs in held.items() for uuid in refs}
        found = {existing.uuid for rows in self.have.found.values() for existing in rows}
        unknown = [uuid for uuid in targets if uuid not in self.going and uuid not in found]
        if len(unknown) > MOST:
            return targets.keys() & self.going
        queries = [op.select(targets[uuid], [op.by_uuid(uuid)], ["_uuid"]) for uuid in unknown]
        there = {row["_uuid"] for rows in self.database.read(queries) for row in rows}
        return targets.keys() - there - (found - self.going)

    @cached_property
    def _meant(self) -> dict[tuple[str, str, str], set[str]]:
        """The rows that the task wants to be named at a place, be they there already or not."""
        named = {(change.row.ref.table, change.row.ref.key): uuid for uuid, change in self.made.items()}
        meant: dict[tuple[str, str, str], set[str]] = {}
        for row in self.want.rows:
            existing = self.have.get(row.ref)
            for name, value in row.columns.items() if existing else ():
                refs = refs_in(value.add if isinstance(value, Members) else value)
                meant[existing.table, existing.uuid, name] = {named.get((ref.table, ref.key), ref.uuid) for ref in refs}
        return meant

    def _plan_around(self, hole: Hole, value, column: Column) -> None:
        """Have the plan start from a row without the hole; what is meant to be in it comes back as what it is then."""
        change, back = self.updated.get(hole.uuid), hole.refs & self._meant.get((hole.table, hole.uuid, hole.column), set())
        planned = change.columns.get(hole.column) if change else None
        if not (planned or back):
            return
        planned = planned or ColumnChange(value, value, Members() if column.is_set else None)
        new = (members(planned.new) - hole.refs) | back
        if column.is_set:
            planned = ColumnChange(planned.old - hole.refs, new, planned.members)
        else:
            planned = ColumnChange(None, next(iter(new), None))
        change = self._update(hole.table, hole.uuid, hole.label)
        change.columns[hole.column] = planned
        if planned.old == planned.new:
            self._drop(change, hole.column)

    def _drop(self, change: Change, column: str) -> None:
        """Emptying it was all that was planned."""
        del change.columns[column]
        if not change.columns and not change.note:
            self.plan.changes.remove(change)
            del self.updated[change.uuid]

    def _take_out(self, table: str, uuid: str, holes: frozenset, row: dict, column: Column) -> None:
        change = self._update(table, uuid, Existing(table, uuid, row).label)
        planned = change.columns.get(column.name)
        if column.is_set:
            planned = planned or ColumnChange(row[column.name], row[column.name], Members())
            change.columns[column.name] = ColumnChange(planned.old, planned.new - holes, planned.members)
        elif planned is None:
            change.columns[column.name] = ColumnChange(row[column.name], None)

    def _update(self, table: str, uuid: str, label: str) -> Change:
        change = self.updated.get(uuid)
        if change is None:
            change = self.updated[uuid] = Change("update", table, uuid, label)
            self.plan.changes.append(change)
        return change
