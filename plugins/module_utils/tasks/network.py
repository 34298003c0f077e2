# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The network task: read what the database holds around a network, compile it to rows, apply them."""

from __future__ import annotations

from ..arguments import NORTHBOUND, STATE, WAIT, merge
from ..errors import Fault, InvalidInput
from ..model.rows import Scope, Want
from ..network.allocate import outer_addresses, outer_guards, settle
from ..network.names import Names, base_name
from ..network.network import network_absent, network_rows, network_scopes
from ..network.reading import Reading
from ..network.rows import NIC_NETWORK_MARK, NIC_TABLES
from ..network.rules import check_network
from ..network.settings import Settings, read_network
from ..network.uplink import check_uplink, read_uplink
from ..network.world import Live, Network, World
from ..ovsdb import operations as op
from ..run import apply_northbound

TEXT = {"type": "str"}
TEXTS = {"type": "list", "elements": "str"}
FLAG = {"type": "bool"}
NUMBER = {"type": "int"}


def _family(version: int) -> dict:
    """The options of an uplink that each address family has."""
    return {
        f"ipv{version}_address": TEXT,
        f"ipv{version}_gateway": TEXT,
        f"ipv{version}_gateway_hwaddr": TEXT,
        f"ipv{version}_ovn_ranges": TEXTS,
        f"ipv{version}_dhcp_ranges": TEXTS,
        f"ipv{version}_routes": TEXTS,
        f"ipv{version}_routes_anycast": FLAG,
    }


def _default(direction: str) -> dict:
    option = f"security_acls_default_{direction}"
    return {f"{option}_action": {"type": "str", "choices": ["allow", "reject", "drop"]}, f"{option}_logged": FLAG}


UPLINK_OPTIONS = {
    "name": {"type": "str", "required": True},
    "type": {"type": "str", "choices": ["physical", "bridge"], "default": "physical"},
    "parent": TEXT,
    "mtu": NUMBER,
    "vlan": NUMBER,
    "gvrp": FLAG,
    **_family(4),
    **_family(6),
    "dns_nameservers": TEXTS,
    "ovn_ingress_mode": {"type": "str", "choices": ["l2proxy", "routed"], "default": "l2proxy"},
    "user": {"type": "dict"},
}
EXTERNAL_INTERFACE = {
    "chassis": {"type": "str", "required": True},
    "name": {"type": "str", "required": True},
    "parent": TEXT,
    "vlan": NUMBER,
}
TUNNEL = {
    "name": {"type": "str", "required": True},
    "protocol": {"type": "str", "choices": ["gre", "vxlan"], "required": True},
    "local": TEXT,
    "remote": TEXTS,
    "port": NUMBER,
    "id": NUMBER,
    "group": TEXT,
    "interface": TEXT,
    "ttl": NUMBER,
}
OPTIONS = {
    "name": {"type": "str", "required": True},
    "base_name": TEXT,
    "flavor": {"type": "str", "choices": ["lxd", "incus"], "default": "lxd"},
    "network": {"type": "str", "default": "none"},
    "chassis": TEXTS,
    "bridge_hwaddr": TEXT,
    "bridge_mtu": NUMBER,
    "encap_mtu": NUMBER,
    "encap_ip": TEXT,
    "bridge_external_interfaces": {"type": "list", "elements": "dict", "options": EXTERNAL_INTERFACE},
    "bridge_multicast_snooping": FLAG,
    "bridge_multicast_relay": FLAG,
    "dns_domain": TEXT,
    "dns_search": TEXTS,
    "dns_nameservers": TEXTS,
    "dns_mode": {"type": "str", "choices": ["managed", "none"], "default": "managed"},
    "dns_zone_forward": TEXTS,
    "dns_zone_reverse_ipv4": TEXT,
    "dns_zone_reverse_ipv6": TEXT,
    "ipv4_address": TEXT,
    "ipv4_dhcp": {"type": "bool", "default": True},
    "ipv4_dhcp_expiry": TEXT,
    "ipv4_dhcp_gateway": TEXT,
    "ipv4_dhcp_ranges": TEXTS,
    "ipv4_dhcp_routes": TEXTS,
    "ipv4_l3only": {"type": "bool", "default": False},
    "ipv4_nat": FLAG,
    "ipv4_nat_address": TEXT,
    "ipv6_address": TEXT,
    "ipv6_dhcp": {"type": "bool", "default": True},
    "ipv6_dhcp_stateful": {"type": "bool", "default": False},
    "ipv6_l3only": {"type": "bool", "default": False},
    "ipv6_nat": FLAG,
    "ipv6_nat_address": TEXT,
    "ipv6_ra": {"type": "bool", "default": True},
    "l2proxy": {"type": "str", "choices": ["dnat_and_snat", "arp_proxy"]},
    "security_acls": TEXTS,
    **_default("ingress"),
    **_default("egress"),
    "tunnels": {"type": "list", "elements": "dict", "options": TUNNEL},
    "user": {"type": "dict"},
    "volatile_network_ipv4_address": TEXT,
    "volatile_network_ipv6_address": TEXT,
}
ARGUMENTS = merge(
    OPTIONS,
    {
        "uplinks": {"type": "list", "elements": "dict", "options": UPLINK_OPTIONS},
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
        return apply_northbound(params, check_mode, lambda database: _absent(database, names, params), adopt=adopt)
    given = Reading({option: params.get(option) for option in OPTIONS})
    uplinks = _uplinks(params, given)
    settings = read_network(given, {"uplinks": uplinks})
    _raise(given)
    made: dict = {}

    def program(database) -> Want:
        live = _live(database, settings)
        network = made["network"] = _decide(settings, live, given)
        world = World({"networks": {settings.identity: network.settings}, "uplinks": uplinks}, live=live)
        world.networks[network.name] = network
        check_network(network.settings, world, given)
        _raise(given)
        return Want(network_rows(network.settings, world), network_scopes(network.settings, world), guards=outer_guards(network, live))

    result = apply_northbound(params, check_mode, program, adopt=adopt)
    return {**result, "network": _facts(made["network"])}


def _uplinks(params: dict, given: Reading) -> dict:
    found = {}
    for each in Reading({"uplinks": params.get("uplinks")}, "", given.faults).each("uplinks"):
        if each.get("name") == params.get("network"):
            found[each.get("name"),] = read_uplink(each)
            check_uplink(found[each.get("name"),], World(), each)
    return found


def _raise(given: Reading) -> None:
    if given.faults:
        faults, given.faults[:] = list(dict.fromkeys(given.faults)), []
        raise InvalidInput(faults)


def _decide(settings: Settings, live: Live, given: Reading) -> Network:
    settled = settle(settings, [], None, live)
    return Network(settled, outer_addresses(settled, live, [], given), live.members.get(settings.names.chassis_group, {}))


def _base(params: dict) -> str:
    try:
        return base_name(params["name"], params["base_name"])
    except ValueError as exc:
        raise InvalidInput([Fault("base_name", str(exc))]) from None


def _facts(network: Network) -> dict:
    settings, outer = network.settings, network.outer
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


def _live(database, settings: Settings) -> Live:
    queries = [op.select("Logical_Router_Port", [], ["name", "networks"]), op.select("NAT", [], ["external_ip"])]
    ports, translations = database.read(queries)
    group = settings.names.chassis_group
    return Live(
        ports={row["name"]: sorted(row["networks"]) for row in ports},
        translated=frozenset(row["external_ip"] for row in translations),
        members={group: _members(database, group)},
    )


def _members(database, group: str) -> dict[str, int]:
    """The chassis in a group with their priorities."""
    rows = database.read([op.select("HA_Chassis_Group", [["name", "==", group]], ["ha_chassis"])])[0]
    queries = [op.select("HA_Chassis", [op.by_uuid(uuid)], ["chassis_name", "priority"]) for row in rows for uuid in row["ha_chassis"]]
    return {found[0]["chassis_name"]: found[0]["priority"] for found in database.read(queries) if found}


def _absent(database, names: Names, params: dict) -> Want:
    marked = ["external_ids", "includes", ["map", [[NIC_NETWORK_MARK, names.base]]]]
    nics = database.read([op.select("Logical_Switch_Port", [marked], ["name"])])[0]
    if nics and not params["force"]:
        listed = ", ".join(sorted(row["name"] for row in nics)[:5])
        raise InvalidInput([Fault("state", f"the network has {len(nics)} NICs ({listed}{', ...' if len(nics) > 5 else ''}). "
                                           "Remove them first, or say force: true to remove them with it.")])
    settings = read_network(Reading({"name": params["name"], "base_name": params["base_name"]}))
    left = [Scope(table, ((NIC_NETWORK_MARK, names.base),)) for table in NIC_TABLES]
    return Want(network_absent(settings, World()), [*network_scopes(settings, World()), *left])
