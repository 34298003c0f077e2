# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of entries of a document of networks: how each is read, checked and made, and what follows from what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..model import northbound as nb
from ..model.rows import Guard, Ref
from ..model.table import Table
from . import listener, peer
from .acl import check_acl, read_acl
from .acl_groups import acl_absent, acl_home, acl_rows, acl_scopes
from .address_set import address_set_absent, address_set_home, address_set_rows, address_set_scopes, check_address_set, read_address_set
from .allocate import outer_guards
from .forward import check_forward, forward_absent, forward_rows, forward_scopes, read_forward
from .load_balancer import check_load_balancer, load_balancer_absent, load_balancer_rows, load_balancer_scopes, read_load_balancer
from .network import gateway_guards, network_absent, network_home, network_rows, network_scopes
from .network_options import ISOLATED, read_network
from .nic import nic_absent, nic_rows, nic_scopes, read_nic
from .nic_check import check_nic
from .peer import check_peer, peer_absent, peer_rows, peer_scopes, read_peer
from .rules import check_network
from .uplink import check_uplink, read_uplink
from .uplink_rows import uplink_absent, uplink_home, uplink_rows, uplink_scopes
from .uses import PUBLISHED, Address
from .world import World

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
    # The entries that it speaks of and cannot be without, by their kinds: their identities.
    speaks_of: dict[str, Callable[[object], list[tuple]]] = field(default_factory=dict)
    # Those of its network that it cannot be without though it does not name them: found out in the world that it is in.
    draws_on: dict[str, Callable[[object, World], list[tuple]]] = field(default_factory=dict)
    # The uplinks on which the outside has a prefix of its, and not only an address.
    publishes_on: Callable[[object], list[tuple]] = lambda thing: []
    # What it is called where it needs another entry; gets its identity.
    as_user: Callable[..., str] | None = None
    # The kinds whose entry of the same identity is as good for those that rest on it.
    replaced_by: tuple[str, ...] = ()
    # What nobody may have taken, or changed, meanwhile beside the entries that were looked at.
    guards: Callable[[object, World], list[Guard]] = lambda thing, world: []
    # The networks that it is in, and with which it goes.
    networks: Callable[[tuple], tuple[str, ...]] = lambda identity: ()
    copies: tuple[Table, ...] = ()
    # Its main row, where that follows from its options, or from as many of them as are known.
    found_at: Callable[[dict], Ref] | None = None


def _name(options: dict) -> tuple:
    return (options["name"],)


def _nic(options: dict) -> tuple:
    return options["network"], options["instance"], options.get("name") or "eth0"


def _of_uplink(identity: tuple, world: World, former: World) -> list[Address]:
    """The networks on it; and what is in them, unless it only has other name servers, which are theirs."""
    networks = [name for side in (world, former) for name, in side.using("networks", ("uplinks", identity))]
    if _is_same("uplinks", identity, world, former, lambda uplink: (uplink.sides, uplink.ingress_mode)):
        return [("networks", (name,)) for name in networks]
    return [follower for name in networks for follower in [("networks", (name,)), *_of_network((name,), world, former)]]


def _of_network(identity: tuple, world: World, former: World) -> list[Address]:
    """Everything that is in a network follows from it."""
    inside = [kind.plural for kind in KINDS.values() if "networks" in kind.speaks_of]
    return [(plural, each) for plural in inside for side in (world, former) for each in side.using(plural, ("networks", identity))]


def _of_acl(identity: tuple, world: World, former: World) -> list[Address]:
    """The networks that it is in force on, and the ACLs that speak of it. While its groups stay, its rules concern nobody else: those that
    are others in each network it makes itself."""
    if _is_same("network_acls", identity, world, former, lambda acl: (acl.flavor, acl.group)):
        return []
    networks = [("networks", (network.name,)) for side in (world, former) for network in side.users_of(identity[0])]
    return [*networks, *_acls_naming(("network_acls", identity), world)]


def _of_address_set(identity: tuple, world: World, former: World) -> list[Address]:
    """The ACLs that name it, by what it is called."""
    if _is_same("network_address_sets", identity, world, former, lambda each: each.base):
        return []
    return _acls_naming(("network_address_sets", identity), world)


def _is_same(kind: str, identity: tuple, world: World, former: World, what: Callable[[object], object]) -> bool:
    """Whether an entry was there before and is, and is the same in what others take from it."""
    now, was = (side.things[kind].get(identity) for side in (world, former))
    return bool(now and was) and what(now) == what(was)


def _acls_naming(address: Address, world: World) -> list[Address]:
    return [("network_acls", each) for each in world.using("network_acls", address)]


def _of_listener(identity: tuple, world: World, former: World) -> list[Address]:
    """The network, where other addresses must be kept from its NICs."""
    kept, was = (listener.reserved(identity[0], side) if identity[0] in side.networks else set() for side in (world, former))
    return [("networks", identity[:1])] if kept != was else []


def _of_nic(identity: tuple, world: World, former: World) -> list[Address]:
    """The network, where an ACL comes into force on it or goes out of it; the peers that have routes to what is behind the NIC."""
    nics = [side.things["network_nics"].get(identity) for side in (world, former)]
    network = identity[0]
    names = {acl for nic in nics if nic for acl in nic.acls}
    found: list[Address] = []
    if any(world.is_in_force(acl, network) != former.is_in_force(acl, network) for acl in names):
        found.append(("networks", (network,)))
    if any(nic and nic.has_prefixes for nic in nics):
        found += [("network_peers", each.identity) for each, _other in world.peers_of(network)]
    return found + [("network_load_balancers", each.identity) for each in world.load_balancers_of(network) if each.follows_nics]


def _uplink_of(settings) -> list[tuple]:
    name = settings.options.get("network") or ISOLATED
    return [] if name == ISOLATED else [(name,)]


def _acls_of(thing) -> list[tuple]:
    """Those that a network or a NIC names itself."""
    return [(name,) for name in thing.acls]


def _subjects_of(kind: str) -> Callable[[object], list[tuple]]:
    """Whom rules name."""
    return lambda acl: [tuple(sorted(subject.words)) for _where, subject in acl.subjects() if subject.kind == kind]


def _published_by_network(settings) -> list[tuple]:
    plain = any(side.subnet and not side.nat or side.nat_address for side in settings.sides.values())
    return _uplink_of(settings) if plain else []


def _published_by_nic(nic) -> list[tuple]:
    return [(nic.uplink,)] if nic.uplink and nic.published else []


def _network_of(thing) -> list[tuple]:
    return [(thing.network,)]


def _nic_around(nic) -> list[tuple]:
    return [(nic.network, nic.instance, nic.nested)] if nic.nested else []


def _sources_of(kind: str) -> Callable[[object, World], list[tuple]]:
    """The listeners whose addresses a NIC's connections come from."""
    return lambda nic, world: [
        each.identity for each in (listener.listeners(nic.network, world) if nic.egress else ())
        if each.kind == kind and listener.listen_address(each, world) in nic.egress.values()
    ]


def _network_guards(settings, world: World) -> list[Guard]:
    return [*outer_guards(world.networks[settings.name], world), *gateway_guards(settings, world.live)]


def _first(identity: tuple) -> tuple[str, ...]:
    return identity[:1]


KINDS: dict[str, Kind] = {
    kind.plural: kind
    for kind in (
        Kind("uplinks", "uplink", nb.COPP, _name, read_uplink, check_uplink, uplink_rows, uplink_scopes, uplink_absent,
             followers=_of_uplink, copies=(nb.LOGICAL_SWITCH,), found_at=uplink_home),
        Kind("networks", "network", nb.LOGICAL_SWITCH, _name, read_network, check_network, network_rows, network_scopes, network_absent,
             followers=_of_network, guards=_network_guards, publishes_on=_published_by_network,
             speaks_of={"uplinks": _uplink_of, "network_acls": _acls_of}, found_at=network_home),
        Kind("network_address_sets", "address set", nb.ADDRESS_SET, _name, read_address_set, check_address_set, address_set_rows,
             address_set_scopes, address_set_absent, followers=_of_address_set, found_at=address_set_home),
        Kind("network_acls", "ACL", nb.PORT_GROUP, _name, read_acl, check_acl, acl_rows, acl_scopes, acl_absent,
             followers=_of_acl, as_user="a rule of ACL {}".format, found_at=acl_home,
             speaks_of={"network_acls": _subjects_of("acl"), "network_address_sets": _subjects_of("set"),
                        "network_peers": _subjects_of("peer")}),
        Kind("network_forwards", "forward", nb.LOAD_BALANCER, listener.identity, read_forward, check_forward, forward_rows, forward_scopes,
             forward_absent, followers=_of_listener, guards=listener.guards, networks=_first,
             as_user="forward {1} of network {0}".format, speaks_of={"networks": _network_of}, replaced_by=LISTENERS),
        Kind("network_load_balancers", "load balancer", nb.LOAD_BALANCER, listener.identity, read_load_balancer, check_load_balancer,
             load_balancer_rows, load_balancer_scopes, load_balancer_absent, followers=_of_listener,
             guards=listener.guards, networks=_first, as_user="load balancer {1} of network {0}".format,
             speaks_of={"networks": _network_of}, replaced_by=LISTENERS),
        Kind("network_peers", "peer", nb.LOGICAL_ROUTER_PORT, peer.identity, read_peer, check_peer, peer_rows, peer_scopes, peer_absent,
             networks=lambda identity: identity, as_user="the peering of {} and {}".format,
             speaks_of={"networks": lambda peer: [(name,) for name in peer.identity]}),
        Kind("network_nics", "NIC", nb.LOGICAL_SWITCH_PORT, _nic, read_nic, check_nic, nic_rows, nic_scopes, nic_absent,
             followers=_of_nic, networks=_first, publishes_on=_published_by_nic, as_user="NIC {1} {2} of network {0}".format,
             speaks_of={"networks": _network_of, "network_acls": _acls_of, "network_nics": _nic_around},
             draws_on={kind: _sources_of(kind) for kind in LISTENERS}),
    )
}


def place(address: Address) -> Address | None:
    """The network of which an entry is a part."""
    names = KINDS[address[0]].networks(address[1]) if address[0] in KINDS else ()
    return ("networks", names[:1]) if names else None


def spoken_of(kind: str, thing: object) -> list[Address]:
    """The entries that an entry speaks of, and the uplinks on which it publishes a prefix."""
    named = KINDS[kind].speaks_of.items()
    found = [(other, each) for other, names in named for each in dict.fromkeys(names(thing))]
    return found + [(PUBLISHED, each) for each in KINDS[kind].publishes_on(thing)]
