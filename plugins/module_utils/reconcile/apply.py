# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a plan to the operations of one transaction: guards first, then rows, then the places they hang at."""

from __future__ import annotations

from ..model.rows import Guard
from ..ovsdb import operations as op
from ..ovsdb.schema import Column
from .have import Have
from .plan import Change, ColumnChange, Plan


def operations(plan: Plan, have: Have) -> list[dict]:
    """One transaction. Every row that it changes is guarded: a twin that was first makes it fail, whole."""
    return _Writer(plan, have).write()


class _Writer:
    def __init__(self, plan: Plan, have: Have):
        self.plan = plan
        self.have = have
        self.schema = have.schema
        self.guards: list[dict] = []
        self.writes: list[dict] = []
        # New rows with what hangs at them from the start, by column; and what joins or leaves the ones that are there.
        self.fresh: dict[str, dict[str, list[str]]] = {each.uuid: {} for each in plan.changes if each.action == "create"}
        self.joining: dict[tuple[str, str, str], list[str]] = {}
        self.leaving: dict[tuple[str, str, str], list[str]] = {}

    def write(self) -> list[dict]:
        self._sort_links()
        for guard in self.plan.guards:
            self._guard(guard)
        for change in self.plan.changes:
            getattr(self, f"_{change.action}")(change)
        for (table, uuid, column), uuids in self.joining.items():
            self._expect_row(table, uuid)
            self._members(table, uuid, column, "insert", uuids)
        for (table, uuid, column), uuids in self.leaving.items():
            self._members(table, uuid, column, "delete", uuids)
        return self.guards + self.writes

    def _sort_links(self) -> None:
        for change in self.plan.changes:
            if change.action == "create" and change.link:
                parent = self.have.get(change.link.parent)
                uuid = parent.uuid if parent else change.link.parent.uuid
                if uuid in self.fresh:
                    self.fresh[uuid].setdefault(change.link.column, []).append(change.uuid)
                else:
                    place = (change.link.parent.table.name, uuid, change.link.column)
                    self.joining.setdefault(place, []).append(change.uuid)
            elif change.action == "delete" and change.holder:
                self.leaving.setdefault(change.holder, []).append(change.uuid)

    def _create(self, change: Change) -> None:
        schema = self.schema[change.table]
        row = {name: schema[name].wire(each.new) for name, each in change.columns.items()}
        for column, uuids in self.fresh[change.uuid].items():
            row[column] = schema[column].wire(frozenset(uuids) if schema[column].is_set else uuids[0])
        self.writes.append(op.insert(change.table, change.uuid, row))

    def _update(self, change: Change) -> None:
        schema = self.schema[change.table]
        where = [op.by_uuid(change.uuid)]
        whole = {name: each for name, each in change.columns.items() if each.members is None}
        if whole:
            before = {name: schema[name].wire(each.old) for name, each in whole.items()}
            self.guards.append(op.expect(change.table, where, sorted(before), [before]))
            self.writes.append(op.update(change.table, where, {n: schema[n].wire(each.new) for n, each in whole.items()}))
        for name, each in change.columns.items():
            if each.members is not None:
                self._edit_members(change, schema[name], each)

    def _edit_members(self, change: Change, column: Column, each: ColumnChange) -> None:
        """Members come and go one by one, so that writers of other members of the same set do not disturb each other."""
        came, went = each.new - each.old, each.old - each.new
        where = [op.by_uuid(change.uuid)]
        conditions = list(where)
        if came:
            conditions.append([column.name, "excludes", column.wire(came)])
        if went:
            conditions.append([column.name, "includes", column.wire(went)])
        self.guards.append(op.expect(change.table, conditions, ["_uuid"], [{"_uuid": ["uuid", change.uuid]}]))
        mutations = [[column.name, verb, column.wire(some)] for verb, some in (("insert", came), ("delete", went)) if some]
        self.writes.append(op.mutate(change.table, where, mutations))

    def _delete(self, change: Change) -> None:
        """Rows that would vanish with their holder are deleted by name too: until they are collected, they hold others.

        What came to hang at a row since it was read would vanish unseen, so nothing may.
        """
        held = {name: self.schema[change.table][name].wire(uuids) for name, uuids in self.have.held.get(change.uuid, {}).items()}
        if held:
            self.guards.append(op.expect(change.table, [op.by_uuid(change.uuid)], sorted(held), [held]))
        elif not change.implied:
            self._expect_row(change.table, change.uuid)
        self.writes.append(op.delete(change.table, [op.by_uuid(change.uuid)]))

    def _members(self, table: str, uuid: str, column: str, verb: str, uuids: list[str]) -> None:
        values = ["set", [["uuid", each] for each in sorted(uuids)]]
        self.writes.append(op.mutate(table, [op.by_uuid(uuid)], [[column, verb, values]]))

    def _expect_row(self, table: str, uuid: str) -> None:
        self.guards.append(op.expect(table, [op.by_uuid(uuid)], ["_uuid"], [{"_uuid": ["uuid", uuid]}]))

    def _guard(self, guard: Guard) -> None:
        rows = [{"_uuid": ["uuid", uuid]} for uuid in sorted(guard.uuids)]
        self.guards.append(op.expect(guard.table, [list(each) for each in guard.where], ["_uuid"], rows))
