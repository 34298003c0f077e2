# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a module's parameters to its result: the same few steps for every module."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps

from ansible.module_utils.basic import AnsibleModule

from .arguments import parent_rules, table_arguments
from .errors import OvnError
from .model.document import entry_want
from .model.outline import Spoken
from .model.rows import Want
from .model.table import Table
from .northd import recompute
from .ovsdb import operations as op
from .ovsdb.endpoint import Tls, parse_endpoints
from .ovsdb.pool import open_session
from .ovsdb.session import Session
from .reconcile.engine import Counter, reconcile

NB_CFG = Counter("NB_Global", "nb_cfg")


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


def run_module(task: Task) -> None:
    """Run a task as a module and end it: with its result, or with one clear error."""
    module = AnsibleModule(task.argument_spec, supports_check_mode=True, **task.rules)
    try:
        result = task.work(module.params, module.check_mode)
    except OvnError as exc:
        module.fail_json(**failure(exc))
    for warning in result.pop("warnings", []):
        module.warn(warning)
    module.exit_json(**result)


def failure(exc: OvnError) -> dict:
    """What a task says that failed."""
    faults = [{"path": fault.path, "message": fault.message} for fault in getattr(exc, "faults", ())]
    return {"msg": str(exc), **({"faults": faults} if faults else {})}


def northbound_session(params: dict) -> Session:
    return _session("OVN_Northbound", "nb_connection", "OVN_NB_DB", params)


def southbound_session(params: dict) -> Session:
    return _session("OVN_Southbound", "sb_connection", "OVN_SB_DB", params)


def open_vswitch_session(params: dict) -> Session:
    return _session("Open_vSwitch", "ovs_connection", "OVS_DB", params)


def _session(database: str, option: str, variable: str, params: dict) -> Session:
    tls = Tls(params.get("ca_cert"), params.get("certificate"), params.get("private_key"))
    endpoints = parse_endpoints(params[option], option)
    return open_session(database, endpoints, f"{option} ({variable})", tls, params["timeout"])


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
                     spoken: dict[Table, Spoken] | None = None) -> dict:
    """Make the northbound database hold what C(program) wants, then wait as the task says. Returns the task's result.

    C(spoken) is what the task speaks of, where that is known before the program has run.
    """
    session = northbound_session(params)
    wait = None if check_mode or params["wait"] == "none" else _prepare_wait(session, params)
    try:
        counter = NB_CFG if wait else None
        outcome = reconcile(session, program, owner=params["owner"], adopt=adopt, strict=bool(params.get("strict")), check_mode=check_mode,
                            counter=counter, beside=recompute, spoken=spoken)
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
