# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plan rests on beside the rows that it changes: the rows that are as the task wants them, those that are not there
as it wants them, and those that it refers to. Of two tasks at once that want different things, one then plans again, and the
end is what one after the other would have made.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model.edits import Edit, Members, Merge
from ..model.rows import Guard, Row, Want
from ..ovsdb.schema import Column
from .have import Existing, Have
from .size import MANY

# A guard costs the server about as much as a question. Of a task with more rows than this, those that change are proven, and
# the names of those that it makes.
MOST_PROVEN = 10 * MANY


def proofs(want: Want, have: Have, resolved: dict[str, dict], relied: dict[str, str]) -> list[Guard]:
    """C(resolved) are values of rows as the server's columns hold them, by UUID, where these are not plainly what was given;
    C(relied) are the rows that are referred to, with their tables."""
    found = [guard for row in want.rows for guard in _of_row(row, have, resolved)] if len(want.rows) <= MOST_PROVEN else []
    proven = {uuid for guard in found for uuid in guard.uuids}
    others = [] if len(relied) > MOST_PROVEN else sorted(relied.items())
    return [*found, *_pools(have), *(_row(table, uuid) for uuid, table in others if uuid not in proven)]


def _pools(have: Have) -> Iterator[Guard]:
    """Who removes all that an owner does not name proves that no more of it has come, as two may do so at once."""
    for scope, uuids in have.pools.items():
        if len(uuids) <= MOST_PROVEN:
            yield Guard(scope.table.name, (("external_ids", "includes", ("map", scope.marks)),), uuids)


def _of_row(row: Row, have: Have, resolved: dict[str, dict]) -> Iterator[Guard]:
    table = row.ref.table.name
    existing = have.get(row.ref)
    if existing is None and row.state == "absent" and table in have.schema.tables:
        yield Guard(table, (_is(row.ref.uuid),))
    elif existing and row.state == "present":
        yield _row(table, existing.uuid, *_held(row, existing, have, resolved.get(existing.uuid, {})))


def _row(table: str, uuid: str, *conditions: tuple) -> Guard:
    return Guard(table, (_is(uuid), *conditions), frozenset([uuid]))


def _is(uuid: str) -> tuple:
    return ("_uuid", "==", ("uuid", uuid))


def _held(row: Row, existing: Existing, have: Have, resolved: dict) -> Iterator[tuple]:
    """What the row holds already of what is wanted of it."""
    for name in row.columns.keys() & existing.columns.keys():
        value, old = resolved.get(name, row.columns[name]), existing.columns[name]
        new = value.apply(old) if isinstance(value, Edit) else value
        if new == old or name not in resolved:
            yield from _condition(name, have.schema[existing.table][name], value, old)


def _condition(name: str, column: Column, value, old) -> Iterator[tuple]:
    """That a column holds it: of a map or a set no more than the task speaks of."""
    if isinstance(value, Merge):
        spoken = {key: old[key] for key in value.items if key in old}
        if spoken:
            yield (name, "includes", column.wire(spoken))
    elif isinstance(value, Members):
        for verb, some in (("includes", value.add), ("excludes", value.remove)):
            if some:
                yield (name, verb, column.wire(frozenset(some)))
    else:
        yield (name, "==", column.wire(old))
