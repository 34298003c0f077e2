# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an entry of a topology may hold, worked out once for each table."""

from __future__ import annotations

from functools import cache

from .northbound import TABLES
from .rows import KEPT_KEYS
from .table import Option, Parent, Table


class Form:
    """The keys of an entry that describes a row of one table."""

    def __init__(self, table: Table):
        self.options = {option.name: option for option in table.options}
        # The tables whose rows hang at rows of this one, by the column that holds them.
        self.children: dict[str, tuple[Table, Parent]] = {
            parent.column: (child, parent) for child in TABLES.values() for parent in child.parents if parent.table == table.name
        }
        # The key by which an entry says which row is meant, with its option; none stands for a name of ours.
        self.key = [("name", None) if mark else (name, self.options.get(name)) for name, mark in table.key_parts]
        self.required = [name for name, option in self.key if option is None or option.required]
        self.settable = {name: option for name, option in self.options.items() if name not in table.key}
        named = {"name"} if table.is_named_by_mark else set()
        self.known = frozenset(named | {"state", "uuid"} | self.options.keys() | self.children.keys())

    def may_be_empty(self, name: str) -> bool:
        """Whether a key may hold nothing."""
        option = self.options.get(name)
        try:
            return bool(option and option.check) and option.check("") == ""
        except ValueError:
            return False


@cache
def form_of(table: Table) -> Form:
    return Form(table)


def children_of(table: Table) -> dict[str, tuple[Table, Parent]]:
    return form_of(table).children


@cache
def kept(option: Option) -> tuple[str, ...]:
    """The beginnings of keys that replacing a map spares."""
    return KEPT_KEYS + option.kept


@cache
def is_named(table: Table) -> bool:
    """Whether one text says which row is meant."""
    option = table.option(table.key[0]) if len(table.key) == 1 else None
    return table.is_named_by_mark or option is not None and option.type == "str"
