# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task wants of a database: rows, addressed by what they are and not by a UUID."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from functools import cached_property

from .table import Table

NAMESPACE = uuid.UUID("2b7e3c52-6f0a-5d5e-9a3c-0a4c8d1f6e27")
OWNER_MARK = "overlay_owner"


@dataclass(frozen=True)
class Ref:
    """A row named by its table and its key; by C(scope), its parent, too where the key is only unique there."""

    table: Table
    key: tuple = ()
    scope: Ref | None = None

    @cached_property
    def uuid(self) -> str:
        """The UUID that every run on every host gives this row, so that two writers can never make it twice."""
        return str(uuid.uuid5(NAMESPACE, json.dumps(self._identity())))

    def _identity(self) -> list:
        scope = self.scope._identity() if self.scope else None
        return [self.table.name, [str(value) for value in self.key], scope]

    def __str__(self) -> str:
        return " ".join([self.table.name, *(str(value) for value in self.key if value not in (None, ""))])


@dataclass(frozen=True)
class Link:
    """The place a row hangs at: a column of its parent."""

    parent: Ref
    column: str


@dataclass
class Row:
    """One row as wanted.

    C(columns) holds values, Refs or Edits; what is not named is left as it is. C(path) says where in the input the row
    stands, for messages. C(note) is shown in the diff beside the columns, for what OVN will decide and the task writes
    afterwards: a row with a note counts as changed.
    """

    ref: Ref
    columns: dict = field(default_factory=dict)
    link: Link | None = None
    state: str = "present"
    path: str = ""
    note: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Scope:
    """Rows of a table that carry all of C(marks) in external_ids. Those that the task does not want go."""

    table: Table
    marks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Guard:
    """What the plan was built on and must still hold when it is written: these rows, and no others, match."""

    table: str
    where: tuple
    uuids: frozenset = frozenset()


@dataclass
class Want:
    """All that one task wants: rows, scopes to clear of the rest, and what must still hold at the end."""

    rows: list[Row] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    guards: list[Guard] = field(default_factory=list)


def row(table: Table, key: tuple, columns: dict | None = None, *, parent: Ref | None = None, **rest) -> Row:
    """A wanted row, hung at its parent. In a key, what is not given, empty or zero is all the same: unset."""
    key = tuple(value or None for value in key) + (None,) * (len(table.key) - len(key))
    link = None
    if parent is not None:
        column = next(each.column for each in table.parents if each.table == parent.table.name)
        link = Link(parent, column)
    ref = Ref(table, key, parent if table.key_within_parent else None)
    return Row(ref, columns or {}, link, **rest)
