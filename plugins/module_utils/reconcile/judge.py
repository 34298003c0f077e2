# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the rows that a plan makes or changes make sense as they will be: the rules and the doubts of their tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..errors import Fault, InvalidInput
from .after import After
from .change import Change, Plan


def judge(plan: Plan, after: After, faults: list[Fault], *, strict: bool = False) -> None:
    """Notes every doubt about a row in the plan. Raises InvalidInput with what is wrong already, and every rule that a row will
    break; C(strict), with the plan's doubts too."""
    faults = list(faults)
    for change in plan.changes:
        if change.row and change.matters and change.row.ref.table.is_judged:
            row = after.of(change)
            wrong, doubtful = _keys(change, row)
            faults += wrong + _said(change, change.row.ref.table.rules, row)
            plan.doubts += doubtful + _said(change, change.row.ref.table.doubts, row)
    plan.doubts = list(dict.fromkeys(plan.doubts))
    if strict:
        faults += plan.doubts
    if faults:
        raise InvalidInput(list(dict.fromkeys(faults)))


def _said(change: Change, rules: Iterable[Callable], row: dict) -> list[Fault]:
    return [change.row.fault(*wrong) for rule in rules if (wrong := rule(row))]


def _keys(change: Change, row: dict) -> tuple[list[Fault], list[Fault]]:
    """What is wrong with the keys of maps that come or change, and what is doubtful."""
    faults, doubts = [], []
    for name, option in change.row.ref.table.keyed.items():
        if name in change.columns:
            known, maps = option.keys.of(row), (change.columns[name].new, change.columns[name].old)
            faults += [change.row.fault(option.name, message) for message in known.faults(*maps)]
            doubts += [change.row.fault(option.name, message) for message in known.doubts(*maps)]
    return faults, doubts
