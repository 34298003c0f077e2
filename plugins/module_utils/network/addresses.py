# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Arithmetic on addresses: ranges and their complements, addresses that follow from a MAC or a name, free addresses."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Union

Address = Union[ipaddress.IPv4Address, ipaddress.IPv6Address]
Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]
Interface = Union[ipaddress.IPv4Interface, ipaddress.IPv6Interface]

MAC_PREFIX = "00:16:3e"


@dataclass(frozen=True)
class Range:
    """Addresses from C(first) to C(last), both in it."""

    first: Address
    last: Address

    def __contains__(self, address: Address) -> bool:
        return address.version == self.first.version and self.first <= address <= self.last

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


def parse_range(text: str) -> Range:
    """Read A-B. Raises ValueError with the rule that the text breaks."""
    first, dash, last = text.partition("-")
    try:
        result = Range(ipaddress.ip_address(first.strip()), ipaddress.ip_address(last.strip()))
    except ValueError:
        raise ValueError(f"{text!r} is not a range of addresses. Write FIRST-LAST, for example 10.0.0.10-10.0.0.99.") from None
    if not dash or result.first.version != result.last.version or result.first > result.last:
        raise ValueError(f"{text!r} is not a range of addresses: it must go from a lower to a higher one of one family.")
    return result


def first_free(ranges: Iterable[Range], used: set[Address]) -> Address | None:
    """The first address, in the order of the ranges, that is not used."""
    for each in ranges:
        address = each.first
        while address in used and address < each.last:
            address += 1
        if address not in used:
            return address
    return None


def outside(network: Network, ranges: list[Range]) -> list[Range]:
    """What of a network lies outside the ranges: from its first host to its last address, as LXD counts it."""
    gaps, start = [], network.network_address + 1
    for each in sorted(ranges, key=lambda each: each.first):
        if each.first > start:
            gaps.append(Range(start, each.first - 1))
        start = max(start, each.last + 1)
    if start <= network.broadcast_address:
        gaps.append(Range(start, network.broadcast_address))
    return gaps


def excluded(network: Network, router: Address, ranges: list[Range]) -> str:
    """The text of exclude_ips: addresses that OVN must not hand out (ovn-nb(5), Logical_Switch:other_config)."""
    if not ranges:
        return str(router)
    gaps = outside(network, ranges)
    items = [str(each.first) if each.first == each.last else f"{each.first}..{each.last}" for each in gaps]
    return " ".join(items if any(router in each for each in gaps) else [str(router), *items])


def eui64(mac: str, network: Network) -> ipaddress.IPv6Address:
    """The address that SLAAC gives an interface of this MAC in this /64 (RFC 4291, appendix A)."""
    octets = [int(part, 16) for part in mac.split(":")]
    octets[0] ^= 2
    return network.network_address + int.from_bytes(bytes([*octets[:3], 0xFF, 0xFE, *octets[3:]]), "big")


def stable_mac(name: str) -> str:
    """An Ethernet address that follows from a name: the same on every host and in every run."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return ":".join([MAC_PREFIX, digest[0:2], digest[2:4], digest[4:6]])
