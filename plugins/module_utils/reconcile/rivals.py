# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether rows that come or change claim what another row beside them has: OVN would go by one of the two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import Fault
from ..model.rows import Guard
from ..ovsdb import operations as op
from .after import After
from .change import Change, Plan
from .have import Have
from .size import MANY


@dataclass(frozen=True, eq=False)
class _Claimant:
    """A row as it will be, and what it claims."""

    change: Change
    after: dict
    claim: tuple

    @property
    def place(self) -> tuple:
        return self.change.row.link, self.claim


def check_rivals(plan: Plan, after: After, have: Have, database) -> list[Fault]:
    """What is wrong; what was found is a guard of the plan."""
    claimants = list(_claimants(plan, after))
    if not claimants:
        return []
    return [*_among_each_other(claimants), *_with_others(claimants, plan, have, database)]


def _claimants(plan: Plan, after: After) -> Iterator[_Claimant]:
    for change in plan.changes:
        alone = change.row and change.row.link and change.row.ref.table.alone
        if alone and change.action != "delete" and change.matters:
            row = after.of(change)
            if claim := alone.claim(row):
                yield _Claimant(change, row, tuple(sorted(claim.items())))


def _among_each_other(claimants: list[_Claimant]) -> Iterator[Fault]:
    places: dict[tuple, list[_Claimant]] = {}
    for each in claimants:
        beside = places.setdefault(each.place, [])
        yield from (fault for other in beside for fault in _clash(each, other.after, other.change.label))
        beside.append(each)


def _with_others(claimants: list[_Claimant], plan: Plan, have: Have, database) -> Iterator[Fault]:
    """Rows that are there already, and stay as they are."""
    planned = {change.uuid for change in plan.changes if change.action == "delete"} | {each.change.uuid for each in claimants}
    claimants = [each for each in claimants if have.get(each.change.row.link.parent)]
    found = [(each, row) for each, rows in _rows(claimants, plan, have, database) for row in rows if row["_uuid"] not in planned]
    holds = database.read_in_pieces([_holds(each, row, have) for each, row in found])
    for (each, row), beside in zip(found, holds):
        if beside:
            yield from _clash(each, row, f"{each.change.table} {row['_uuid']}")


def _rows(claimants: list[_Claimant], plan: Plan, have: Have, database) -> Iterator[tuple[_Claimant, list[dict]]]:
    """Each with the rows that claim the same, wherever they hang: a look for each, or one pass for many."""
    if len(claimants) <= MANY:
        answers = database.read([_select(each.change.table, each.claim, have) for each in claimants])
        for each, rows in zip(claimants, answers):
            plan.guards.append(Guard(each.change.table, _where(each.claim), frozenset(row["_uuid"] for row in rows)))
        yield from zip(claimants, answers)
        return
    rules = {each.change.table: each.change.row.ref.table.alone for each in claimants}
    tables = sorted(rules)
    whole = dict(zip(tables, database.read([_select(table, (), have) for table in tables])))
    claims: dict[tuple, list[dict]] = {}
    for table, rows in whole.items():
        for row in rows:
            claims.setdefault((table, tuple(sorted((rules[table].claim(row) or {}).items()))), []).append(row)
    yield from ((each, claims.get((each.change.table, each.claim), [])) for each in claimants)


def _select(table: str, claim: tuple, have: Have) -> dict:
    return op.select(table, list(_where(claim)), ["_uuid", *have.schema[table].columns])


def _where(claim: tuple) -> tuple:
    return tuple((name, "==", value) for name, value in claim)


def _holds(each: _Claimant, row: dict, have: Have) -> dict:
    """Whether a row hangs where the other does."""
    link = each.change.row.link
    where = [op.by_uuid(have.get(link.parent).uuid), [link.column, "includes", ["set", [["uuid", row["_uuid"]]]]]]
    return op.select(link.parent.table.name, where, ["_uuid"])


def _clash(each: _Claimant, other: dict, label: str) -> list[Fault]:
    wrong = each.change.row.ref.table.alone.clash(each.after, other)
    return [each.change.row.fault(wrong[0], wrong[1].format(row=label))] if wrong else []
