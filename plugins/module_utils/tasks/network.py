# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The network task: read what the database holds around a network, compile it to rows, apply them."""

from __future__ import annotations

import ipaddress

from ..arguments import NORTHBOUND, STATE, WAIT, merge
from ..errors import Fault, InvalidInput
from ..model.rows import Guard, Want
from ..network.names import Names, base_name
from ..network.network import Surroundings, network_absent, network_want
from ..network.rows import NIC_NETWORK_MARK
from ..network.settings import Settings, read_settings, uplink_address
from ..ovsdb import operations as op
from ..run import apply_northbound

UPLINK_OPTIONS = {
    "name": {"type": "str", "required": True},
    "type": {"type": "str", "choices": ["physical"], "default": "physical"},
    "parent": {"type": "str"},
    "ipv4_gateway": {"type": "str"},
    "ipv4_ovn_ranges": {"type": "list", "elements": "str"},
    "ipv6_gateway": {"type": "str"},
    "ipv6_ovn_ranges": {"type": "list", "elements": "str"},
    "dns_nameservers": {"type": "list", "elements": "str"},
}
ARGUMENTS = merge(
    {
        "name": {"type": "str", "required": True},
        "base_name": {"type": "str"},
        "network": {"type": "str", "default": "none"},
        "uplinks": {"type": "list", "elements": "dict", "options": UPLINK_OPTIONS},
        "chassis": {"type": "list", "elements": "str"},
        "bridge_hwaddr": {"type": "str"},
        "bridge_mtu": {"type": "int"},
        "dns_domain": {"type": "str"},
        "dns_search": {"type": "list", "elements": "str"},
        "ipv4_address": {"type": "str"},
        "ipv4_dhcp": {"type": "bool", "default": True},
        "ipv4_dhcp_ranges": {"type": "list", "elements": "str"},
        "ipv4_nat": {"type": "bool", "default": False},
        "ipv6_address": {"type": "str"},
        "ipv6_dhcp": {"type": "bool", "default": True},
        "ipv6_dhcp_stateful": {"type": "bool", "default": False},
        "ipv6_nat": {"type": "bool", "default": False},
        "volatile_network_ipv4_address": {"type": "str"},
        "volatile_network_ipv6_address": {"type": "str"},
        "force": {"type": "bool", "default": False},
    },
    STATE,
    NORTHBOUND,
    WAIT,
)


def run_network(params: dict, check_mode: bool) -> dict:
    """The result of the module: what changed, and the network's facts."""
    adopt = bool(params["base_name"])
    if params["state"] == "absent":
        names = Names(_base(params))
        return apply_northbound(params, check_mode, lambda database: _absent(database, names, params["force"]), adopt=adopt)
    settings = read_settings(params)
    around: dict = {}

    def program(database) -> Want:
        around["outer"], guards = _outer_addresses(database, settings)
        surroundings = Surroundings(around["outer"], _members(database, settings.names.chassis_group))
        want = network_want(settings, surroundings)
        want.guards += guards
        return want

    result = apply_northbound(params, check_mode, program, adopt=adopt)
    return {**result, "network": _facts(settings, around["outer"])}


def _base(params: dict) -> str:
    try:
        return base_name(params["name"], params["base_name"])
    except ValueError as exc:
        raise InvalidInput([Fault("base_name", str(exc))]) from None


def _facts(settings: Settings, outer: dict) -> dict:
    return {
        "name": settings.name,
        "base_name": settings.names.base,
        "hwaddr": settings.mac,
        "mtu": settings.mtu,
        "ipv4_address": str(settings.sides[4].interface) if settings.sides[4].interface else None,
        "ipv6_address": str(settings.sides[6].interface) if settings.sides[6].interface else None,
        "uplink_ipv4_address": str(outer[4].ip) if 4 in outer else None,
        "uplink_ipv6_address": str(outer[6].ip) if 6 in outer else None,
    }


def _outer_addresses(database, settings: Settings) -> tuple[dict, list[Guard]]:
    """The router's addresses on the uplink, and guards that nobody takes a new one of them meanwhile."""
    if settings.uplink is None:
        return {}, []
    queries = [op.select("Logical_Router_Port", [], ["name", "networks"]), op.select("NAT", [], ["external_ip", "logical_ip"])]
    ports, translations = database.read(queries)
    own = settings.names.external_router_port
    kept = {each.version: each.ip for port in ports if port["name"] == own for each in map(ipaddress.ip_interface, port["networks"])}
    used = {ipaddress.ip_interface(text).ip for port in ports if port["name"] != own for text in port["networks"]}
    used |= {address for row in translations if (address := _ip(row["external_ip"])) and address not in kept.values()}
    outer = {}
    for version in (4, 6):
        address = uplink_address(settings, version, used, kept.get(version))
        if address:
            outer[version] = address
    guards = [_still_free(str(each)) for version, each in outer.items() if kept.get(version) != each.ip]
    return outer, guards


def _ip(text: str):
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _still_free(address: str) -> Guard:
    return Guard("Logical_Router_Port", (("networks", "includes", ("set", (address,))),))


def _members(database, group: str) -> dict[str, int]:
    """The chassis in a group with their priorities."""
    rows = database.read([op.select("HA_Chassis_Group", [["name", "==", group]], ["ha_chassis"])])[0]
    queries = [op.select("HA_Chassis", [op.by_uuid(uuid)], ["chassis_name", "priority"]) for row in rows for uuid in row["ha_chassis"]]
    return {found[0]["chassis_name"]: found[0]["priority"] for found in database.read(queries) if found}


def _absent(database, names: Names, force: bool) -> Want:
    marked = ["external_ids", "includes", ["map", [[NIC_NETWORK_MARK, names.base]]]]
    nics = database.read([op.select("Logical_Switch_Port", [marked], ["name"])])[0]
    if nics and not force:
        listed = ", ".join(sorted(row["name"] for row in nics)[:5])
        raise InvalidInput([Fault("state", f"the network has {len(nics)} NICs ({listed}{', ...' if len(nics) > 5 else ''}). "
                                           "Remove them first, or say force: true to remove them with it.")])
    return network_absent(names)
