# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows that go: what a task names as absent, and what its scopes and exact places hold beyond what it wants."""

from __future__ import annotations

from fnmatch import fnmatchcase

from ..errors import Fault
from ..model.rows import Row, Want
from .change import Change, ColumnChange
from .have import Existing, Have
from .owner import Owner, foreign_sign


def once(changes: list[Change]) -> list[Change]:
    """Each row once, though it may both be named and vanish with the row that holds it."""
    if not any(change.action == "delete" for change in changes):
        return changes
    explicit = {change.uuid for change in changes if not change.implied}
    return list({change.uuid: change for change in changes if not (change.implied and change.uuid in explicit)}.values())


class Removal:
    """Plans that rows go, and all that vanishes with them."""

    def __init__(self, want: Want, have: Have, owner: Owner, faults: list[Fault]):
        self.want = want
        self.have = have
        self.owner = owner
        self.faults = faults

    def of(self, existing: Existing, row: Row | None) -> list[Change]:
        """The changes that remove one row; C(row) is what the task says of it, if anything."""
        refusal = row and self.owner.refusal(row, existing, self.have.holder_of(row), "remove")
        if refusal:
            self.faults.append(refusal)
            return []
        if row and not self.owner.adopt:
            self._check_foreign_below(row, existing)
        label = str(row.ref) if row else existing.label
        holder = self._holder(existing, row)
        changes = [Change("delete", existing.table, existing.uuid, label, self._all_columns(existing), holder=holder)]
        for child in self.have.descendants.get(existing.uuid, []):
            columns = self._all_columns(child)
            changes.append(Change("delete", child.table, child.uuid, child.label, columns, implied=True))
        return changes

    def _check_foreign_below(self, row: Row, existing: Existing) -> None:
        for child in self.have.descendants.get(existing.uuid, ()):
            sign = foreign_sign(child)
            if sign:
                self.faults.append(row.fault("", f"{child.label} in it belongs to another system ({sign}) and would "
                                                 "be removed with it. Remove that there first."))

    def _holder(self, existing: Existing, row: Row | None) -> tuple[str, str, str] | None:
        """Table, UUID and column of the row that holds this one, for a row that does not live by itself."""
        if self.have.schema[existing.table].is_root:
            return None
        if existing.uuid in self.have.holders:
            parent, column = self.have.holders[existing.uuid]
            return parent.table, parent.uuid, column
        link = row.link if row else None
        parent = self.have.get(link.parent) if link else None
        return (parent.table, parent.uuid, link.column) if parent else None

    def leftovers(self) -> list[Change]:
        """Rows inside the task's scopes and exact places that it does not want, and that are the task's to remove."""
        if not self.have.scoped:
            return []
        wanted = self.have.wanted(self.want)
        unwanted = [each for each in self.have.scoped if each.uuid not in wanted]
        kept = {child.uuid for each in unwanted if self._is_ignored(each) for child in self.have.descendants.get(each.uuid, ())}
        doomed = [each for each in unwanted if each.uuid not in kept and self._may_go(each)]
        changes = once([change for each in doomed for change in self.of(each, None)])
        self._check_limits(changes)
        return changes

    def _may_go(self, existing: Existing) -> bool:
        """A leftover goes unless it is somebody else's or the task says to ignore it; what it holds goes with it."""
        holder = self.have.holders.get(existing.uuid, (None, ""))[0]
        if self.owner.is_others(existing, holder) or self._is_ignored(existing):
            return False
        for child in self.have.descendants.get(existing.uuid, ()):
            if self.owner.is_others(child):
                self._refuse_to_orphan(existing, child)
        return not any(self._is_ignored(child) for child in self.have.descendants.get(existing.uuid, ()))

    def _is_ignored(self, existing: Existing) -> bool:
        return any(fnmatchcase(existing.label, pattern) for pattern in self.want.limits.ignore)

    def _refuse_to_orphan(self, existing: Existing, child: Existing) -> None:
        self.faults.append(Fault("", f"{existing.label} would be removed, and {child.label} in it with it, which "
                                     "is not this owner's. Remove that first, or list the row that holds it in ignore."))

    def _check_limits(self, changes: list[Change]) -> None:
        most = self.want.limits.most
        if most is None:
            return
        pool = len(self.have.scoped)
        limit = pool * int(most[:-1]) // 100 if most.endswith("%") else int(most)
        if len(changes) > limit:
            names = ", ".join(change.label for change in changes[:5]) + (", ..." if changes[5:] else "")
            self.faults.append(Fault("max_deletes", f"{len(changes)} rows would be removed ({names}), "
                                     f"and {most} of {pool} is the limit. Correct what is wanted, or raise it."))

    def _all_columns(self, existing: Existing) -> dict[str, ColumnChange]:
        schema = self.have.schema[existing.table]
        return {
            name: ColumnChange(value, schema[name].default)
            for name, value in existing.columns.items()
            if value != schema[name].default
        }
