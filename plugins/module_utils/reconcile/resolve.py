# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From values as a task gives them to values as the server's columns hold them; every fault is noted, none is dropped."""

from __future__ import annotations

from ..errors import Fault
from ..model.edits import Edit, Merge, Replace
from ..model.rows import UNSET, Ref, Row, Want
from ..model.table import Option
from ..ovsdb.schema import Column
from .have import Existing, Have


class Resolver:
    """Checks and converts the columns of wanted rows against the schema of the server in use."""

    def __init__(self, want: Want, have: Have, faults: list[Fault]):
        self.have = have
        self.faults = faults
        self.coming = {row.ref for row in want.rows if row.state == "present"}
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
            return ref.uuid
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
        schema = self.have.schema[row.ref.table.name]
        result = {}
        for name, value in row.columns.items():
            option = row.ref.table.option(name)
            if name not in schema.columns:
                if not (value is UNSET or isinstance(value, Replace) and not value.items):
                    self.lacks(row, name)
                continue
            column = schema[name]
            try:
                result[name] = column.default if value is UNSET else self._value(row, column, option, value)
            except ValueError as exc:
                if not _is_so(column, value, existing):
                    self._fault(row, option.name if option else name, str(exc))
        return result

    def key_value(self, row: Row, name: str, value):
        """One column of the row's key, checked and converted; a wrong one is noted and left."""
        column = self.have.schema[row.ref.table.name][name]
        try:
            return column.coerce(_checked(row.ref.table.option(name), value))
        except ValueError as exc:
            self._fault(row, name, str(exc))
            return value

    def lacks(self, row: Row, name: str) -> None:
        """Note that the server in use has no such column."""
        option, schema = row.ref.table.option(name), self.have.schema
        since = f"It needs OVN {option.since} or newer. " if option and option.since else ""
        self._fault(row, name, f"this server has no column {name} in {row.ref.table.name} "
                               f"({schema.name} schema {schema.version}). {since}Leave it out.")

    def _value(self, row: Row, column: Column, option: Option | None, value):
        if value == "" and column.is_optional:
            return None
        if isinstance(value, Edit):
            return value.map_values(lambda key, item: self._element(column, option, key, item))
        if isinstance(value, (list, tuple, set, frozenset)):
            return column.coerce(frozenset([self._element(column, option, None, item) for item in value]))
        if isinstance(value, Ref) or column.key.ref_table:
            value = self._reference(value)
        else:
            value = _checked(option, value)
        return column.coerce(value)

    def _element(self, column: Column, option: Option | None, key, value):
        """One member of a set, or one value of a map."""
        if column.key.ref_table:
            return self._reference(value)
        if column.is_map:
            try:
                column.key.coerce(key)
                return column.value.coerce(value)
            except ValueError as exc:
                raise ValueError(f"key {key!r}: {exc}") from None
        return column.key.coerce(_checked(option, value))

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
        return f"{ref} is ambiguous, {len(hits)} rows have that name: {uuids}. Remove or rename all but one, or give the UUID of the one that is meant."

    def _fault(self, row: Row, option: str, message: str) -> None:
        self.faults.append(Fault(".".join(part for part in (row.path, option) if part), message))


def _checked(option: Option | None, value):
    return option.check(value) if option and option.check and isinstance(value, str) else value


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
