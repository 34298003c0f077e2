# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task wants of a database: rows, addressed by what they are and not by a UUID."""

from __future__ import annotations

import hashlib
import re
import uuid
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from json.encoder import encode_basestring_ascii as quoted

from ..errors import Fault
from ..slotted import SLOTS
from .entries import EntryChange
from .table import Table

NAMESPACE = uuid.UUID("2b7e3c52-6f0a-5d5e-9a3c-0a4c8d1f6e27").bytes
OWNER_MARK = "overlay_owner"
# Notes that this collection keeps in a map; replacing the map spares them.
KEPT_KEYS = ("overlay_",)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


# The host whose rows are spoken of.
_host: ContextVar[str] = ContextVar("host", default="")


@contextmanager
def of_host(host: str):
    """While this lasts, rows of hosts' databases are those of C(host): they have other UUIDs on every host.

    ovs-vswitchd makes a bridge's Ethernet address of its UUID, and two hosts with one address do not hear each other.
    """
    token = _host.set(host)
    try:
        yield
    finally:
        _host.reset(token)


# The text None in an identity: what is unset stands there as "None" since the first rows were made.
_NONE_TEXT = '["None"]'


class _Unset:
    """What a column holds that was never set, whatever its type."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET = _Unset()


class Ref:
    """A row named by its table and its key; by C(scope), its parent, too where the key is only unique there.

    C(fixed) is the UUID of a row that is meant whatever its key: one that has none, or shares it with others.
    """

    __slots__ = ("_hash", "_name", "_uuid", "fixed", "key", "scope", "table")

    def __init__(self, table: Table, key: tuple = (), scope: Ref | None = None, fixed: str | None = None):
        self.table = table
        self.key = key
        self.scope = scope
        self.fixed = fixed
        self._hash = hash((table.name, key, scope, fixed))
        self._name: str | None = None
        self._uuid = fixed

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other) -> bool:
        return self is other or (
            isinstance(other, Ref)
            and self.key == other.key
            and self.table is other.table
            and self.fixed == other.fixed
            and self.scope == other.scope
        )

    @property
    def uuid(self) -> str:
        """The UUID that every run gives this row, so that two writers can never make it twice."""
        if self._uuid is None:
            self._uuid = _uuid5(self._identity() + (_host.get() if self.table.is_of_host else ""))
        return self._uuid

    @property
    def is_uuid(self) -> bool:
        """Whether what stands for its name may be a UUID."""
        return len(self.key) == 1 and len(name := str(self.key[0])) == 36 and bool(UUID.fullmatch(name))

    def _identity(self) -> str:
        """Its table, key and place as JSON, the same text whoever writes it."""
        if self._name is None:
            scope = "null"
            if self.scope:
                scope = quoted(self.scope.fixed) if self.scope.fixed else self.scope._identity()
            key = ", ".join([_NONE_TEXT if value == "None" else quoted(str(value)) for value in self.key])
            self._name = f'["{self.table.name}", [{key}], {scope}]'
        return self._name

    def __str__(self) -> str:
        values = [str(value) for value in self.key if value is not None and value != ""]
        return " ".join([self.table.name, *(values or [self.fixed] if self.fixed else values)])

    def __repr__(self) -> str:
        return f"Ref({self})"


class Link:
    """The place a row hangs at: a column of its parent."""

    __slots__ = ("_hash", "column", "parent")

    def __init__(self, parent: Ref, column: str):
        self.parent = parent
        self.column = column
        self._hash = hash((parent, column))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other) -> bool:
        return self is other or (isinstance(other, Link) and self.column == other.column and self.parent == other.parent)

    def __repr__(self) -> str:
        return f"Link({self.parent}, {self.column})"


@dataclass(**SLOTS)
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

    def fault(self, option: str, message: str) -> Fault:
        """What is wrong with one of its options, or with the row as such."""
        return Fault(".".join(part for part in (self.path, option) if part), message)


@dataclass(frozen=True)
class Scope:
    """Rows of a table that carry all of C(marks) in external_ids. Those that the task does not want go."""

    table: Table
    marks: tuple[tuple[str, str], ...]

    @property
    def is_owners(self) -> bool:
        """Whether it holds all that somebody has, and not what is of one thing."""
        return any(mark == OWNER_MARK for mark, _value in self.marks)


@dataclass(frozen=True)
class Spared:
    """Rows that stay though a scope or an exact place holds them and the task does not want them: those that carry one of
    the keys C(marks) in external_ids, and those of C(tables) that hang at a row which does."""

    marks: frozenset = frozenset()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Limits:
    """What removing leftovers may not do: take rows that C(ignore) names (patterns of what the diff calls a row), or more
    than C(most), a number or a share of what the task's scopes hold ("20%")."""

    ignore: tuple[str, ...] = ()
    most: str | None = None

    def allowed(self, pool: int) -> int | None:
        """How many of a pool may go; None when there is no limit."""
        if self.most is None:
            return None
        return pool * int(self.most[:-1]) // 100 if self.most.endswith("%") else int(self.most)


@dataclass(frozen=True)
class Guard:
    """What the plan was built on and must still hold when it is written: these rows, and no others, match.

    With C(marks), the external_ids of each row as pairs, these are the same too.
    """

    table: str
    where: tuple
    uuids: frozenset = frozenset()
    marks: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


@dataclass
class Want:
    """All that one task wants: rows, scopes and places to clear of the rest, and what must still hold at the end."""

    rows: list[Row] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    # Places where only the wanted rows may hang, and the table of what hangs there.
    exact: list[tuple[Link, Table]] = field(default_factory=list)
    spared: Spared = Spared()
    limits: Limits = Limits()
    guards: list[Guard] = field(default_factory=list)
    # Whether only rows of this want name each other by texts, as in what is compiled: others need not be looked for, unless that is vital.
    closed: bool = False
    # What it comes to in the user's own words, where these are others than rows.
    entries: tuple[EntryChange, ...] | None = None

    @property
    def may_remove(self) -> bool:
        """Whether rows may go that are there."""
        return bool(self.scopes or self.exact) or any(row.state == "absent" for row in self.rows)


def _uuid5(name: str) -> str:
    """uuid.uuid5 in a third of its time."""
    digest = hashlib.sha1(NAMESPACE + name.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


def row(table: Table, key: tuple, columns: dict | None = None, *, parent: Ref | None = None, **rest) -> Row:
    """A wanted row, hung at its parent. In a key, what is not given, empty or zero is all the same: unset."""
    key = tuple(value or None for value in key) + (None,) * (len(table.key) - len(key))
    link = None
    if parent is not None:
        column = next(each.column for each in table.parents if each.table == parent.table.name)
        link = Link(parent, column)
    ref = Ref(table, key, parent if table.key_within_parent else None)
    return Row(ref, columns or {}, link, **rest)
