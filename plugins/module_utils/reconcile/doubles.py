# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether rows that come or change have what another row beside them has too, and each should have for itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..errors import Fault
from ..model.rows import Link, Want
from ..ovsdb import operations as op
from .after import After
from .change import Change, Plan
from .have import Have, members
from .size import MANY, is_small


@dataclass(frozen=True, eq=False)
class _Owner:
    """A row as it will be, and what it has for itself."""

    change: Change
    texts: frozenset[str]

    @property
    def link(self) -> Link:
        return self.change.row.link

    def doubts(self, texts: Iterable[str], label: str) -> Iterator[Fault]:
        own, shared = self.change.row.ref.table.own, sorted(self.texts.intersection(texts))
        if shared:
            yield self.change.row.fault(own.option, own.message.format(text=" and ".join(shared), row=label))


def note_doubles(want: Want, plan: Plan, after: After, have: Have, database, *, strict: bool) -> None:
    """Each is a doubt of the plan. Rows that are there are gone by where that costs little, and where the task is strict."""
    owners = [] if want.closed else list(_owners(plan, after))
    if owners:
        plan.doubts += _among_each_other(owners)
        if strict or len(owners) > MANY or all(is_small(database, table) for table in {each.change.table for each in owners}):
            plan.doubts += _with_others(owners, after, have, database)


def _owners(plan: Plan, after: After) -> Iterator[_Owner]:
    for change in plan.changes:
        own = change.row and change.row.link and change.row.ref.table.own
        if own and change.action != "delete" and change.columns.keys() & set(own.columns):
            if texts := own.read(after.of(change)):
                yield _Owner(change, texts)


def _among_each_other(owners: list[_Owner]) -> Iterator[Fault]:
    first: dict[tuple[Link, str], str] = {}
    for each in owners:
        for text in sorted(each.texts):
            label = first.setdefault((each.link, text), each.change.label)
            if label != each.change.label:
                yield from each.doubts([text], label)


def _with_others(owners: list[_Owner], after: After, have: Have, database) -> Iterator[Fault]:
    """Rows that are there already, and stay as they are."""
    planned = {uuid for uuid, change in after.changes.items() if change.action == "delete"} | {each.change.uuid for each in owners}
    places: dict[Link, list[_Owner]] = {}
    for each in owners:
        if have.get(each.link.parent):
            places.setdefault(each.link, []).append(each)
    holders = database.read_in_pieces(
        [op.select(link.parent.table.name, [op.by_uuid(have.get(link.parent).uuid)], [link.column]) for link in places])
    beside = {uuid: some for some, rows in zip(places.values(), holders) for row in rows for uuid in members(row[some[0].link.column]) - planned}
    for other in _rows({uuid: some[0].change for uuid, some in beside.items()}, have, database):
        some = beside[other["_uuid"]]
        texts = some[0].change.row.ref.table.own.read(other)
        yield from (doubt for each in some for doubt in each.doubts(texts, f"{each.change.table} {other['name']}"))


def _rows(uuids: dict[str, Change], have: Have, database) -> list[dict]:
    """The rows with these UUIDs, each of the table of a change: a look for each, or one pass for many."""
    tables = {change.table: change.row.ref.table for change in uuids.values()}
    columns = {name: ["_uuid", "name", *sorted(have.schema[name].columns.keys() & set(table.own.columns))] for name, table in tables.items()}
    looks = [op.select(change.table, [op.by_uuid(uuid)], columns[change.table]) for uuid, change in sorted(uuids.items())]
    queries = looks if len(looks) <= MANY else [op.select(name, [], some) for name, some in columns.items()]
    return [row for rows in database.read(queries) for row in rows if row["_uuid"] in uuids]
