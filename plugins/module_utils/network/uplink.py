# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An uplink as a document describes it: LXD's keys of networks of type physical and bridge, with underscores."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..model import values
from . import forms
from .addresses import Address, Interface, Network, Range, free, parse_range
from .reading import Reading
from .world import World

PHYSICAL, BRIDGE = "physical", "bridge"
L2PROXY, ROUTED = "l2proxy", "routed"
NONE = "none"
MTU_RANGE = range(576, 65536)
VLAN_RANGE = range(1, 4095)


@dataclass(frozen=True)
class UplinkSide:
    """One address family of an uplink: its gateway, the addresses that routers may take, and what is routed to it."""

    gateway: Interface | None
    ranges: tuple[Range, ...] = ()
    routes: tuple[Network, ...] = ()
    anycast: bool = False
    hwaddr: str | None = None
    # What a DHCP server of the uplink hands out.
    leased: tuple[Range, ...] = ()

    def routed(self, prefix: Network) -> bool:
        """Whether a prefix lies in what is routed to the uplink."""
        return any(prefix.subnet_of(each) for each in self.routes)


@dataclass(frozen=True)
class Uplink:
    """What networks reach the outside through."""

    name: str
    sides: dict[int, UplinkSide]
    nameservers: tuple[Address, ...] = ()
    ingress_mode: str = L2PROXY
    options: dict = field(default_factory=dict, compare=False)

    @property
    def identity(self) -> tuple:
        return (self.name,)

    @property
    def is_routed(self) -> bool:
        """Whether the outside has routes to addresses behind the routers; else routers answer for these addresses."""
        return self.ingress_mode == ROUTED

    def anycast(self, version: int) -> bool:
        """Whether several networks may have the same outside addresses of a family."""
        return self.is_routed and self.sides[version].anycast

    def resolvers(self) -> list[Address]:
        """The name servers that instances are given: the uplink's own, else its gateways."""
        gateways = [side.gateway.ip for side in self.sides.values() if side.gateway]
        return list(self.nameservers) or gateways


def read_uplink(reading: Reading, things: dict | None = None) -> Uplink:
    """The uplink of an entry; what is wrong with it goes to the reading."""
    reading.judged("name", forms.physical_network, reading.get("name"))
    _read_link(reading)
    uplink = Uplink(
        name=reading.get("name"),
        sides={version: _side(reading, version) for version in (4, 6)},
        nameservers=tuple(_list(reading, "dns_nameservers", forms.address)),
        ingress_mode=reading.get("ovn_ingress_mode", L2PROXY),
        options=reading.options,
    )
    if not uplink.sides[4].gateway and not uplink.sides[6].gateway:
        one, two = (_gateway_option(reading, version) for version in (4, 6))
        reading.fault("", f"uplink {uplink.name} has neither {one} nor {two}. Give one at least.")
    return uplink


def check_uplink(uplink: Uplink, world: World, reading: Reading) -> None:
    """An uplink has no rules that need the others: its networks have, and are checked when it changes."""


def _read_link(reading: Reading) -> None:
    """What only the hosts need."""
    for option, allowed, unit in (("mtu", MTU_RANGE, " bytes"), ("vlan", VLAN_RANGE, "")):
        if reading.get(option) is not None:
            reading.checked(option, forms.within, reading.get(option), allowed, unit)


def _gateway_option(reading: Reading, version: int) -> str:
    return f"ipv{version}_{'address' if reading.get('type') == BRIDGE else 'gateway'}"


def _side(reading: Reading, version: int) -> UplinkSide:
    _refuse_keys_of_the_other_type(reading, version)
    option = _gateway_option(reading, version)
    text = reading.get(option)
    gateway = reading.checked(option, forms.interface, text, version) if text and text != NONE else None
    if gateway:
        reading.judged(option, forms.on_link, gateway)
    ranges = _ranges(reading, f"ipv{version}_ovn_ranges", version, gateway)
    leased = _ranges(reading, f"ipv{version}_dhcp_ranges", version, gateway)
    if version == 4 and gateway and not reading.get("ipv4_ovn_ranges"):
        reading.fault("ipv4_ovn_ranges", f"is needed with {option}: the addresses that routers may take.")
    if not text and ranges:
        reading.fault(f"ipv{version}_ovn_ranges", f"has no meaning without {option}: routers get no IPv{version} address there.")
    _check_apart(reading, version, ranges, leased)
    _check_usable(reading, ranges, gateway)
    if version == 6 and gateway and not ranges:
        reading.judged("ipv6_ovn_ranges", _may_choose, gateway)
    return UplinkSide(
        gateway,
        tuple(each for _where, each in ranges),
        tuple(_list(reading, f"ipv{version}_routes", forms.prefix, version)),
        bool(reading.get(f"ipv{version}_routes_anycast")),
        _hwaddr(reading, version, text),
        tuple(each for _where, each in leased),
    )


def _refuse_keys_of_the_other_type(reading: Reading, version: int) -> None:
    bridge = reading.get("type") == BRIDGE
    other = f"ipv{version}_{'gateway' if bridge else 'address'}"
    if reading.get(other) is not None:
        mine = _gateway_option(reading, version)
        kind = BRIDGE if bridge else PHYSICAL
        reading.fault(other, f"an uplink of type {kind} says its gateway with {mine}. Write that instead.")


def _hwaddr(reading: Reading, version: int, gateway: str | None) -> str | None:
    option = f"ipv{version}_gateway_hwaddr"
    text = reading.get(option)
    if not text:
        return None
    if not gateway or gateway == NONE:
        reading.fault(option, f"is the Ethernet address of a gateway that is not given. Give {_gateway_option(reading, version)}.")
    return reading.checked(option, values.unicast_mac, text)


def _ranges(reading: Reading, option: str, version: int, gateway: Interface | None) -> list[tuple[str, Range]]:
    """Each range with the name under which it can be at fault."""
    found = []
    for where, text in reading.items(option):
        each = reading.checked(where, parse_range, text, version)
        if each and gateway and not (each.first in gateway.network and each.last in gateway.network):
            reading.fault(where, f"{text} does not lie in the uplink's subnet {gateway.network}.")
        elif each:
            found.append((where, each))
    return found


def _check_usable(reading: Reading, ranges: list[tuple[str, Range]], gateway: Interface | None) -> None:
    for where, each in ranges if gateway else ():
        reading.judged(where, _usable, each, gateway)


def _usable(each: Range, gateway: Interface) -> None:
    if next(free([each], {gateway.ip}, gateway.network), None) is None:
        raise ValueError(f"{each} holds no address that a router could have beside the gateway, {gateway}. Choose another range.")


def _may_choose(gateway: Interface) -> None:
    """Without ranges a router's address follows from its Ethernet address."""
    if gateway.network.prefixlen > 64:
        raise ValueError(f"is needed with {gateway}: routers choose an address themselves in a /64 or what is shorter only.")


def _check_apart(reading: Reading, version: int, ranges: list[tuple[str, Range]], leased: list[tuple[str, Range]]) -> None:
    for where, mine in ranges:
        for _where, theirs in leased:
            if mine.first <= theirs.last and theirs.first <= mine.last:
                reading.fault(where, f"{mine} overlaps {theirs} of ipv{version}_dhcp_ranges, which others are given. "
                                     "Choose ranges apart.")


def _list(reading: Reading, option: str, read, *args) -> list:
    found = [reading.checked(where, read, text, *args) for where, text in reading.items(option)]
    return [each for each in found if each is not None]
