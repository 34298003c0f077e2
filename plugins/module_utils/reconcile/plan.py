# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The difference between what is wanted and what is there: pure, and at once the diff, the answer to "changed?" and
the list of what to write."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from ..errors import Fault, InvalidInput
from ..model.edits import Edit, Members, Merge, Replace
from ..model.keys import canonical, key_of
from ..model.rows import OWNER_MARK, Guard, Link, Ref, Row, Want
from ..model.table import Table
from ..ovsdb.schema import TableSchema
from .have import Existing, Have
from .resolve import Resolver

# Which column tells an operator what a row is, where nothing but the row is known.
LABEL_COLUMNS = ("name", "match", "ip_prefix", "logical_ip", "cidr", "chassis_name")
# Keys with these beginnings in external_ids say that another system keeps the row.
FOREIGN_MARKS = ("neutron:", "k8s.ovn.org/", "lxd_", "incus_", "ic-learned-route")
# A guard is a pass over the table: beyond this many, the UUIDs that follow from the names guard against twins alone.
MOST_NAME_GUARDS = 100


@dataclass(slots=True)
class ColumnChange:
    """A column's value before and after; for an edit of members, only these come and go."""

    old: object
    new: object
    members: Members | None = None


@dataclass(slots=True)
class Change:
    """One row that comes, changes or goes. A row that goes C(implied) vanishes with the row that holds it."""

    action: str
    table: str
    uuid: str
    label: str
    columns: dict[str, ColumnChange] = field(default_factory=dict)
    link: Link | None = None
    holder: tuple[str, str, str] | None = None
    implied: bool = False
    row: Row | None = None
    note: dict = field(default_factory=dict)

    @property
    def matters(self) -> bool:
        """Whether more than notes on the row changes."""
        return self.action == "create" or bool(self.columns.keys() - {"external_ids"})


@dataclass
class Plan:
    """What to write so that the database holds what is wanted."""

    changes: list[Change] = field(default_factory=list)
    guards: list[Guard] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.changes)

    def to_judge(self) -> list[tuple[str, str]]:
        """Table and UUID of the rows that change and whose tables have rules."""
        changed = [each for each in self.changes if each.action == "update" and each.matters]
        return [(each.table, each.uuid) for each in changed if each.row.ref.table.rules]


def make_plan(want: Want, have: Have, *, owner: str, adopt: bool = False) -> Plan:
    """Raises InvalidInput with every fault of the input at once."""
    return _Planner(want, have, owner, adopt).plan()


def _merged(items: dict, edit: Edit | None) -> Edit:
    """Some keys of a map beside what a task wants of it anyway."""
    if isinstance(edit, Replace):
        return Replace({**items, **edit.items}, edit.spared)
    return Merge({**items, **(edit.items if isinstance(edit, Merge) else edit or {})})


def _alike(table: Table, column: str, new, old) -> bool:
    """Whether two values mean the same: written otherwise, or empty and unset."""
    return (new is None and old == "") or canonical(table, column, new) == canonical(table, column, old)


def _foreign_mark(existing: Existing) -> str | None:
    """The mark of another system on a row that nobody has adopted here."""
    marks = existing.columns.get("external_ids") or {}
    return None if OWNER_MARK in marks else min((key for key in marks if key.startswith(FOREIGN_MARKS)), default=None)


def _uuids(value) -> frozenset:
    """What a value may refer to."""
    return value if isinstance(value, frozenset) else frozenset([value] if isinstance(value, str) else ())


def _once(changes: list[Change]) -> list[Change]:
    """Each row once, though it may both be named and vanish with the row that holds it."""
    if not any(change.action == "delete" for change in changes):
        return changes
    explicit = {change.uuid for change in changes if not change.implied}
    once = {change.uuid: change for change in changes if not (change.implied and change.uuid in explicit)}
    return list(once.values())


class _Planner:
    def __init__(self, want: Want, have: Have, owner: str, adopt: bool):
        self.want = want
        self.have = have
        self.owner = owner
        self.adopt = adopt
        self.faults: list[Fault] = []
        self.resolver = Resolver(want, have, self.faults)
        self.after: list[tuple[Row, dict, bool]] = []
        self.hung: dict[Ref, set[str]] = {}
        for row in want.rows:
            if row.link and row.state == "present":
                self.hung.setdefault(row.link.parent, set()).add(row.link.column)

    def plan(self) -> Plan:
        self._check_twice()
        self._check_least()
        named = [change for row in self.want.rows for change in self._row(row)]
        changes = _once(named + self._leftovers())
        self._check_references(changes)
        self._check_unused(changes)
        self._check_apart({change.uuid for change in changes if change.action == "delete"})
        if self.faults:
            raise InvalidInput(list(dict.fromkeys(self.faults)))
        return Plan(changes, [*self.want.guards, *self._name_guards(changes)])

    def _check_twice(self) -> None:
        """Each row is given once, by whatever it is named."""
        first: dict[object, str] = {}
        for row in self.want.rows:
            found = self.have.get(row.ref)
            who = found.uuid if found else self._name(row.ref)
            if who in first:
                self._fault(row, "", f"{row.ref} is given twice, first at {first[who] or 'the top'}. Keep one.")
            first.setdefault(who, row.path)

    @staticmethod
    def _name(ref: Ref) -> Ref:
        """A new row by its key, which no other may have even if a UUID is given too; by its UUID where others may."""
        alone = ref.fixed and ref.table.key and not ref.table.ambiguous and all(ref.key)
        return Ref(ref.table, ref.key, ref.scope) if alone else ref

    def _check_least(self) -> None:
        """What must hold some rows is not left without."""
        for link, _table in self.want.exact:
            column = self.have.schema.column(link.parent.table.name, link.column)
            if column and column.least and link.column not in self.hung.get(link.parent, ()):
                path = next((row.path for row in self.want.rows if row.ref == link.parent), "")
                self.faults.append(Fault(".".join(filter(None, (path, link.column))), f"must hold {column.least} entry at least."))

    def _check_apart(self, going: set[str]) -> None:
        """New and changed rows that must differ from those beside them do, whether those are there already or come too."""
        if not self.after:
            return
        wanted = {hit.uuid for row in self.want.rows for hit in self.have.found.get(row.ref, ())}
        rows: dict[Link, list[dict]] = {}
        for row, columns, changed in sorted(self.after, key=lambda each: each[2]):
            if row.link not in rows:
                rows[row.link] = [each.columns for each in self.have.beside.get(row.link, ()) if each.uuid not in wanted | going]
            wrong = next(filter(None, (row.ref.table.apart(columns, other) for other in rows[row.link] if changed)), None)
            if wrong:
                self._fault(row, *wrong)
            rows[row.link].append(columns)

    def _check_references(self, changes: list[Change]) -> None:
        """A new row that lives by a reference has one, or it would vanish as soon as it is written."""
        loose = [change for change in changes if change.action == "create" and not change.link
                 and not self.have.schema[change.table].is_root]
        if loose:
            named = {uuid for change in changes for each in change.columns.values() for uuid in _uuids(each.new)}
            for change in loose:
                if change.uuid not in named:
                    self._fault(change.row, "", f"no row refers to {change.label}, so it would vanish at once. Name it where it "
                                                "is used.")

    def _check_unused(self, changes: list[Change]) -> None:
        """What goes is needed by no row that stays as it is: the server would refuse it."""
        if not self.have.users:
            return
        touched = {(change.uuid, column) for change in changes for column in change.columns}
        paths = {hit.uuid: row.path for row in self.want.rows for hit in self.have.found.get(row.ref, ())}
        for change in changes:
            for user, column in self.have.users.get(change.uuid, []) if change.action == "delete" else []:
                if (user.uuid, column) not in touched and (user.table, user.uuid, column) != change.holder:
                    self.faults.append(Fault(paths.get(change.uuid, ""), f"{change.label} is in use by {self._label(user)} "
                                             f"({column}). Change or remove that first."))

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
            return self._delete(existing, row) if existing and not self._is_elsewhere(row, existing) else []
        columns = self.resolver.columns(row, existing)
        if not self._has_parent(row):
            return []
        changes = self._update(row, existing, columns) if existing else self._create(row, columns)
        if row.ref.table.apart:
            new = {name: each.new for change in changes for name, each in change.columns.items()}
            self.after.append((row, {**(existing.columns if existing else {}), **new}, any(change.matters for change in changes)))
        return changes

    def _has_parent(self, row: Row) -> bool:
        if row.link is None or self.resolver.uuid(row.link.parent):
            return True
        parent = row.link.parent
        option = next(each.option for each in row.ref.table.parents if each.table == parent.table.name)
        self._fault(row, option or "", self.resolver.unknown(parent))
        return False

    def _create(self, row: Row, columns: dict) -> list[Change]:
        schema = self.have.schema[row.ref.table.name]
        columns = self._with_key(row, columns)
        if row.ref.table.derived and row.link:
            columns = {**self._derived(row, schema), **columns}
        if "external_ids" in schema.columns:
            columns["external_ids"] = _merged({OWNER_MARK: self.owner}, columns.get("external_ids"))
        changes, defaults = {}, schema.defaults
        for name, value in columns.items():
            old = defaults[name]
            new = value.apply(old) if isinstance(value, Edit) else value
            if new != old:
                changes[name] = ColumnChange(old, new)
        self._check_complete(row, schema, changes)
        return [Change("create", schema.name, row.ref.uuid, str(row.ref), changes, row.link, note=row.note, row=row)]

    def _derived(self, row: Row, schema: TableSchema) -> dict:
        derived = row.ref.table.derived(row.link.parent.key, row.ref.key)
        return {name: schema[name].coerce(value) for name, value in derived.items()}

    def _check_complete(self, row: Row, schema: TableSchema, changes: dict) -> None:
        """A new row has what the server, or its use, demands: in its columns, or as rows that come with it."""
        missing = schema.demanded.union(row.ref.table.needed).difference(changes, row.columns)
        for name in sorted(missing.difference(self.hung.get(row.ref, ())) if missing else ()):
            self._fault(row, name, f"must be given to make a new {schema.name}.")

    def _with_key(self, row: Row, columns: dict) -> dict:
        """The columns together with those that say who the row is."""
        if row.ref.fixed:
            return dict(columns)
        schema = self.have.schema[row.ref.table.name]
        result = dict(columns)
        for spec, value in zip(row.ref.table.key, row.ref.key):
            column, _colon, name = spec.partition(":")
            if name:
                result[column] = _merged({name: value}, result.get(column))
            elif column in schema.columns:
                value = schema[column].default if value is None else value
                result[column] = self.resolver.key_value(row, column, value)
            elif value is not None:
                self.resolver.lacks(row, column)
        return result

    def _update(self, row: Row, existing: Existing, columns: dict) -> list[Change]:
        if not self._in_place(row, existing):
            return []
        wanted = columns if key_of(row.ref.table, existing.columns) == row.ref.key else self._with_key(row, columns)
        if self.adopt and "external_ids" in existing.columns:
            wanted["external_ids"] = _merged({OWNER_MARK: self.owner}, wanted.get("external_ids"))
        changes = {}
        for name, value in wanted.items():
            old = existing.columns[name]
            new = value.apply(old) if isinstance(value, Edit) else value
            if new != old and not _alike(row.ref.table, name, new, old):
                if not self.have.schema[existing.table][name].mutable:
                    self._fault(row, name, f"cannot be changed once the row exists (it is {old!r}). "
                                           "Remove the row first, or leave the value.")
                changes[name] = ColumnChange(old, new, value if isinstance(value, Members) else None)
        if not (changes or row.note) or not self._may_touch(row, existing, "change"):
            return []
        return [Change("update", existing.table, existing.uuid, str(row.ref), changes, note=row.note, row=row)]

    def _in_place(self, row: Row, existing: Existing) -> bool:
        """The row hangs where it is wanted, and it still has the name it was made with."""
        named_so = row.ref.fixed or row.ref.is_uuid or row.ref.table.key != ("name",)
        if not named_so and existing.columns["name"] != row.ref.key[0]:
            self._fault(row, "name", f"the row made as {row.ref} ({existing.uuid}) was renamed to "
                                     f"{existing.columns['name']!r} since. Rename it back, or remove it.")
            return False
        if self._is_elsewhere(row, existing):
            parent = self.have.holders[existing.uuid][0]
            self._fault(row, "name", f"{row.ref} exists already, in {parent.table} {parent.columns.get('name', parent.uuid)}, "
                                     f"and not in {row.link.parent}. Remove it there first.")
            return False
        return True

    def _is_elsewhere(self, row: Row, existing: Existing) -> bool:
        return row.link is not None and existing.uuid in self.have.holders

    def _delete(self, existing: Existing, row: Row | None) -> list[Change]:
        if row and not self._may_touch(row, existing, "remove"):
            return []
        if row and not self.adopt:
            self._check_foreign_below(row, existing)
        label = str(row.ref) if row else self._label(existing)
        holder = self._holder(existing, row)
        changes = [Change("delete", existing.table, existing.uuid, label, self._all_columns(existing), holder=holder)]
        for child in self.have.descendants.get(existing.uuid, []):
            columns = self._all_columns(child)
            changes.append(Change("delete", child.table, child.uuid, self._label(child), columns, implied=True))
        return changes

    def _check_foreign_below(self, row: Row, existing: Existing) -> None:
        for child in self.have.descendants.get(existing.uuid, ()):
            mark = _foreign_mark(child)
            if mark:
                self._fault(row, "", f"{self._label(child)} in it belongs to another system (external_ids:{mark}) and would be "
                                     "removed with it. Remove that there first.")

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

    def _leftovers(self) -> list[Change]:
        """Rows inside the task's scopes and exact places that it does not want, and that are the task's to remove."""
        if not self.have.scoped:
            return []
        wanted = {hit.uuid for row in self.want.rows for hit in self.have.found.get(row.ref, ())}
        unwanted = [each for each in self.have.scoped if each.uuid not in wanted]
        kept = {child.uuid for each in unwanted if self._is_ignored(each) for child in self.have.descendants.get(each.uuid, ())}
        doomed = [each for each in unwanted if each.uuid not in kept and self._may_go(each)]
        changes = _once([change for each in doomed for change in self._delete(each, None)])
        self._check_limits(changes)
        return changes

    def _may_go(self, existing: Existing) -> bool:
        """A leftover goes unless it is somebody else's or the task says to ignore it; what it holds goes with it."""
        if self._is_others(existing) or self._is_ignored(existing):
            return False
        for child in self.have.descendants.get(existing.uuid, ()):
            if self._is_others(child):
                self._refuse_to_orphan(existing, child)
        return not any(self._is_ignored(child) for child in self.have.descendants.get(existing.uuid, ()))

    def _is_others(self, existing: Existing) -> bool:
        owner = (existing.columns.get("external_ids") or {}).get(OWNER_MARK)
        return owner != self.owner if owner else _foreign_mark(existing) is not None

    def _is_ignored(self, existing: Existing) -> bool:
        return any(fnmatchcase(self._label(existing), pattern) for pattern in self.want.limits.ignore)

    def _refuse_to_orphan(self, existing: Existing, child: Existing) -> None:
        self.faults.append(Fault("", f"{self._label(existing)} would be removed, and {self._label(child)} in it with it, which "
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

    def _may_touch(self, row: Row, existing: Existing, verb: str) -> bool:
        mark = _foreign_mark(existing)
        if mark and not self.adopt:
            self._fault(row, "", f"{row.ref} belongs to another system (external_ids:{mark}); "
                                 f"will not {verb} it. Change it there.")
            return False
        return True

    def _name_guards(self, changes: list[Change]) -> list[Guard]:
        """Names that no index of the server guards must still be free when the rows are made."""
        fresh = {change.uuid for change in changes if change.action == "create"}
        rows = [row.ref for row in self.want.rows if row.ref.table.ambiguous and not row.ref.fixed and row.ref.uuid in fresh]
        names = [Guard(ref.table.name, (("name", "==", ref.key[0]),)) for ref in rows]
        return names if len(names) <= MOST_NAME_GUARDS else []

    def _all_columns(self, existing: Existing) -> dict[str, ColumnChange]:
        schema = self.have.schema[existing.table]
        return {
            name: ColumnChange(value, schema[name].default)
            for name, value in existing.columns.items()
            if value != schema[name].default
        }

    def _label(self, existing: Existing) -> str:
        names = (existing.columns.get(column) for column in LABEL_COLUMNS)
        return f"{existing.table} {next((name for name in names if name), existing.uuid)}"

    def _server(self) -> str:
        return f"{self.have.schema.name} schema {self.have.schema.version}"

    def _fault(self, row: Row, option: str, message: str) -> None:
        self.faults.append(Fault(".".join(part for part in (row.path, option) if part), message))
