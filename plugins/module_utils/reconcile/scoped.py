# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows that a task's scopes hold.

A scope is a pass over its table. Where a task has many of one table, the table is gone through once for all of them: the
server says which rows there are, and of those that were not read yet, which marks they bear.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model.rows import Scope
from ..model.table import Table
from ..ovsdb import operations as op
from .fetch import Rows
from .have import Existing
from .size import MANY, PASSES


def scoped(rows: Rows, scopes: Iterable[Scope]) -> list[tuple[Table, Existing]]:
    """All rows that the scopes hold, with their tables. One that several hold may come more than once."""
    by_table: dict[Table, list[Scope]] = {}
    for scope in scopes:
        if rows.schema.column(scope.table.name, "external_ids"):
            by_table.setdefault(scope.table, []).append(scope)
    few = [scope for some in by_table.values() if len(some) <= MANY for scope in some]
    found = list(_by_passes(rows, few))
    for table, some in by_table.items():
        if len(some) > MANY:
            found += [(table, existing) for existing in _in_one_pass(rows, table.name, some)]
    return found


def _by_passes(rows: Rows, scopes: list[Scope]) -> Iterator[tuple[Table, Existing]]:
    queries = [op.select(scope.table.name, [["external_ids", "includes", ["map", [list(mark) for mark in scope.marks]]]],
                         rows.columns(scope.table.name)) for scope in scopes]
    for scope, answer in zip(scopes, rows.database.read_in_pieces(queries, PASSES)):
        yield from ((scope.table, rows.existing(scope.table.name, row)) for row in answer)


def _in_one_pass(rows: Rows, table: str, scopes: list[Scope]) -> list[Existing]:
    by_mark: dict[tuple[str, str], list[Scope]] = {}
    for scope in scopes:
        by_mark.setdefault(scope.marks[0], []).append(scope)
    keys = {key for key, _value in by_mark}
    return rows.fetch([(table, uuid) for uuid, notes in rows.notes(table).items() if _is_held(notes, keys, by_mark)])


def _is_held(notes: dict[str, str], keys: set[str], by_mark: dict[tuple[str, str], list[Scope]]) -> bool:
    """Whether a row with these notes bears all the marks of a scope; C(by_mark) has them by the first, C(keys) are its keys."""
    return any(notes.items() >= set(scope.marks) for key in keys & notes.keys() for scope in by_mark.get((key, notes[key]), ()))
