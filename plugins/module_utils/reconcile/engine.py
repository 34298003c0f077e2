# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one way anything is written: read, plan, commit; from the start again when another writer was first."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from ..errors import BrokenRule, Conflict, InvalidInput, OutcomeUnknown, Refused, Unreachable
from ..model.entries import EntryChange
from ..model.outline import Spoken
from ..model.rows import Want
from ..model.table import Table
from ..ovsdb import operations as op
from .after import After
from .ahead import Ahead
from .apply import emptying, operations
from .change import Plan
from .doubles import note_doubles
from .have import Have
from .holes import mend
from .judge import judge
from .names import Names
from .naming import check_names
from .plan import make_plan
from .proof import MOST_PROVEN
from .read import Reader
from .relations import check_relations
from .result import commands, diff, summed
from .rivals import check_rivals
from .summary import with_entries

ATTEMPTS = 50
# Who was too late once stands in line for this lock: the others who were wait for him, and not against him.
LINE = "overlay_ovn"
# Where there is no lock to be had, the pause before the next attempt grows, and is drawn by chance so that twins do not
# meet again: seconds.
PAUSE = 0.05


@dataclass(frozen=True)
class Counter:
    """A column that is raised by one with every change, for others to say how far they have come (ovn-nb(5), nb_cfg)."""

    table: str
    column: str


@dataclass
class Outcome:
    """What a task did, or would do in check mode."""

    plan: Plan
    have: Have
    count: int | None = None
    # What changes in the user's own words, where a task knows more of them than rows.
    entries: tuple[EntryChange, ...] | None = None

    @property
    def changed(self) -> bool:
        return bool(self.plan)

    def result(self) -> dict:
        """The keys that every task returns."""
        warnings = {"warnings": list(map(str, self.plan.doubts))} if self.plan.doubts else {}
        return {"changed": self.changed, **self._shown, **warnings}

    @cached_property
    def _shown(self) -> dict:
        told = {"plan": summed(self.plan), "diff": diff(self.plan, self.have), "commands": commands(self.plan, self.have)}
        if self.entries is None:
            return told
        entries = self.entries if self.changed else ()
        plan = with_entries(told["plan"], [each.item() for each in entries])
        return {**told, "plan": plan, "entries": [each.diff() for each in entries]}


def reconcile(
    database,
    program: Callable[[object], Want],
    *,
    owner: str,
    adopt: bool = False,
    strict: bool = False,
    check_mode: bool = False,
    counter: Counter | None = None,
    beside: Callable[[Plan], Iterable[dict]] = lambda plan: (),
    spoken: dict[Table, Spoken] | None = None,
) -> Outcome:
    """Make the database hold what C(program) wants of it.

    C(program) gets the database to read from and returns a Want; it is called again for each attempt. C(beside) says which
    operations go into a plan's transaction beside its rows, and are no part of the result. C(spoken) is what the program
    will speak of, where that is known before it has run: it is read while it runs. What is doubtful is a warning in
    the result, and C(strict) an error. Raises InvalidInput before anything is written, Conflict when other writers were first in
    every attempt.
    """
    run = _Run(database, program, owner, adopt, strict, check_mode, counter, beside, spoken or {})
    for attempt in range(ATTEMPTS):
        if isinstance(run.trouble, (Conflict, OutcomeUnknown)):
            time.sleep(random.uniform(0, PAUSE * attempt))
        outcome = run.attempt()
        if outcome:
            return outcome
    raise run.failure()


class _Run:
    """The attempts of one task, and what they have learnt."""

    def __init__(self, database, program, owner: str, adopt: bool, strict: bool, check_mode: bool, counter: Counter | None, beside: Callable,
                 spoken: dict):
        self.database = database
        self.program = program
        self.owner = owner
        self.adopt = adopt
        self.strict = strict
        self.check_mode = check_mode
        self.counter = counter
        self.beside = beside
        self.spoken = spoken
        self.trouble: Exception | None = None
        # A transaction whose answer was lost: what it would have done, and how it was lost.
        self.uncertain: Outcome | None = None
        self.lost: OutcomeUnknown | None = None
        self.is_next = False

    def stand_in_line(self, attempt: int) -> None:
        """After others were first: until those are done who were late before."""
        self.is_next = self.is_next or self.database.lock(LINE)
        if not self.is_next:
            time.sleep(random.uniform(0, PAUSE * attempt))

    def leave_line(self) -> None:
        if self.is_next:
            self.database.unlock(LINE)

    def attempt(self) -> Outcome | None:
        """Read, plan and write once; None when it is to be tried again."""
        outcome = self._planned()
        if outcome is None:
            return None
        if not outcome.plan and self.uncertain and self._has_landed(self.uncertain.plan):
            return self.uncertain
        if self.check_mode or not (outcome.plan or self._has_proof(outcome.plan)):
            return outcome
        return self._written(outcome)

    def _has_landed(self, plan: Plan) -> bool:
        """Whether it was this plan that made things as they are: a row that it makes bears a UUID of its own. Where it makes none, what
        it would have changed has changed since it was read."""
        made = next((change for change in plan.changes if change.action == "create"), None)
        return made is None or bool(self.database.read([op.select(made.table, [op.by_uuid(made.uuid)], ["_uuid"])])[0])

    @staticmethod
    def _has_proof(plan: Plan) -> bool:
        """Whether a plan without changes is to be proven too: that nothing was to do was read in several steps."""
        return 0 < len(plan.guards) <= MOST_PROVEN

    def _planned(self) -> Outcome | None:
        try:
            first = self.trouble is None
            ahead = Ahead(self.database, self.spoken, self.owner) if first else None
            want = self.program(self.database)
            bold = first and not self.check_mode
            reader = Reader(self.database, want, owner=self.owner, adopt=self.adopt, bold=bold, ahead=ahead)
            have = reader.read()
            plan = make_plan(reader.want, have, owner=self.owner, adopt=self.adopt)
            reader.complete(plan.to_judge())
            names, after = Names(plan, have, self.database), After(plan, have)
            faults = check_names(reader.want, names) + check_relations(reader.want, names, after)
            note_doubles(reader.want, plan, after, have, self.database, strict=self.strict)
            judge(plan, after, faults + check_rivals(plan, after, have, self.database), strict=self.strict)
            mend(plan, want, have, self.database)
            return Outcome(plan, have, entries=want.entries)
        except InvalidInput as exc:
            # A fault may come of reading in several steps while another writer writes: it must show twice.
            if isinstance(self.trouble, InvalidInput) and self.trouble.faults == exc.faults:
                raise
            self.trouble = exc
        except (Conflict, OutcomeUnknown) as exc:
            self.trouble = exc
        except Unreachable:
            if self.uncertain:
                raise self.failure() from None
            raise
        return None

    def _written(self, outcome: Outcome) -> Outcome | None:
        try:
            outcome.count = _commit(self.database, outcome, self.beside(outcome.plan), self.counter)
            return outcome
        except Conflict as exc:
            if isinstance(exc, BrokenRule) and str(exc) == str(self.trouble):
                raise Refused(f"{self.database.database}: the server refuses this plan: {exc}. Nothing was changed.") from exc
            self.trouble = exc
        except OutcomeUnknown as exc:
            self.trouble, self.lost, self.uncertain = exc, exc, outcome
        return None

    def failure(self) -> Exception:
        """Why no attempt has come to an end."""
        if self.uncertain:
            return OutcomeUnknown(
                f"{self.lost}, and was not reached again. The change may have landed or not. Run the task again to see."
            )
        if isinstance(self.trouble, InvalidInput):
            return self.trouble
        return Conflict(
            f"{self.database.database}: other writers were first in each of {ATTEMPTS} attempts (the last: {self.trouble}). "
            "This task changed nothing; run it again when they are done."
        )


def _commit(database, outcome: Outcome, beside: Iterable[dict], counter: Counter | None) -> int | None:
    """Write what is planned; what the task will say of it is made up while the server works."""
    if outcome.plan.holes:
        database.commit(emptying(outcome.plan))
    steps = chain(operations(outcome.plan, outcome.have), beside)
    if counter and outcome.plan:
        steps = chain(steps, _counting(counter))
    reply = database.commit(steps, meanwhile=outcome.result)
    if not (counter and outcome.plan):
        return None
    # A server that has no such row yet has counted nothing, and northd begins with one.
    rows = (reply[-1] or {}).get("rows") if reply else None
    return rows[0].get(counter.column, 1) if rows else 1


def _counting(counter: Counter) -> list[dict]:
    return [op.mutate(counter.table, [], [[counter.column, "+=", 1]]), op.select(counter.table, [], [counter.column])]
