# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a NIC must respect of its network and of everything else that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import listener
from .acl import check_acls
from .addresses import Address, Network, is_host
from .nic_addresses import unserved
from .nic_neighbours import Neighbours, neighbours
from .nic_room import check_room_for
from .reading import Reading
from .settings import Settings
from .uplink_use import uses

if TYPE_CHECKING:
    from .nic import Nic
    from .world import World

VERSIONS = (4, 6)
# What needs an address of the NIC.
BEHIND = ("ipv{}_routes", "ipv{}_routes_external", "ipv{}_address_external")
# How many bits of an address may be left open where a router answers for each address: 64 addresses.
MOST_PUBLISHED_BITS = 6


def check_nic(nic: Nic, world: World, reading: Reading) -> None:
    network = world.networks.get(nic.network)
    if network is None:
        reading.fault("network", f"there is no network {nic.network}. Make it first, or correct the name.")
        return
    others = neighbours(nic.network, world)
    _check_base(nic, reading)
    _check_identity(nic, others, reading)
    _check_mac(nic, network.settings, others, reading)
    _check_denied(nic, network.settings, reading)
    for version, address in nic.fixed.items():
        reading.checked(f"ipv{version}_address", _fixed, nic, version, address, world)
    _check_families(nic, network.settings, reading)
    _check_unserved(nic, network.settings, reading)
    check_room_for(nic, world, reading)
    _check_nesting(nic, others, reading)
    _check_routes(nic, network.settings, others, world, reading)
    _check_external(nic, network.settings, world, reading)
    _check_egress(nic, network.settings, world, reading)
    check_acls(nic.acls, "security_acls", nic.network, world, reading)


def _check_base(nic: Nic, reading: Reading) -> None:
    given = reading.get("base_name")
    if given and given != nic.names.base:
        reading.fault("base_name", f"{given!r} is not the base name of network {nic.network}, which is {nic.names.base}. Leave it out.")


def _check_identity(nic: Nic, others: Neighbours, reading: Reading) -> None:
    """One NIC of an instance in a network, and one instance of a name: DNS knows no case."""
    same = others.other(others.labels, nic.instance.lower(), nic)
    if same and same.instance != nic.instance:
        reading.fault("instance", f"{nic.instance!r} and {same.instance!r} are one name in DNS, and both are in network {nic.network}. "
                                  "Rename one.")
    beside = next((each for each in others.instances[nic.instance] if each.identity != nic.identity and not each.nested), None)
    if beside and not nic.nested:
        reading.fault("name", f"instance {nic.instance} has a NIC in network {nic.network} already: {beside.device}. Choose another "
                              "network, or make one NIC nested in the other.")
    twin = others.other(others.ports, nic.port, nic)
    if twin:
        reading.fault("instance_id", f"{nic.port} would be the port of NIC {twin.instance} {twin.device} too. Choose other names.")


def _check_mac(nic: Nic, settings: Settings, others: Neighbours, reading: Reading) -> None:
    twin = others.other(others.macs, nic.mac, nic)
    if twin or nic.mac == settings.mac:
        who = f"NIC {twin.instance} {twin.device}" if twin else "the router"
        reading.fault("hwaddr", f"{nic.mac} is in use by {who} in the same network. Choose another.")


def _check_denied(nic: Nic, settings: Settings, reading: Reading) -> None:
    """A family in which the NIC shall have no address, and the other one."""
    for version in VERSIONS:
        if version in _left_open(nic, settings):
            reading.fault(f"ipv{version}_address", "must be none too, or an address: OVN assigns addresses in both families or in none.")
        for option in BEHIND if version in nic.denied else ():
            if reading.get(option.format(version)):
                reading.fault(option.format(version), "needs an address of the NIC, which has none. Leave this out, or give it addresses.")


def _left_open(nic: Nic, settings: Settings) -> set[int]:
    """The families in which OVN would have to choose an address while it must give none in the other."""
    families = {version for version in VERSIONS if settings.sides[version].subnet}
    return families - nic.denied - nic.fixed.keys() if families & nic.denied else set()


def _check_unserved(nic: Nic, settings: Settings, reading: Reading) -> None:
    """What is behind a NIC needs an address of it, and not everywhere does OVN choose one."""
    for version in sorted(unserved(nic, settings) - nic.denied):
        for option in BEHIND if settings.sides[version].subnet else ():
            if reading.get(option.format(version)):
                reading.fault(option.format(version), f"needs an IPv{version} address of the NIC, and OVN chooses none in "
                              f"{settings.sides[version].subnet}. Give ipv{version}_address, or leave this out.")


def _fixed(nic: Nic, version: int, address: Address, world: World) -> None:
    """Raises ValueError with the rule that a fixed address breaks. Incus looks at neither switch of DHCP."""
    settings = world.networks[nic.network].settings
    side = settings.sides[version]
    subnet = side.subnet
    if subnet is None:
        raise ValueError(f"{address} is of no use: the network has no IPv{version} subnet. Leave the address out.")
    if address not in subnet:
        raise ValueError(f"{address} does not lie in the network's subnet {subnet}.")
    if address == side.router or not is_host(address, subnet):
        raise ValueError(f"{address} is the router's, the network's or the broadcast address. Choose another.")
    if version == 4 and not side.dhcp and not settings.is_incus:
        raise ValueError(f"{address} would be handed out by DHCP, which is off: set the network's ipv4_dhcp.")
    if version == 6 and not settings.stateful and not settings.is_incus:
        raise ValueError(f"{address} would be handed out by DHCPv6: set the network's ipv6_dhcp_stateful.")
    if address in listener.reserved(nic.network, world):
        raise ValueError(f"{address} is kept for a forward or a load balancer of network {nic.network}. Choose another.")
    others = neighbours(nic.network, world)
    twin = others.other(others.addresses, str(address), nic)
    if twin:
        raise ValueError(f"{address} is in use by NIC {twin.instance} {twin.device}. Choose another.")


def _check_families(nic: Nic, settings: Settings, reading: Reading) -> None:
    if 6 in nic.fixed and 4 not in {*nic.fixed, *nic.denied} and settings.sides[4].subnet:
        reading.fault("ipv6_address", f"{nic.fixed[6]} needs ipv4_address too, an address or none: OVN cannot assign one family and fix the "
                                      "other.")


def _check_nesting(nic: Nic, others: Neighbours, reading: Reading) -> None:
    if nic.nested is None:
        if nic.vlan is not None:
            reading.fault("vlan", f"{nic.vlan} is for a NIC that is nested in another. Say in which with nested, or leave it out.")
        return
    parent = next((each for each in others.instances[nic.instance] if each.device == nic.nested and each.identity != nic.identity), None)
    if parent is None:
        reading.fault("nested", f"instance {nic.instance} has no NIC {nic.nested} in network {nic.network}. Make it first, or correct "
                                "the name.")
    elif parent.nested:
        reading.fault("nested", f"{nic.nested} is nested in {parent.nested} itself. Name a NIC that is not.")
    if nic.vlan is None:
        reading.fault("vlan", "must be given with nested, 1 to 4095: the VLAN that tells this NIC from others inside the same one.")
    for each in others.instances[nic.instance] if parent else ():
        if each.identity != nic.identity and each.nested == nic.nested and each.vlan == nic.vlan:
            reading.fault("vlan", f"{nic.vlan} is the VLAN of {each.device} inside {nic.nested} already. Choose another.")


def _check_routes(nic: Nic, settings: Settings, others: Neighbours, world: World, reading: Reading) -> None:
    if nic.all_routes:
        taken = [(subnet, "the network's subnet") for subnet in settings.subnets()]
        for _peer, other in world.peers_of(nic.network):
            taken += [(subnet, f"the subnet of its peer {other.name}") for subnet in other.settings.subnets()]
        for version in VERSIONS:
            for option, prefixes in ((f"ipv{version}_routes", nic.routes), (f"ipv{version}_routes_external", nic.external)):
                for index, prefix in enumerate(prefixes[version]):
                    reading.checked(f"{option}[{index}]", _route, prefix, settings, taken)
            _check_twins(nic, version, others, reading)


def _check_twins(nic: Nic, version: int, others: Neighbours, reading: Reading) -> None:
    for index, prefix in enumerate(nic.routes[version]):
        twin = others.other(others.routes, prefix, nic)
        if twin:
            reading.fault(f"ipv{version}_routes[{index}]", f"{prefix} is behind NIC {twin.instance} {twin.device} already. Keep one.")


def _route(prefix: Network, settings: Settings, taken: list[tuple[Network, str]]) -> None:
    """Raises ValueError where a route could not lead to the NIC, or would lead astray what is not behind it."""
    if settings.sides[prefix.version].subnet is None:
        raise ValueError(f"{prefix} cannot be routed to the NIC: the network has no IPv{prefix.version} subnet. Leave it out.")
    for subnet, what in taken:
        if subnet.overlaps(prefix):
            raise ValueError(f"{prefix} overlaps {subnet}, {what}. Choose a prefix beside it.")
    gateway = settings.uplink.sides[prefix.version].gateway if settings.uplink else None
    if gateway and gateway.ip in prefix:
        raise ValueError(f"{prefix} holds {gateway.ip}, the uplink's gateway, which is not behind the NIC. Choose a prefix without it.")


def _check_external(nic: Nic, settings: Settings, world: World, reading: Reading) -> None:
    for version in VERSIONS:
        for index, prefix in enumerate(nic.external[version]):
            where = f"ipv{version}_routes_external[{index}]"
            if settings.uplink is None:
                reading.fault(where, f"{prefix} can be reached through an uplink only, and network {nic.network} has none. "
                                     f"Write it to ipv{version}_routes.")
            else:
                reading.checked(where, _external, nic, prefix, settings, world)


def _external(nic: Nic, prefix: Network, settings: Settings, world: World) -> None:
    """Raises ValueError with the rule that a route known outside breaks."""
    uplink, version = settings.uplink, prefix.version
    side = uplink.sides[version]
    near = settings.is_incus and side.gateway and prefix.subnet_of(side.gateway.network)
    if not (near or side.routed(prefix)):
        listed = ", ".join(map(str, side.routes)) or "none"
        raise ValueError(f"{prefix} does not lie in what is routed to uplink {uplink.name} (ipv{version}_routes: {listed}).")
    for option, ranges in (("ovn_ranges, which are for routers", side.ranges), ("dhcp_ranges, which others are given", side.leased)):
        for each in ranges:
            if prefix[0] <= each.last and each.first <= prefix[-1]:
                raise ValueError(f"{prefix} overlaps {each} of the uplink's ipv{version}_{option}. Choose another.")
    if not uplink.is_routed and prefix.max_prefixlen - prefix.prefixlen > MOST_PUBLISHED_BITS:
        raise ValueError(f"{prefix} is too large: with ovn_ingress_mode l2proxy the router answers for each address, for a "
                         f"/{prefix.max_prefixlen - MOST_PUBLISHED_BITS} at most.")
    for use in uses(uplink, prefix, world, publishes=True):
        own = use.entry == ("network_nics", nic.identity) or use.network == nic.network and use.is_source
        if not own and not uplink.anycast(version):
            raise ValueError(f"{prefix} overlaps {use.prefix} of {use.who}. Choose another.")


def _check_egress(nic: Nic, settings: Settings, world: World, reading: Reading) -> None:
    for version, address in nic.egress.items():
        option = f"ipv{version}_address_external"
        heard = [listener.listen_address(each, world) for each in listener.listeners(nic.network, world)]
        if settings.uplink is None:
            reading.fault(option, f"{address} is an address on an uplink, and network {nic.network} has none. Leave it out.")
        elif settings.sides[version].subnet is None:
            reading.fault(option, f"{address} is of no use: the network has no IPv{version} subnet. Leave it out.")
        elif address not in heard:
            reading.fault(option, f"{address} is no address of network {nic.network} on the uplink. Make a forward or a load balancer "
                                  "with that listen_address first; it needs no targets.")
