# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One NIC of an instance as rows: its port, its place in the network's groups, its name in DNS. Pure."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field

from ..errors import Fault, InvalidInput
from ..model import northbound as nb
from ..model import values
from ..model.edits import Members, Merge, Replace
from ..model.rows import Ref, Row, Scope, Want, row
from .addresses import Address, Interface, eui64, stable_mac
from .names import Names, base_name
from .rows import NIC_MARK, NIC_TABLES, Refs, nic_marks

DNS_LABEL_MAX = 63


@dataclass(frozen=True)
class Place:
    """What the database says of the network a NIC belongs to, and of the NIC's own port if it is there."""

    interfaces: dict[int, Interface]
    dhcp: frozenset[int]
    stateful: bool
    mtu: int
    domain: str
    # What OVN has assigned to the port: its text, None when nothing yet.
    dynamic: str | None = None
    # The other NICs' addresses, by the name of their ports.
    others: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Nic:
    """A NIC as a task describes it."""

    names: Names
    network: str
    instance: str
    device: str
    mac: str
    fixed: dict[int, Address]
    chassis: str | None
    domain: str | None

    @property
    def port(self) -> str:
        return self.names.nic(self.instance, self.device)


def read_nic(params: dict) -> Nic:
    """The NIC of a task's parameters. Raises InvalidInput with every fault."""
    faults: list[Fault] = []

    def checked(option: str, read):
        try:
            return read()
        except ValueError as exc:
            faults.append(Fault(option, str(exc)))
            return None

    names = Names(checked("base_name", lambda: base_name(params["network"], params.get("base_name"))) or "")
    seed = f"{names.base}/{params['instance']}/{params['name']}"
    given = params.get("hwaddr")
    mac = checked("hwaddr", lambda: values.unicast_mac(given) if given else stable_mac(seed))
    fixed = {}
    for version in (4, 6):
        option = f"ipv{version}_address"
        text = params.get(option)
        address = checked(option, lambda text=text, version=version: _of_family(text, version)) if text else None
        if address:
            fixed[version] = address
    if faults:
        raise InvalidInput(faults)
    return Nic(names, params["network"], params["instance"], params["name"], mac, fixed,
               params.get("requested_chassis"), params.get("dns_domain"))


def _of_family(text: str, version: int) -> Address:
    address = ipaddress.ip_address(values.ip(text))
    if address.version != version:
        raise ValueError(f"{text!r} is not an IPv{version} address.")
    return address


def nic_want(nic: Nic, place: Place) -> Want:
    """The rows of a NIC. Until OVN has assigned its addresses the DNS row is empty, and the diff says so."""
    _check(nic, place)
    refs = Refs(nic.names)
    port, dns = Ref(nb.LOGICAL_SWITCH_PORT, (nic.port,)), Ref(nb.DNS, (nic.port,))
    marks = nic_marks(nic.names, nic.port)
    addresses = port_addresses(nic, place)
    rows = [
        row(nb.LOGICAL_SWITCH_PORT, port.key, {
            "addresses": [addresses],
            "dhcpv4_options": refs.dhcp[4] if 4 in place.dhcp else None,
            "dhcpv6_options": refs.dhcp[6] if 6 in place.dhcp else None,
            "options": Merge({"requested-chassis": nic.chassis}),
            "external_ids": marks,
        }, parent=refs.internal_switch),
        row(nb.PORT_GROUP, refs.port_group.key, {"ports": Members(add=frozenset([port]))}),
        _dns_row(nic, place, dns, addresses),
        row(nb.LOGICAL_SWITCH, refs.internal_switch.key, {"dns_records": Members(add=frozenset([dns]))}),
    ]
    return Want(rows)


def nic_absent(names: Names, port: str) -> Want:
    """Everything of a NIC gone; its places in groups go with it."""
    rows = [Row(Ref(table, (port,)), state="absent") for table in NIC_TABLES]
    return Want(rows, [Scope(table, ((NIC_MARK, port),)) for table in NIC_TABLES])


def port_addresses(nic: Nic, place: Place) -> str:
    """The one entry of the port's addresses: OVN cannot mix dynamic and fixed ones in it."""
    six = place.interfaces.get(6)
    slaac = str(eui64(nic.mac, six.network)) if six and 6 in place.dhcp else None
    if 4 in nic.fixed:
        rest = [str(nic.fixed[4]), str(nic.fixed[6]) if 6 in nic.fixed else slaac]
    elif 4 in place.dhcp:
        rest = ["dynamic"]
    else:
        rest = [slaac]
    return " ".join([nic.mac, *(each for each in rest if each)])


def assigned(nic: Nic, place: Place) -> list[Address] | None:
    """The NIC's addresses; None while OVN still has to assign them."""
    text = port_addresses(nic, place)
    if text.endswith(" dynamic"):
        text = place.dynamic or ""
        if not text.startswith(f"{nic.mac} ") or not is_complete(text, place.interfaces):
            return None
    return [ipaddress.ip_address(word) for word in text.split()[1:]]


def is_complete(dynamic: str, interfaces: dict[int, Interface]) -> bool:
    """Whether OVN has assigned an address of each family that the network has."""
    return {ipaddress.ip_address(word).version for word in dynamic.split()[1:]} >= set(interfaces)


def _dns_row(nic: Nic, place: Place, dns: Ref, addresses: str) -> Row:
    name = f"{nic.instance}.{nic.domain or place.domain}".lower()
    found = assigned(nic, place)
    marks = nic_marks(nic.names, nic.port)
    if found is None:
        return row(nb.DNS, dns.key, {"external_ids": marks}, note={"records": {name: "the addresses that OVN assigns"}})
    records = {name: " ".join(map(str, found)), **{each.reverse_pointer: name for each in found}} if found else {}
    return row(nb.DNS, dns.key, {"records": Replace(records), "external_ids": marks})


def _check(nic: Nic, place: Place) -> None:
    faults = [fault for version, address in nic.fixed.items() for fault in _address_faults(version, address, place)]
    if 6 in nic.fixed and 4 not in nic.fixed and 4 in place.interfaces:
        faults.append(Fault("ipv6_address", "needs ipv4_address too: OVN cannot assign one family and fix the other."))
    for port, text in place.others.items():
        words = text.split()
        if nic.mac in words:
            faults.append(Fault("hwaddr", f"{nic.mac} is in use by {port} in the same network. Choose another."))
        for version, address in nic.fixed.items():
            if str(address) in words:
                faults.append(Fault(f"ipv{version}_address", f"{address} is in use by {port}. Choose another."))
    if faults:
        raise InvalidInput(faults)


def _address_faults(version: int, address: Address, place: Place) -> list[Fault]:
    option = f"ipv{version}_address"
    interface = place.interfaces.get(version)
    if interface is None:
        return [Fault(option, f"the network has no IPv{version} subnet. Leave the address out.")]
    if address not in interface.network:
        return [Fault(option, f"{address} does not lie in the network's subnet {interface.network}.")]
    if address == interface.ip or address in (interface.network.network_address, interface.network.broadcast_address):
        return [Fault(option, f"{address} is the router's, the network's or the broadcast address. Choose another.")]
    if version == 4 and 4 not in place.dhcp:
        return [Fault(option, "a fixed address is handed out by DHCP: set the network's ipv4_dhcp.")]
    if version == 6 and not place.stateful:
        return [Fault(option, "a fixed address is handed out by DHCPv6: set the network's ipv6_dhcp_stateful.")]
    return []
