# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for the addresses that OVN assigns to NICs: their names, routes and translations follow from these."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from ..errors import NotReached
from ..network.document import Compiled
from ..network.memory import KIND_MARK
from ..network.nic import KIND
from ..network.nic_place import Place, former_place, place
from ..network.rows import NIC_NETWORK_MARK
from ..ovsdb.session import Session
from ..ovsdb.watch import require_library, watch_until
from ..run import northbound_session

TABLE = "Logical_Switch_Port"
# How many seconds a refusal that stood there before the change may be older than the change: ovn-northd writes within milliseconds.
PATIENCE = 3


@dataclass(frozen=True)
class Arrival:
    """What came of waiting. C(missing) are NICs of the task without an address; C(idle) had none before it either, and it does not
    speak of them."""

    is_news: bool
    missing: list[Place]
    idle: list[Place]

    def require(self) -> None:
        """Raises NotReached for the NICs of the task. All that does not need their addresses is written by then."""
        refused = [each for each in self.missing if each.is_refused]
        if refused:
            raise NotReached(
                f"OVN has no address left for {_names(refused)}: ports that this collection did not make have the others of network "
                f"{_networks(refused)}. The ports are written and get an address as soon as one is free; then run the task again."
            )
        if self.missing:
            raise NotReached(
                f"OVN has not assigned addresses to {_names(self.missing)} in time: ovn-northd is not running, or is busy. The ports are "
                "written; check ovn-northd, then run the task again."
            )

    def warnings(self) -> list[str]:
        return [f"{_names(self.idle)} of network {_networks(self.idle)} had no address before this task and has none now. Run the NIC's "
                "task again when there is one, or remove the NIC."] if self.idle else []


def await_addresses(params: dict, compiled: Compiled) -> Arrival:
    """Wait until OVN has assigned, or refused, what a change needs."""
    asked, idle = _pending(compiled)
    awaited = [*asked, *(each for each in idle if _is_moved(each, compiled))]
    texts = _follow(params, asked, awaited) if awaited else {}
    after = {each.nic.identity: replace(each, dynamic=texts.get(each.nic.port)) for each in awaited}
    return Arrival(
        any((now.addresses, now.is_refused) != (each.addresses, each.is_refused) for each in awaited for now in [after[each.nic.identity]]),
        [now for each in asked if (now := after[each.nic.identity]).addresses is None],
        [now for each in idle if (now := after.get(each.nic.identity, each)).addresses is None],
    )


def prepare_wait(compiled: Compiled) -> None:
    """Before anything is written: what will be waited for can be waited for."""
    if any(_pending(compiled)):
        require_library()


def _pending(compiled: Compiled) -> tuple[list[Place], list[Place]]:
    """The NICs that have no address yet: those of the task, or that lose theirs by it; and those that only follow from it."""
    world = compiled.world
    nics = [world.things[KIND][identity] for kind, identity in compiled.touched if kind == KIND]
    asked: list[Place] = []
    idle: list[Place] = []
    for here in [here for nic in nics if nic.is_known and (here := place(nic, world)).addresses is None]:
        (asked if (KIND, here.nic.identity) in compiled.given or _had_addresses(here, compiled) else idle).append(here)
    return asked, idle


def _had_addresses(here: Place, compiled: Compiled) -> bool:
    before = former_place(here.nic, compiled.world)
    return before is None or before.addresses is not None


def _is_moved(here: Place, compiled: Compiled) -> bool:
    """Whether OVN may choose anew."""
    before = former_place(here.nic, compiled.world)
    return before is None or before.settings != here.settings


def _follow(params: dict, asked: list[Place], awaited: list[Place]) -> dict[str, str]:
    """What OVN has written of the ports in the end. A refusal that stood there before is believed after a while."""
    texts: dict[str, str] = {}
    deadline = time.monotonic() + params["wait_timeout"]
    session = northbound_session(params)
    try:
        _watch(session, awaited, texts, min(PATIENCE, params["wait_timeout"]), is_new=True)
        if not all(_is_answered(each, texts, is_new=False) for each in asked):
            _watch(session, asked, texts, deadline - time.monotonic(), is_new=False)
    finally:
        session.close()
    return texts


def _watch(session: Session, waiting: list[Place], texts: dict[str, str], timeout: float, *, is_new: bool) -> None:
    left = waiting

    def ready(tables: dict) -> bool:
        nonlocal left
        texts.update({row.name: text for row in tables[TABLE] for text in row.dynamic_addresses})
        left = [each for each in left if not _is_answered(each, texts, is_new=is_new)]
        return not left

    watch_until(session, {TABLE: ["name", "dynamic_addresses"]}, ready, timeout, {TABLE: _condition(waiting)})


def _is_answered(before: Place, texts: dict[str, str], *, is_new: bool) -> bool:
    now = replace(before, dynamic=texts.get(before.nic.port))
    return now.addresses is not None or now.is_refused and (now.dynamic != before.dynamic or not is_new)


def _names(places: list[Place]) -> str:
    return ", ".join(each.nic.port for each in places[:5]) + (", ..." if len(places) > 5 else "")


def _networks(places: list[Place]) -> str:
    return ", ".join(dict.fromkeys(each.nic.network for each in places))


def _condition(waiting: list[Place]) -> list:
    """As few ports as one condition can name."""
    bases = {each.nic.names.base for each in waiting}
    if len(waiting) == 1:
        return ["name", "==", waiting[0].nic.port]
    mark = [NIC_NETWORK_MARK, bases.pop()] if len(bases) == 1 else [KIND_MARK, KIND]
    return ["external_ids", "includes", ["map", [mark]]]
