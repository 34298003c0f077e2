# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is decided for networks whose users leave it open: their subnets, and the routers' addresses on the uplinks."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from itertools import product

from ..model import northbound as nb
from ..model.rows import Guard
from .addresses import Address, Interface, Network, eui64, free, free_subnet, is_host
from .looks import Looks
from .network_options import read_network
from .reading import Reading
from .settings import Settings
from .world import Live, World
from .world import Network as Placed

# What the hosts said of the tunnels counts until they say something else.
UNDERLAY = ("encap_mtu", "encap_ip")


def settle(settings: Settings, taken: Callable[[], Iterable[Network]], former: Settings | None, live: Live) -> Settings:
    """The network with what it left open decided, and the decision among its options. C(taken) gives others' subnets."""
    decided = {**_subnets(settings, taken, former, live), **_hwaddr(settings, former, live), **_underlay(settings, former)}
    if not decided:
        return settings
    options = {**settings.options, **decided, "chassis": list(settings.chassis)}
    uplink = settings.uplink
    return read_network(Reading(options), {"uplinks": {uplink.identity: uplink} if uplink else {}})


def _subnets(settings: Settings, taken: Callable[[], Iterable[Network]], former: Settings | None, live: Live) -> dict:
    found = {}
    for version in sorted(settings.auto):
        interface = _kept(settings, version, former, live) or _free(settings, version, list(taken()), live)
        found[f"ipv{version}_address"] = str(interface)
        found[f"ipv{version}_nat"] = settings.sides[version].nat
    return found


def _kept(settings: Settings, version: int, former: Settings | None, live: Live) -> Interface | None:
    """The subnet that the network has; from its router where nothing is remembered."""
    known = [former.sides[version].interface] if former else []
    known += map(ipaddress.ip_interface, live.ports.get(settings.names.internal_router_port, ()))
    for each in known:
        if each and each.version == version and each.network.prefixlen < each.max_prefixlen:
            return each
    return None


def _free(settings: Settings, version: int, taken: list[Network], live: Live) -> Interface:
    own = settings.names.internal_router_port
    there = [ipaddress.ip_interface(text).network for name, texts in live.ports.items() if name != own for text in texts]
    outer = settings.uplink.sides[version].gateway if settings.uplink else None
    return free_subnet(version, settings.names.base, [*taken, *there, *([outer.network] if outer else [])])


def _hwaddr(settings: Settings, former: Settings | None, live: Live) -> dict:
    """A router that is taken over keeps its Ethernet address, by which its neighbours know it."""
    option = "volatile_bridge_hwaddr"
    kept = former.options.get(option) if former else live.macs.get(settings.names.internal_router_port)
    given = settings.options.get(option) or (former is None and settings.options.get("bridge_hwaddr"))
    return {option: kept} if kept and kept != settings.mac and not given else {}


def _underlay(settings: Settings, former: Settings | None) -> dict:
    known = former.options if former else {}
    if any(settings.options.get(option) for option in ("bridge_mtu", *UNDERLAY)):
        return {}
    return {option: known[option] for option in UNDERLAY if known.get(option)}


def present_addresses(settings: Settings, live: Live) -> dict[int, Interface]:
    """The addresses that a network's router has on its uplink."""
    texts = live.ports.get(settings.names.external_router_port, ()) if settings.uplink else ()
    return {each.version: each for each in map(ipaddress.ip_interface, texts)}


def outer_addresses(
    networks: dict[str, Settings], gone: Iterable[Settings], live: Live, readings: dict[str, Reading], looks: Looks
) -> dict[str, dict[int, Interface]]:
    """The addresses that routers shall have on their uplinks, by network. C(gone) are networks whose routers go.

    What a router has and what users chose is settled before the rest gets what is left, whatever the names of the networks.
    """
    sides = [(name, version) for name, version in product(sorted(networks), (4, 6)) if gateway_of(networks[name], version)]
    found = {(name, version): address for name, version in sides if (address := _unasked(networks[name], version, live))}
    left = [side for side in sides if side not in found]
    if left:
        looks.at_addresses()
    used = _used([*networks.values(), *gone], live).union(found.values()) if left else set()
    for decide in (_chosen, _allocated):
        for name, version in (side for side in left if side not in found):
            address = decide(networks[name], version, used, readings[name])
            if address:
                used.add(address)
                found[name, version] = address
    outer: dict[str, dict[int, Interface]] = {name: {} for name in networks}
    for name, version in sorted(found):
        outer[name][version] = ipaddress.ip_interface(f"{found[name, version]}/{gateway_of(networks[name], version).network.prefixlen}")
    return outer


def gateway_of(settings: Settings, version: int) -> Interface | None:
    return settings.uplink.sides[version].gateway if settings.uplink else None


def outer_guards(network: Placed, world: World) -> list[Guard]:
    """Nobody takes meanwhile the addresses that a router did not have before, but for those that this task takes them from."""
    kept, ports = present_addresses(network.settings, world.live), world.live.ports
    new = [each for version, each in network.outer.items() if version not in kept or kept[version].ip != each.ip]
    if new:
        world.looks.at_addresses()
    return [
        Guard(nb.LOGICAL_ROUTER_PORT.name, (
            ("networks", "includes", ("set", (str(each),))),
            *(("name", "!=", port) for port, texts in sorted(ports.items()) if str(each) in texts),
        ))
        for each in new
    ]


def _used(settled: Iterable[Settings], live: Live) -> set[Address]:
    """The addresses that are in use but for those of the routers that this task settles, or that go."""
    own = {settings.names.external_router_port for settings in settled}
    ports = [(name in own, ipaddress.ip_interface(text).ip) for name, texts in live.ports.items() for text in texts]
    freed = {address for is_own, address in ports if is_own}
    translated = {address for text in live.translated if (address := _address(text))} - freed
    return translated | {address for is_own, address in ports if not is_own}


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _unasked(settings: Settings, version: int, live: Live) -> Address | None:
    """An address that the router has already is kept while it may be given out. IPv6 without ranges is EUI-64."""
    side = settings.uplink.sides[version]
    if version in settings.fixed:
        return None
    if version == 6 and not side.ranges:
        return eui64(settings.mac, side.gateway.network) if side.gateway.network.prefixlen <= 64 else None
    kept = present_addresses(settings, live).get(version)
    return kept.ip if kept and any(kept.ip in each for each in side.ranges) and is_host(kept.ip, side.gateway.network) else None


def _chosen(settings: Settings, version: int, used: set[Address], reading: Reading) -> Address | None:
    """The address that the user chose."""
    address = settings.fixed.get(version)
    if address in used:
        reading.fault(f"volatile_network_ipv{version}_address", f"{address} is in use by another router.")
    return address


def _allocated(settings: Settings, version: int, used: set[Address], reading: Reading) -> Address | None:
    """The first free address."""
    side = settings.uplink.sides[version]
    address = next(free(side.ranges, used | {side.gateway.ip}, side.gateway.network), None)
    if address:
        return address
    ranges = ", ".join(map(str, side.ranges)) or "none"
    reading.fault("network", f"every address of uplink {settings.uplink.name} is in use (ipv{version}_ovn_ranges: {ranges}). "
                             "Widen the ranges, or remove a network.")
    return None
