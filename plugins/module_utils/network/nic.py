# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One NIC of an instance as a document describes it, and all its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..model import northbound as nb
from ..model import values
from ..model.edits import Members, Merge
from ..model.rows import Ref, Row, Scope, row
from ..model.table import Table
from . import forms
from .acl_groups import nic_default_rows, nic_group_rows
from .addresses import Address, Network, stable_mac
from .dhcp import served
from .memory import remembered
from .names import Names, base_name
from .nic_addresses import port_addresses
from .nic_dns import dns_rows
from .nic_limits import Limits, limit_rows, read_limits
from .nic_neighbours import neighbours
from .nic_place import Place, former_place, place
from .nic_publish import may_be_translated, publication_rows, withdrawal_rows
from .nic_routes import route_rows, source_rows
from .reading import Reading
from .rows import NIC_MARK, NIC_TABLES, Refs, nic_marks
from .world import Network as Placed
from .world import World

KIND = "network_nics"
NAME = re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9_.-]*[a-zA-Z0-9])?")
NO_ADDRESS = "none"
VLANS = range(1, 4096)


@dataclass(frozen=True)
class Nic:
    """A NIC with every default filled in."""

    names: Names
    network: str
    instance: str
    device: str
    # What stands in its port's name for the instance.
    instance_id: str
    mac: str
    fixed: dict[int, Address]
    # The families in which it shall have no address.
    denied: frozenset[int] = frozenset()
    routes: dict[int, tuple[Network, ...]] = field(default_factory=dict)
    # Routes that the outside has too.
    external: dict[int, tuple[Network, ...]] = field(default_factory=dict)
    # What its connections to the outside come from, where that is not its network's address.
    egress: dict[int, Address] = field(default_factory=dict)
    acls: tuple[str, ...] = ()
    promiscuous: bool = False
    # The NIC of the same instance inside which this one is a VLAN.
    nested: str | None = None
    vlan: int | None = None
    limits: Limits = Limits()
    enabled: bool = True
    chassis: str | None = None
    domain: str | None = None
    is_incus: bool = False
    has_hosts: bool = False
    # The uplink of its network.
    uplink: str | None = None
    options: dict = field(default_factory=dict, compare=False)

    @property
    def identity(self) -> tuple:
        return self.network, self.instance, self.device

    @property
    def port(self) -> str:
        return self.names.nic(self.instance_id, self.device)

    @property
    def unaddressed(self) -> bool:
        """Without any address, in either family."""
        return self.denied == {4, 6}

    @property
    def is_known(self) -> bool:
        """Whether the NIC is in DNS, in its groups, and limited: while it runs; with Incus, once it was on a chassis."""
        return self.enabled or (self.is_incus and self.chassis is not None)

    @property
    def all_routes(self) -> list[Network]:
        return [each for version in (4, 6) for each in (*self.routes[version], *self.external[version])]

    @property
    def published(self) -> tuple[Network, ...]:
        """The networks that it has on the uplink."""
        return (*self.external[4], *self.external[6])

    @property
    def has_prefixes(self) -> bool:
        """Whether other routers may need routes to what is behind it."""
        return bool(self.all_routes) or self.has_hosts

    def known_addresses(self, world: World) -> list[Address]:
        """Its addresses, as far as OVN has assigned them."""
        return place(self, world).known

    def prefixes(self, world: World) -> list[Network]:
        """All networks that are behind it."""
        return place(self, world).prefixes


def read_nic(reading: Reading, things: dict | None = None) -> Nic:
    """The NIC of an entry; what is wrong with it goes to the reading."""
    network, instance, device = reading.get("network"), reading.get("instance"), reading.get("name", "eth0")
    settings = (things or {}).get("networks", {}).get((network,))
    names = settings.names if settings else Names(reading.checked("base_name", base_name, network, reading.get("base_name")) or "")
    for option in ("instance", "instance_id", "name"):
        if reading.get(option) is not None:
            reading.checked(option, _name, reading.get(option))
    return Nic(
        names=names,
        network=network,
        instance=instance,
        device=device,
        instance_id=reading.get("instance_id", instance),
        mac=_mac(reading, f"{names.base}/{instance}/{device}"),
        fixed=_addresses(reading, "ipv{}_address"),
        denied=frozenset(version for version in (4, 6) if reading.get(f"ipv{version}_address") == NO_ADDRESS),
        routes=_prefixes(reading, "ipv{}_routes"),
        external=_prefixes(reading, "ipv{}_routes_external"),
        egress=_addresses(reading, "ipv{}_address_external"),
        acls=tuple(reading.get("security_acls", ())),
        promiscuous=bool(reading.get("security_promiscuous")),
        nested=reading.get("nested"),
        vlan=_vlan(reading),
        limits=read_limits(reading),
        enabled=reading.get("enabled", True),
        chassis=reading.get("requested_chassis"),
        domain=_domain(reading),
        is_incus=bool(settings and settings.is_incus),
        has_hosts=bool(settings and any(side.l3only for side in settings.sides.values())),
        uplink=settings.uplink.name if settings and settings.uplink else None,
        options=reading.options,
    )


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise ValueError(f"{text!r} cannot stand in the name of a port. Write letters, digits, - _ and dots, and begin and end "
                         "with a letter or a digit.")
    return text


def _mac(reading: Reading, seed: str) -> str:
    given = reading.get("hwaddr")
    return (reading.checked("hwaddr", values.unicast_mac, given) if given else stable_mac(seed)) or ""


def _addresses(reading: Reading, option: str) -> dict[int, Address]:
    found = {}
    for version in (4, 6):
        name = option.format(version)
        text = reading.get(name)
        if text and text != NO_ADDRESS and (address := reading.checked(name, forms.address, text, version)):
            found[version] = address
    return found


def _prefixes(reading: Reading, option: str) -> dict[int, tuple[Network, ...]]:
    found = {}
    for version in (4, 6):
        each = [reading.checked(where, forms.prefix, text, version) for where, text in reading.items(option.format(version))]
        found[version] = tuple(prefix for prefix in each if prefix is not None)
    return found


def _vlan(reading: Reading) -> int | None:
    vlan = reading.get("vlan")
    if vlan is None:
        return None
    return reading.checked("vlan", forms.within, vlan, VLANS)


def _domain(reading: Reading) -> str | None:
    given = reading.get("dns_domain")
    return reading.checked("dns_domain", forms.domain, given) if given else None


def nic_rows(nic: Nic, world: World) -> list[Row]:
    """The rows of a NIC. What needs addresses that OVN has not assigned yet is made when it has."""
    network = world.networks[nic.network]
    refs, here, before = Refs(nic.names), place(nic, world), former_place(nic, world)
    return [
        _port(nic, here, refs, world),
        *dns_rows(here, refs),
        *_groups(nic, network, refs, world),
        *route_rows(here, refs),
        *source_rows(here.prefixes, _left(before, here.prefixes, world), refs),
        *publication_rows(here, before, refs),
        *(limit_rows(nic, refs) if nic.is_known else []),
    ]


def _port(nic: Nic, here: Place, refs: Refs, world: World) -> Row:
    families = served(here.settings)
    parent = world.things[KIND].get((nic.network, nic.instance, nic.nested)) if nic.nested else None
    return row(nb.LOGICAL_SWITCH_PORT, (nic.port,), {
        "addresses": port_addresses(nic, here.settings),
        "dhcpv4_options": refs.dhcp[4] if 4 in families else None,
        "dhcpv6_options": refs.dhcp[6] if 6 in families else None,
        "parent_name": parent.port if parent else None,
        "tag_request": nic.vlan,
        # LXD leaves the column unset, which means the same as true.
        "enabled": None if nic.enabled and not nic.is_incus else nic.enabled,
        "options": Merge({"requested-chassis": nic.chassis}),
        "external_ids": Merge({**nic_marks(nic.names, nic.port).items, **remembered(KIND, nic.options)}),
    }, parent=refs.internal_switch)


def _groups(nic: Nic, network: Placed, refs: Refs, world: World) -> list[Row]:
    port = frozenset([Ref(nb.LOGICAL_SWITCH_PORT, (nic.port,))])
    if not nic.is_known:
        return [Row(refs.port_group, {"ports": Members(remove=port)}), *nic_group_rows(nic, world, ())]
    return [Row(refs.port_group, {"ports": Members(add=port)}), *nic_group_rows(nic, world), *nic_default_rows(nic, network, world)]


def _left(before: Place | None, kept: list[Network], world: World) -> list[Network]:
    """What was behind the NIC, is not any more, and is not what the network has otherwise."""
    gone = set(before.prefixes if before else ()) - set(kept)
    if not gone:
        return []
    nic = before.nic
    index = neighbours(nic.network, world)
    subnets = world.networks[nic.network].settings.subnets()
    return [each for each in gone if each not in subnets and not index.other(index.prefixes, each, nic)]


def nic_scopes(nic: Nic, world: World) -> list[Scope]:
    """Where rows of the NIC may be left over. A scope is a pass over its table, so only those that can hold some."""
    before = former_place(nic, world)
    if nic.identity not in world.things.get(KIND, {}):
        tables = _tables(before) if before else NIC_TABLES
    elif before is None:
        tables = ()
    else:
        moved = before.nic.port != nic.port
        tables = NIC_TABLES if moved else dict.fromkeys([*_tables(before), *_tables(place(nic, world))])
    port = before.nic.port if before else nic.port
    return [Scope(table, ((NIC_MARK, port),)) for table in tables]


def _tables(here: Place) -> list[Table]:
    """Where a NIC may have rows beside its port and its name."""
    nic, settings = here.nic, here.settings
    return [
        *([nb.STATIC_ROUTE] if nic.has_prefixes else []),
        *([nb.NAT] if may_be_translated(here) else []),
        *([nb.QOS] if nic.limits != Limits() else []),
        *([nb.ACL] if nic.acls or settings.acls else []),
    ]


def nic_absent(nic: Nic, world: World) -> list[Row]:
    """What goes with a NIC, beside the scopes; its places in groups go with its port."""
    rows = [Row(Ref(table, (nic.port,)), state="absent") for table in (nb.LOGICAL_SWITCH_PORT, nb.DNS)]
    before = former_place(nic, world)
    if before is None or (nic.network,) not in world.things.get("networks", {}):
        return rows
    return [*rows, *source_rows((), _left(before, [], world), Refs(nic.names)), *withdrawal_rows(before, world.networks[nic.network].settings)]
