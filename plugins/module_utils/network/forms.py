# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The forms that values of a document of networks are written in: each reader gives the value or raises ValueError."""

from __future__ import annotations

import ipaddress
import re

from ..model import values
from .addresses import Address, Interface, Network, is_host

SECONDS = {"h": 3600, "m": 60, "s": 1}
DURATION = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?[hms])+")
PART = re.compile(r"([0-9.]+)([hms])")
LABEL = re.compile(r"[a-zA-Z0-9_]([a-zA-Z0-9_/-]{0,61}[a-zA-Z0-9_])?")
LINK = re.compile(r"[^\s/:]{1,15}")
DOMAIN_MAX = 253
# Where no host has an address (RFC 6890).
NOBODYS = {
    4: {
        "0.0.0.0/8": "which no host has",
        "127.0.0.0/8": "which each host keeps for itself",
        "224.0.0.0/4": "which is for multicast",
        "255.255.255.255/32": "which is for all on the link",
    },
    6: {
        "::/96": "which each host keeps for itself",
        "::ffff:0:0/96": "which stands for IPv4 addresses",
        "ff00::/8": "which is for multicast",
    },
}
LEASE_MAX = 2**32 - 1


def interface(text: str, version: int) -> Interface:
    """An address of one family with its prefix length, such as a router has it."""
    found = ipaddress.ip_interface(values.interface(text))
    _of_family(text, found, version)
    if found.ip == found.network.network_address and not is_host(found.ip, found.network):
        raise ValueError(f"{text!r} is the network's own address. Give the router's, for example "
                         f"{found.network.network_address + 1}/{found.network.prefixlen}.")
    return found


def on_link(found: Interface) -> None:
    """Raises ValueError when no router can have an address on its link, or its neighbours could not."""
    if not is_host(found.ip, found.network):
        raise ValueError(f"{found} is the broadcast address of {found.network}. Give the router's, for example "
                         f"{found.network.network_address + 1}/{found.network.prefixlen}.")
    for prefix, what in NOBODYS[found.version].items():
        if found.network.overlaps(ipaddress.ip_network(prefix)):
            raise ValueError(f"{found} overlaps {prefix}, {what}. Choose another subnet.")


def for_instances(found: Interface) -> None:
    """Raises ValueError when a router's address leaves no subnet for instances."""
    on_link(found)
    if found.network.prefixlen == found.max_prefixlen:
        raise ValueError(f"{found} leaves no address for instances. Write the length of the subnet, for example "
                         f"{found.ip}/{24 if found.version == 4 else 64}.")
    if found.ip.is_link_local and found.version == 6:
        raise ValueError(f"{found} is link-local, and routers pass on nothing from there. Choose another subnet, such as "
                         "fd42:1:2:3::1/64.")


def address(text: str, version: int | None = None) -> Address:
    """An address without a prefix length; of one family, if it matters."""
    found = ipaddress.ip_address(values.ip(str(text)))
    if version:
        _of_family(text, found, version)
    return found


def prefix(text: str, version: int | None = None) -> Network:
    """A network in CIDR form; of one family, if it matters."""
    found = ipaddress.ip_network(values.network(text))
    if version:
        _of_family(text, found, version)
    return found


def _of_family(text: str, found: Address | Network | Interface, version: int) -> None:
    if found.version != version:
        raise ValueError(f"{text!r} is not an IPv{version} address.")


def duration(text: str) -> int:
    """A time as LXD writes it, in seconds; a bare number is seconds."""
    word = str(text).strip()
    is_bare = values.NUMBER.fullmatch(word)
    if not is_bare and not DURATION.fullmatch(word):
        raise ValueError(f"{text!r} is not a time. Write a number and its unit, for example 90m, 1h or 1h30m.")
    seconds = int(word) if is_bare else int(sum(float(number) * SECONDS[unit] for number, unit in PART.findall(word)))
    if not 1 <= seconds <= LEASE_MAX:
        raise ValueError(f"{text!r} is out of range, which is 1 to {LEASE_MAX} seconds.")
    return seconds


def domain(text: str) -> str:
    """A domain name."""
    name = text.rstrip(".")
    if not name or len(name) > DOMAIN_MAX or not all(LABEL.fullmatch(label) for label in name.split(".")):
        raise ValueError(f"{text!r} is not a domain name. Write words of letters, digits and dashes with dots between them.")
    return name


def reverse_zone(text: str, version: int) -> str:
    """The name of a zone that addresses of one family are looked up in."""
    name, end = domain(text), {4: "in-addr.arpa", 6: "ip6.arpa"}[version]
    if not name.lower().endswith(f".{end}"):
        raise ValueError(f"{text!r} is not a reverse zone of IPv{version}, whose names end in .{end}.")
    return name


def link(text: str) -> str:
    """The name of an interface of a host."""
    if not LINK.fullmatch(text):
        raise ValueError(f"{text!r} is not the name of an interface: 1 to 15 characters without a blank, a colon or a slash.")
    return text


def physical_network(text: str) -> None:
    """Raises ValueError when hosts could not map an uplink's name to a bridge, or a network could not say that it is on it."""
    if not text or set(text) & set(",: \t\n"):
        raise ValueError(f"{text!r} cannot stand in a bridge mapping: no comma, colon or space, and not empty. Choose another name.")
    if text == "none":
        raise ValueError("'none' is how a network says that it has no uplink. Choose another name.")


def within(number: int, allowed: range, unit: str = "") -> int:
    """A number out of a range."""
    if number not in allowed:
        raise ValueError(f"{number} is out of range, which is {allowed.start} to {allowed.stop - 1}{unit}.")
    return number
