# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether NICs came up: as ovs-vswitchd and ovn-controller tell in the rows of their interfaces."""

from __future__ import annotations

import time

from ..errors import NotReached
from ..ovsdb import operations as op
from ..ovsdb.session import Session
from .apply import LOOK, SETTLE
from .nic_rows import INSTALLED
from .nic_wish import Nic

# How many are named in full.
NAMED = 10


def require_interfaces(session: Session, nics: list[Nic], settle: float = SETTLE) -> None:
    """Raises NotReached when ovs-vswitchd cannot use an interface; it gets a while to find links that were just made."""
    deadline = time.monotonic() + settle
    while True:
        rows = session.read([op.select("Interface", [], ["name", "error"])])[0]
        errors = {row["name"]: row["error"] for row in rows if row["error"]}
        bad = [nic for nic in nics if nic.name in errors]
        if not bad or time.monotonic() >= deadline:
            break
        time.sleep(LOOK)
    if bad:
        texts = [f"{_label(nic)}: {errors[nic.name]}" for nic in bad]
        raise NotReached(f"ovs-vswitchd cannot use {_count(bad, nics)}: {_list(texts)}. The rows are written; correct the cause "
                         "(ovs-vswitchd's log says more), then run the task again.")


def wait_until_up(session: Session, nics: list[Nic], timeout: float) -> None:
    """Wait until ovn-controller has the flows of all NICs in place. Raises NotReached, naming those that it has not."""
    from ..ovsdb.watch import watch_until  # loads a library that only waiting needs

    def all_up(tables: dict) -> bool:
        return not _down(nics, {row.name: row.external_ids for row in tables["Interface"]})

    if watch_until(session, {"Interface": ["name", "external_ids"]}, all_up, timeout):
        return
    rows = session.read([op.select("Interface", [], ["name", "external_ids"])])[0]
    down = _down(nics, {row["name"]: row["external_ids"] for row in rows})
    if down:
        raise NotReached(
            f"after {timeout} s ovn-controller has not brought up {_count(down, nics)}: {_list([_label(nic) for nic in down])}. "
            "Check that ovn-controller runs here, and that each logical port exists, is enabled, and asks for this chassis or none "
            "(options:requested-chassis). If all of that is so, it has lost sight of them, as was seen after a nested NIC of an instance "
            "went: systemctl restart ovn-controller. What was written stays; run the task again."
        )


def _down(nics: list[Nic], installed: dict[str, dict]) -> list[Nic]:
    return [nic for nic in nics if installed.get(nic.name, {}).get(INSTALLED) != "true"]


def _label(nic: Nic) -> str:
    return f"{nic.iface_id} (interface {nic.name})"


def _count(some: list[Nic], nics: list[Nic]) -> str:
    return f"{len(some)} of {len(nics)} NICs" if len(nics) > 1 else "the NIC"


def _list(texts: list[str]) -> str:
    more = f"; and {len(texts) - NAMED} more" if len(texts) > NAMED else ""
    return "; ".join(texts[:NAMED]) + more
