# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading the options of a network: LXD's keys with underscores. What is wrong with them is noted, each at its path."""

from __future__ import annotations

from contextlib import suppress

from ..model import values
from . import forms
from .addresses import Address, Network, last_usable, parse_range, stable_mac
from .names import Names, base_name
from .reading import Reading
from .settings import (
    ARP_PROXY,
    DNAT_AND_SNAT,
    INCUS,
    LXD,
    MTU_RANGE,
    OVERHEAD,
    Default,
    ExternalPort,
    Lease,
    Settings,
    Side,
    overlay_mtu,
)
from .uplink import Uplink

ISOLATED = "none"
AUTO = "auto"
DEFAULT_DOMAIN = "ovn"
UNDERLAY_RANGE = range(MTU_RANGE.start + max(OVERHEAD.values()), 65537)
TUNNEL_RANGES = {"port": range(65536), "id": range(2**24), "ttl": range(256)}
# What a task says of hosts and not of the network: it is not remembered.
PASSING = ("chassis",)


def read_network(reading: Reading, things: dict | None = None) -> Settings:
    """The network of an entry; what is wrong with it goes to the reading. C(things) holds the uplinks, by identity."""
    return _NetworkReader(reading, (things or {}).get("uplinks", {})).read()


class _NetworkReader:
    def __init__(self, reading: Reading, uplinks: dict[tuple, Uplink]):
        self.reading = reading
        self.uplinks = uplinks
        self.get = reading.get

    def read(self) -> Settings:
        self.reading.judged("name", values.filled, self.get("name"))
        names = Names(self.reading.checked("base_name", self._base) or "")
        uplink = self._uplink()
        sides = {version: self._side(version, uplink) for version in (4, 6)}
        domain = self._checked("dns_domain", forms.domain) or DEFAULT_DOMAIN
        settings = Settings(
            name=self.get("name"),
            names=names,
            sides=sides,
            uplink=uplink,
            mac=self._mac(names),
            mtu=self._mtu(),
            domain=domain,
            search=tuple(self._list("dns_search", forms.domain)) or (domain,),
            stateful=bool(self.get("ipv6_dhcp_stateful")),
            fixed=self._fixed(),
            flavor=self.get("flavor", LXD),
            chassis=self._chassis("chassis"),
            chassis_order=self._chassis("chassis_order"),
            nameservers=tuple(self._list("dns_nameservers", forms.address)),
            dns_mode=self.get("dns_mode", "managed"),
            advertised=self.get("ipv6_ra", True),
            lease=self._lease(sides[4]),
            snooping=self.get("bridge_multicast_snooping"),
            relay=self.get("bridge_multicast_relay"),
            l2proxy=self.get("l2proxy") or (ARP_PROXY if self.get("flavor") == INCUS else DNAT_AND_SNAT),
            external_ports=self._external_ports(),
            acls=tuple(dict.fromkeys(self.get("security_acls", ()))),
            defaults={direction: self._default(direction) for direction in ("ingress", "egress")},
            auto=frozenset(version for version in (4, 6) if self._is_auto(version)),
            options={key: value for key, value in self.reading.options.items() if key not in PASSING},
        )
        self._zones()
        self._tunnels()
        check_addresses(settings, self.reading)
        return settings

    def _checked(self, option: str, read, *args):
        """The option's value as C(read) gives it; None when it is not given, or wrong."""
        text = self.get(option)
        return self.reading.checked(option, read, text, *args) if text not in (None, "") else None

    def _list(self, option: str, read, *args) -> list:
        found = [self.reading.checked(where, read, text, *args) for where, text in self.reading.items(option)]
        return [each for each in found if each is not None]

    def _base(self) -> str:
        return base_name(self.get("name"), self.get("base_name"))

    def _uplink(self) -> Uplink | None:
        name = self.get("network") or ISOLATED
        if name == ISOLATED:
            return None
        if (name,) not in self.uplinks:
            listed = ", ".join(sorted(known for (known,) in self.uplinks)) or "none"
            self.reading.fault("network", f"there is no uplink {name!r} (uplinks known: {listed}). Add it to uplinks, "
                                          f"correct the name, or write {ISOLATED} for a network without one.")
        return self.uplinks.get((name,))

    def _is_auto(self, version: int) -> bool:
        return self.get(f"ipv{version}_address") in (None, "", AUTO)

    def _side(self, version: int, uplink: Uplink | None) -> Side:
        auto = self._is_auto(version)
        given = auto or self.get(f"ipv{version}_address") != ISOLATED
        interface = self._checked(f"ipv{version}_address", forms.interface, version) if given and not auto else None
        if interface:
            self.reading.judged(f"ipv{version}_address", forms.for_instances, interface)
        return Side(
            version,
            interface,
            dhcp=self.get(f"ipv{version}_dhcp", True),
            nat=self.get(f"ipv{version}_nat", auto and uplink is not None),
            ranges=tuple(self._list("ipv4_dhcp_ranges", parse_range, version)) if version == 4 else (),
            l3only=self.get(f"ipv{version}_l3only", False),
            nat_address=self._checked(f"ipv{version}_nat_address", forms.address, version),
        )

    def _mac(self, names: Names) -> str:
        found = [self._checked(option, values.unicast_mac) for option in ("bridge_hwaddr", "volatile_bridge_hwaddr")]
        return found[0] or found[1] or stable_mac(names.base)

    def _mtu(self) -> int:
        encap = self._checked("encap_ip", forms.address)
        underlay = self._checked("encap_mtu", forms.within, UNDERLAY_RANGE, " bytes")
        given = self._checked("bridge_mtu", forms.within, MTU_RANGE, " bytes")
        return given or overlay_mtu(underlay, encap)

    def _fixed(self) -> dict[int, Address]:
        """Uplink addresses that the user chose for the router."""
        found = {version: self._checked(f"volatile_network_ipv{version}_address", forms.address, version) for version in (4, 6)}
        return {version: address for version, address in found.items() if address}

    def _chassis(self, option: str) -> tuple[str, ...]:
        names = self.get(option, [])
        for index, name in enumerate(names):
            if not name.strip():
                self.reading.fault(f"{option}[{index}]", "is empty. Name a chassis, by its system-id.")
            elif name in names[:index] and option == "chassis_order":
                self.reading.fault(f"{option}[{index}]", f"{name} is in the list already. Give it once.")
        return tuple(names)

    def _lease(self, side: Side) -> Lease:
        gateway = side.router
        if self.get("ipv4_dhcp_gateway"):
            none = self.get("ipv4_dhcp_gateway") == ISOLATED
            gateway = None if none else self._checked("ipv4_dhcp_gateway", forms.address, 4)
        return Lease(self._checked("ipv4_dhcp_expiry", forms.duration) or Lease.seconds, gateway, tuple(self._routes()))

    def _routes(self) -> list[tuple[Network, Address]]:
        """LXD's list of a network and its gateway, and so on; each pair may as well be one item."""
        option = "ipv4_dhcp_routes"
        words = [(where, word.strip()) for where, text in self.reading.items(option) for word in text.split(",")]
        if len(words) % 2:
            self.reading.fault(option, "must be pairs: each network with its gateway after it, for example 10.20.0.0/16,10.10.1.9.")
            return []
        found = [
            (self.reading.checked(where, forms.prefix, net, 4), self.reading.checked(at, forms.address, gateway, 4))
            for (where, net), (at, gateway) in zip(words[::2], words[1::2])
        ]
        return [(net, gateway) for net, gateway in found if net is not None and gateway is not None]

    def _external_ports(self) -> tuple[ExternalPort, ...]:
        found: list[ExternalPort] = []
        for each in self.reading.each("bridge_external_interfaces"):
            names = [each.checked(option, forms.link, each.get(option)) for option in ("name", "parent") if each.get(option)]
            if each.get("vlan") is not None:
                each.checked("vlan", forms.within, each.get("vlan"), range(1, 4095))
            if bool(each.get("parent")) != (each.get("vlan") is not None):
                each.fault("vlan", "belongs to parent: give both, for an interface that shall be made, or none.")
            port = ExternalPort(each.get("chassis"), each.get("name"), each.get("parent"), each.get("vlan"))
            if any((port.chassis, port.name) == (other.chassis, other.name) for other in found):
                each.fault("name", f"{port.name} of {port.chassis} is in the list already. Give it once.")
            if None not in names:
                found.append(port)
        return tuple(found)

    def _default(self, direction: str) -> Default:
        option = f"security_acls_default_{direction}"
        return Default(self.get(f"{option}_action", "reject"), self.get(f"{option}_logged", False))

    def _zones(self) -> None:
        """Zones that the names of instances are published in: kept for those who write them."""
        self._list("dns_zone_forward", forms.domain)
        for version in (4, 6):
            self._checked(f"dns_zone_reverse_ipv{version}", forms.reverse_zone, version)

    def _tunnels(self) -> None:
        """Tunnels to hosts outside: kept for the hosts, the rows do not depend on them."""
        for each in self.reading.each("tunnels"):
            for option in ("local", "group"):
                if each.get(option):
                    each.checked(option, forms.address, each.get(option))
            for option, allowed in TUNNEL_RANGES.items():
                if each.get(option) is not None:
                    each.checked(option, forms.within, each.get(option), allowed)
            for where, text in each.items("remote"):
                each.checked(where, forms.address, text)
            if each.get("protocol") == "gre" and not (each.get("local") and each.get("remote")):
                each.fault("remote", "a tunnel of protocol gre needs local and remote, the addresses of its ends.")


def check_addresses(settings: Settings, reading: Reading) -> None:
    """What must hold between the addresses of a network and its options, once they are known."""
    if not settings.subnets() and not settings.auto and settings.uplink and not reading.faults:
        reading.fault("ipv4_address", "a network needs a subnet: give ipv4_address, ipv6_address or both.")
    _check_ranges(settings, reading)
    _check_dhcpv6(settings, reading)
    four = settings.sides[4]
    if settings.is_incus and four.subnet and four.router == last_usable(four.subnet):
        reading.fault("ipv4_address", f"{four.router} is the last address of {four.subnet}, which Incus keeps for health checks. "
                                      "Choose another.")


def _check_ranges(settings: Settings, reading: Reading) -> None:
    subnet = settings.sides[4].subnet
    for where, text in reading.items("ipv4_dhcp_ranges"):
        with suppress(ValueError):
            each = parse_range(text, 4)
            if subnet and not (each.first in subnet and each.last in subnet):
                reading.fault(where, f"{text} does not lie in the subnet {subnet}.")


def _check_dhcpv6(settings: Settings, reading: Reading) -> None:
    side = settings.sides[6]
    if 6 in settings.auto:
        return
    if side.subnet and side.dhcp and not settings.dhcpv6():
        reading.fault("ipv6_dhcp", f"needs a prefix of /64 or shorter, and {side.subnet} is longer: instances could not make "
                                   "addresses in it. Choose another subnet, or say ipv6_dhcp: false.")
    if side.l3only and side.dhcp and not settings.stateful:
        reading.fault("ipv6_l3only", "needs ipv6_dhcp_stateful: instances that make their own addresses would take the "
                                     "whole subnet to be on their link.")


def require_own_addresses(settings: Settings) -> None:
    """Raises ValueError where instances would have to make addresses of their own and cannot (RFC 4862, section 5.5.3)."""
    side = settings.sides[6]
    if side.subnet and side.subnet.prefixlen < 64 and side.dhcp and not settings.stateful:
        raise ValueError(f"needs a /64, in which alone instances make addresses of their own, and {side.subnet} is shorter. Choose "
                         "another subnet, or say ipv6_dhcp_stateful: true or ipv6_dhcp: false.")
