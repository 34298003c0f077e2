# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for the addresses that OVN assigns to NICs: their names, routes and translations follow from these."""

from __future__ import annotations

from ..errors import NotReached
from ..network.document import Compiled
from ..network.memory import KIND_MARK
from ..network.nic import KIND
from ..network.nic_place import Place, place
from ..network.rows import NIC_NETWORK_MARK
from ..ovsdb.session import Session
from ..ovsdb.watch import require_library, watch_until
from ..run import northbound_session

TABLE = "Logical_Switch_Port"


def pending(compiled: Compiled) -> list[Place]:
    """The NICs of a change that wait for addresses."""
    world = compiled.world
    nics = [world.things[KIND][identity] for kind, identity in compiled.touched if kind == KIND]
    return [here for nic in nics if nic.is_known and (here := place(nic, world)).addresses is None]


def prepare_wait(compiled: Compiled) -> None:
    """Before anything is written: what will be waited for can be waited for."""
    if pending(compiled):
        require_library()


def await_addresses(params: dict, compiled: Compiled) -> bool:
    """Wait until OVN has assigned what a change needs. Whether there was anything, so that it is to be compiled again."""
    waiting = pending(compiled)
    if waiting:
        session = northbound_session(params)
        try:
            _watch(session, waiting, params["wait_timeout"])
        finally:
            session.close()
    return bool(waiting)


def _watch(session: Session, waiting: list[Place], timeout: float) -> None:
    left = waiting

    def ready(tables: dict) -> bool:
        nonlocal left
        texts = {row.name: text for row in tables[TABLE] for text in row.dynamic_addresses}
        left = [each for each in waiting if Place(each.nic, each.settings, texts.get(each.nic.port)).addresses is None]
        return not left

    if not watch_until(session, {TABLE: ["name", "dynamic_addresses"]}, ready, timeout, {TABLE: _condition(waiting)}):
        names = ", ".join(each.nic.port for each in left[:5]) + (", ..." if len(left) > 5 else "")
        networks = ", ".join(dict.fromkeys(each.nic.network for each in left))
        raise NotReached(
            f"after {timeout} s OVN has not assigned addresses to {names}: ovn-northd is not running, or the subnets of network "
            f"{networks} have none left. The ports are written; check ovn-northd and the number of free addresses, then run the "
            "task again."
        )


def _condition(waiting: list[Place]) -> list:
    """As few ports as one condition can name."""
    bases = {each.nic.names.base for each in waiting}
    if len(waiting) == 1:
        return ["name", "==", waiting[0].nic.port]
    mark = [NIC_NETWORK_MARK, bases.pop()] if len(bases) == 1 else [KIND_MARK, KIND]
    return ["external_ids", "includes", ["map", [mark]]]
