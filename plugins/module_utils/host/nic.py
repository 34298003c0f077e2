# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A NIC on its host: a pair of links, one end a port of the integration bridge, the other in a network namespace."""

from __future__ import annotations

from dataclasses import dataclass

from ..arguments import OPEN_VSWITCH, STATE, merge
from ..errors import Fault, InvalidInput
from ..model import open_vswitch as model
from ..model.edits import Merge
from ..model.rows import Guard, Want
from ..model.values import unicast_mac
from ..ovsdb import operations as op
from ..ovsdb.session import Session
from .actions import AddPair, DeleteLink, Netns, SetLink, SetSysctl, Step
from .apply import apply_host, host_database, require_interface
from .links import Link, Links, find_netns, read_sysctl
from .names import link_faults, nic_link

ARGUMENTS = merge(
    {
        "iface_id": {"type": "str", "required": True},
        "name": {"type": "str"},
        "netns": {"type": "str"},
        "guest_name": {"type": "str", "default": "eth0"},
        "hwaddr": {"type": "str"},
        "mtu": {"type": "int"},
        "integration_bridge": {"type": "str", "default": "br-int"},
    },
    STATE,
    OPEN_VSWITCH,
)
RULES = {"required_if": [("state", "present", ["netns"])]}

IFACE_ID = "iface-id"
# The host's end only carries frames to the bridge; the host itself shall not speak there.
QUIET = {("ipv6", "disable_ipv6"): "1", ("ipv4", "forwarding"): "0"}


@dataclass(frozen=True)
class Nic:
    """A NIC as wanted."""

    iface_id: str
    name: str
    guest_name: str
    hwaddr: str | None
    mtu: int | None
    bridge: str

    @property
    def alias(self) -> str:
        """The mark on the host's end, by which it is known as this NIC's."""
        return f"overlay.ovn {self.iface_id}"[:255]


@dataclass(frozen=True)
class State:
    """What is there of a NIC. C(guest) is the link with the wanted name in the namespace, C(peer) the pair's other end."""

    host: Link | None
    peer: Link | None
    guest: Link | None
    sysctls: dict
    stale: tuple[Link, ...]
    bridge_mtu: int
    ours: bool


def run_nic(params: dict, check_mode: bool) -> dict:
    """The result of the module: what changed, and the host link's name."""
    nic = _read(params)
    with host_database(params) as session, Links() as links:
        work = _present if params["state"] == "present" else _absent
        result = work(session, links, nic, params, check_mode)
    return {**result, "name": nic.name}


def _read(params: dict) -> Nic:
    faults = link_faults("name", params["name"]) + link_faults("guest_name", params["guest_name"])
    hwaddr, mtu = params["hwaddr"], params["mtu"]
    try:
        hwaddr = unicast_mac(hwaddr) if hwaddr else None
    except ValueError as exc:
        faults.append(Fault("hwaddr", str(exc)))
    if mtu is not None and not 68 <= mtu <= 65535:
        faults.append(Fault("mtu", f"{mtu} is out of range, which is 68 to 65535."))
    if not params["iface_id"].strip():
        faults.append(Fault("iface_id", "must not be empty."))
    if faults:
        raise InvalidInput(faults)
    name = params["name"] or nic_link(params["iface_id"])
    return Nic(params["iface_id"], name, params["guest_name"], hwaddr, mtu, params["integration_bridge"])


def _present(session: Session, links: Links, nic: Nic, params: dict, check_mode: bool) -> dict:
    netns = find_netns(params["netns"])
    if netns is None:
        raise InvalidInput([Fault("netns", f"there is no network namespace {params['netns']} on this host. Start the instance "
                                           "first, or name its namespace (in /run/netns), a file or a process.")])
    with Links(netns) as guests:
        state = _state(session, links, guests, nic, netns)
    steps = link_steps(nic, netns, state)
    result = apply_host(session, params, check_mode, lambda database: nic_want(database, nic), before=steps)
    if not check_mode:
        require_interface(session, nic.name)
    return result


def _state(session: Session, links: Links, guests: Links, nic: Nic, netns: Netns) -> State:
    host = links.get(nic.name)
    bridge = links.get(nic.bridge)
    stale = _stale_links(session, links, nic)
    return State(
        host=host,
        peer=_peer(host, links, guests, netns),
        guest=guests.get(nic.guest_name),
        sysctls={each: read_sysctl(each[0], nic.name, each[1]) for each in QUIET} if host else {},
        stale=stale,
        bridge_mtu=bridge.mtu if bridge else 0,
        ours=host is not None and _is_ours(session, nic, host),
    )


def _peer(host: Link | None, links: Links, guests: Links, netns: Netns) -> Link | None:
    """The pair's other end, if it is in the instance's namespace."""
    if host is None or not host.is_pair or host.peer_space is None or host.peer_space != links.space_of(netns):
        return None
    return guests.at(host.peer)


def _is_ours(session: Session, nic: Nic, host: Link) -> bool:
    """Whether a link with the wanted name is this NIC's: by its mark, its port's iface-id, or because the name says so."""
    known = (host.alias == nic.alias, nic.name == nic_link(nic.iface_id), nic.name in interfaces(session, nic.iface_id))
    return host.is_pair and any(known)


def _stale_links(session: Session, links: Links, nic: Nic) -> tuple[Link, ...]:
    """Links of earlier lives of this NIC, under other names; only pairs that carry its mark."""
    return tuple(link for link in links.with_alias(nic.alias) if link.name != nic.name and link.is_pair)


def interfaces(database: Session, iface_id: str) -> dict[str, str]:
    """The interfaces attached as this logical port: UUIDs by name."""
    rows = database.read([op.select("Interface", [_attached_as(iface_id)], ["_uuid", "name"])])[0]
    return {row["name"]: row["_uuid"] for row in rows}


def _attached_as(iface_id: str) -> list:
    return ["external_ids", "includes", ["map", [[IFACE_ID, iface_id]]]]


def nic_want(database: Session, nic: Nic) -> Want:
    """The port with its iface-id; every other port with that iface-id goes, or ovn-controller may take the wrong one."""
    attached = interfaces(database, nic.iface_id)
    rows = model.port(nic.bridge, nic.name, interface={"external_ids": Merge({IFACE_ID: nic.iface_id})})
    rows += [model.absent_port(name) for name in _ports_with(database, attached, but=nic.name)]
    return Want(rows, guards=[_unchanged(nic, attached)])


def absent_want(database: Session, nic: Nic) -> Want:
    attached = interfaces(database, nic.iface_id)
    return Want([model.absent_port(name) for name in _ports_with(database, attached)], guards=[_unchanged(nic, attached)])


def _unchanged(nic: Nic, attached: dict[str, str]) -> Guard:
    return Guard("Interface", (tuple(_attached_as(nic.iface_id)),), frozenset(attached.values()))


def _ports_with(database: Session, attached: dict[str, str], but: str = "") -> list[str]:
    """The names of the ports that hold these interfaces."""
    queries = [
        op.select("Port", [["interfaces", "includes", ["uuid", uuid]]], ["name"]) for name, uuid in sorted(attached.items())
    ]
    return sorted({row["name"] for rows in database.read(queries) for row in rows} - {but})


def link_steps(nic: Nic, netns: Netns, state: State) -> list[Step]:
    """What is to be done to the links. Pure."""
    if state.host and not state.ours:
        raise InvalidInput([Fault("name", f"the link {nic.name} exists on this host and is not this NIC's "
                                          f"({state.host.kind or 'a network card'}). Choose another name, or remove it.")])
    gone = {link.index for link in state.stale}
    if state.host and not state.peer:
        gone.add(state.host.index)
    steps = [_delete(link) for link in state.stale]
    if state.guest and state.guest is not state.peer and not _same(state.guest, state.peer):
        if state.guest.peer not in gone:
            raise InvalidInput([Fault("guest_name", f"the namespace {netns} has another link {nic.guest_name} already. Remove "
                                                    "it there, or choose another guest_name.")])
    if state.host and state.peer:
        return steps + _repair_host(nic, state) + _repair_guest(nic, netns, state.peer)
    if state.host:
        steps.append(_delete(state.host))
    return steps + _make(nic, netns, state)


def _same(one: Link, other: Link | None) -> bool:
    return other is not None and one.index == other.index


def _host_mtu(nic: Nic, state: State) -> int | None:
    """Never below the bridge's, which would follow it down, nor below the instance's."""
    wanted = max(state.bridge_mtu, nic.mtu or 0)
    return wanted or None


def _make(nic: Nic, netns: Netns, state: State) -> list[Step]:
    mtu = _host_mtu(nic, state)
    pair = AddPair(nic.name, mtu, netns, nic.guest_name, nic.mtu, nic.hwaddr)
    quiet = tuple(SetSysctl(family, nic.name, key, value) for (family, key), value in QUIET.items())
    host = {"peer": _where(nic.guest_name, netns), "alias": nic.alias, "up": True}
    host.update({f"{family}.{key}": value for (family, key), value in QUIET.items()})
    host.update({"mtu": mtu} if mtu else {})
    guest = {"up": True, **({"mtu": nic.mtu} if nic.mtu else {}), **({"address": nic.hwaddr} if nic.hwaddr else {})}
    return [
        Step(f"link {nic.name}", {}, host, (pair, *quiet, SetLink(nic.name, alias=nic.alias, up=True))),
        Step(f"link {_where(nic.guest_name, netns)}", {}, guest, (SetLink(nic.guest_name, netns, up=True),)),
    ]


def _where(name: str, netns: Netns) -> str:
    return f"{name} in {netns}"


def _delete(link: Link) -> Step:
    return Step(f"link {link.name}", {"alias": link.alias, "mtu": link.mtu, "up": link.up}, {}, (DeleteLink(link.name),))


def _repair_host(nic: Nic, state: State) -> list[Step]:
    host, least = state.host, _host_mtu(nic, state) or 0
    wanted: dict = {"mtu": least} if host.mtu < least else {}
    wanted.update({"alias": nic.alias} if host.alias != nic.alias else {})
    wanted.update({} if host.up else {"up": True})
    before = {key: getattr(host, key) for key in wanted}
    loud = {each: value for each, value in QUIET.items() if state.sysctls.get(each) not in (None, value)}
    actions = tuple(SetSysctl(family, nic.name, key, value) for (family, key), value in loud.items())
    actions += (SetLink(nic.name, **wanted),) if wanted else ()
    before.update({f"{family}.{key}": state.sysctls[family, key] for family, key in loud})
    wanted.update({f"{family}.{key}": value for (family, key), value in loud.items()})
    return [Step(f"link {nic.name}", before, wanted, actions)] if actions else []


def _repair_guest(nic: Nic, netns: Netns, peer: Link) -> list[Step]:
    wanted: dict = {}
    actions: tuple = ()
    if peer.name != nic.guest_name:
        # Before Linux 6.2 only a link that is down can be renamed.
        actions += (SetLink(peer.name, netns, up=False), SetLink(peer.name, netns, new_name=nic.guest_name))
        wanted["name"] = nic.guest_name
    settings = {"address": nic.hwaddr, "mtu": nic.mtu}
    settings = {key: value for key, value in settings.items() if value is not None and value != getattr(peer, key)}
    if not peer.up:
        wanted["up"] = True
    if settings or actions or not peer.up:
        actions += (SetLink(nic.guest_name, netns, up=True, **settings),)
    wanted.update(settings)
    before = {key: getattr(peer, key) for key in wanted}
    return [Step(f"link {_where(nic.guest_name, netns)}", before, wanted, actions)] if actions else []


def _absent(session: Session, links: Links, nic: Nic, params: dict, check_mode: bool) -> dict:
    host = links.get(nic.name)
    doomed = list(_stale_links(session, links, nic))
    if host and _is_ours(session, nic, host):
        doomed.append(host)
    return apply_host(
        session, params, check_mode, lambda database: absent_want(database, nic), after=[_delete(link) for link in doomed]
    )
