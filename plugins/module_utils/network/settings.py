# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A network and its uplink as a task describes them, read and checked: LXD's keys with underscores."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from ..errors import Fault, InvalidInput
from ..model import values
from .addresses import Address, Interface, Network, Range, eui64, first_free, parse_range, stable_mac
from .names import Names, base_name

# Geneve over IPv4 takes 58 bytes of an underlay of 1500.
DEFAULT_MTU = 1442
MTU_RANGE = range(68, 16385)
ISOLATED = "none"


@dataclass(frozen=True)
class Side:
    """One address family of a network."""

    version: int
    interface: Interface | None
    dhcp: bool
    nat: bool
    ranges: tuple[Range, ...] = ()

    @property
    def subnet(self) -> Network | None:
        return self.interface.network if self.interface else None

    @property
    def router(self) -> Address | None:
        return self.interface.ip if self.interface else None


@dataclass(frozen=True)
class UplinkSide:
    """One address family of an uplink: its gateway, and the addresses that routers may take."""

    gateway: Interface | None
    ranges: tuple[Range, ...] = ()


@dataclass(frozen=True)
class Uplink:
    """What networks reach the outside through."""

    name: str
    sides: dict[int, UplinkSide]
    nameservers: tuple[Address, ...] = ()

    def resolvers(self) -> list[Address]:
        """The name servers that instances are given: the uplink's own, else its gateways."""
        gateways = [side.gateway.ip for side in self.sides.values() if side.gateway]
        return list(self.nameservers) or gateways


@dataclass(frozen=True)
class Settings:
    """A network with every default filled in."""

    name: str
    names: Names
    sides: dict[int, Side]
    uplink: Uplink | None
    mac: str
    mtu: int
    domain: str
    search: tuple[str, ...]
    stateful: bool
    fixed: dict[int, Address]
    chassis: tuple[str, ...] = ()

    def subnets(self) -> list[Network]:
        return [side.subnet for side in self.sides.values() if side.subnet]

    def resolvers(self) -> list[Address]:
        """The name servers that instances are given."""
        return self.uplink.resolvers() if self.uplink else []

    def dhcpv6(self) -> bool:
        side = self.sides[6]
        return side.dhcp and side.subnet is not None and side.subnet.prefixlen <= 64


def read_settings(params: dict) -> Settings:
    """The network of a task's parameters. Raises InvalidInput with every fault."""
    return _SettingsReader(params).read()


class _SettingsReader:
    def __init__(self, params: dict):
        self.params = params
        self.faults: list[Fault] = []

    def read(self) -> Settings:
        names = Names(self._checked("base_name", self._base) or "")
        uplink = self._uplink()
        settings = Settings(
            name=self.params["name"],
            names=names,
            sides={4: self._side(4), 6: self._side(6)},
            uplink=uplink,
            mac=self._checked("bridge_hwaddr", self._mac) or "",
            mtu=self._mtu(),
            domain=self.params.get("dns_domain") or "ovn",
            search=tuple(self.params.get("dns_search") or [self.params.get("dns_domain") or "ovn"]),
            stateful=bool(self.params.get("ipv6_dhcp_stateful")),
            fixed=self._fixed(uplink),
            chassis=tuple(self.params.get("chassis") or ()),
        )
        self._check_whole(settings)
        if self.faults:
            raise InvalidInput(self.faults)
        return settings

    def _fault(self, option: str, message: str) -> None:
        self.faults.append(Fault(option, message))

    def _checked(self, option: str, read, *args):
        """What C(read) gives, or None and a fault named after the option."""
        try:
            return read(*args)
        except ValueError as exc:
            self._fault(option, str(exc))
            return None

    def _base(self) -> str:
        return base_name(self.params["name"], self.params.get("base_name"))

    def _mac(self) -> str:
        given = self.params.get("bridge_hwaddr")
        return values.unicast_mac(given) if given else stable_mac(self._base())

    def _mtu(self) -> int:
        mtu = self.params.get("bridge_mtu") or DEFAULT_MTU
        if mtu not in MTU_RANGE:
            self._fault("bridge_mtu", f"{mtu} is out of range, which is {MTU_RANGE.start} to {MTU_RANGE.stop - 1} bytes.")
        return mtu

    def _side(self, version: int) -> Side:
        option = f"ipv{version}_address"
        interface = self._checked(option, _interface, self.params.get(option), version)
        dhcp = self.params.get(f"ipv{version}_dhcp")
        ranges = self._ranges("ipv4_dhcp_ranges", interface) if version == 4 else ()
        return Side(version, interface, dhcp is not False, bool(self.params.get(f"ipv{version}_nat")), ranges)

    def _ranges(self, option: str, interface: Interface | None) -> tuple[Range, ...]:
        result = []
        for index, text in enumerate(self.params.get(option) or []):
            each = self._checked(f"{option}[{index}]", parse_range, text)
            if each and interface and not (each.first in interface.network and each.last in interface.network):
                self._fault(f"{option}[{index}]", f"{text} does not lie in the subnet {interface.network}.")
            elif each:
                result.append(each)
        return tuple(result)

    def _uplink(self) -> Uplink | None:
        name = self.params.get("network")
        if not name or name == ISOLATED:
            return None
        known = {entry["name"]: index for index, entry in enumerate(self.params.get("uplinks") or [])}
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            self._fault("network", f"there is no uplink {name!r} (uplinks given: {listed}). Add it to uplinks, "
                                   f"correct the name, or write {ISOLATED} for a network without one.")
            return None
        index = known[name]
        return self._read_uplink(self.params["uplinks"][index], f"uplinks[{index}]")

    def _read_uplink(self, entry: dict, path: str) -> Uplink:
        sides = {version: self._uplink_side(entry, version, path) for version in (4, 6)}
        servers = [
            self._checked(f"{path}.dns_nameservers[{index}]", _address, text)
            for index, text in enumerate(entry.get("dns_nameservers") or [])
        ]
        if not sides[4].gateway and not sides[6].gateway:
            self._fault(path, f"uplink {entry['name']} has neither ipv4_gateway nor ipv6_gateway. Give one at least.")
        return Uplink(entry["name"], sides, tuple(server for server in servers if server))

    def _uplink_side(self, entry: dict, version: int, path: str) -> UplinkSide:
        option = f"{path}.ipv{version}_gateway"
        gateway = self._checked(option, _interface, entry.get(f"ipv{version}_gateway"), version)
        ranges = []
        for index, text in enumerate(entry.get(f"ipv{version}_ovn_ranges") or []):
            where = f"{path}.ipv{version}_ovn_ranges[{index}]"
            each = self._checked(where, parse_range, text)
            if each and gateway and not (each.first in gateway.network and each.last in gateway.network):
                self._fault(where, f"{text} does not lie in the uplink's subnet {gateway.network}.")
            elif each:
                ranges.append(each)
        if version == 4 and gateway and not entry.get("ipv4_ovn_ranges"):
            self._fault(f"{path}.ipv4_ovn_ranges", "is needed with ipv4_gateway: the addresses that routers may take.")
        return UplinkSide(gateway, tuple(ranges))

    def _fixed(self, uplink: Uplink | None) -> dict[int, Address]:
        """Uplink addresses that the user chose for the router."""
        result = {}
        for version in (4, 6):
            option = f"volatile_network_ipv{version}_address"
            address = self._checked(option, _address, self.params.get(option)) if self.params.get(option) else None
            if address is None or uplink is None:
                continue
            side = uplink.sides[version]
            if not any(address in each for each in side.ranges):
                listed = ", ".join(map(str, side.ranges)) or "none"
                self._fault(option, f"{address} lies in none of the uplink's ranges (ipv{version}_ovn_ranges: {listed}).")
            result[version] = address
        return result

    def _check_whole(self, settings: Settings) -> None:
        if not settings.subnets() and not self.faults:
            self._fault("ipv4_address", "a network needs a subnet: give ipv4_address, ipv6_address or both.")
        for side in settings.sides.values():
            self._check_side(settings, side)
        if settings.stateful and not settings.dhcpv6():
            self._fault("ipv6_dhcp_stateful", "needs ipv6_address with a prefix of /64 or shorter, and ipv6_dhcp on.")

    def _check_side(self, settings: Settings, side: Side) -> None:
        outer = settings.uplink.sides[side.version].gateway if settings.uplink else None
        if side.subnet and outer and side.subnet.overlaps(outer.network):
            self._fault(f"ipv{side.version}_address", f"{side.subnet} overlaps {outer.network}, the subnet of uplink "
                                                      f"{settings.uplink.name}, on the same router. Choose another subnet.")
        if side.nat and side.subnet and not outer:
            self._fault(f"ipv{side.version}_nat", f"needs an uplink with ipv{side.version}_gateway to translate to.")


def _interface(text: str | None, version: int) -> Interface | None:
    if not text or text == ISOLATED:
        return None
    interface = ipaddress.ip_interface(values.interface(text))
    if interface.version != version:
        raise ValueError(f"{text!r} is not an IPv{version} address.")
    if interface.network.prefixlen < interface.max_prefixlen and interface.ip == interface.network.network_address:
        raise ValueError(f"{text!r} is the network's own address. Give the router's, for example "
                         f"{interface.network.network_address + 1}/{interface.network.prefixlen}.")
    return interface


def _address(text: str) -> Address:
    return ipaddress.ip_address(values.ip(text))


def uplink_address(settings: Settings, version: int, used: set[Address], kept: Address | None) -> Interface | None:
    """The router's own address on the uplink. Raises InvalidInput when no address is left.

    An address that the router has already is kept while it lies in the ranges. IPv6 without ranges is EUI-64.
    """
    side = settings.uplink.sides[version] if settings.uplink else None
    if side is None or side.gateway is None:
        return None
    if version in settings.fixed:
        address = settings.fixed[version]
        if address in used:
            raise InvalidInput([Fault(f"volatile_network_ipv{version}_address", f"{address} is in use by another router.")])
    elif version == 6 and not side.ranges:
        address = eui64(settings.mac, side.gateway.network)
    elif kept and any(kept in each for each in side.ranges):
        address = kept
    else:
        address = _allocate(settings.uplink.name, version, side, used)
    return ipaddress.ip_interface(f"{address}/{side.gateway.network.prefixlen}")


def _allocate(uplink: str, version: int, side: UplinkSide, used: set[Address]) -> Address:
    address = first_free(side.ranges, used | {side.gateway.ip})
    if address is None:
        ranges = ", ".join(map(str, side.ranges))
        raise InvalidInput([Fault("network", f"every address of uplink {uplink} is in use (ipv{version}_ovn_ranges: "
                                             f"{ranges}). Widen the ranges, or remove a network.")])
    return address
