# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From values as a task gives them to values as the server's columns hold them; every fault is noted, none is dropped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

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
        self._converters: dict[str, dict[str, Callable | None]] = {}
        # The tables of the rows that are there and referred to, by UUID.
        self.relied: dict[str, str] = {}
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
        held = existing.columns if existing else {}
        result = {}
        for name, value in row.columns.items():
            if name in held and _is_plainly(value, held[name]):
                continue
            convert = self._converter(row.ref.table, name)
            if convert is None:
                if not (value is UNSET or isinstance(value, Replace) and not value.items):
                    self._lacks(row, name)
                continue
            try:
                result[name] = convert(value)
            except ValueError as exc:
                self._note(row, existing, name, str(exc))
        return result

    def _note(self, row: Row, existing: Existing | None, name: str, message: str) -> None:
        """A value is wrong, if it is one to write at all."""
        if not _is_so(self.have.schema[row.ref.table.name][name], row.columns[name], existing):
            option = row.ref.table.option(name)
            self.faults.append(row.fault(option.name if option else name, message))

    def with_key(self, row: Row, columns: dict) -> dict:
        """The columns together with those that say who the row is; a wrong one is noted and left."""
        result = dict(columns)
        if row.ref.fixed:
            return result
        schema = self.have.schema[row.ref.table.name].columns
        for (name, mark), value in zip(row.ref.table.key_parts, row.ref.key):
            if mark:
                result[name] = merged({mark: value}, result.get(name))
            elif name in schema:
                result[name] = self._key_value(row, name, schema[name].default if value is None else value)
            elif value is not None:
                self._lacks(row, name)
        return result

    def _key_value(self, row: Row, name: str, value):
        try:
            return self._converter(row.ref.table, name)(value)
        except ValueError as exc:
            self.faults.append(row.fault(name, str(exc)))
            return value

    def _lacks(self, row: Row, name: str) -> None:
        """Note that the server in use has no such column."""
        option, schema = row.ref.table.option(name), self.have.schema
        since = f"It needs OVN {option.since} or newer. " if option and option.since else ""
        self.faults.append(row.fault(name, f"this server has no column {name} in {row.ref.table.name} "
                                           f"({schema.name} schema {schema.version}). {since}Leave it out."))

    def _converter(self, table: Table, name: str) -> Callable | None:
        """What turns a wish for a column into a value of the server's types, or into an edit with such values."""
        known = self._converters.setdefault(table.name, {})
        if name not in known:
            column, option = self.have.schema[table.name].columns.get(name), table.option(name)
            fits = column is not None and (option is None or (option.type == "dict" and not option.refers) == column.is_map)
            known[name] = _converter(column, self._atom(table, column)) if fits else None
        return known[name]

    def _atom(self, table: Table, column: Column) -> Callable:
        """What converts one value: of a scalar, or a member of a set."""
        option, coerce = table.option(column.name), column.key.coerce
        if column.key.ref_table:
            return self._reference
        if option and option.check and column.key.type == "string":
            return lambda value: option.check(coerce(value))
        return coerce

    def _reference(self, value) -> str | None:
        if not isinstance(value, Ref):
            return value
        uuid = self.uuid(value)
        if not uuid:
            raise ValueError(self.unknown(value))
        if self.have.get(value):
            self.relied[uuid] = value.table.name
        return uuid

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


def merged(items: dict, edit: Edit | None) -> Edit:
    """Some keys of a map beside what a task wants of it anyway."""
    if isinstance(edit, Replace):
        return Replace({**items, **edit.items}, edit.spared)
    return Merge({**items, **(edit.items if isinstance(edit, Merge) else edit or {})})


def _converter(column: Column, atom: Callable) -> Callable:
    if column.is_map:
        return _editing(column, column.coerce, lambda key, item: column.coerce_item(key, item)[1])
    if column.is_set:
        return _editing(column, partial(_set, column, atom), lambda _key, item: atom(item))
    return _editing(column, atom, lambda _key, item: atom(item))


def _editing(column: Column, plain: Callable, item: Callable) -> Callable:
    """A converter of wishes, from those of a value given as such and of one inside of an edit."""
    optional = column.is_optional

    def convert(value):
        if isinstance(value, Edit):
            return value.map_values(item)
        if value is UNSET:
            return column.default
        return None if optional and (value is None or value == "") else plain(value)

    return convert


def _set(column: Column, atom: Callable, value) -> frozenset:
    members = frozenset(map(atom, value if isinstance(value, (list, tuple, set, frozenset)) else (value,)))
    column.check_size(members)
    return members


def _is_plainly(value, old) -> bool:
    """Whether a value is, as it was given, what the row holds already: most are, and need no check."""
    if isinstance(value, str):
        return value == old
    if isinstance(value, list):
        return isinstance(old, frozenset) and frozenset(value) == old
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
