# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Arithmetic on addresses: ranges and their complements, addresses that follow from a MAC or a name, free addresses."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Union

from ..model import values

Address = Union[ipaddress.IPv4Address, ipaddress.IPv6Address]
Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]
Interface = Union[ipaddress.IPv4Interface, ipaddress.IPv6Interface]

MAC_PREFIX = "00:16:3e"
SUBNET_ATTEMPTS = 4096


@dataclass(frozen=True)
class Range:
    """Addresses from C(first) to C(last), both in it."""

    first: Address
    last: Address

    def __contains__(self, address: Address) -> bool:
        return address.version == self.first.version and self.first <= address <= self.last

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"

    @property
    def size(self) -> int:
        return int(self.last) - int(self.first) + 1


def parse_range(text: str, version: int | None = None) -> Range:
    """Read A-B, of one family if it matters. Raises ValueError with the rule that the text breaks."""
    first, dash, last = text.partition("-")
    try:
        result = Range(values.address(first), values.address(last))
    except ValueError:
        raise ValueError(f"{text!r} is not a range of addresses. Write FIRST-LAST, for example 10.0.0.10-10.0.0.99.") from None
    if not dash or result.first.version != result.last.version or result.first > result.last:
        raise ValueError(f"{text!r} is not a range of addresses: it must go from a lower to a higher one of one family.")
    if version and result.first.version != version:
        raise ValueError(f"{text!r} is not a range of IPv{version} addresses.")
    return result


def is_host(address: Address, network: Network) -> bool:
    """Whether a host of the network can have an address of it: neither the network's own, which in IPv6 is all its routers'
    (RFC 4291, section 2.6.1), nor the broadcast address. Networks of two addresses have neither (RFC 3021, RFC 6164)."""
    if network.max_prefixlen - network.prefixlen < 2:
        return True
    return address != network.network_address and (address.version == 6 or address != network.broadcast_address)


def free(ranges: Iterable[Range], used: set[Address], network: Network) -> Iterator[Address]:
    """The addresses that hosts of the network can have and that are not used, in the order of the ranges."""
    for each in ranges:
        for number in range(int(each.first), int(each.last) + 1):
            address = type(each.first)(number)
            if address not in used and is_host(address, network):
                yield address


def last_usable(network: Network) -> Address | None:
    """The highest address that a host of the network can have, where it has more than two."""
    return network.broadcast_address - 1 if network.max_prefixlen - network.prefixlen > 1 else None


def outside(network: Network, ranges: list[Range], last: Address | None = None) -> list[Range]:
    """What of a network lies outside the ranges: from its first host to C(last), its last address if that is not given."""
    gaps, start, end = [], int(network.network_address) + 1, int(last or network.broadcast_address)
    for each in sorted(ranges, key=lambda each: each.first):
        if int(each.first) > start:
            gaps.append((start, int(each.first) - 1))
        start = max(start, int(each.last) + 1)
    if start <= end:
        gaps.append((start, end))
    return [_range(network, *gap) for gap in gaps]


def _range(network: Network, first: int, last: int) -> Range:
    """The addresses of these numbers. Behind the last address of a family there is a number, but no address."""
    kind = type(network.network_address)
    return Range(kind(first), kind(last))


def handed_out(network: Network, ranges: Iterable[Range]) -> list[Range]:
    """What OVN hands out of an IPv4 subnet, in parts that do not overlap: what lies in the ranges, or all where there are none; but
    never its first host's address nor its last address (northd/ipam.c)."""
    found, start, end = [], int(network.network_address) + 2, int(network.broadcast_address) - 1
    for each in sorted(ranges, key=lambda each: each.first) or [Range(network.network_address, network.broadcast_address)]:
        first, last = max(int(each.first), start), min(int(each.last), end)
        if first <= last:
            found.append(_range(network, first, last))
            start = last + 1
    return found


def excluded(
    network: Network, router: Address, ranges: list[Range], last: Address | None = None, others: Iterable[Address] = ()
) -> str:
    """The text of exclude_ips: addresses that OVN must not hand out (ovn-nb(5), Logical_Switch:other_config).

    C(last) is the highest address that hosts can have, where it is reserved: gaps end there, and as LXD counts them they go
    on to the broadcast address.
    """
    single = [router, *([last] if last else []), *sorted(others)]
    gaps = outside(network, ranges, last) if ranges else []
    # Of the network's own address OVN says that it is not in the subnet.
    apart = [str(each) for each in dict.fromkeys(single) if each != network.network_address and not any(each in gap for gap in gaps)]
    return " ".join([*(str(each.first) if each.first == each.last else f"{each.first}..{each.last}" for each in gaps), *apart])


def free_subnet(version: int, seed: str, taken: Iterable[Network]) -> Interface:
    """A router's address in a subnet that overlaps no other. It follows from C(seed), as far as it is free: LXD's
    automatic subnets, 10.x.y.0/24 and fd42:x:y:z::/64."""
    taken = [each for each in taken if each.version == version]
    for attempt in range(SUBNET_ATTEMPTS):
        digest = hashlib.sha256(f"{seed}/{version}/{attempt}".encode()).hexdigest()
        text = f"10.{int(digest[:2], 16)}.{int(digest[2:4], 16)}.1/24"
        if version == 6:
            text = f"fd42:{digest[:4]}:{digest[4:8]}:{digest[8:12]}::1/64"
        found = ipaddress.ip_interface(text)
        if not any(found.network.overlaps(each) for each in taken):
            return found
    raise ValueError(f"no IPv{version} subnet was found that overlaps no other. Give one.")


def eui64(mac: str, network: Network) -> ipaddress.IPv6Address:
    """The address that SLAAC gives an interface of this MAC in this /64 (RFC 4291, appendix A); or in the first /64 of what is
    shorter. Raises ValueError for a longer prefix, in which there is no such address."""
    if network.prefixlen > 64:
        raise ValueError(f"{network} is longer than /64, and an Ethernet address makes no address in it.")
    octets = [int(part, 16) for part in mac.split(":")]
    octets[0] ^= 2
    return network.network_address + int.from_bytes(bytes([*octets[:3], 0xFF, 0xFE, *octets[3:]]), "big")


def stable_mac(name: str) -> str:
    """An Ethernet address that follows from a name: the same on every host and in every run."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return ":".join([MAC_PREFIX, digest[0:2], digest[2:4], digest[4:6]])


def stable_number(name: str, below: int) -> int:
    """A number that follows from a name, from 0 on."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % below
