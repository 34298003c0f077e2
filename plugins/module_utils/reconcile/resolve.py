# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From values as a task gives them to values as the server's columns hold them; every fault is noted, none is dropped."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import Fault
from ..model.edits import Edit, Merge, Replace
from ..model.rows import UNSET, Ref, Row, Want
from ..model.table import Table
from ..ovsdb.schema import Column
from .have import Existing, Have


class Resolver:
    """Checks and converts the columns of wanted rows against the schema of the server in use."""

    def __init__(self, want: Want, have: Have, faults: list[Fault]):
        self.have = have
        self.faults = faults
        self._atoms: dict[tuple[str, str], Callable] = {}
        self.coming = {row.ref: row.ref for row in want.rows if row.state == "present"}
        self.going = {hit.uuid for row in want.rows if row.state == "absent" for hit in have.found.get(row.ref, ())}
        # Rows that come with a UUID of their own may be spoken of by that, or by their key.
        self.fixed = {ref.fixed: ref for ref in self.coming if ref.fixed}
        self.by_key: dict[Ref, list[Ref]] = {}
        for ref in self.fixed.values():
            self.by_key.setdefault(Ref(ref.table, ref.key, ref.scope), []).append(ref)

    def uuid(self, ref: Ref) -> str | None:
        """The UUID of a row that is there and stays, or that this plan makes."""
        existing = self.have.get(ref)
        if existing:
            return existing.uuid if existing.uuid not in self.going else None
        if ref in self.coming and not self.have.found.get(ref):
            return self.coming[ref].uuid
        return self._uuid_of_fixed(ref)

    def _uuid_of_fixed(self, ref: Ref) -> str | None:
        if self.have.found.get(ref):
            return None
        named = self.by_key.get(ref, ())
        if len(named) == 1:
            return named[0].fixed
        return ref.key[0] if ref.is_uuid and ref.key[0] in self.fixed else None

    def columns(self, row: Row, existing: Existing | None) -> dict:
        """The row's columns with every value in the server's types, Refs as UUIDs."""
        schema, options = self.have.schema[row.ref.table.name].columns, row.ref.table.by_column
        held = existing.columns if existing else {}
        result = {}
        for name, value in row.columns.items():
            if name in held and _is_plainly(value, held[name]):
                continue
            column = schema.get(name)
            if column is None:
                if not (value is UNSET or isinstance(value, Replace) and not value.items):
                    self.lacks(row, name)
                continue
            try:
                result[name] = column.default if value is UNSET else self._value(row.ref.table, column, value)
            except ValueError as exc:
                if not _is_so(column, value, existing):
                    self._fault(row, options[name].name if name in options else name, str(exc))
        return result

    def key_value(self, row: Row, name: str, value):
        """One column of the row's key, checked and converted; a wrong one is noted and left."""
        column, option = self.have.schema[row.ref.table.name].columns[name], row.ref.table.by_column.get(name)
        try:
            return self._value(row.ref.table, column, value) if option is None or option.check else column.coerce(value)
        except ValueError as exc:
            self._fault(row, name, str(exc))
            return value

    def lacks(self, row: Row, name: str) -> None:
        """Note that the server in use has no such column."""
        option, schema = row.ref.table.option(name), self.have.schema
        since = f"It needs OVN {option.since} or newer. " if option and option.since else ""
        self._fault(row, name, f"this server has no column {name} in {row.ref.table.name} "
                               f"({schema.name} schema {schema.version}). {since}Leave it out.")

    def _value(self, table: Table, column: Column, value):
        """A value, or the values of an edit, in the server's types."""
        if column.is_optional and (value is None or value == ""):
            return None
        atom = self._atoms.get((table.name, column.name)) or self._atom(table, column)
        if isinstance(value, Edit):
            if column.is_map:
                return value.map_values(lambda key, item: column.coerce_item(key, item)[1])
            return value.map_values(lambda _key, item: atom(item))
        if column.is_map:
            return column.coerce(value)
        if column.is_set:
            members = frozenset(map(atom, value if isinstance(value, (list, tuple, set, frozenset)) else (value,)))
            column.check_size(members)
            return members
        return atom(value)

    def _atom(self, table: Table, column: Column) -> Callable:
        """What converts one value: of a scalar, or a member of a set."""
        option, coerce = table.option(column.name), column.key.coerce
        atom = coerce
        if column.key.ref_table:
            atom = self._reference
        elif option and option.check and column.key.type == "string":
            check = option.check

            def atom(value):
                return check(coerce(value))

        self._atoms[table.name, column.name] = atom
        return atom

    def _reference(self, value) -> str | None:
        if not isinstance(value, Ref):
            return value
        uuid = self.uuid(value)
        if uuid:
            return uuid
        raise ValueError(self.unknown(value))

    def unknown(self, ref: Ref) -> str:
        """Why a name does not say which row is meant."""
        hits = self.have.found.get(ref, [])
        if len(hits) == 1:
            return f"{ref} is removed by the same task. Keep it, or do without it."
        if not hits:
            return f"there is no {ref}. Make it first, or correct the name."
        uuids = ", ".join(sorted(hit.uuid for hit in hits))
        return (f"{ref} is ambiguous, {len(hits)} rows have that name: {uuids}. Remove or rename all but one, or give the UUID of "
                "the one that is meant.")

    def _fault(self, row: Row, option: str, message: str) -> None:
        self.faults.append(Fault(".".join(part for part in (row.path, option) if part), message))


def _is_plainly(value, old) -> bool:
    """Whether a value is, as it was given, what the row holds already: most are, and need no check."""
    if isinstance(value, str):
        return value == old
    if isinstance(value, list):
        plain = isinstance(old, frozenset) and len(value) == len(old)
        return plain and all(isinstance(each, str) and each in old for each in value)
    if isinstance(value, Merge):
        return all(old.get(key) == item for key, item in value.items.items())
    return False


def _is_so(column: Column, value, existing: Existing | None) -> bool:
    """Whether the row holds a value already, for one that no check would let in: it is nothing to write."""
    if existing is None or column.name not in existing.columns:
        return False
    old = existing.columns[column.name]
    try:
        if isinstance(value, (Merge, Replace)):
            return value.map_values(lambda _key, item: column.value.coerce(item)).apply(old) == old
        return column.coerce(value) == old
    except (ValueError, TypeError, AttributeError):
        return False
