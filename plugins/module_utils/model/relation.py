# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows that only make sense together: a row, and the one that it names, refers to or hangs at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Placed:
    """A row as it will be, with its UUID as C(_uuid), and the row that it hangs at, as far as a relation asks for these."""

    row: dict
    at: dict


Rule = Callable[[Placed, Placed], "tuple[str, str] | None"]


@dataclass(frozen=True)
class Relation:
    """How a row goes together with rows of C(table): those that C(column) names or refers to, or without it the one that it hangs at.

    C(rules) get both, and say the option of the first and what can never work, or None; C(doubts) say what does not work as it is,
    and may be meant. C(mine) and C(theirs) are the columns that they look at, C(at) and C(above) those of the rows that the first and
    the other hang at. It is judged when any of these changes, but for C(at), and only where the column C(when) of the first holds something.
    C(beside) are a column of C(at), its table and columns of that: a rule gets these rows in place of the references to them.
    """

    column: str | None
    table: str
    rules: tuple[Rule, ...] = ()
    doubts: tuple[Rule, ...] = ()
    mine: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    at: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    when: str | None = None
    beside: tuple[str, str, frozenset[str]] | None = None
