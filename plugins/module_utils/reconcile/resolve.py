# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From values as a task gives them to values as the server's columns hold them; every fault is noted, none is dropped."""

from __future__ import annotations

from ..errors import Fault
from ..model.edits import Edit
from ..model.rows import Ref, Row, Want
from ..ovsdb.schema import Column
from .have import Have


class Resolver:
    """Checks and converts the columns of wanted rows against the schema of the server in use."""

    def __init__(self, want: Want, have: Have, faults: list[Fault]):
        self.have = have
        self.faults = faults
        self.coming = {row.ref for row in want.rows if row.state == "present"}
        self.going = {row.ref for row in want.rows if row.state == "absent"}

    def uuid(self, ref: Ref) -> str | None:
        """The UUID of a row that is there and stays, or that this plan makes."""
        existing = self.have.get(ref)
        if ref in self.coming:
            return existing.uuid if existing else ref.uuid
        return existing.uuid if existing and ref not in self.going else None

    def columns(self, row: Row) -> dict:
        """The row's columns with every value in the server's types, Refs as UUIDs."""
        schema = self.have.schema[row.ref.table.name]
        result = {}
        for name, value in row.columns.items():
            option = row.ref.table.option(name)
            if name not in schema.columns:
                self.lacks(row, name)
                continue
            try:
                result[name] = self._value(row, schema[name], value)
            except ValueError as exc:
                self._fault(row, option.name if option else name, str(exc))
        return result

    def key_value(self, row: Row, name: str, value):
        """One column of the row's key, checked and converted; a wrong one is noted and left."""
        column = self.have.schema[row.ref.table.name][name]
        try:
            return column.coerce(self._checked(row, column, value))
        except ValueError as exc:
            self._fault(row, name, str(exc))
            return value

    def lacks(self, row: Row, name: str) -> None:
        """Note that the server in use has no such column."""
        option, schema = row.ref.table.option(name), self.have.schema
        since = f"It needs OVN {option.since} or newer. " if option and option.since else ""
        self._fault(row, name, f"this server has no column {name} in {row.ref.table.name} "
                               f"({schema.name} schema {schema.version}). {since}Leave it out.")

    def _value(self, row: Row, column: Column, value):
        if value == "" and column.is_optional:
            return None
        if isinstance(value, Edit):
            return value.map_values(lambda key, item: self._element(row, column, key, item))
        if isinstance(value, (list, tuple, set, frozenset)):
            value = frozenset(self._element(row, column, None, item) for item in value)
            return column.coerce(value)
        if isinstance(value, Ref) or column.key.ref_table:
            value = self._reference(row, value)
        else:
            value = self._checked(row, column, value)
        return column.coerce(value)

    def _element(self, row: Row, column: Column, key, value):
        """One member of a set, or one value of a map."""
        if column.key.ref_table:
            return self._reference(row, value)
        if column.is_map:
            try:
                column.key.coerce(key)
                return column.value.coerce(value)
            except ValueError as exc:
                raise ValueError(f"key {key!r}: {exc}") from None
        return column.key.coerce(self._checked(row, column, value))

    def _checked(self, row: Row, column: Column, value):
        option = row.ref.table.option(column.name)
        return option.check(value) if option and option.check and isinstance(value, str) else value

    def _reference(self, row: Row, value) -> str | None:
        if not isinstance(value, Ref):
            return value
        uuid = self.uuid(value)
        if uuid:
            return uuid
        raise ValueError(self.unknown(value))

    def unknown(self, ref: Ref) -> str:
        """Why a name does not say which row is meant."""
        hits = self.have.found.get(ref, [])
        if len(hits) < 2:
            return f"there is no {ref}. Make it first, or correct the name."
        uuids = ", ".join(sorted(hit.uuid for hit in hits))
        return f"{ref} is ambiguous, {len(hits)} rows have that name: {uuids}. Remove or rename all but one."

    def _fault(self, row: Row, option: str, message: str) -> None:
        self.faults.append(Fault(".".join(part for part in (row.path, option) if part), message))
