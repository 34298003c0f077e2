# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of entries of a document of networks: how each is read, checked and made, and what follows from what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..model import northbound as nb
from ..model.rows import Guard
from ..model.table import Table
from . import listener, peer
from .acl import check_acl, read_acl
from .acl_groups import acl_absent, acl_guards, acl_rows, acl_scopes, acls_in_force, acls_naming
from .address_set import address_set_absent, address_set_rows, address_set_scopes, check_address_set, read_address_set
from .allocate import outer_guards
from .forward import check_forward, forward_absent, forward_rows, forward_scopes, read_forward
from .load_balancer import check_load_balancer, load_balancer_absent, load_balancer_rows, load_balancer_scopes, read_load_balancer
from .network import network_absent, network_rows, network_scopes
from .network_options import ISOLATED, read_network
from .nic import nic_absent, nic_rows, nic_scopes, read_nic
from .nic_check import check_nic
from .nic_claims import nic_guards
from .peer import check_peer, peer_absent, peer_rows, peer_scopes, read_peer
from .rules import check_network
from .uplink import check_uplink, read_uplink
from .uplink_rows import uplink_absent, uplink_rows, uplink_scopes
from .world import World

Address = tuple[str, tuple]

LISTENERS = ("network_forwards", "network_load_balancers")


@dataclass(frozen=True)
class Kind:
    """One kind of entry. Its main row, in C(home), remembers it; rows of other entries in C(copies) may do so too."""

    plural: str
    title: str
    home: Table
    identity: Callable[[dict], tuple]
    # The entry of a Reading; of what is read before it (uplinks, networks) it may look things up.
    read: Callable[..., object]
    check: Callable[..., None]
    rows: Callable[..., list]
    scopes: Callable[..., list]
    absent: Callable[..., list]
    # Whose rows follow from this entry's: gets its identity, the world as it shall be and as it was.
    followers: Callable[[tuple, World, World], list[Address]] = lambda identity, world, former: []
    # What the entry's rows were made of and must not change meanwhile.
    consults: Callable[[object, World], list[Address]] = lambda thing, world: []
    # The entries that it cannot be without, by their kinds: their identities, found out in the world that it is in.
    rests_on: dict[str, Callable[[object, World], list[tuple]]] = field(default_factory=dict)
    # What it is called where it needs another entry; gets its identity.
    as_user: Callable[..., str] | None = None
    # The kinds whose entry of the same identity is as good for those that rest on it.
    replaced_by: tuple[str, ...] = ()
    # What nobody may have taken meanwhile: gets the UUIDs of its own rows.
    guards: Callable[[object, World, list[str]], list[Guard]] = lambda thing, world, uuids: []
    # The networks that it is in, and with which it goes.
    networks: Callable[[tuple], tuple[str, ...]] = lambda identity: ()
    copies: tuple[Table, ...] = ()


def _name(options: dict) -> tuple:
    return (options["name"],)


def _nic(options: dict) -> tuple:
    return options["network"], options["instance"], options.get("name") or "eth0"


def _of_uplink(identity: tuple, world: World, former: World) -> list[Address]:
    networks = [name for name, network in world.networks.items() if network.settings.uplink and network.settings.uplink.name == identity[0]]
    return [follower for name in networks for follower in [("networks", (name,)), *_of_network((name,), world, former)]]


def _of_network(identity: tuple, world: World, former: World) -> list[Address]:
    """Everything that is in a network follows from it."""
    return [
        (kind.plural, each)
        for kind in KINDS.values()
        for each in [*world.things[kind.plural], *former.things[kind.plural]]
        if identity[0] in kind.networks(each)
    ]


def _of_acl(identity: tuple, world: World, former: World) -> list[Address]:
    """The networks that it is in force on, and the ACLs that speak of it."""
    networks = [("networks", (network.name,)) for side in (world, former) for network in side.users_of(identity[0])]
    return [*networks, *(("network_acls", each) for each in acls_naming("acl", identity[0], world))]


def _of_address_set(identity: tuple, world: World, former: World) -> list[Address]:
    return [("network_acls", each) for each in acls_naming("set", identity[0], world)]


def _of_listener(identity: tuple, world: World, former: World) -> list[Address]:
    """The network, where other addresses must be kept from its NICs."""
    kept, was = (listener.reserved(identity[0], side) if identity[0] in side.networks else set() for side in (world, former))
    return [("networks", identity[:1])] if kept != was else []


def _of_nic(identity: tuple, world: World, former: World) -> list[Address]:
    """The network, where an ACL comes into force on it or goes out of it; the peers that have routes to what is behind the NIC."""
    nics = [side.things["network_nics"].get(identity) for side in (world, former)]
    network = identity[0]
    names = {acl for nic in nics if nic for acl in nic.acls}
    used = [any(each.name == network for each in side.users_of(acl)) for acl in names for side in (world, former)]
    found: list[Address] = [("networks", (network,))] if any(one != two for one, two in zip(used[::2], used[1::2])) else []
    if any(nic and nic.has_prefixes for nic in nics):
        found += [("network_peers", each.identity) for each, _other in world.peers_of(network)]
    followers = [each for each in world.load_balancers if each.network == network and each.follows_nics]
    return found + [("network_load_balancers", each.identity) for each in followers]


def _uplink_of(settings, world: World) -> list[tuple]:
    name = settings.options.get("network") or ISOLATED
    return [] if name == ISOLATED else [(name,)]


def _acls_of(thing, world: World) -> list[tuple]:
    """Those that a network or a NIC names itself."""
    return [(name,) for name in thing.acls]


def _subjects_of(kind: str) -> Callable[[object, World], list[tuple]]:
    """Whom rules name."""
    return lambda acl, world: [tuple(sorted(subject.words)) for _where, subject in acl.subjects() if subject.kind == kind]


def _network_of(thing, world: World) -> list[tuple]:
    return [(thing.network,)]


def _nic_around(nic, world: World) -> list[tuple]:
    return [(nic.network, nic.instance, nic.nested)] if nic.nested else []


def _sources_of(kind: str) -> Callable[[object, World], list[tuple]]:
    """The listeners whose addresses a NIC's connections come from."""
    return lambda nic, world: [
        each.identity for each in (listener.listeners(nic.network, world) if nic.egress else ())
        if each.kind == kind and listener.listen_address(each, world) in nic.egress.values()
    ]


def _its_network(thing, world: World) -> list[Address]:
    return [("networks", (thing.network,))]


def _its_networks(thing, world: World) -> list[Address]:
    return [("networks", (thing.network,)), ("networks", (thing.target_network,))]


def _fresh_addresses(settings, world: World, uuids: list[str]) -> list[Guard]:
    return outer_guards(world.networks[settings.name], world.live)


def _its_acls(settings, world: World) -> list[Address]:
    return [("network_acls", (name,)) for name in acls_in_force(world.networks[settings.name], world)]


def _subjects(acl, world: World) -> list[Address]:
    """What its rules name."""
    kinds = {"acl": "network_acls", "set": "network_address_sets", "peer": "network_peers"}
    return [(kinds[subject.kind], tuple(sorted(subject.words))) for _where, subject in acl.subjects() if subject.kind in kinds]


def _network_and_acls(nic, world: World) -> list[Address]:
    return [*_its_network(nic, world), *(("network_acls", (name,)) for name in nic.acls)]


def _first(identity: tuple) -> tuple[str, ...]:
    return identity[:1]


KINDS: dict[str, Kind] = {
    kind.plural: kind
    for kind in (
        Kind("uplinks", "uplink", nb.COPP, _name, read_uplink, check_uplink, uplink_rows, uplink_scopes, uplink_absent,
             followers=_of_uplink, copies=(nb.LOGICAL_SWITCH,)),
        Kind("networks", "network", nb.LOGICAL_SWITCH, _name, read_network, check_network, network_rows, network_scopes, network_absent,
             followers=_of_network, consults=_its_acls, guards=_fresh_addresses,
             rests_on={"uplinks": _uplink_of, "network_acls": _acls_of}),
        Kind("network_address_sets", "address set", nb.ADDRESS_SET, _name, read_address_set, check_address_set, address_set_rows,
             address_set_scopes, address_set_absent, followers=_of_address_set),
        Kind("network_acls", "ACL", nb.PORT_GROUP, _name, read_acl, check_acl, acl_rows, acl_scopes, acl_absent,
             followers=_of_acl, consults=_subjects, guards=acl_guards, as_user="a rule of ACL {}".format,
             rests_on={"network_acls": _subjects_of("acl"), "network_address_sets": _subjects_of("set"),
                       "network_peers": _subjects_of("peer")}),
        Kind("network_forwards", "forward", nb.LOAD_BALANCER, listener.identity, read_forward, check_forward, forward_rows, forward_scopes,
             forward_absent, followers=_of_listener, consults=_its_network, guards=listener.guards, networks=_first,
             as_user="forward {1} of network {0}".format, rests_on={"networks": _network_of}, replaced_by=LISTENERS),
        Kind("network_load_balancers", "load balancer", nb.LOAD_BALANCER, listener.identity, read_load_balancer, check_load_balancer,
             load_balancer_rows, load_balancer_scopes, load_balancer_absent, followers=_of_listener, consults=_its_network,
             guards=listener.guards, networks=_first, as_user="load balancer {1} of network {0}".format,
             rests_on={"networks": _network_of}, replaced_by=LISTENERS),
        Kind("network_peers", "peer", nb.LOGICAL_ROUTER_PORT, peer.identity, read_peer, check_peer, peer_rows, peer_scopes, peer_absent,
             consults=_its_networks, networks=lambda identity: identity, as_user="the peering of {} and {}".format,
             rests_on={"networks": lambda peer, world: [(name,) for name in peer.identity]}),
        Kind("network_nics", "NIC", nb.LOGICAL_SWITCH_PORT, _nic, read_nic, check_nic, nic_rows, nic_scopes, nic_absent,
             followers=_of_nic, consults=_network_and_acls, guards=nic_guards, networks=_first, as_user="NIC {1} {2} of network {0}".format,
             rests_on={"networks": _network_of, "network_acls": _acls_of, "network_nics": _nic_around,
                       **{kind: _sources_of(kind) for kind in LISTENERS}}),
    )
}
