# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a module's parameters to its result: the same few steps for every module."""

from __future__ import annotations

import gc
import os
import platform
import traceback
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps

from ansible.module_utils.ansible_release import __version__ as CORE_VERSION
from ansible.module_utils.basic import AnsibleModule

from .arguments import parent_rules, table_arguments
from .errors import OvnError, Unforeseen
from .model.document import entry_want
from .model.outline import Spoken
from .model.rows import Want
from .model.table import Table
from .northd import recompute
from .ovsdb import operations as op
from .ovsdb.endpoint import Tls, parse_endpoints
from .ovsdb.pool import open_session
from .ovsdb.session import Session
from .reconcile.change import Plan
from .reconcile.engine import Counter, reconcile
from .report import limit, report
from .sendable import refuse_unsendable

# Those of galaxy.yml.
VERSION = "0.1.0"
ISSUES = "https://github.com/overlay-ovn/overlay.ovn/issues"
NB_CFG = Counter("NB_Global", "nb_cfg")
# An environment variable with which an exception that was not foreseen goes on as it is: for tests.
RAISE = "OVN_TEST_RAISE"
OURS = "/module_utils/"
# How many faults a result lists; its message says how many there are.
MOST_FAULTS = 100
# How much of an exception's own words is reported: characters.
EXCERPT = 200
# Whether the parameters of the task under way have been looked through, and the sessions of one that only reads.
_looked_through: ContextVar[bool] = ContextVar("looked_through", default=False)
_readers: ContextVar[list[Session] | None] = ContextVar("readers", default=None)


@dataclass(frozen=True)
class Task:
    """A module without its documentation: the options it takes, and what it does with them.

    C(work) gets the parameters and whether this is a check run, and returns the result; C(rules) are AnsibleModule's
    (required_if and the like).
    """

    argument_spec: dict
    work: Callable[[dict, bool], dict]
    rules: dict = field(default_factory=dict)


def table_task(table: Table) -> Task:
    """The task that manages one row of one northbound table."""

    def work(params: dict, check_mode: bool) -> dict:
        want = entry_want(table, params)
        return apply_northbound(params, check_mode, lambda _: want)

    return Task(table_arguments(table), work, parent_rules(table))


class Module(AnsibleModule):
    """A module whose log takes any text: syslog has no place for a NUL, and Ansible would fail of it before we can refuse it."""

    def log(self, msg: str, log_args: dict | None = None) -> None:
        super().log(msg.replace("\0", r"\0"), log_args)


def run_module(task: Task) -> None:
    """Run a task as a module and end it: with its result, or with one clear error."""
    module = Module(task.argument_spec, supports_check_mode=True, **task.rules)
    try:
        result = perform(task, module.params, module.check_mode, module._diff)
    except OvnError as exc:
        module.fail_json(**failure(exc))
    for warning in result.pop("warnings", []):
        module.warn(warning)
    module.exit_json(**result)


def perform(task: Task, params: dict, check_mode: bool, diff_mode: bool = False) -> dict:
    """What a task does and says of it, and the last line of defence: whatever goes wrong is an OvnError, with what to report if none was foreseen."""
    token = _looked_through.set(True)
    try:
        refuse_unsendable(params)
        most = limit(params.get("report_rows"), diff_mode)
        return report(task.work(params, check_mode), most)
    except OvnError:
        raise
    except Exception as exc:
        if os.environ.get(RAISE):
            raise
        raise Unforeseen(_report(exc)) from exc
    finally:
        _looked_through.reset(token)


def _report(exc: Exception) -> str:
    """What is to be known of an exception that is a fault of this collection."""
    frames = [frame for frame in traceback.extract_tb(exc.__traceback__) if OURS in frame.filename]
    where = f" in {frames[-1].filename.rpartition(OURS)[2]}:{frames[-1].lineno} ({frames[-1].name})" if frames else ""
    what = " ".join(f"{type(exc).__name__}: {exc}".split())
    return (
        f"overlay.ovn has met what it did not foresee: {what[:EXCERPT]}{where}. This is a fault of the collection. Please report it at "
        f"{ISSUES} with this line and the task: overlay.ovn {VERSION}, ansible-core {CORE_VERSION}, Python {platform.python_version()}. "
        "Whether anything was changed is not known: run the task in check mode to see what is left to do."
    )


def failure(exc: OvnError) -> dict:
    """What a task says that failed."""
    faults = [{"path": fault.path, "message": fault.message} for fault in getattr(exc, "faults", ())][:MOST_FAULTS]
    trace = "".join(traceback.format_exception(exc)) if isinstance(exc, Unforeseen) else ""
    return {"msg": str(exc), **({"faults": faults} if faults else {}), **({"exception": trace} if trace else {})}


def read_only(work: Callable) -> Callable:
    """A task that only reads: where no server of a cluster leads, one that follows will do, and a warning says so."""

    @wraps(work)
    def reading(params: dict, check_mode: bool) -> dict:
        sessions: list[Session] = []
        token = _readers.set(sessions)
        try:
            result = work(params, check_mode)
        finally:
            _readers.reset(token)
        warnings = list(dict.fromkeys(text for session in sessions for text in session.warnings))
        return {**result, "warnings": [*result.get("warnings", ()), *warnings]} if warnings else result

    return reading


def northbound_session(params: dict) -> Session:
    return _session("OVN_Northbound", "nb_connection", "OVN_NB_DB", params)


def southbound_session(params: dict) -> Session:
    return _session("OVN_Southbound", "sb_connection", "OVN_SB_DB", params)


def open_vswitch_session(params: dict) -> Session:
    return _session("Open_vSwitch", "ovs_connection", "OVS_DB", params)


def _session(database: str, option: str, variable: str, params: dict) -> Session:
    if not _looked_through.get():
        refuse_unsendable(params)
    tls = Tls(params.get("ca_cert"), params.get("certificate"), params.get("private_key"), params.get("verify_host", True) is not False)
    endpoints = parse_endpoints(params[option], option)
    readers = _readers.get()
    session = open_session(database, endpoints, f"{option} ({variable})", tls, params["timeout"], readers is not None)
    if readers is not None:
        readers.append(session)
    return session


def uncollected(work: Callable) -> Callable:
    """Do without Python's search for cycles: it would take a third of the time of a large task, and find none."""

    @wraps(work)
    def quietly(*args, **options):
        if not gc.isenabled():
            return work(*args, **options)
        gc.disable()
        try:
            return work(*args, **options)
        finally:
            gc.enable()

    return quietly


@uncollected
def apply_northbound(params: dict, check_mode: bool, program: Callable[[Session], Want], *, adopt: bool = False,
                     spoken: dict[Table, Spoken] | None = None, beside: Callable[[Plan], Iterable[dict]] = lambda plan: ()) -> dict:
    """Make the northbound database hold what C(program) wants, then wait as the task says. Returns the task's result.

    C(spoken) is what the task speaks of, where that is known before the program has run. C(beside) gives operations that go with
    its plan and are no part of its result.
    """
    session = northbound_session(params)
    wait = None if check_mode or params["wait"] == "none" else _prepare_wait(session, params)
    try:
        counter = NB_CFG if wait else None
        outcome = reconcile(session, program, owner=params["owner"], adopt=adopt, strict=bool(params.get("strict")), check_mode=check_mode,
                            counter=counter, beside=lambda plan: [*recompute(plan), *beside(plan)], spoken=spoken)
        if wait:
            wait(outcome.count or _count_now(session))
        return outcome.result()
    finally:
        session.close()


def _prepare_wait(session: Session, params: dict) -> Callable[[int], None]:
    """What waits once the rows are written; that it can is found out before."""
    from .ovsdb.watch import require_library, wait_for_northbound  # loads a library that only waiting needs

    require_library()
    southbound = southbound_session(params) if params.get("sb_connection") else None
    return lambda count: wait_for_northbound(session, southbound, params["wait"], count, params["wait_timeout"])


def _count_now(session: Session) -> int:
    """What a task that changed nothing waits for: the last change that was waited for before it."""
    rows = session.read([op.select(NB_CFG.table, [], [NB_CFG.column])])[0]
    return rows[0][NB_CFG.column] if rows else 0
