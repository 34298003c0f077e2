# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The forms of values that OVN reads in its string columns: each check returns the canonical form or raises ValueError."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator

MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
BYTE = r"(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
IPV4 = re.compile(rf"{BYTE}(\.{BYTE}){{3}}")
# What nearly all switch ports have, in its canonical form already: the address of one interface, and one IPv4 address.
USUAL = re.compile(rf"(?!00:00:00:00:00:00)[0-9a-f][02468ace](:[0-9a-f]{{2}}){{5}} {BYTE}(\.{BYTE}){{3}}")
LEXABLE = re.compile(r"[a-zA-Z_.][a-zA-Z_.0-9]*")
DOMAIN = re.compile(r"[a-zA-Z0-9_-]{1,63}(\.[a-zA-Z0-9_-]{1,63})*\.?")
LINK = re.compile(r"[^\s/]{1,15}")
# Python's own idea of a digit is a wider one.
NUMBER = re.compile(r"[0-9]{1,18}")


def address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address as such. OVN reads no zone behind one (fe80::1%eth0), as Python does."""
    return _without_zone(ipaddress.ip_address, text)


def _without_zone(parse: Callable, text: str):
    if "%" in text:
        raise ValueError("OVN reads no zone")
    return parse(text.strip())


def mac(value: str) -> str:
    """An Ethernet address, in lower case."""
    text = value.strip().lower()
    if not MAC.fullmatch(text):
        raise ValueError(f"{value!r} is not an Ethernet address. Write six pairs of hex digits, for example 00:16:3e:01:02:03.")
    return text


def unicast_mac(value: str) -> str:
    """An Ethernet address that one interface can have."""
    text = mac(value)
    if int(text[:2], 16) & 1 or text == "00:00:00:00:00:00":
        raise ValueError(f"{value!r} is not the address of one interface (multicast, or all zero).")
    return text


def ip(value: str) -> str:
    """An IPv4 or IPv6 address without a prefix."""
    if IPV4.fullmatch(value):
        return value
    try:
        return str(address(value))
    except ValueError as exc:
        raise ValueError(f"{value!r} is not an IP address{_remedy(value, exc)}") from None


def ipv4(value: str) -> str:
    """An IPv4 address without a prefix."""
    text = ip(value)
    if ":" in text:
        raise ValueError(f"{value!r} is not an IPv4 address, and OVN has nothing else here.")
    return text


def ipv6(value: str) -> str:
    """An IPv6 address without a prefix."""
    text = ip(value)
    if ":" not in text:
        raise ValueError(f"{value!r} is not an IPv6 address, and OVN has nothing else here.")
    return text


def network(value: str) -> str:
    """A network in CIDR form whose host bits are zero."""
    try:
        return str(_without_zone(ipaddress.ip_network, value))
    except ValueError as exc:
        raise ValueError(f"{value!r} is not a network in CIDR form{_remedy(value, exc)}") from None


def interface(value: str) -> str:
    """An address with its prefix length, as a router port has it."""
    try:
        parsed = _without_zone(ipaddress.ip_interface, value)
    except ValueError as exc:
        raise ValueError(f"{value!r} is not an address with a prefix length, such as 10.0.0.1/24{_remedy(value, exc)}") from None
    if "/" not in value:
        raise ValueError(f"{value!r} lacks its prefix length. Write for example {parsed.ip}/24.")
    return str(parsed)


def ip_or_network(value: str) -> str:
    """An address, or a network in CIDR form."""
    return network(value) if "/" in value else ip(value)


def prefix(value: str) -> str:
    """An address, or a network in CIDR form; a network of one address is written as that address, as ovn-nbctl does."""
    text = ip_or_network(value)
    address, _slash, length = text.partition("/")
    return address if length == ("128" if ":" in address else "32") else text


def route_policy(value: str) -> str | None:
    """What a route looks at; the destination is what an unset column means too."""
    return None if value == "dst-ip" else value


def port_range(value: str) -> str:
    """A range of ports such as 1024-65535, or nothing."""
    if value == "":
        return value
    ends = value.strip().split("-")
    if not all(map(NUMBER.fullmatch, ends)) or not (len(ends) <= 2 and 0 < int(ends[0]) <= int(ends[-1]) <= 65535):
        raise ValueError(f"{value!r} is not a range of ports. Write for example 1024-65535.")
    return "-".join(str(int(end)) for end in ends)


def nexthop(value: str) -> str:
    """An address, or the word discard, or nothing."""
    return value if value in ("discard", "") else ip(value)


def set_member(value: str) -> str:
    """What an address set may hold: an address, a network or an Ethernet address (ovn-nb(5), Address_Set)."""
    if MAC.fullmatch(value.strip().lower()):
        return mac(value)
    return ip_or_network(value)


def lexable(value: str) -> str:
    """A name that a match can hold after a $ or an @ (ovn-sb(5), Logical_Flow: symbols)."""
    if not LEXABLE.fullmatch(value):
        raise ValueError(
            f"{value!r} cannot stand in a match. Use letters, digits, _ and . only, and begin with a letter, _ or ."
        )
    return value


def filled(value: str) -> str:
    """A text that is not empty."""
    if not value.strip():
        raise ValueError("must not be empty.")
    return value


def trimmed(value: str) -> str:
    """A text without the blanks around it, which may be empty."""
    return value.strip()


def expression(value: str) -> str:
    """A match, without the line ends that a YAML block leaves around it."""
    return filled(value).strip()


def port_addresses(value: str) -> str:
    """One entry of a switch port's addresses (ovn-nb(5), Logical_Switch_Port:addresses)."""
    if USUAL.fullmatch(value):
        return value
    words = value.split()
    if value in ("unknown", "router", "dynamic"):
        return value
    if not words:
        raise ValueError("must not be empty.")
    if words[0] == "dynamic":
        return " ".join(["dynamic", *(ip(word) for word in words[1:])])
    rest = words[1:]
    if rest == ["dynamic"]:
        return f"{unicast_mac(words[0])} dynamic"
    return " ".join([unicast_mac(words[0]), *(_masked(word) for word in rest)])


def port_security(value: str) -> str:
    """One entry of a switch port's port_security: an Ethernet address and the addresses it may use, masks allowed."""
    if USUAL.fullmatch(value):
        return value
    words = value.replace(",", " ").split()
    if not words:
        raise ValueError("must not be empty.")
    if words[0] == "VRRPv3":
        return " ".join(["VRRPv3", *_virtual_router(value, words[1:])])
    return " ".join([unicast_mac(words[0]), *(_masked(word) for word in words[1:])])


def _virtual_router(value: str, words: list[str]) -> list[str]:
    """The address of the port itself, those of virtual routers, and the IP addresses that these may use."""
    if not words:
        raise ValueError(f"{value!r} lacks the Ethernet address of the port. Write VRRPv3 and that.")
    return [unicast_mac(words[0]), *(_virtual_mac(word) if MAC.match(word.lower()) else _masked(word) for word in words[1:])]


def _virtual_mac(value: str) -> str:
    address, slash, length = value.partition("/")
    text = mac(address)
    if not text.startswith(("00:00:5e:00:01:", "00:00:5e:00:02:")):
        raise ValueError(f"{value!r} is not an Ethernet address of VRRP. These begin with 00:00:5e:00:01 or 00:00:5e:00:02.")
    if slash and not (NUMBER.fullmatch(length) and 40 <= int(length) <= 48):
        raise ValueError(f"{value!r} has a prefix length that OVN does not take here. Write 40 to 48.")
    return f"{text}{slash}{length}"


def _masked(value: str) -> str:
    return interface(value) if "/" in value else ip(value)


def overlap(port: dict, other: dict) -> tuple[str, str] | None:
    """Two ports of one router whose subnets overlap: the router could not tell which one to use."""
    for mine in _networks(port):
        for theirs in _networks(other):
            if mine.version == theirs.version and mine.overlaps(theirs) and not mine.is_link_local:
                return "networks", f"{mine} overlaps {theirs} of {other['name']} on the same router. Choose another subnet."
    return None


def _networks(port: dict) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """The subnets of a port. What others wrote there may be no address; that overlaps nothing."""
    parsed = []
    for text in sorted(port.get("networks") or ()):
        try:
            parsed.append(ipaddress.ip_interface(text).network)
        except ValueError:
            continue
    return parsed


def _remedy(value: str, exc: ValueError) -> str:
    if "zone" in str(exc):
        return ": OVN reads no zone behind one. Leave out the % and what follows it."
    if "host bits" not in str(exc):
        return "."
    return f": it has host bits set. Write {ipaddress.ip_interface(value.strip()).network}."


# Texts inside of maps such as options. What OVN does not understand there it ignores, mostly without a word.


def list_of(*words: str) -> Callable[[str], str]:
    """A check for some words of a few, separated by commas."""

    def check(value: str) -> str:
        value = value.strip()
        for word in filter(None, value.split(",")):
            if word not in words:
                raise ValueError(f"{word!r} is not one of {', '.join(words)}, separated by commas without blanks.")
        return value

    return check


def ipv4_pool(value: str) -> str:
    """The IPv4 network that addresses are given out of; host bits do no harm."""
    try:
        pool = ipaddress.IPv4Interface(value.strip())
    except ValueError:
        raise ValueError(f"{value!r} is not an IPv4 network in CIDR form, such as 10.0.0.0/24.") from None
    if pool.network.prefixlen == 32:
        raise ValueError(f"{value!r} has no addresses to give out. Write the network with its prefix length.")
    return str(pool)


def ipv6_pool(value: str) -> str:
    """The IPv6 prefix that addresses are given out of, with or without its length, which is 64."""
    try:
        pool = _without_zone(ipaddress.IPv6Interface, value)
    except ValueError as exc:
        raise ValueError(f"{value!r} is not an IPv6 prefix, such as fd42::{_remedy(value, exc)}") from None
    if "/" in value and pool.network.prefixlen != 64:
        raise ValueError(f"{value!r} is not a prefix of 64 bits, and OVN gives out addresses of no other. Write for example {pool.ip}/64.")
    return str(pool if "/" in value else pool.ip)


def ipv4_ranges(value: str) -> str:
    """IPv4 addresses and ranges of them, separated by blanks."""
    for low, high in each_range(value):
        if low > high:
            raise ValueError(f"{low}..{high} ends before it begins. Write {high}..{low}.")
    return " ".join(re.sub(r"\s*\.\.\s*", "..", value).split())


def each_range(value: str) -> Iterator[tuple[ipaddress.IPv4Address, ipaddress.IPv4Address]]:
    """The first and the last address of each."""
    for word in re.sub(r"\s*\.\.\s*", "..", value).split():
        first, dots, last = word.partition("..")
        for end in (first, last) if dots else (first,):
            if not IPV4.fullmatch(end):
                raise ValueError(f"{end!r} is not an IPv4 address. Write for example 10.0.0.1 10.0.0.100..10.0.0.199.")
        yield ipaddress.IPv4Address(first), ipaddress.IPv4Address(last or first)


def source_addresses(value: str) -> str:
    """One address of each family, separated by a blank."""
    addresses = [ip(word) for word in value.split()]
    if len(addresses) != len({":" in each for each in addresses}):
        raise ValueError(f"{value!r} has two addresses of one family. OVN takes one IPv4 and one IPv6 address at most.")
    return " ".join(addresses)


def source_addresses_or_router(value: str) -> str:
    return "router_ip" if value.strip() == "router_ip" else source_addresses(value)


def link_names(value: str) -> str:
    """Names of links of a host, separated by commas."""
    for name in value.split(","):
        if not LINK.fullmatch(name):
            raise ValueError(f"{name!r} is not the name of a link: 1 to 15 characters without blanks and slashes.")
    return value


def announced(value: str) -> str:
    """The word router, or an Ethernet address and those that it is announced with."""
    words = value.split()
    if words == ["router"]:
        return "router"
    if len(words) < 2:
        raise ValueError(f"{value!r} is neither router nor an Ethernet address and IP addresses, with blanks between them.")
    return " ".join([unicast_mac(words[0]), *map(_masked, words[1:])])


def proxied(value: str) -> str:
    """Addresses and networks, and before them the Ethernet address to answer with, if it is not the router's."""
    words = value.split()
    first = [unicast_mac(words.pop(0))] if words and MAC.match(words[0].lower()) else []
    if not words:
        raise ValueError(f"{value!r} names no IP address. Write for example 169.254.239.254 169.254.238.0/24.")
    return " ".join([*first, *map(_masked, words)])


def advertised_routes(value: str) -> str:
    """IPv6 networks, each after its preference."""
    for word in value.split(","):
        preference, _dash, prefix_ = word.partition("-")
        if preference not in ("HIGH", "MEDIUM", "LOW") or "/" not in prefix_ or ":" not in prefix_ or not _is_interface(prefix_):
            raise ValueError(f"{word!r} is no advertised route. Write for example HIGH-fd42:1::/48,LOW-fd42:2::/48.")
    return value


def ages(value: str) -> str:
    """How long learned addresses are kept: seconds, or CIDR:SECONDS, separated by semicolons."""
    for entry in value.strip().split(";"):
        cidr, _colon, seconds = entry.rpartition(":")
        if not (NUMBER.fullmatch(seconds) and (not cidr or _is_interface(cidr))):
            raise ValueError(f"{entry!r} is neither SECONDS nor CIDR:SECONDS. Write for example 10.0.0.0/8:300;1200.")
    return value.strip()


def _is_interface(value: str) -> bool:
    try:
        return bool(_without_zone(ipaddress.ip_interface, value))
    except ValueError:
        return False


def domain_names(value: str) -> str:
    """Domain names, separated by commas."""
    for name in re.split(r"\s*,\s*", value):
        if len(name) > 255 or not DOMAIN.fullmatch(name):
            raise ValueError(f"{name!r} is not a domain name. Write names separated by commas, such as a.example,b.example.")
    return value


def dns_answer(name: str, value: str) -> str:
    """What a DNS name stands for: addresses, or a name for one under arpa."""
    if name.lower().endswith(".arpa"):
        return filled(value)
    for word in re.findall(r"[^\s,]+", value):
        try:
            _masked(word)
        except ValueError:
            raise ValueError(f"{word!r} is not an IP address, and only names under arpa stand for a name.") from None
    return value
