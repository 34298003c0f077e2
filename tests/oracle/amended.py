# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Deviations that no single row shows: what a daemon wrote that we do not is amended in its recording, never in our rows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from ipaddress import ip_network

from .normalise import each_member

DYNAMIC = " dynamic"
ROUTES = re.compile(r"incus_(NET\d+)_routes_ip[46]")
Tables = dict[str, list[dict]]


@dataclass(frozen=True)
class Amendment:
    """C(amend) changes the rows of a recording of C(daemon), most of them of C(table)."""

    table: str
    daemon: str
    reason: str
    amend: Callable[[Tables], None]


def _without_unserved(tables: Tables) -> None:
    for port in _dynamic_ports(tables, served=()):
        port["addresses"] = port["addresses"].removesuffix(DYNAMIC)
        for row in tables.get("DNS", []):
            if row["external_ids"]["lxd_switch_port"] == port["name"]:
                _take_out(tables, row.pop("records", {}))


def _take_out(tables: Tables, records: dict[str, str]) -> None:
    """The translations of the addresses of a NIC, and what refers to these, and to the names."""
    addresses = {address for text in records.values() for address in text.split()}
    nat = [row for row in tables.get("NAT", []) if row["type"] == "dnat_and_snat" and row["logical_ip"] in addresses]
    tables["NAT"] = [row for row in tables.get("NAT", []) if row not in nat]
    for row in tables["Logical_Router"]:
        each_member(row, "nat", lambda each: None if each in {f"<NAT:{address}>" for address in addresses} else each)
    label = f"<DNS:{json.dumps(records, sort_keys=True)}>"
    for row in tables["Logical_Switch"]:
        each_member(row, "dns_records", lambda each: "<DNS:{}>" if each == label else each)


def _with_eui64(tables: Tables) -> None:
    for port in _dynamic_ports(tables, served=("dhcpv6_options",)):
        port["addresses"] = port.get("dynamic_addresses", port["addresses"])


def _dynamic_ports(tables: Tables, served: tuple[str, ...]) -> Iterator[dict]:
    """The ports whose addresses OVN chooses, and which have DHCP of these families and no others."""
    for port in tables.get("Logical_Switch_Port", []):
        families = tuple(name for name in ("dhcpv4_options", "dhcpv6_options") if name in port)
        if str(port.get("addresses")).endswith(DYNAMIC) and families == served:
            yield port


def _without_left_prefixes(tables: Tables) -> None:
    routed = {row["ip_prefix"] for row in tables.get("Logical_Router_Static_Route", [])}
    for row in tables.get("Address_Set", []):
        found = ROUTES.fullmatch(row["name"])
        if found:
            there = {str(ip_network(each, strict=False)) for each in routed | _subnets(tables, f"incus-{found[1]}-ls-int")}
            each_member(row, "addresses", lambda each: each if each in there else None)


def _subnets(tables: Tables, switch: str) -> set[str]:
    settings = next((row.get("other_config", {}) for row in tables.get("Logical_Switch", []) if row["name"] == switch), {})
    return {settings[key] for key in ("subnet", "ipv6_prefix") if key in settings}


def _without_dhcp_at_routers(tables: Tables) -> None:
    for port in tables.get("Logical_Switch_Port", []):
        if port.get("type") == "router":
            port.pop("dhcpv4_options", None)
            port.pop("dhcpv6_options", None)


AMENDMENTS = [
    Amendment(
        "Logical_Switch_Port", "lxd",
        "In a network with DHCPv6 and without DHCPv4 the address of a NIC that follows from its Ethernet address is written, as with LXD 6; "
        "the recorded LXD 5.0 lets OVN choose it, which comes to the same one.",
        _with_eui64,
    ),
    Amendment(
        "Logical_Switch_Port, DNS, NAT", "lxd",
        "In a network without DHCP a NIC has no address that OVN would know, as with LXD 6: no name in DNS, and on an l2proxy uplink it "
        "is not shown. The recorded LXD 5.0 lets OVN choose addresses that nobody tells the instance, names them in DNS and translates to "
        "them. Routes of a NIC, which need its address, still have OVN choose one.",
        _without_unserved,
    ),
    Amendment(
        "Address_Set", "incus",
        "A subnet that a network no longer has is no source that its router lets pass. Incus forgets to take it out of the set of "
        "addresses when a family goes or another change comes with it.",
        _without_left_prefixes,
    ),
    Amendment(
        "Logical_Switch_Port", "incus",
        "Ports of routers ask for no addresses. Where Incus points the ports of a switch to other options of DHCP, it points the "
        "router's to them too.",
        _without_dhcp_at_routers,
    ),
]


def amended(tables: Tables, daemon: str) -> Tables:
    """A recording as it would be if the daemon did as we do."""
    tables = deepcopy(tables)
    for each in AMENDMENTS:
        if each.daemon == daemon:
            each.amend(tables)
    return {table: rows for table, rows in tables.items() if rows}
