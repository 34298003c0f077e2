# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is there of NICs: their links, read once for the host and once for each namespace, and their ports."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace

from ..errors import Fault, InvalidInput
from ..ovsdb.session import Session
from .actions import Netns
from .instances import Instances
from .links import Link, Links, read_sysctl
from .names import NIC_LINK, nic_link, nic_traces, read_nic_alias
from .nic_rows import Attached, read_attached
from .nic_wish import REPRESENTOR, VETH, Nic
from .representors import find_representor

# The host's end only carries frames to the bridge; the host itself shall not speak there.
QUIET = {("ipv6", "disable_ipv6"): "1", ("ipv4", "forwarding"): "0"}


@dataclass(frozen=True)
class Room:
    """A network namespace of instances: its links, and the number under which the host's links know it."""

    netns: Netns
    number: int | None
    links: tuple[Link, ...]

    def named(self, name: str) -> Link | None:
        return next((link for link in self.links if link.name == name), None)

    def at(self, index: int | None) -> Link | None:
        return next((link for link in self.links if link.index == index), None)


@dataclass(frozen=True)
class State:
    """What is there of one NIC. C(peer) is the other end of its pair, C(guest) the link in the namespace that has the wanted
    name, C(guest_of) the iface-id of the other NIC that it is, C(stale) links of earlier lives of this NIC under other names,
    C(addresses) what the host would lose, C(bridge) the Linux bridge that somebody put the host's end into. C(leaving)
    are links that go when all else is done."""

    host: Link | None = None
    ours: bool = False
    stale: tuple[Link, ...] = ()
    sysctls: dict = field(default_factory=dict)
    room: Room | None = None
    peer: Link | None = None
    guest: Link | None = None
    guest_of: str | None = None
    addresses: tuple[str, ...] = ()
    bridge: str | None = None
    leaving: tuple[Link, ...] = ()


@dataclass(frozen=True)
class View:
    """A host as NICs see it."""

    bridge: Link | None
    attached: Attached
    links: tuple[Link, ...]
    nics: tuple[tuple[Nic, State], ...]

    @property
    def names_of_ours(self) -> frozenset[str]:
        """The names of the links that were made for these NICs."""
        states = [state for _nic, state in self.nics]
        hosts = [state.host for state in states if state.host and state.ours]
        return frozenset(link.name for link in (*hosts, *(link for state in states for link in state.stale)))


def read_view(session: Session, links: Links, bridge: str, nics: list[Nic]) -> View:
    """Read the host. Raises InvalidInput with each NIC that asks for what is not there."""
    nics = _located(nics)
    rooms = _rooms(links, nics)
    attached = read_attached(session)
    known, addresses = links.all(), links.all_global_addresses()
    names, numbers = {link.name: link for link in known}, {link.index: link for link in known}
    marked: dict[str, list[Link]] = {}
    for link in known:
        mark = read_nic_alias(link.alias)
        if mark and (link.is_pair or link.is_tap):
            marked.setdefault(mark[1], []).append(link)
    ends = {(link.peer_space, link.peer): word for word, links_of in marked.items() for link in links_of if link.is_pair}
    states = []
    for nic in nics:
        stale = _stale(nic, [*marked.get(nic.word, []), *filter(None, [names.get(nic_link(nic.iface_id))])])
        state = _state(nic, names.get(nic.name), stale, rooms.get(nic.path), attached)
        if state.guest:
            state = replace(state, guest_of=ends.get((state.room.number, state.guest.index)))
        master = numbers.get(state.host.master) if state.host else None
        if master and master.kind != "openvswitch":
            state = replace(state, bridge=master.name)
        if state.host and nic.present:
            state = replace(state, addresses=tuple(addresses.get(state.host.index, ())))
        states.append((nic, state))
    return View(names.get(bridge), attached, tuple(known), tuple(states))


def _state(nic: Nic, host: Link | None, stale: tuple[Link, ...], room: Room | None, attached: Attached) -> State:
    peer = None
    if host and room and host.is_pair and host.peer_space is not None and host.peer_space == room.number:
        peer = room.at(host.peer)
    return State(
        host=host,
        ours=host is not None and _is_ours(nic, host, attached),
        stale=stale,
        sysctls={each: read_sysctl(each[0], nic.name, each[1]) for each in QUIET} if host and nic.present else {},
        room=room,
        peer=peer,
        guest=room.named(nic.guest_name) if room else None,
    )


def _is_ours(nic: Nic, host: Link, attached: Attached) -> bool:
    """Whether a link with the wanted name was made for this NIC: by its mark, its port's iface-id, or because the name says so."""
    if nic.type == REPRESENTOR:
        return False
    made = (read_nic_alias(host.alias) or ("", None))[1] == nic.word or nic.name == nic_link(nic.iface_id)
    attached_as = nic.name in (attached.interfaces.get(nic.iface_id, {}) if nic.present else attached.made_for(nic.iface_id))
    return (host.is_pair or host.is_tap) and (made or attached_as)


def _stale(nic: Nic, links: list[Link]) -> tuple[Link, ...]:
    """Links of earlier lives: by their mark, or by the name that only this NIC can have and that each has when it is made."""
    found = {link.index: link for link in links if link.name != nic.name and (link.is_pair or link.is_tap)}
    return tuple(found.values())


def traces_of_others(view: View) -> list[str]:
    """What tells of NICs that are not named and are here all the same, see nic_traces()."""
    found = {*view.attached.interfaces, *(iface_id for _owner, iface_id in view.attached.made.values())}
    for link in view.links:
        if link.is_pair or link.is_tap:
            mark = read_nic_alias(link.alias)
            found |= {mark[1]} if mark else {link.name} if NIC_LINK.fullmatch(link.name) else set()
    return sorted(found.difference(*(nic_traces(nic.iface_id) for nic, _state in view.nics)))


def foreign_warnings(view: View) -> list[str]:
    """Ports that are attached as NICs which are to go, and that were not made for them."""
    gone = [nic for nic, _state in view.nics if not nic.present]
    others = {nic.iface_id: view.attached.ports(nic.iface_id) - view.attached.made_for(nic.iface_id) - view.names_of_ours for nic in gone}
    return [f"{', '.join(sorted(names))}: attached as {iface_id}, and not made for that NIC here: it stays. Remove it where it was made."
            for iface_id, names in others.items() if names]


def address_warnings(view: View) -> list[str]:
    """Addresses of the host's on its ends of NICs: it speaks in the instances' network, or takes what is theirs."""
    spoken = [(nic, state) for nic, state in view.nics if nic.type != REPRESENTOR and state.ours and state.addresses]
    return [f"{nic.name} has the address {', '.join(state.addresses)}, which is this host's and not the instance's: the host speaks in the "
            f"network of {nic.iface_id}. It stays; take it off: {'; '.join(f'ip address del {each} dev {nic.name}' for each in state.addresses)}."
            for nic, state in spoken]


def _located(nics: list[Nic]) -> list[Nic]:
    """NICs of virtual functions by the name of what stands for them."""
    found = []
    for nic in nics:
        if nic.has_port and nic.type == REPRESENTOR and nic.parent is not None and nic.vf is not None:
            name = find_representor(nic.parent, nic.vf)
            if name is None:
                raise InvalidInput([nic.fault("vf", f"no interface of this host stands for virtual function {nic.vf} of "
                                                    f"{nic.parent}. Put the card into switchdev mode and make the function.")])
            nic = replace(nic, name=name)
        found.append(nic)
    return found


def _rooms(links: Links, nics: list[Nic]) -> dict[str, Room]:
    """The namespaces of NICs, by the NICs' paths; one that several NICs are in is read once."""
    faults: list[Fault] = []
    instances = Instances()
    rooms: dict[tuple[int, int], Room] = {}
    found: dict[str, Room] = {}
    taken: dict[tuple, Nic] = {}
    home = _identity("/proc/self/ns/net")
    for nic in nics:
        if not nic.has_port or nic.type != VETH:
            continue
        netns = _find(instances, nic, faults)
        if netns is None:
            continue
        try:
            here = _identity(netns.path)
        except OSError:
            faults.append(nic.fault("netns", f"the network namespace {netns} has gone meanwhile. Start the instance, then run the task again."))
            continue
        if here == home:
            faults.append(nic.fault("netns", f"{nic.netns} has no network namespace of its own: it uses the host's. Start it with "
                                             "a private network without interfaces."))
            continue
        if here not in rooms:
            with Links(netns) as guests:
                rooms[here] = Room(netns, links.space_of(netns), tuple(guests.all()))
        found[nic.path] = rooms[here]
        first = taken.setdefault((here, nic.guest_name), nic)
        if first is not nic:
            faults.append(nic.fault("guest_name", f"{nic.guest_name} in {netns} is that of {first.path} too. Give each its own."))
    if faults:
        raise InvalidInput(faults)
    return found


def _find(instances: Instances, nic: Nic, faults: list[Fault]) -> Netns | None:
    try:
        return instances.find(str(nic.netns))
    except ValueError as exc:
        faults.append(nic.fault("netns", str(exc)))
        return None


def _identity(path: str) -> tuple[int, int]:
    status = os.stat(path)
    return status.st_dev, status.st_ino
