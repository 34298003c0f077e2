# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks that change a document of networks: read what the database remembers of them, compile the change, apply the rows."""

from __future__ import annotations

from itertools import count

from ..errors import Unreachable
from ..model import northbound as nb
from ..network.damage import damage
from ..network.document import Change, Compiled
from ..network.uses import MARKED
from ..ovsdb import operations as op
from ..run import apply_northbound, uncollected
from .alone import judge_alone
from .assigned import await_addresses, prepare_wait
from .recollection import compiled
from .stale_neighbours import forget_stale

# Who failed so often looks at everything: marks that somebody took away by hand, say, are no other writers.
NARROW_ATTEMPTS = 3


@uncollected
def run_change(params: dict, check_mode: bool, change: Change, *, adopt: bool = False) -> tuple[dict, Compiled]:
    """Apply a change, then what follows from the addresses that OVN assigned. Returns the task's result and the last state.

    Raises InvalidInput when it is at fault, as far as that can be told where no database can be reached, and Unreachable then.
    """
    try:
        result, last = _apply(params, check_mode, change, adopt)
    except Unreachable:
        judge_alone(change)
        raise
    if last.world.live.unread:
        result["warnings"] = [*result.get("warnings", ()), *map(damage, last.world.live.unread)]
    if check_mode:
        return result, last
    arrival = await_addresses(params, last)
    if arrival.is_news:
        again, last = _apply(params, check_mode, change, adopt)
        result["changed"] |= again["changed"]
    arrival.require()
    warnings = [*result.get("warnings", ()), *arrival.warnings(), *forget_stale(params, last)]
    return {**result, **({"warnings": warnings} if warnings else {})}, last


def _apply(params: dict, check_mode: bool, change: Change, adopt: bool) -> tuple[dict, Compiled]:
    seen: dict[str, Compiled] = {}
    attempts = count(1)

    def program(database):
        seen["last"] = compiled(database, change, adopt, whole=next(attempts) > NARROW_ATTEMPTS)
        if not check_mode:
            prepare_wait(seen["last"])
        return seen["last"].want

    def beside(plan):
        if plan and seen["last"].is_marked:
            yield op.mutate(nb.NB_GLOBAL.name, [], [["external_ids", "insert", ["map", [list(MARKED)]]]])

    result = apply_northbound(params, check_mode, program, adopt=adopt, beside=beside)
    return result, seen["last"]


def run_entry(kind: str, options: dict, params: dict, check_mode: bool) -> tuple[dict, Compiled]:
    """Make one entry as its options say, or remove it. C(params) are the task's: its state, connection and waits."""
    entry = [(kind, options, "")]
    change = Change(absent=entry) if params["state"] == "absent" else Change(present=entry)
    change.force = bool(params.get("force"))
    return run_change(params, check_mode, change, adopt=bool(params.get("base_name")))
