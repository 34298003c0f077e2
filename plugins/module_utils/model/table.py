# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a concept of OVN is declared: one Table per database table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property

from .mentions import Mentions
from .nb.settings import Keys
from .relation import Relation

# The name of a row in a table that has no column for one.
NAME_MARK = "external_ids:overlay_name"

# Every table that is declared, by database and name: rows are also read of tables that a task does not name, when they hang
# below one that it removes, or name it.
DECLARED: dict[tuple[str, str], Table] = {}


@dataclass(frozen=True)
class Parent:
    """A table whose rows hold references to ours in C(column); C(option) is the module option that names the row.

    Without C(option) the parent is the one row of its table (NB_Global) and need not be named.
    """

    table: str
    column: str
    option: str | None = None


@dataclass(frozen=True)
class Option:
    """A module option that sets a column of the same name.

    C(type) and C(elements) are Ansible's; C(refers) names the table whose rows the option names, by their name or, where
    a key has several columns, as a map of these. With C(inline) it does not name that row but describes it, with that
    table's own options. C(check) turns a value into its canonical form or raises ValueError with the rule. C(since) is
    the OVN release that brought it. A row is of no use without an option that is C(needed), so it must be given to make
    one. A list that C(appends) may be added to instead of given whole. Keys of a map that begin with one of C(kept) are
    OVN's own: replacing the map spares them. C(entry) gives the keys and the values of a map their canonical forms;
    C(keys) says which keys OVN reads of it, and the form of each.
    """

    name: str
    type: str = "str"
    elements: str | None = None
    choices: tuple[str, ...] = ()
    required: bool = False
    refers: str | None = None
    inline: bool = False
    check: Callable | None = None
    since: str | None = None
    column: str | None = None
    needed: bool = False
    appends: bool = False
    kept: tuple[str, ...] = ()
    entry: tuple[Callable[[str], str], Callable[[str], str]] | None = None
    keys: Keys | None = None

    @cached_property
    def target(self) -> str:
        return self.column or self.name


@dataclass(frozen=True)
class Alone:
    """What only one row at a parent can have: OVN goes by one of two that claim the same.

    C(claim) gets a row and gives the columns by which its rivals are found, or nothing; C(clash) gets two of these and says the
    option and the rule, in which C({row}) stands for the other, or None.
    """

    claim: Callable[[dict], dict]
    clash: Callable[[dict, dict], tuple[str, str] | None]


@dataclass(frozen=True)
class Own:
    """What a row should have for itself among those of one parent.

    C(read) gets C(columns) of a row and gives the texts, in one spelling each; C(message) is the doubt, in which C({text}) stands for those
    that another has too, and C({row}) for that row.
    """

    option: str
    columns: tuple[str, ...]
    read: Callable[[dict], frozenset[str]]
    message: str


@dataclass(frozen=True, eq=False)
class Table:
    """One table: which columns say who a row is, where it hangs, what a task may set.

    A key of the form C(external_ids:NAME) is a name of ours, for tables whose rows have none. A table without a key has
    one row at most.
    """

    name: str
    database: str
    key: tuple[str, ...] = ("name",)
    parents: tuple[Parent, ...] = ()
    options: tuple[Option, ...] = ()
    # What a topology calls a list of these rows; rows with a parent stand under it, in a list called like its column.
    plural: str = ""
    # Columns of a row that its own module takes as a list of entries, for rows that are of no use without these.
    contains: tuple[str, ...] = ()
    # The OVN release that brought the table.
    since: str | None = None
    # Whether the key is unique among the children of one parent only, or in the whole table.
    key_within_parent: bool = False
    # Whether another row with the same key makes the name ambiguous (no unique index guards it).
    ambiguous: bool = False
    # Columns that follow from the keys of the parent and the row, when a row is made without them.
    derived: Callable[[tuple, tuple], dict] | None = None
    # Columns that OVN fills from another one of the row, where that one is set.
    follows: dict[str, str] = field(default_factory=dict)
    # Which combinations of columns make no sense: each gets the row as it will be and says the option and the rule, or None.
    rules: tuple[Callable[[dict], tuple[str, str] | None], ...] = ()
    # Which combinations are read by OVN, and seldom meant: the same, as a warning. What a task leaves as it is, is not doubted.
    doubts: tuple[Callable[[dict], tuple[str, str] | None], ...] = ()
    # What is wrong when two rows of one parent look like this: the column and the rule, or None.
    apart: Callable[[dict, dict], tuple[str, str] | None] | None = None
    # A column and its value with which OVN passes over a row, and over all that hangs there.
    unseen: tuple[str, object] | None = None
    # What columns name of other rows by a text.
    mentions: tuple[Mentions, ...] = ()
    # How its rows go together with those that they name or hang at.
    relations: tuple[Relation, ...] = ()
    alone: Alone | None = None
    own: Own | None = None
    # Columns that northd, ovn-controller or ovs-vswitchd write: never read, compared, planned or shown.
    volatile: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        DECLARED[self.database, self.name] = self

    def option(self, column: str) -> Option | None:
        return self.by_column.get(column)

    @cached_property
    def by_column(self) -> dict[str, Option]:
        return {option.target: option for option in self.options}

    @cached_property
    def key_parts(self) -> tuple[tuple[str, str], ...]:
        """The columns of the key, and for a name of ours the key of the map that holds it."""
        return tuple((column, name) for column, _colon, name in (spec.partition(":") for spec in self.key))

    @cached_property
    def needed(self) -> frozenset[str]:
        """The columns without which a new row is of no use."""
        return frozenset(option.target for option in self.options if option.needed)

    @cached_property
    def is_named_by_mark(self) -> bool:
        """Whether its rows have no name of their own, and bear one of ours in external_ids."""
        return self.key == (NAME_MARK,)

    @cached_property
    def is_of_host(self) -> bool:
        """Whether every host has such a table of its own."""
        return self.database == "Open_vSwitch"

    @cached_property
    def is_judged(self) -> bool:
        """Whether there is something to say about a row as a whole."""
        return bool(self.rules or self.doubts or self.keyed or self.alone)

    @cached_property
    def keyed(self) -> dict[str, Option]:
        """The options that are maps of which OVN reads certain keys, by column."""
        return {option.target: option for option in self.options if option.keys}

    @property
    def is_only_row(self) -> bool:
        """Whether it is the database's own row (NB_Global), which is never removed."""
        return not (self.key or self.parents)

    def __str__(self) -> str:
        return self.name


@cache
def mentions_of(database: str, table: str) -> tuple[tuple[Table, Mentions], ...]:
    """Where rows of a table are named by a text."""
    tables = [each for (held_by, _name), each in DECLARED.items() if held_by == database]
    return tuple((each, mentions) for each in tables for mentions in each.mentions if table in mentions.tables)


@cache
def relations_to(database: str, table: str) -> tuple[tuple[Table, Relation], ...]:
    """How rows of a table, and what hangs at them, go together with others that name them or hang at them."""
    tables = [each for (held_by, _name), each in DECLARED.items() if held_by == database]
    at = {table} | {each.name for each in tables if any(parent.table == table for parent in each.parents)}
    return tuple((each, relation) for each in tables for relation in each.relations if relation.table in at)
