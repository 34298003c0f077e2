# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The addresses of a NIC: what its port asks of OVN, and what it has got."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from .addresses import Address, Network, eui64
from .dhcp import served

if TYPE_CHECKING:
    from .nic import Nic
    from .settings import Settings

DYNAMIC = "dynamic"
UNKNOWN = "unknown"


def port_addresses(nic: Nic, settings: Settings) -> list[str]:
    """The column addresses of a NIC's port."""
    entries = [] if nic.unaddressed else [" ".join([nic.mac, *_requested(nic, settings)])]
    return [*entries, UNKNOWN] if nic.promiscuous else entries


def assigned(nic: Nic, settings: Settings, dynamic: str | None) -> list[Address] | None:
    """The NIC's addresses; None while OVN still has to assign them. C(dynamic) is what OVN wrote of the port."""
    if nic.unaddressed or not settings.subnets():
        return []
    words = _requested(nic, settings)
    if words == [DYNAMIC]:
        mac, *words = (dynamic or "").split() or [""]
        if mac != nic.mac or not _is_current(words, settings):
            return None
    return [ipaddress.ip_address(word) for word in words]


def _requested(nic: Nic, settings: Settings) -> list[str]:
    """What follows the MAC. OVN cannot assign one family and leave the other fixed, nor assign IPv6 alone where there is IPv4;
    the address that SLAAC gives the NIC takes the place of an assigned one then."""
    six = settings.sides[6].subnet
    if nic.fixed:
        slaac = [eui64(nic.mac, six)] if 6 not in nic.fixed and 6 in _needed(nic, settings) else []
        return [str(each) for each in (*(nic.fixed[version] for version in sorted(nic.fixed)), *slaac)]
    if settings.is_incus or 4 in _needed(nic, settings):
        return [DYNAMIC]
    return [str(eui64(nic.mac, six))] if 6 in _needed(nic, settings) else []


def _needed(nic: Nic, settings: Settings) -> set[int]:
    """The families in which the NIC must have an address: the network has DHCP on in them, or the NIC has routes of them."""
    routed = () if settings.is_incus else [version for version in (4, 6) if nic.routes[version] or nic.external[version]]
    return {version for version in (*served(settings), *routed) if settings.sides[version].subnet}


def _is_current(words: list[str], settings: Settings) -> bool:
    """Whether OVN has assigned an address out of each subnet that the network has now, and none that it will take back."""
    addresses = [ipaddress.ip_address(word) for word in words]
    pools = [_pool(subnet) for subnet in settings.subnets()]
    return (all(any(address in pool for address in addresses) for pool in pools)
            and all(any(address in pool for pool in pools) and _is_free(address, settings) for address in addresses))


def _is_free(address: Address, settings: Settings) -> bool:
    """Whether OVN may give an address to NICs."""
    side = settings.sides[address.version]
    return address != side.router and (not side.ranges or any(address in each for each in side.ranges))


def _pool(subnet: Network) -> Network:
    """Where OVN takes addresses from: of IPv6 it knows whole /64 only."""
    return subnet.supernet(new_prefix=64) if subnet.version == 6 and subnet.prefixlen > 64 else subnet
