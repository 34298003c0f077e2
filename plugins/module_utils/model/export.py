# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the rows of a database to the topology that wants exactly these: the way back of C(document). Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property

from ..ovsdb.schema import Schema
from .form import form_of
from .keys import key_of, raw_key
from .northbound import TABLES
from .rows import OWNER_MARK
from .table import NAME_MARK, Option, Table

# What the topology says by other means, or the one who applies it.
IMPLIED = (OWNER_MARK, NAME_MARK.partition(":")[2])


def export(schema: Schema, rows: dict[str, list[dict]], wanted: Callable[[Table, dict, bool], bool]) -> dict:
    """The topology of the rows that C(wanted) accepts, and of those they hang at.

    C(wanted) gets a table, a row, and whether the row it hangs at is accepted. C(rows) holds all rows of each table, with
    the columns that C(columns_of) names.
    """
    return _Export(schema, rows, wanted).topology()


def columns_of(table: Table) -> set[str]:
    """The columns that an export of this table takes."""
    named = {spec.partition(":")[0] for spec in table.key} | {option.target for option in table.options}
    return named | form_of(table).children.keys() | {"external_ids"}


class _Export:
    def __init__(self, schema: Schema, rows: dict[str, list[dict]], wanted: Callable[[Table, dict, bool], bool]):
        self.schema = schema
        self.rows = rows
        self.by_uuid = {row["_uuid"]: row for some in rows.values() for row in some}
        self.wanted = wanted
        self.shown: set[str] = set()

    def topology(self) -> dict:
        result = {}
        for name, rows in self.rows.items():
            table = TABLES[name]
            entries = [entry for row in rows if table.plural and (entry := self._entry(table, row)) is not None]
            if entries:
                result[table.plural] = sorted(entries, key=_order(table)) if table.key else entries[0]
        return dict(sorted(result.items()))

    @cached_property
    def _shared(self) -> dict[str, Counter]:
        """How many rows of a table have a key, for the keys that are to be unique there."""
        return {name: Counter(key_of(TABLES[name], row) for row in rows) for name, rows in self.rows.items()}

    def _entry(self, table: Table, row: dict, beside: Counter | None = None, *, inside: bool = False) -> dict | None:
        """One row with what hangs there; None when neither it nor anything there is wanted."""
        accepted = self.wanted(table, row, inside)
        nested = self._nested(table, row, inside=accepted)
        if not (accepted or nested) or row["_uuid"] in self.shown:
            return None
        self.shown.add(row["_uuid"])
        entry = {} if self._is_named(table, row, beside) else {"uuid": row["_uuid"]}
        if table.is_named_by_mark and (name := raw_key(table, row)[0]):
            entry["name"] = name
        return {**entry, **self._values(table, row), **nested}

    def _nested(self, table: Table, row: dict, *, inside: bool) -> dict:
        result = {}
        for column, (child, _parent) in form_of(table).children.items():
            held = row.get(column)
            uuids = held if isinstance(held, frozenset) else [held] if held else []
            rows = [self.by_uuid[uuid] for uuid in uuids if uuid in self.by_uuid]
            beside = Counter(key_of(child, each) for each in rows) if child.key_within_parent else None
            entries = [entry for each in rows if (entry := self._entry(child, each, beside, inside=inside)) is not None]
            if entries:
                result[column] = sorted(entries, key=_order(child)) if child.key else entries[0]
        return result

    def _is_named(self, table: Table, row: dict, beside: Counter | None = None) -> bool:
        """Whether its key says which row it is: whole, in the form that a task would look for, and no other's."""
        if not table.key:
            return True
        raw, key = raw_key(table, row), key_of(table, row)
        options = [form_of(table).options.get(spec) for spec in table.key]
        whole = all(value not in (None, "") for value, option in zip(raw, options) if option is None or option.required)
        if beside is not None:
            return whole and beside[key] == 1
        return whole and self._shared[table.name][key] == 1 and all(a == b for a, b in zip(raw, key) if a not in (None, "", 0))

    def _values(self, table: Table, row: dict) -> dict:
        """What is set of a row, and what it could not be made without."""
        schema, values = self.schema[table.name].columns, {}
        for option in table.options:
            raw = row.get(option.target)
            spared = option.required or option.needed
            source = table.follows.get(option.target)
            if source and row.get(source) != schema[source].default:
                continue
            if option.target not in schema or (raw == schema[option.target].default and not spared):
                continue
            value = self._value(option, raw)
            if value not in (None, "", [], {}):
                values[option.name] = value
        return values

    def _value(self, option: Option, value):
        if value is None:
            return None
        if option.inline:
            row = self.by_uuid.get(value)
            return self._values(TABLES[option.refers], row) if row else None
        if option.refers:
            return self._names(TABLES[option.refers], value)
        if isinstance(value, dict):
            hidden = IMPLIED if option.name == "external_ids" else ()
            return {key: value[key] for key in sorted(value) if key not in hidden and not key.startswith(option.kept or ("\0",))}
        if isinstance(value, frozenset):
            return sorted(value)
        return value

    def _names(self, table: Table, value):
        if isinstance(value, frozenset):
            return sorted((self._name(table, uuid) for uuid in value), key=str)
        return self._name(table, value)

    def _name(self, table: Table, uuid: str):
        """What stands for a row where another refers to it."""
        row = self.by_uuid.get(uuid)
        if row is None or not self._is_named(table, row):
            return uuid
        key = raw_key(table, row)
        return key[0] if len(key) == 1 else dict(zip(table.key, key))


def _order(table: Table) -> Callable[[dict], list[str]]:
    names = ["name" if ":" in spec else spec for spec in table.key] + ["uuid"]
    return lambda entry: [str(entry.get(name, "")) for name in names]
