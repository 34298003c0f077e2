# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The addresses of a NIC: what its port asks of OVN, and what it has got."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from .addresses import Address, Network, eui64, last_usable
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


def is_dynamic(nic: Nic, settings: Settings) -> bool:
    """Whether OVN chooses the NIC's addresses."""
    return not nic.unaddressed and _requested(nic, settings) == [DYNAMIC]


def assigned(nic: Nic, settings: Settings, dynamic: str | None) -> list[Address] | None:
    """The NIC's addresses; None while OVN still has to assign them. C(dynamic) is what OVN wrote of the port."""
    if nic.unaddressed:
        return []
    words = _requested(nic, settings)
    if words != [DYNAMIC]:
        return [ipaddress.ip_address(word) for word in words]
    found = _written(nic, dynamic)
    return found if found is not None and _are_current(found, settings) and not _lacking(found, settings) else None


def is_refused(nic: Nic, settings: Settings, dynamic: str | None) -> bool:
    """Whether OVN has come to the port and found no IPv4 address left for it: it writes what it has, if it is the MAC alone."""
    found = _written(nic, dynamic)
    return found is not None and _are_current(found, settings) and [each.version for each in _lacking(found, settings)] == [4]


def unserved(nic: Nic, settings: Settings) -> set[int]:
    """The families in which the NIC has to have an address for what is behind it, and gets none."""
    demanded = _demanded(nic)
    words = _requested(nic, settings) if demanded else []
    if words == [DYNAMIC]:
        return demanded - {pool.version for pool in pools(settings)}
    return demanded - {ipaddress.ip_address(word).version for word in words}


def pools(settings: Settings) -> list[Network]:
    """The subnets that OVN chooses addresses in. Of IPv6 it knows no other than /64 (ovn-nb(5), other_config:ipv6_prefix)."""
    return [subnet for subnet in settings.subnets() if subnet.version == 4 or subnet.prefixlen == 64]


def _requested(nic: Nic, settings: Settings) -> list[str]:
    """What follows the MAC. OVN cannot assign one family and leave the other fixed, nor assign IPv6 alone where there is IPv4;
    the address that SLAAC gives the NIC takes the place of an assigned one then."""
    needed, denied = _needed(nic, settings), [version for version in nic.denied if settings.sides[version].subnet]
    if nic.fixed or denied:
        slaac = _slaac(nic, settings) if 6 in needed - {*nic.fixed, *denied} else []
        return [str(each) for each in (*(nic.fixed[version] for version in sorted(nic.fixed)), *slaac)]
    if pools(settings) and (settings.is_incus or 4 in needed):
        return [DYNAMIC]
    return [str(each) for each in _slaac(nic, settings)] if 6 in needed else []


def _slaac(nic: Nic, settings: Settings) -> list[Address]:
    """The address that the NIC gives itself in a /64, or that DHCPv6 gives it in what is shorter."""
    subnet = settings.sides[6].subnet
    can = subnet.prefixlen == 64 or subnet.prefixlen < 64 and settings.stateful and settings.dhcpv6()
    return [eui64(nic.mac, subnet)] if can else []


def _demanded(nic: Nic) -> set[int]:
    """The families in which something needs an address of the NIC: the next hop, or what is translated."""
    return {version for version in (4, 6) if nic.routes[version] or nic.external[version] or version in nic.egress}


def _needed(nic: Nic, settings: Settings) -> set[int]:
    """The families in which the NIC must have an address: the network has DHCP on in them, or something of the NIC needs one."""
    demanded = () if settings.is_incus else _demanded(nic)
    return {version for version in (*served(settings), *demanded) if settings.sides[version].subnet}


def _written(nic: Nic, dynamic: str | None) -> list[Address] | None:
    """The addresses that OVN wrote; None when it has not yet, or for another Ethernet address."""
    mac, *words = (dynamic or "").split() or [""]
    try:
        return [ipaddress.ip_address(word) for word in words] if mac == nic.mac else None
    except ValueError:
        return None


def _lacking(found: list[Address], settings: Settings) -> list[Network]:
    """The subnets that OVN chooses addresses in and of which none is among those found."""
    return [pool for pool in pools(settings) if not any(address in pool for address in found)]


def _are_current(found: list[Address], settings: Settings) -> bool:
    """Whether all are out of the subnets that the network has now, and none is one that OVN will take back."""
    return all(any(address in pool for pool in pools(settings)) and is_free(address, settings) for address in found)


def is_free(address: Address, settings: Settings) -> bool:
    """Whether OVN may give an address to NICs."""
    side = settings.sides[address.version]
    if settings.is_incus and address == last_usable(side.subnet):
        return False
    return address != side.router and (not side.ranges or any(address in each for each in side.ranges))
