# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one way anything is done on a host: everything is read, planned and checked before the first write; then links and
settings, then the Open_vSwitch rows in one transaction, then what has to come after them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from ..errors import HalfDone, NotReached, Refused, Unreachable
from ..model.rows import Want, of_host
from ..ovsdb import operations as op
from ..ovsdb.session import Session
from ..reconcile.engine import Counter, Outcome, reconcile
from ..reconcile.summary import summary, together
from ..run import open_vswitch_session
from .actions import Step
from .halves import NOTHING, having_done, reason
from .perform import TakenBack, carry_out
from .reopen import closed_want

NEXT_CFG = Counter("Open_vSwitch", "next_cfg")
# How long ovs-vswitchd may take to find a link that was just made, and how often to look: seconds.
SETTLE = 5
LOOK = 0.05
STOPPED = (
    "If Open vSwitch is stopped on this host, start it: systemctl start openvswitch-switch (openvswitch on some distributions), "
    "and see journalctl -u ovsdb-server if it does not stay up."
)
UNWRITTEN = "I/O error"
FULL = " The database server could not write its file: see whether that disk is full or read-only (df -h), and make room."


Program = Callable[[Session], Want]


@dataclass(frozen=True)
class Notes:
    """Rows beside those of a task, which Open vSwitch does not read: C(first) is written before the first step, and C(withdrawn) when
    the steps could not be done; C(last), which is all that the task wants, when the last step is done."""

    first: Program | None = None
    withdrawn: Program | None = None
    last: Program | None = None


@contextmanager
def host_database(params: dict):
    """The host's Open_vSwitch database, for as long as a task needs it. Raises Unreachable with the service to start."""
    session = open_vswitch_session(params)
    try:
        try:
            host = session.read([op.select("Open_vSwitch", [], ["_uuid"])])[0]
        except Unreachable as exc:
            raise Unreachable(f"{reason(exc)} {STOPPED} {NOTHING}") from exc
        if not host:
            raise Refused(f"the Open_vSwitch database at {session.endpoint} has no row for this host. Start Open vSwitch by its service, "
                          f"which makes it, or run ovs-vsctl init. {NOTHING}")
        with of_host(host[0]["_uuid"]):
            yield session
    finally:
        session.close()


def apply_open_vswitch(params: dict, check_mode: bool, program: Program) -> dict:
    """A task that changes rows only."""
    with host_database(params) as session:
        return apply_host(session, params, check_mode, program)


def apply_host(
    session: Session,
    params: dict,
    check_mode: bool,
    program: Program,
    *,
    before: Iterable[Step] = (),
    after: Iterable[Step] = (),
    notes: Notes = Notes(),
    reopened: Iterable[str] = (),
) -> dict:
    """Make the host what C(program) and the steps say. Returns the task's result.

    C(reopened) are interfaces whose links are made anew, which Open vSwitch is to open again.
    """
    before, after, reopened = list(before), list(after), sorted(reopened)
    outcome = reconcile(session, notes.last or program, owner=params["owner"], check_mode=True)
    if not check_mode:
        _need_watch(outcome)
        done = _do(session, params, program, before, after, notes, reopened)
        outcome = outcome if notes != Notes() or reopened else done
    rows = outcome.result()
    steps = before + after
    return {
        "changed": outcome.changed or bool(steps),
        "plan": together(summary(step.item() for step in before), rows["plan"], summary(step.item() for step in after)),
        "diff": [step.diff() for step in before] + rows["diff"] + [step.diff() for step in after],
        "commands": _commands(before) + rows["commands"] + _commands(after),
    }


def _do(session: Session, params: dict, program: Program, before: list[Step], after: list[Step], notes: Notes, reopened: list[str]) -> Outcome:
    """All of it in its order. That ovs-vswitchd is late keeps nothing from being done: it is told last."""
    _note(session, params, notes.first)
    with _telling(before, "are not written"):
        _carry_out(session, params, before, notes)
    with _telling(before, "are not written", done=True):
        _close(session, params, reopened)
        outcome = _written(session, params, program, NEXT_CFG)
    late = _lateness(session, params, outcome)
    with having_done("The Open_vSwitch rows are written."):
        carry_out(after)
        _note(session, params, notes.last)
    if late:
        raise late
    return outcome


def _note(session: Session, params: dict, program: Program | None) -> None:
    if program:
        _written(session, params, program)


def _carry_out(session: Session, params: dict, steps: list[Step], notes: Notes) -> None:
    try:
        carry_out(steps)
    except TakenBack:
        _note(session, params, notes.first and notes.withdrawn)
        raise


def _close(session: Session, params: dict, interfaces: list[str]) -> None:
    """Have ovs-vswitchd let go of interfaces, which the task's rows open again."""
    late = _lateness(session, params, _written(session, params, closed_want(interfaces), NEXT_CFG)) if interfaces else None
    if late:
        raise HalfDone(f"{late} The links are made, and their ports {', '.join(interfaces)} are closed: the next run opens them.")


def _lateness(session: Session, params: dict, outcome: Outcome) -> NotReached | None:
    try:
        _wait(session, params, outcome)
    except NotReached as exc:
        return exc
    return None


def _telling(steps: list[Step], rows: str, *, done: bool = False):
    """Say of an error what it leaves half done: the steps beside the Open_vSwitch rows. With C(done) they were all carried out."""
    if not steps:
        return nullcontext()
    stays = f" Done before that, and left: {'; '.join(_commands(steps))}." if done else ""
    return having_done(f"The Open_vSwitch rows {rows}.{stays}")


def _need_watch(outcome: Outcome) -> None:
    """A library that is missing is better missed before the first write."""
    if outcome.changed:
        from ..ovsdb.watch import require_library  # loads a library that only waiting needs

        require_library()


def _written(session: Session, params: dict, program: Program, counter: Counter | None = None) -> Outcome:
    try:
        return reconcile(session, program, owner=params["owner"], counter=counter)
    except Refused as exc:
        raise Refused(f"{reason(exc)}{FULL if UNWRITTEN in str(exc) else ''} {NOTHING}") from exc


def _wait(session: Session, params: dict, outcome: Outcome) -> None:
    """Wait until ovs-vswitchd has done what was written. Raises NotReached."""
    count = _pending(session) if outcome.count is None else outcome.count
    if count is not None:
        from ..ovsdb.watch import wait_for_vswitchd  # loads a library that only waiting needs

        wait_for_vswitchd(session, count, params["timeout"])


def _pending(session: Session) -> int | None:
    """What ovs-vswitchd has still to do of earlier tasks: one that failed waiting must not pass the second time unseen."""
    rows = session.read([op.select("Open_vSwitch", [], ["next_cfg", "cur_cfg"])])[0]
    return next((row["next_cfg"] for row in rows if row["cur_cfg"] < row["next_cfg"]), None)


def joined(one: dict, other: dict) -> dict:
    """The results of two writes as the one of their task."""
    if not other:
        return one
    return {
        "changed": one["changed"] or other["changed"],
        "plan": together(one["plan"], other["plan"]),
        "diff": one["diff"] + other["diff"],
        "commands": one["commands"] + other["commands"],
    }


def _commands(steps: list[Step]) -> list[str]:
    return [line for step in steps for line in step.commands()]


def interface_trouble(session: Session, name: str, settle: float = SETTLE) -> str | None:
    """What ovs-vswitchd says of an interface that it cannot use; it gets a while to find a link that was just made."""
    deadline = time.monotonic() + settle
    while True:
        rows = session.read([op.select("Interface", [["name", "==", name]], ["error"])])[0]
        error = rows[0]["error"] if rows else None
        if not error or time.monotonic() >= deadline:
            return error
        time.sleep(LOOK)


def require_interface(session: Session, name: str, settle: float = SETTLE) -> None:
    """Raises NotReached when ovs-vswitchd cannot use an interface."""
    error = interface_trouble(session, name, settle)
    if error:
        raise NotReached(f"ovs-vswitchd cannot use the interface {name}: {error}. The rows are written; correct the cause "
                         "(ovs-vswitchd's log says more), then run the task again.")
