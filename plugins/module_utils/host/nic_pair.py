# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A NIC of a container: a pair of links, one end on the host, the other in the instance's namespace under its final name."""

from __future__ import annotations

from ..errors import Fault
from .actions import AddPair, Netns, SetLink, Step
from .links import Link
from .nic_links import Case, Kind, made_host_end, repaired_host_end, taken
from .nic_state import State
from .nic_wish import Nic


def _differs(nic: Nic, state: State) -> list[str]:
    """Only a pair that leads into the instance's namespace can become the wanted one."""
    return [] if state.peer else ["netns"] if state.host.is_pair else ["type"]


def pair_steps(case: Case) -> list[Step] | Fault:
    """What makes the pair, or repairs what is there of it."""
    nic, state = case.nic, case.state
    if state.host and not state.ours:
        return taken(case)
    netns = state.room.netns
    if state.guest and state.guest != state.peer:
        return nic.fault("guest_name", _guest_taken(nic, netns, state.guest_of))
    return repaired_host_end(case) + _repaired_guest_end(nic, netns, state.peer) if state.peer else _made(case, netns)


PAIR = Kind(_differs, pair_steps)


def _guest_taken(nic: Nic, netns: Netns, other: str | None) -> str:
    if other is None:
        return f"the namespace {netns} has another link {nic.guest_name} already. Remove it there, or choose another guest_name."
    return (f"{nic.guest_name} in the namespace {netns} is the NIC {other}. If that one is no more, as when an instance was renamed, name "
            "it with state absent too (in ovn_instances: the old entry); if both are meant, choose another guest_name.")


def _made(case: Case, netns: Netns) -> list[Step]:
    nic = case.nic
    pair = AddPair(nic.name, case.mtu, netns, nic.guest_name, nic.mtu, nic.hwaddr, case.queue_length)
    where = f"{nic.guest_name} in {netns}"
    guest = {"up": True, **({"mtu": nic.mtu} if nic.mtu else {}), **({"address": nic.hwaddr} if nic.hwaddr else {})}
    return [
        *made_host_end(case, pair, {"peer": where}),
        Step(f"link {where}", {}, guest, (SetLink(nic.guest_name, netns, up=True),), (SetLink(nic.guest_name, netns, up=False),)),
    ]


def _repaired_guest_end(nic: Nic, netns: Netns, peer: Link) -> list[Step]:
    wanted: dict = {}
    actions: tuple = ()
    undo: tuple = ()
    if peer.name != nic.guest_name:
        # Before Linux 6.2 only a link that is down can be renamed.
        actions += (SetLink(peer.name, netns, up=False), SetLink(peer.name, netns, new_name=nic.guest_name))
        undo += (SetLink(nic.guest_name, netns, up=False), SetLink(nic.guest_name, netns, new_name=peer.name))
        wanted["name"] = nic.guest_name
    settings = {"address": nic.hwaddr, "mtu": nic.mtu}
    settings = {key: value for key, value in settings.items() if value is not None and value != getattr(peer, key)}
    if not peer.up:
        wanted["up"] = True
    if settings or actions or not peer.up:
        actions += (SetLink(nic.guest_name, netns, up=True, **settings),)
        undo = (*undo, SetLink(peer.name, netns, up=peer.up, **{key: getattr(peer, key) for key in settings}))
    wanted.update(settings)
    before = {key: getattr(peer, key) for key in wanted}
    return [Step(f"link {nic.guest_name} in {netns}", before, wanted, actions, undo)] if actions else []
