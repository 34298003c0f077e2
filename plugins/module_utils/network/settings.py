# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A network as a document describes it, with every default filled in."""

from __future__ import annotations

from dataclasses import dataclass, field

from .addresses import Address, Interface, Network, Range
from .names import Names
from .uplink import BRIDGE, NONE, Uplink

LXD, INCUS = "lxd", "incus"
DNAT_AND_SNAT, ARP_PROXY = "dnat_and_snat", "arp_proxy"
ETHERNET_MTU = 1500
MTU_RANGE = range(68, 16385)
# Geneve with OVN's option, UDP, IP and the inner Ethernet header, by the family of the tunnels' addresses.
OVERHEAD = {4: 58, 6: 78}


@dataclass(frozen=True)
class Side:
    """One address family of a network."""

    version: int
    interface: Interface | None
    dhcp: bool
    nat: bool
    ranges: tuple[Range, ...] = ()
    # Instances reach each other through the router only.
    l3only: bool = False
    nat_address: Address | None = None

    @property
    def subnet(self) -> Network | None:
        return self.interface.network if self.interface else None

    @property
    def router(self) -> Address | None:
        return self.interface.ip if self.interface else None

    @property
    def port(self) -> str:
        """The address as the router's port has it: alone, when the subnet shall not be on the link."""
        return f"{self.router}/{self.interface.max_prefixlen}" if self.l3only else str(self.interface)


@dataclass(frozen=True)
class Lease:
    """What DHCPv4 tells beside addresses and names: for how long, and the ways out."""

    seconds: int = 3600
    # None: no default route.
    gateway: Address | None = None
    routes: tuple[tuple[Network, Address], ...] = ()


@dataclass(frozen=True)
class Default:
    """What becomes of a packet that no ACL names."""

    action: str = "reject"
    logged: bool = False


@dataclass(frozen=True)
class ExternalPort:
    """An interface of one host that is joined to the network."""

    chassis: str
    name: str
    parent: str | None = None
    vlan: int | None = None


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
    flavor: str = LXD
    chassis: tuple[str, ...] = ()
    # Those that shall be the gateway before all others, the first of them first.
    chassis_order: tuple[str, ...] = ()
    nameservers: tuple[Address, ...] = ()
    dns_mode: str = "managed"
    advertised: bool = True
    lease: Lease = Lease()
    # None: as OVN does it unasked.
    snooping: bool | None = None
    relay: bool | None = None
    # How routers answer on the uplink for addresses behind them.
    l2proxy: str = DNAT_AND_SNAT
    external_ports: tuple[ExternalPort, ...] = ()
    acls: tuple[str, ...] = ()
    defaults: dict[str, Default] = field(default_factory=dict)
    # Address families whose subnet is still to be chosen.
    auto: frozenset[int] = frozenset()
    options: dict = field(default_factory=dict, compare=False)

    @property
    def identity(self) -> tuple:
        return (self.name,)

    @property
    def is_incus(self) -> bool:
        return self.flavor == INCUS

    @property
    def has_router(self) -> bool:
        """A network that reaches no other and has no addresses is a switch alone."""
        return bool(self.subnets() or self.uplink)

    @property
    def has_gateway(self) -> bool:
        """Whether chassis can be its gateway. For Incus none can where the hosts have no interface for the uplink."""
        return self.uplink is not None and not (self.is_incus and _is_unattached(self.uplink))

    @property
    def proxy(self) -> str | None:
        """How the router answers on the uplink for addresses behind it; None where nobody asks it: the outside has routes."""
        return self.l2proxy if self.uplink and not self.uplink.is_routed else None

    def subnets(self) -> list[Network]:
        return [side.subnet for side in self.sides.values() if side.subnet]

    def resolvers(self) -> list[Address]:
        """The name servers that instances are given: the network's own, else the uplink's.

        A network without an uplink, and each family for which Incus' uplink has none, gets the router: OVN answers there.
        """
        if self.nameservers:
            return list(self.nameservers)
        servers = self.uplink.resolvers() if self.uplink else []
        if self.uplink and not self.is_incus:
            return servers
        missing = {4, 6} - {server.version for server in servers}
        return servers + [side.router for side in self.sides.values() if side.version in missing and side.router]

    def dhcpv6(self) -> bool:
        side = self.sides[6]
        return side.dhcp and side.subnet is not None and side.subnet.prefixlen <= 64


def _is_unattached(uplink: Uplink) -> bool:
    return uplink.options.get("parent") == NONE and uplink.options.get("type") != BRIDGE


def overlay_mtu(underlay: int | None, encap: Address | None) -> int:
    """What the tunnels leave of the MTU of the hosts' interfaces, and no more than Ethernet's own."""
    overhead = OVERHEAD[encap.version if encap else 4]
    return min(ETHERNET_MTU, (underlay or ETHERNET_MTU) - overhead)
