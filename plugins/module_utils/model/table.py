# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a concept of OVN is declared: one Table per database table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

# The volatile columns of every table that is declared, by database and table: rows are also read of tables that a task
# does not name, when they hang below one that it removes.
VOLATILE: dict[tuple[str, str], frozenset[str]] = {}


@dataclass(frozen=True)
class Parent:
    """A table whose rows hold references to ours in C(column); C(option) is the module option that names the row."""

    table: str
    column: str
    option: str


@dataclass(frozen=True)
class Option:
    """A module option that sets a column of the same name.

    C(type) and C(elements) are Ansible's; C(refers) names the table whose rows the option names; C(check) turns a
    value into its canonical form or raises ValueError with the rule. C(since) is the OVN release that brought it.
    A row is of no use without an option that is C(needed), so it must be given to make one. A list that C(appends) may
    be added to instead of given whole.
    """

    name: str
    type: str = "str"
    elements: str | None = None
    choices: tuple[str, ...] = ()
    required: bool = False
    refers: str | None = None
    check: Callable | None = None
    since: str | None = None
    column: str | None = None
    needed: bool = False
    appends: bool = False

    @property
    def target(self) -> str:
        return self.column or self.name


@dataclass(frozen=True, eq=False)
class Table:
    """One table: which columns say who a row is, where it hangs, what a task may set.

    A key of the form C(external_ids:NAME) is a name of ours, for tables whose rows have none.
    """

    name: str
    database: str
    key: tuple[str, ...] = ("name",)
    parents: tuple[Parent, ...] = ()
    options: tuple[Option, ...] = ()
    # Whether the key is unique among the children of one parent only, or in the whole table.
    key_within_parent: bool = False
    # Whether another row with the same key makes the name ambiguous (no unique index guards it).
    ambiguous: bool = False
    # What is wrong when two rows of one parent look like this: the column and the rule, or None.
    apart: Callable[[dict, dict], tuple[str, str] | None] | None = None
    # Columns that northd, ovn-controller or ovs-vswitchd write: never read, compared, planned or shown.
    volatile: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        VOLATILE[self.database, self.name] = self.volatile

    def option(self, column: str) -> Option | None:
        return next((option for option in self.options if option.target == column), None)

    def __str__(self) -> str:
        return self.name
