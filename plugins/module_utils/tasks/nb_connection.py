# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The nb_connection task: a row, and whether the server listens there. It takes any row, and only later writes what became of it."""

from __future__ import annotations

import time

from ..arguments import table_arguments
from ..model.document import entry_want
from ..model.nb.server import target as spelt
from ..model.northbound import CONNECTION
from ..ovsdb import operations as op
from ..ovsdb.session import Session
from ..run import Task, apply_northbound, northbound_session

LISTENING = ("ptcp:", "pssl:")
# A server writes the status of its connections every 2.5 seconds. One that does not follow the table never writes it.
ENOUGH = 3.0
PAUSE = 0.1
# What a server adds to the status of a connection at which it listens.
HEARD = "bound_port"


def run_nb_connection(params: dict, check_mode: bool) -> dict:
    want = entry_want(CONNECTION, params)
    result = apply_northbound(params, check_mode, lambda _: want)
    target = spelt(params["target"])
    if check_mode or params["state"] != "present" or not target.startswith(LISTENING):
        return result
    told = _unheard(params, target, ENOUGH if result["changed"] else 0)
    return {**result, "warnings": [*result.get("warnings", ()), told]} if told else result


def _unheard(params: dict, target: str, enough: float) -> str | None:
    """What to say where the server could not listen."""
    session = northbound_session(params)
    try:
        status = _status(session, target, enough)
    finally:
        session.close()
    if not status or HEARD in status:
        return None
    return (
        f"target: {target} is written, and the server does not listen there: the port is taken, as by a --remote of the server's own "
        "command line, or the address is none of its host's. The row is without effect. See the server's log for the reason, and free the "
        "port, or remove the row."
    )


def _status(session: Session, target: str, enough: float) -> dict:
    """The status of a connection, as soon as the server has written it."""
    until = time.monotonic() + enough
    while True:
        rows = session.read([op.select(CONNECTION.name, [["target", "==", target]], ["status"])])[0]
        if not rows or rows[0]["status"] or time.monotonic() >= until:
            return rows[0]["status"] if rows else {}
        time.sleep(PAUSE)


TASK = Task(table_arguments(CONNECTION), run_nb_connection)
