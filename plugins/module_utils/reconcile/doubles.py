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
    links = [link for link in dict.fromkeys(each.link for each in owners) if have.get(link.parent)]
    holders = database.read([op.select(link.parent.table.name, [op.by_uuid(have.get(link.parent).uuid)], [link.column]) for link in links])
    for link, rows in zip(links, holders):
        beside = {uuid for row in rows for uuid in members(row[link.column])} - planned
        some = [each for each in owners if each.link == link]
        for other in _rows(some[0].change, beside, have, database):
            texts = some[0].change.row.ref.table.own.read(other)
            yield from (doubt for each in some for doubt in each.doubts(texts, f"{each.change.table} {other['name']}"))


def _rows(change: Change, uuids: set[str], have: Have, database) -> list[dict]:
    """A look for each, or one pass for many."""
    columns = ["_uuid", "name", *sorted(have.schema[change.table].columns.keys() & set(change.row.ref.table.own.columns))]
    wheres = [[op.by_uuid(uuid)] for uuid in sorted(uuids)] if len(uuids) <= MANY else [[]]
    found = database.read([op.select(change.table, where, columns) for where in wheres])
    return [row for rows in found for row in rows if row["_uuid"] in uuids]
