# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What OVN does not see although it is there: rows that hang at one which is switched off."""

from __future__ import annotations

from ..model.rows import Guard
from ..model.table import DECLARED, Parent, Table, mentions_of
from ..ovsdb import operations as op
from .change import Change
from .have import members
from .names import Name, Names


class Sight:
    """Looks after the names that are vital."""

    def __init__(self, names: Names):
        self.names = names
        self.database = names.database
        self.changes = {change.uuid: change for change in names.plan.changes}
        self.declared = [table for (database, _name), table in DECLARED.items() if database == names.schema.name]

    def is_hidden(self, name: Name, uuid: str | None) -> bool:
        """Whether OVN passes over a row, once the plan is written: C(uuid) is the one it has in the database, if it is there."""
        return any(self._is_off(holder, parent) for parent in self._parents(name[0]) for holder in self._holders(name, uuid, parent))

    def guards(self, name: Name, uuid: str) -> list[Guard]:
        """What must hold when the plan is written, so that a row in the database is still there and seen."""
        guards = [Guard(name[0], (op.by_uuid(uuid), ["name", "==", name[1]]), frozenset([uuid]))]
        for parent in self._parents(name[0]):
            column, value = self.names.table(parent.table).unseen
            off = {holder["_uuid"] for holder in self._holders(name, uuid, parent) if holder[column] == value}
            guards.append(Guard(parent.table, (_holds(parent, uuid), [column, "==", value]), frozenset(off)))
        return guards

    def _parents(self, table: str) -> list[Parent]:
        return [parent for parent in self.names.table(table).parents if self.names.table(parent.table).unseen]

    def _holders(self, name: Name, uuid: str | None, parent: Parent) -> list[dict]:
        """The row that one hangs at, as it is in the database."""
        column = self.names.table(parent.table).unseen[0]
        if uuid:
            return self.database.read([op.select(parent.table, [_holds(parent, uuid)], ["_uuid", column])])[0]
        link = self.names.coming[name].link
        at = self.names.have.uuid_of(link.parent)
        rows = self.database.read([op.select(parent.table, [op.by_uuid(at)], ["_uuid", column])])[0]
        return rows or [{"_uuid": at, column: None}]

    def _is_off(self, holder: dict, parent: Parent) -> bool:
        """Whether a row will be switched off."""
        column, value = self.names.table(parent.table).unseen
        change = self.changes.get(holder["_uuid"])
        planned = change.columns.get(column) if change else None
        return (planned.new if planned else holder[column]) == value

    def vanishing(self) -> dict[Name, Change]:
        """The rows that a plan takes out of sight, by what it switches off."""
        return {(child.name, row["name"]): change for change in self.names.plan.changes if self._switches_off(change)
                for child, parent in self._children(change.row.ref.table) for row in self._hanging(change, child, parent)}

    @staticmethod
    def _switches_off(change: Change) -> bool:
        unseen = change.row.ref.table.unseen if change.row and change.action == "update" else None
        return bool(unseen) and unseen[0] in change.columns and change.columns[unseen[0]].new == unseen[1]

    def _children(self, table: Table) -> list[tuple[Table, Parent]]:
        return [(child, parent) for child in self.declared for parent in child.parents if parent.table == table.name
                and any(mentions.vital for _by, mentions in mentions_of(table.database, child.name))]

    def _hanging(self, change: Change, child: Table, parent: Parent) -> list[dict]:
        rows = self.database.read([op.select(change.table, [op.by_uuid(change.uuid)], [parent.column])])[0]
        uuids = [uuid for row in rows for uuid in sorted(members(row[parent.column]))]
        return [row for found in self.database.read([op.select(child.name, [op.by_uuid(uuid)], ["name"]) for uuid in uuids]) for row in found]


def _holds(parent: Parent, uuid: str) -> list:
    return [parent.column, "includes", ["uuid", uuid]]
