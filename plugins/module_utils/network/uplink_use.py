# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who has which addresses on an uplink, and which of them a listener gets that leaves the choice to us."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .addresses import Address, last_usable
from .addresses import Network as Prefix
from .uplink import Uplink, UplinkSide
from .uses import PUBLISHED
from .world import Network, World

if TYPE_CHECKING:
    from .listener import Listener


@dataclass(frozen=True)
class Use:
    """A prefix that somebody has: who in words and as an entry, and in which network.

    What C(is_source), the address that a network translates to, it may share with its own NICs.
    """

    prefix: Prefix
    who: str
    network: str
    entry: tuple[str, tuple]
    is_source: bool = False


def uses(uplink: Uplink, prefix: Prefix, world: World, *, publishes: bool = False) -> list[Use]:
    """What is in use on an uplink and overlaps an address, or a prefix that the outside has, with C(publishes).

    Of two that want one address, the guards of listeners and of routers let one through. Who publishes a prefix is proven to
    be the same, and who publishes proves who listens.
    """
    for kind in ("networks", "network_nics"):
        world.looks.at_users(kind, (PUBLISHED, (uplink.name,)))
    if publishes:
        for kind in ("network_forwards", "network_load_balancers"):
            world.looks.at_all(kind)
        _look_at_all(uplink.name, world)
    else:
        gateway = uplink.sides[prefix.version].gateway
        length = gateway.network.prefixlen if gateway else prefix.prefixlen
        world.looks.at_holder(uplink.name, f"{prefix.network_address}/{length}")
    return [use for use in _book(uplink.name, world)[0] if use.prefix.version == prefix.version and use.prefix.overlaps(prefix)]


def chosen(listener: Listener, world: World) -> Address | None:
    """The address of a listener that leaves the choice to us; None when none is left."""
    uplink = world.networks[listener.network].settings.uplink
    if uplink is None:
        return None
    _look_at_all(uplink.name, world)
    return _book(uplink.name, world)[1].get(_entry(listener))


def _look_at_all(uplink: str, world: World) -> None:
    """At everybody who can have an address there."""
    with world.looks.aside():
        for kind in ("networks", "network_nics"):
            world.looks.at_users(kind, (PUBLISHED, (uplink,)))
        for kind in ("network_forwards", "network_load_balancers"):
            world.looks.at_all(kind)
        world.looks.at_users("networks", ("uplinks", (uplink,)))


def alone(address: Address) -> Prefix:
    """An address as the prefix that holds nothing else."""
    return ipaddress.ip_network(address)


def _book(uplink: str, world: World) -> tuple[list[Use], dict]:
    """The uses of an uplink as far as they were looked at, and what was chosen: made once, for every entry is checked against all
    others."""
    key = "uplink_use", uplink
    if key not in world.memo:
        with world.looks.aside():
            networks = [world.networks[name] for name, in world.known_users("networks", ("uplinks", (uplink,)))]
            found = [*_of_uplink(networks), *(use for network in networks for use in _of_network(network, world))]
            world.memo[key] = found, _choose(networks, found, world)
    return world.memo[key]


def _of_uplink(networks: list[Network]) -> Iterator[Use]:
    """Its gateways, which each network on it has alike."""
    for uplink in [network.settings.uplink for network in networks][:1]:
        for side in uplink.sides.values():
            if side.gateway:
                yield Use(alone(side.gateway.ip), "the gateway", "", ("uplinks", uplink.identity))


def _of_network(network: Network, world: World) -> Iterator[Use]:
    name = network.name
    entry = "networks", (name,)
    for version, side in network.settings.sides.items():
        if version in network.outer:
            yield Use(alone(network.outer[version].ip), f"the router of network {name}", name, entry)
        if side.nat and side.nat_address:
            yield Use(alone(side.nat_address), f"ipv{version}_nat_address of network {name}", name, entry, is_source=True)
        if side.subnet and not side.nat:
            yield Use(side.subnet, f"the subnet of network {name}", name, entry)
    for nic in _parts("network_nics", name, world):
        for prefix in nic.published:
            yield Use(prefix, f"NIC {nic.instance} {nic.device} of network {name}", name, ("network_nics", nic.identity))
    for listener in _known_listeners(name, world):
        if not listener.is_automatic:
            yield Use(alone(listener.address), listener.title, name, _entry(listener))


def listeners(network: str, world: World) -> list[Listener]:
    """The forwards and load balancers of a network."""
    return [*world.forwards_of(network), *world.load_balancers_of(network)]


def _known_listeners(network: str, world: World) -> list[Listener]:
    return [*_parts("network_forwards", network, world), *_parts("network_load_balancers", network, world)]


def _parts(kind: str, network: str, world: World) -> list:
    """What is in a network, as far as it was read."""
    things = world.things.get(kind, {})
    return [dict.__getitem__(things, identity) for identity in world.known_users(kind, ("networks", (network,)))]


def _entry(listener: Listener) -> tuple[str, tuple]:
    return listener.kind, listener.identity


def _choose(networks: list[Network], found: list[Use], world: World) -> dict[tuple, Address]:
    """What was chosen before is kept while it is routed to the uplink; the others choose after that, in the order of their names.

    What they get is added to the uses found.
    """
    automatic = [(each, network.settings.uplink) for network in networks for each in _known_listeners(network.name, world)
                 if each.is_automatic]
    result: dict[tuple, Address] = {}
    for choose in (_kept, _first_free):
        for listener, uplink in sorted(automatic, key=lambda each: _entry(each[0])):
            address = None if _entry(listener) in result else choose(listener, uplink, found, world)
            if address:
                result[_entry(listener)] = address
                found.append(Use(alone(address), listener.title, listener.network, _entry(listener)))
    return result


def _kept(listener: Listener, uplink: Uplink, found: list[Use], world: World) -> Address | None:
    former = world.former_of(*_entry(listener))
    picked = listener.picked or (former.picked if former else None)
    return picked if picked and uplink.sides[picked.version].routed(alone(picked)) else None


def _first_free(listener: Listener, uplink: Uplink, found: list[Use], world: World) -> Address | None:
    side = uplink.sides[listener.address.version]
    taken = [use.prefix for use in found if use.prefix.version == listener.address.version]
    return next(filter(None, (_free_in(route, [*taken, *_given_out(side)]) for route in side.routes)), None)


def _given_out(side: UplinkSide) -> Iterator[Prefix]:
    """What is given out on the uplink itself."""
    for each in (*side.ranges, *side.leased):
        yield from ipaddress.summarize_address_range(each.first, each.last)


def _free_in(route: Prefix, taken: Iterable[Prefix]) -> Address | None:
    """The first address of a prefix, as hosts count them, that lies in nothing that is taken."""
    last = last_usable(route) or route.broadcast_address
    address = route.network_address + (1 if last < route.broadcast_address else 0)
    while address <= last:
        blocking = next((each for each in taken if address in each), None)
        if blocking is None:
            return address
        if blocking.broadcast_address >= last:
            break
        address = blocking.broadcast_address + 1
    return None
