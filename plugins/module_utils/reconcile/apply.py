# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a plan to the operations of one transaction: guards first, then rows, then the places they hang at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model.rows import Guard
from ..ovsdb import operations as op
from ..ovsdb.schema import Column
from .change import Change, Plan
from .have import Have


def operations(plan: Plan, have: Have) -> Iterator[dict]:
    """One transaction. Every row that it changes is guarded: a twin that was first makes it fail, whole."""
    writer = _Writer(plan, have)
    yield from writer.guards()
    yield from writer.writes()


def emptying(plan: Plan) -> list[dict]:
    """The transaction that takes out what leads nowhere, if it does so still."""
    gone = {uuid: hole.target for hole in plan.holes for uuid in hole.refs}
    guards = [op.expect(table, [op.by_uuid(uuid)], ["_uuid"], []) for uuid, table in gone.items()]
    return guards + [op.mutate(hole.table, [op.by_uuid(hole.uuid)], [[hole.column, "delete", _uuid_set(hole.refs)]]) for hole in plan.holes]


def _uuid_set(uuids: Iterable[str]) -> list:
    return ["set", [["uuid", each] for each in sorted(uuids)]]


class _Writer:
    def __init__(self, plan: Plan, have: Have):
        self.plan = plan
        self.have = have
        self.schema = have.schema
        # New rows with what hangs at them from the start, by column; and what joins or leaves the ones that are there.
        self.fresh: dict[str, dict[str, list[str]]] = {each.uuid: {} for each in plan.changes if each.action == "create"}
        self.joining: dict[tuple[str, str, str], list[str]] = {}
        self.leaving: dict[tuple[str, str, str], list[str]] = {}
        self._sort_links()

    def guards(self) -> Iterator[dict]:
        for guard in self.plan.guards:
            yield self._guard(guard)
        for change in self.plan.changes:
            if change.action == "update":
                yield from self._guard_update(change)
            elif change.action == "delete":
                yield from self._guard_delete(change)
        for table, uuid, _column in self.joining:
            yield self._expect_row(table, uuid)

    def writes(self) -> Iterator[dict]:
        """What goes goes first: the server takes no reference to it out of a row that the same transaction has written before."""
        for change in self.plan.changes:
            if change.action == "delete":
                # Rows that would vanish with their holder are deleted by name too: until they are collected, they hold others.
                yield op.delete(change.table, [op.by_uuid(change.uuid)])
        for change in self.plan.changes:
            if change.action == "create":
                yield self._create(change)
            elif change.action == "update":
                yield from self._update(change)
        for places, verb in ((self.joining, "insert"), (self.leaving, "delete")):
            for (table, uuid, column), uuids in places.items():
                yield self._members(table, uuid, column, verb, uuids)

    def _sort_links(self) -> None:
        for change in self.plan.changes:
            if change.action == "create" and change.link:
                uuid = self.have.uuid_of(change.link.parent)
                if uuid in self.fresh:
                    self.fresh[uuid].setdefault(change.link.column, []).append(change.uuid)
                else:
                    place = (change.link.parent.table.name, uuid, change.link.column)
                    self.joining.setdefault(place, []).append(change.uuid)
            elif change.action == "delete" and change.holder:
                self.leaving.setdefault(change.holder, []).append(change.uuid)

    def _create(self, change: Change) -> dict:
        schema = self.schema[change.table]
        row = {name: schema[name].wire(each.new) for name, each in change.columns.items()}
        for column, uuids in self.fresh[change.uuid].items():
            row[column] = schema[column].wire(frozenset(uuids) if schema[column].is_set else uuids[0])
        return op.insert(change.table, change.uuid, row)

    def _guard_update(self, change: Change) -> Iterator[dict]:
        where = [op.by_uuid(change.uuid)]
        before = {name: self._wire(change, name, each.old) for name, each in change.columns.items() if each.members is None}
        if before:
            yield op.expect(change.table, where, sorted(before), [before])
        for column, came, went in self._edited(change):
            conditions = [[column.name, verb, column.wire(some)] for verb, some in (("excludes", came), ("includes", went)) if some]
            yield op.expect(change.table, where + conditions, ["_uuid"], [{"_uuid": ["uuid", change.uuid]}])

    def _update(self, change: Change) -> Iterator[dict]:
        where = [op.by_uuid(change.uuid)]
        after = {name: self._wire(change, name, each.new) for name, each in change.columns.items() if each.members is None}
        if after:
            yield op.update(change.table, where, after)
        for column, came, went in self._edited(change):
            mutations = [[column.name, verb, column.wire(some)] for verb, some in (("insert", came), ("delete", went)) if some]
            yield op.mutate(change.table, where, mutations)

    def _edited(self, change: Change) -> Iterator[tuple[Column, frozenset, frozenset]]:
        """Sets whose members come and go one by one, so that writers of other members of the same set are not disturbed."""
        for name, each in change.columns.items():
            if each.members is not None:
                yield self.schema[change.table][name], each.new - each.old, each.old - each.new

    def _wire(self, change: Change, name: str, value):
        return self.schema[change.table][name].wire(value)

    def _guard_delete(self, change: Change) -> Iterator[dict]:
        """What came to hang at a row since it was read would vanish unseen, so nothing may."""
        held = {name: self._wire(change, name, uuids) for name, uuids in self.have.held.get(change.uuid, {}).items()}
        if held:
            yield op.expect(change.table, [op.by_uuid(change.uuid)], sorted(held), [held])
        elif not change.implied:
            yield self._expect_row(change.table, change.uuid)

    @staticmethod
    def _members(table: str, uuid: str, column: str, verb: str, uuids: list[str]) -> dict:
        return op.mutate(table, [op.by_uuid(uuid)], [[column, verb, _uuid_set(uuids)]])

    @staticmethod
    def _expect_row(table: str, uuid: str) -> dict:
        return op.expect(table, [op.by_uuid(uuid)], ["_uuid"], [{"_uuid": ["uuid", uuid]}])

    @staticmethod
    def _guard(guard: Guard) -> dict:
        where = [list(each) for each in guard.where]
        if guard.marks:
            rows = [{"_uuid": ["uuid", uuid], "external_ids": ["map", items]} for uuid, items in guard.marks]
            return op.expect(guard.table, where, ["_uuid", "external_ids"], rows)
        return op.expect(guard.table, where, ["_uuid"], [{"_uuid": ["uuid", uuid]} for uuid in sorted(guard.uuids)])
