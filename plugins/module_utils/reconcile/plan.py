# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The difference between what is wanted and what is there: pure, and at once the diff, the answer to "changed?" and
the list of what to write."""

from __future__ import annotations

from ..errors import Fault, InvalidInput
from ..model.edits import Edit, Members
from ..model.keys import canonical, has_key
from ..model.rows import OWNER_MARK, UNSET, Guard, Link, Ref, Row, Want
from ..model.table import Table
from ..ovsdb.schema import TableSchema
from .change import Change, ColumnChange, Plan
from .have import Existing, Have
from .owner import Owner
from .proof import proofs
from .removal import Removal, once
from .resolve import Resolver, merged
from .whole import Whole

# A guard is a pass over the table: beyond this many, the UUIDs that follow from the names guard against twins alone.
MOST_NAME_GUARDS = 100


def make_plan(want: Want, have: Have, *, owner: str, adopt: bool = False) -> Plan:
    """Raises InvalidInput with every fault of the input at once."""
    return _Planner(want, have, Owner(owner, adopt)).plan()


def _alike(table: Table, column: str, new, old) -> bool:
    """Whether two values mean the same: written otherwise, or empty and unset."""
    return (new is None and old == "") or canonical(table, column, new) == canonical(table, column, old)


def _applied(table: Table, column: str, value, old):
    """What a column will hold, in its canonical form as far as it changes.

    Of a map whose keys may be written in several ways, an edit begins with the one that tasks write.
    """
    option = table.option(column)
    if isinstance(value, Members) and option and option.check:
        value = _spelt_as_there(table, column, value, old)
    if isinstance(value, Edit):
        value = value.apply(canonical(table, column, old) if option and option.entry else old)
    return option.keys.tidy(value, old) if option and option.keys and value != old else value


def _spelt_as_there(table: Table, column: str, edit: Members, old: frozenset) -> Members:
    """The same edit of a set that may hold members in other spellings than a task's own."""
    if edit.add <= old and edit.remove.isdisjoint(old):
        return edit
    spelt = {each: canonical(table, column, each) for each in old}
    there = set(spelt.values())
    return Members(edit.add - there | edit.add & old, edit.remove | {each for each, form in spelt.items() if form in edit.remove})


class _Planner:
    def __init__(self, want: Want, have: Have, owner: Owner):
        self.want = want
        self.have = have
        self.owner = owner
        self.faults: list[Fault] = []
        self.resolver = Resolver(want, have, self.faults)
        self.removal = Removal(want, have, owner, self.faults)
        self.whole = Whole(want, have, self.faults)
        self.parents: dict[Ref, str | None] = {}
        self.resolved: dict[str, dict] = {}

    def plan(self) -> Plan:
        self.whole.before()
        leftovers = self.removal.leftovers()
        self.resolver.going.update(change.uuid for change in leftovers)
        named = [change for row in self.want.rows for change in self._row(row)]
        changes = once(named + leftovers)
        self.whole.check(changes)
        if self.faults:
            raise InvalidInput(list(dict.fromkeys(self.faults)))
        return Plan(changes, self._guards(changes))

    def _guards(self, changes: list[Change]) -> list[Guard]:
        if not changes:
            return list(self.want.guards)
        return [*self.want.guards, *self._name_guards(changes), *proofs(self.want, self.have, self.resolved, self.resolver.relied)]

    def _row(self, row: Row) -> list[Change]:
        if row.ref.table.name not in self.have.schema.tables:
            since = f" It needs OVN {row.ref.table.since} or newer." if row.ref.table.since else ""
            self._fault(row, "", f"this server has no table {row.ref.table.name} ({self._server()}).{since} Leave it out.")
            return []
        hits = self.have.found.get(row.ref, [])
        if len(hits) > 1:
            self._fault(row, "name", self.resolver.unknown(row.ref))
            return []
        existing = hits[0] if hits else None
        if row.state == "absent":
            return self.removal.of(existing, row) if existing and not self._is_elsewhere(row, existing) else []
        columns = self.resolver.columns(row, existing)
        if existing:
            self.resolved[existing.uuid] = dict(columns)
        if not self._has_parent(row):
            return []
        changes = self._update(row, existing, columns) if existing else self._create(row, columns)
        if row.ref.table.apart:
            new = {name: each.new for change in changes for name, each in change.columns.items()}
            before = existing.columns if existing else {}
            self.whole.after.append((row, {**before, **new}, any(change.matters for change in changes)))
        return changes

    def _has_parent(self, row: Row) -> bool:
        if row.link is None:
            return True
        parent = row.link.parent
        if parent not in self.parents:
            self.parents[parent] = self.resolver.uuid(parent)
        if self.parents[parent]:
            return True
        option = next(each.option for each in row.ref.table.parents if each.table == parent.table.name)
        self._fault(row, option or "", self.resolver.unknown(parent))
        return False

    def _create(self, row: Row, columns: dict) -> list[Change]:
        refusal = self.owner.refusal(row, None, self.have.holder_of(row), "make")
        if refusal:
            self.faults.append(refusal)
            return []
        schema = self.have.schema[row.ref.table.name]
        columns = self.resolver.with_key(row, columns)
        if row.ref.table.derived and row.link:
            columns = {**self._derived(row, schema), **columns}
        if "external_ids" in schema.columns:
            columns["external_ids"] = merged({OWNER_MARK: self.owner.name}, columns.get("external_ids"))
        changes = {}
        for name, value in columns.items():
            old = schema.defaults[name]
            new = _applied(row.ref.table, name, value, old)
            if new != old:
                changes[name] = ColumnChange(old, new)
        self._check_complete(row, schema, changes)
        return [Change("create", schema.name, row.ref.uuid, str(row.ref), changes, row.link, note=row.note, row=row)]

    def _derived(self, row: Row, schema: TableSchema) -> dict:
        derived = row.ref.table.derived(row.link.parent.key, row.ref.key)
        return {name: schema[name].coerce(value) for name, value in derived.items()}

    def _check_complete(self, row: Row, schema: TableSchema, changes: dict) -> None:
        """A new row has what the server, or its use, demands: in its columns, or as rows that come with it."""
        unset = {name for name in schema.demanded if row.columns.get(name) is UNSET}
        missing = [name for name in (*schema.demanded, *row.ref.table.needed)
                   if name not in changes and (name not in row.columns or name in unset)]
        for name in sorted(set(missing)):
            if Link(row.ref, name) not in self.whole.hung:
                option = row.ref.table.option(name)
                self._fault(row, option.name if option else name, f"must be given to make a new {schema.name}.")

    def _update(self, row: Row, existing: Existing, columns: dict) -> list[Change]:
        if not self._in_place(row, existing):
            return []
        wanted = columns if has_key(row.ref.table, existing.columns, row.ref.key) else self.resolver.with_key(row, columns)
        if self.owner.adopt and "external_ids" in existing.columns:
            wanted["external_ids"] = merged({OWNER_MARK: self.owner.name}, wanted.get("external_ids"))
        changes = {}
        for name, value in wanted.items():
            old = existing.columns[name]
            new = _applied(row.ref.table, name, value, old)
            if new != old and not _alike(row.ref.table, name, new, old):
                column = self.have.schema[existing.table][name]
                if column.is_set and len(new) < column.least:
                    self._fault(row, name, f"must hold {column.least} entry at least. Give some.")
                if not column.mutable:
                    self._fault(row, name, f"cannot be changed once the row exists (it is {old!r}). "
                                           "Remove the row first, or leave the value.")
                changes[name] = ColumnChange(old, new, value if isinstance(value, Members) else None)
        if not (changes or row.note):
            return []
        refusal = self.owner.refusal(row, existing, self.have.holder_of(row), "change")
        if refusal:
            self.faults.append(refusal)
            return []
        return [Change("update", existing.table, existing.uuid, str(row.ref), changes, note=row.note, row=row)]

    def _in_place(self, row: Row, existing: Existing) -> bool:
        """The row hangs where it is wanted, and it still has the name it was made with."""
        renamed = row.ref.table.key == ("name",) and existing.columns.get("name") != row.ref.key[0]
        if renamed and not (row.ref.fixed or row.ref.is_uuid):
            present = existing.columns.get("name")
            self._fault(row, "name", f"the row made as {row.ref} ({existing.uuid}) was renamed to {present!r} since. Rename it back, or "
                                     f"remove it by the name it has now (name: {present}, state: absent).")
            return False
        if self._is_elsewhere(row, existing):
            parent = self.have.holders[existing.uuid][0]
            self._fault(row, "name", f"{row.ref} exists already, in {parent.table} {parent.columns.get('name', parent.uuid)}, "
                                     f"and not in {row.link.parent}. Remove it there first.")
            return False
        return True

    def _is_elsewhere(self, row: Row, existing: Existing) -> bool:
        return row.link is not None and existing.uuid in self.have.holders

    def _name_guards(self, changes: list[Change]) -> list[Guard]:
        """Names that no index of the server guards must still be free when the rows are made."""
        fresh = {change.uuid for change in changes if change.action == "create"}
        rows = [row.ref for row in self.want.rows if row.ref.uuid in fresh and self._is_known_by_name_alone(row.ref)]
        names = [Guard(ref.table.name, (("name", "==", ref.key[0]),)) for ref in rows]
        return names if len(names) <= MOST_NAME_GUARDS else []

    @staticmethod
    def _is_known_by_name_alone(ref: Ref) -> bool:
        return ref.table.ambiguous and ref.scope is None and not ref.fixed

    def _server(self) -> str:
        return f"{self.have.schema.name} schema {self.have.schema.version}"

    def _fault(self, row: Row, option: str, message: str) -> None:
        self.faults.append(row.fault(option, message))
