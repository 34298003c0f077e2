# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who a row of the database is: its key, and the one form of values that may be written in several."""

from __future__ import annotations

from .table import Option, Table


def raw_key(table: Table, columns: dict) -> tuple:
    """The key of a row as it is in the database."""
    if table.is_named_by_mark:
        column, name = table.key_parts[0]
        return (columns.get(column, {}).get(name),)
    return tuple(map(columns.get, table.key))


def key_of(table: Table, columns: dict) -> tuple:
    """The key of a row, its values in their canonical forms; what is unset, empty or zero is all the same."""
    if table.key == ("name",):
        return (columns.get("name") or None,)
    return tuple([canonical(table, spec, value) or None for spec, value in zip(table.key, raw_key(table, columns))])


def has_key(table: Table, columns: dict, key: tuple) -> bool:
    """Whether this is the key of a row. Most rows hold it in its canonical form."""
    return tuple([value or None for value in raw_key(table, columns)]) == key or key_of(table, columns) == key


def canonical(table: Table, column: str, value):
    """A value in the form a task's own would have; one that does not parse stays as it is."""
    option = table.option(column)
    if option is not None and option.entry and isinstance(value, dict):
        return canonical_items(option, value)
    if option is None or option.check is None:
        return value
    try:
        if isinstance(value, frozenset):
            return frozenset(map(option.check, value))
        return option.check(value) if isinstance(value, str) else value
    except ValueError:
        return value


def canonical_items(option: Option, items: dict) -> dict:
    """The keys and values of a map in their canonical forms; a value of None stands for a key that shall go."""
    key_form, item_form = option.entry
    return {key_form(key): None if item is None else item_form(item) for key, item in items.items()}
