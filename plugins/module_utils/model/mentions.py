# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows that others name by a text, where OVN has no reference: it looks for the text, and does without what it does not find."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mention:
    """A text that names a row: any of C(rows), each a table and a name, is what it may mean."""

    text: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Mentions:
    """What a column names of rows of C(tables); C(read) takes it out of a value of that column.

    C(effect) says what OVN does where there is no such row. C(key) is the key of a map that holds the one name; C(parsed) says
    that a name is a part of a text, for which no server can look. C(only) is another column of the row, and what it must hold for
    the name to count. What is C(vital) must be there, or OVN's daemons end; what is C(loose) may lead nowhere for a while, for it is
    made and removed at its two ends one after the other, and harms nobody meanwhile: it keeps no row. What is C(near) is looked for
    beside the row that goes, not everywhere.
    """

    column: str
    tables: tuple[str, ...]
    read: Callable[[object], Iterable[Mention]]
    effect: str
    key: str | None = None
    parsed: bool = False
    only: tuple[str, str] | None = None
    vital: bool = False
    loose: bool = False
    near: bool = False
    columns: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", frozenset((self.column, *(self.only or ())[:1])))

    @property
    def restriction(self) -> list:
        """The condition of a select for rows whose names count."""
        return [[self.only[0], "==", self.only[1]]] if self.only else []

    def counts(self, row: dict) -> bool:
        return self.only is None or row[self.only[0]] == self.only[1]

    def holds(self, name: str) -> list:
        """The condition of a select for rows that have this name in the column."""
        return [self.column, "includes", name if self.key is None else ["map", [[self.key, name]]]]


def by_name(column: str, table: str, effect: str, **rest) -> Mentions:
    """A column that is a name, or a set of names."""

    def read(value) -> list[Mention]:
        return _mentions(table, value if isinstance(value, frozenset) else [value])

    return Mentions(column, (table,), read, effect, **rest)


def by_key(column: str, key: str, table: str, effect: str, **rest) -> Mentions:
    """A key of a map that is a name."""
    return Mentions(column, (table,), lambda value: _mentions(table, [value.get(key)]), effect, key=key, **rest)


def by_words(column: str, key: str, table: str, effect: str, **rest) -> Mentions:
    """A key of a map that is a list of names with commas."""

    def read(value: dict) -> list[Mention]:
        return _mentions(table, [word.strip() for word in value.get(key, "").split(",")])

    return Mentions(column, (table,), read, effect, parsed=True, **rest)


def by_values(column: str, table: str, effect: str, name: Callable[[str], str] = str) -> Mentions:
    """A map whose values are names, or hold one that C(name) takes out."""
    return Mentions(column, (table,), lambda value: _mentions(table, map(name, value.values())), effect, parsed=True)


def _mentions(table: str, names: Iterable[str | None]) -> list[Mention]:
    return [Mention(name, ((table, name),)) for name in names if name]
