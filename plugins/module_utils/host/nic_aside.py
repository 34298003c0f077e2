# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Links of NICs that are in the way of others in the same task, because they go or get other names: they step aside first, under names
that nobody wants, and can step back when a later step is refused. Pure."""

from __future__ import annotations

from dataclasses import replace

from .actions import Netns, SetLink, Step
from .links import Link
from .names import aside_name, nic_link
from .nic_state import Room, State
from .nic_wish import Nic

Nics = list[tuple[Nic, State]]


def step_aside(nics: Nics) -> tuple[Nics, list[Step]]:
    """The NICs with their links under the names that these have then, and the steps to it."""
    nics, steps = _hosts(nics)
    nics, more = _guests(nics)
    return nics, steps + more


def _hosts(nics: Nics) -> tuple[Nics, list[Step]]:
    """Links on the host that go, and whose names are wanted for links that are made."""
    coming = [(nic, state) for nic, state in nics if nic.has_port]
    wanted = {name for nic, state in coming if state.host in (None, *state.leaving) for name in (nic.name, nic_link(nic.iface_id))}
    wanted |= {nic.name for nic, _state in coming}
    moved = {link.index: _moved(link) for _nic, state in nics for link in state.leaving if link.name in wanted}
    steps = [_step(link, None) for _nic, state in nics for link in state.leaving if link.index in moved]
    return [(nic, _without(state, moved)) for nic, state in nics], steps


def _without(state: State, moved: dict[int, Link]) -> State:
    """A NIC whose links step aside: for what is made, those that go are there no longer."""
    gone = {*moved, *(link.index for link in state.leaving)}
    host = None if state.host and state.host.index in gone else state.host
    return replace(state, host=host, peer=state.peer if host else None, leaving=tuple(moved.get(link.index, link) for link in state.leaving))


def _guests(nics: Nics) -> tuple[Nics, list[Step]]:
    """Ends in instances whose names are wanted for another NIC there: those of pairs that go, and of pairs that get other names."""
    steps: list[Step] = []
    rooms = {state.room.number: state.room for _nic, state in nics if state.room and state.room.number is not None}
    going = {(link.peer_space, link.peer) for _nic, state in nics for link in state.leaving if link.is_pair}
    moving = {(state.room.number, state.peer.index) for nic, state in nics if state.peer and state.peer.name != nic.guest_name}
    for number, room in rooms.items():
        wanted = {nic.guest_name for nic, state in nics if state.room is room}
        ends = [link for link in room.links if link.name in wanted and (number, link.index) in going | moving]
        steps += [_step(link, room.netns) for link in ends]
        nics = [(nic, _beside(state, room, {link.index: _moved(link) for link in ends})) for nic, state in nics]
    return nics, steps


def _beside(state: State, room: Room, moved: dict[int, Link]) -> State:
    if state.room is not room:
        return state
    free = state.guest is not None and state.guest.index in moved
    peer = state.peer and moved.get(state.peer.index, state.peer)
    return replace(state, peer=peer, guest=None if free else state.guest, guest_of=None if free else state.guest_of)


def _moved(link: Link) -> Link:
    return replace(link, name=aside_name(link.index), up=False)


def _step(link: Link, netns: Netns | None) -> Step:
    """Before Linux 6.2 only a link that is down can be renamed."""
    aside = aside_name(link.index)
    where = f" in {netns}" if netns else ""
    undo = (SetLink(aside, netns, new_name=link.name), SetLink(link.name, netns, up=link.up))
    actions = (SetLink(link.name, netns, up=False), SetLink(link.name, netns, new_name=aside))
    return Step(f"link {link.name}{where}", {"name": link.name, "up": link.up}, {"name": aside, "up": False}, actions, undo)
