# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one way anything is written: read, plan, commit; from the start again when another writer was first."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import Conflict, InvalidInput, OutcomeUnknown, Unreachable
from ..model.rows import Want
from ..ovsdb import operations as op
from .apply import operations
from .have import Have, Reader
from .plan import Plan, make_plan
from .result import commands, diff

ATTEMPTS = 12
# The pause before the next attempt grows, and is drawn by chance so that twins do not meet again: seconds.
PAUSE = 0.05


@dataclass(frozen=True)
class Counter:
    """A column that is raised by one with every change, for others to say how far they have come (ovn-nb(5), nb_cfg)."""

    table: str
    column: str


@dataclass(frozen=True)
class Outcome:
    """What a task did, or would do in check mode."""

    plan: Plan
    have: Have
    count: int | None = None

    @property
    def changed(self) -> bool:
        return bool(self.plan)

    def result(self) -> dict:
        """The keys that every task returns."""
        return {"changed": self.changed, "diff": diff(self.plan, self.have), "commands": commands(self.plan, self.have)}


def reconcile(
    database,
    program: Callable[[object], Want],
    *,
    owner: str,
    adopt: bool = False,
    check_mode: bool = False,
    counter: Counter | None = None,
) -> Outcome:
    """Make the database hold what C(program) wants of it.

    C(program) gets the database to read from and returns a Want; it is called again for each attempt. Raises
    InvalidInput before anything is written, Conflict when other writers were first in every attempt.
    """
    uncertain: Outcome | None = None
    trouble: Exception | None = None
    for attempt in range(ATTEMPTS):
        if isinstance(trouble, (Conflict, OutcomeUnknown)):
            time.sleep(random.uniform(0, PAUSE * attempt))
        try:
            want = program(database)
            have = Reader(database, want).read()
            plan = make_plan(want, have, owner=owner, adopt=adopt)
        except InvalidInput as exc:
            # A fault may come of reading in several steps while another writer writes: it must show twice.
            if isinstance(trouble, InvalidInput) and trouble.faults == exc.faults:
                raise
            trouble = exc
            continue
        except Conflict as exc:
            trouble = exc
            continue
        except Unreachable:
            if uncertain:
                break
            raise
        if not plan and uncertain:
            return uncertain  # the connection was lost, but the transaction had landed
        if check_mode or not plan:
            return Outcome(plan, have)
        try:
            return Outcome(plan, have, _commit(database, plan, have, counter))
        except Conflict as exc:
            trouble = exc
        except OutcomeUnknown as exc:
            trouble, uncertain = exc, Outcome(plan, have)
    if isinstance(trouble, InvalidInput):
        raise trouble
    if isinstance(trouble, OutcomeUnknown):
        raise OutcomeUnknown(f"{trouble}, and was not reached again. The change may have landed or not. Run the task again to see.")
    raise Conflict(
        f"{database.database}: other writers were first in each of {ATTEMPTS} attempts (the last: {trouble}). "
        "This task changed nothing; run it again when they are done."
    )


def _commit(database, plan: Plan, have: Have, counter: Counter | None) -> int | None:
    steps = operations(plan, have)
    if counter:
        steps += [op.mutate(counter.table, [], [[counter.column, "+=", 1]]), op.select(counter.table, [], [counter.column])]
    reply = database.commit(steps)
    if not counter:
        return None
    rows = reply[len(steps) - 1]["rows"]
    return rows[0][counter.column] if rows else 1
