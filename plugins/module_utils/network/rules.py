# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a network must keep to beside its uplink and the other networks."""

from __future__ import annotations

import ipaddress

from .acl import check_acls
from .addresses import Network as Prefix
from .addresses import is_host
from .network_options import check_addresses, require_own_addresses
from .nic_room import check_kept, check_room_of
from .reading import Reading
from .settings import Settings, Side
from .uplink_use import uses
from .world import World


def check_network(settings: Settings, world: World, reading: Reading) -> None:
    """Note every rule that a network breaks beside the others."""
    check_addresses(settings, reading)
    check_room_of(settings, world, reading)
    check_kept(settings, world, reading)
    reading.judged("ipv6_dhcp", require_own_addresses, settings)
    _check_names(settings, world, reading)
    check_acls(settings.acls, "security_acls", settings.name, world, reading)
    _check_external_ports(settings, world, reading)
    for version, side in settings.sides.items():
        if settings.uplink is None:
            _check_isolated(version, side, reading)
        else:
            _check_at_uplink(settings, version, side, world, reading)


def _check_names(settings: Settings, world: World, reading: Reading) -> None:
    """Dashes do not stand in the names of port groups, so two base names can come to one. The server has each such name once
    (clashes.py looks whose it is)."""
    for other in dict.values(world.networks):
        if other.name != settings.name and other.names.port_group == settings.names.port_group:
            reading.fault("base_name", f"{settings.names.base!r} names the same rows as {other.names.base!r} of network "
                                       f"{other.name}. Choose another name.")


def _check_external_ports(settings: Settings, world: World, reading: Reading) -> None:
    if not settings.external_ports:
        return
    taken = {
        (each.chassis, each.name): name
        for name, network in world.networks.items() if name != settings.name for each in network.settings.external_ports
    }
    for index, each in enumerate(settings.external_ports):
        if (each.chassis, each.name) in taken:
            reading.fault(f"bridge_external_interfaces[{index}].name", f"{each.name} of {each.chassis} is joined to network "
                          f"{taken[each.chassis, each.name]} already. Take it out there first.")


def _check_isolated(version: int, side: Side, reading: Reading) -> None:
    if side.nat and side.subnet:
        reading.fault(f"ipv{version}_nat", f"needs an uplink with ipv{version}_gateway to translate to.")


def _check_at_uplink(settings: Settings, version: int, side: Side, world: World, reading: Reading) -> None:
    uplink = settings.uplink
    outer = uplink.sides[version].gateway
    if side.subnet and outer and side.subnet.overlaps(outer.network):
        reading.fault(f"ipv{version}_address", f"{side.subnet} overlaps {outer.network}, the subnet of uplink {uplink.name}, "
                                               "on the same router. Choose another subnet.")
    elif side.subnet and not side.nat:
        _check_published(settings, f"ipv{version}_address", side.subnet, world, reading, what="without translation")
    if side.nat_address and not uplink.is_routed:
        reading.fault(f"ipv{version}_nat_address", f"needs an uplink whose ovn_ingress_mode is routed, and that of {uplink.name} "
                                                   f"is {uplink.ingress_mode}: nobody would answer for it.")
    elif side.nat_address and outer and side.nat_address == outer.ip:
        reading.fault(f"ipv{version}_nat_address", f"{outer.ip} is the gateway of uplink {uplink.name}. Choose another.")
    elif side.nat_address:
        prefix = ipaddress.ip_network(side.nat_address)
        _check_published(settings, f"ipv{version}_nat_address", prefix, world, reading, what="to translate to")
    _check_fixed(settings, version, reading)


def _check_published(settings: Settings, option: str, prefix: Prefix, world: World, reading: Reading, *, what: str) -> None:
    """A prefix that the outside sees must be routed to the uplink, and to one network of it only."""
    uplink = settings.uplink
    routes = uplink.sides[prefix.version].routes
    if routes and not uplink.sides[prefix.version].routed(prefix):
        reading.fault(option, f"{prefix} lies in none of the routes of uplink {uplink.name} (ipv{prefix.version}_routes: "
                              f"{', '.join(map(str, routes))}), as it must {what}. Choose another, or add it to the routes.")
    if uplink.anycast(prefix.version):
        return
    for use in uses(uplink, prefix, world, publishes=True):
        # It may translate to an address that one of its NICs has too.
        own = use.network == settings.name and (use.entry[0] != "network_nics" or prefix.prefixlen == prefix.max_prefixlen)
        if not own:
            reading.fault(option, f"{prefix} overlaps {use.prefix}, {use.who}, on uplink {uplink.name}. Choose another.")


def _check_fixed(settings: Settings, version: int, reading: Reading) -> None:
    """An uplink address that the user chose for the router."""
    address, side = settings.fixed.get(version), settings.uplink.sides[version]
    if address is None:
        return
    option = f"volatile_network_ipv{version}_address"
    if side.ranges and not any(address in each for each in side.ranges) or version == 4 and not side.ranges:
        listed = ", ".join(map(str, side.ranges)) or "none"
        reading.fault(option, f"{address} lies in none of the uplink's ranges (ipv{version}_ovn_ranges: {listed}).")
    elif side.gateway is None or address not in side.gateway.network:
        reading.fault(option, f"{address} does not lie in the subnet of uplink {settings.uplink.name}.")
    elif not is_host(address, side.gateway.network):
        reading.fault(option, f"{address} is the network's or the broadcast address of {side.gateway.network}. Choose another.")
    elif address == side.gateway.ip:
        reading.fault(option, f"{address} is the gateway of uplink {settings.uplink.name}. Choose another.")
