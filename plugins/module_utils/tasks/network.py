# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The network task: one network of the document, beside the uplink that it is on."""

from __future__ import annotations

from ..arguments import NORTHBOUND, STATE, WAIT, merge
from ..network.document import Change
from ..network.world import Network
from .document import run_change
from .options import FLAG, NUMBER, SECURITY, TEXT, TEXTS


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
    "renamed_from": TEXT,
    "flavor": {"type": "str", "choices": ["lxd", "incus"], "default": "lxd"},
    "network": {"type": "str", "default": "none"},
    "chassis": TEXTS,
    "chassis_order": TEXTS,
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
    **SECURITY,
    "tunnels": {"type": "list", "elements": "dict", "options": TUNNEL},
    "user": {"type": "dict"},
    "volatile_bridge_hwaddr": TEXT,
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
    options = {name: params[name] for name in OPTIONS}
    entry = [("networks", options, "")]
    uplinks = [("uplinks", each, f"uplinks[{index}]") for index, each in enumerate(params["uplinks"] or [])]
    if params["state"] == "absent":
        change = Change(absent=entry, unused=uplinks, force=params["force"])
    else:
        own = [each for each in uplinks if each[1]["name"] == params["network"]]
        change = Change(force=params["force"], present=[*(own or uplinks), *entry])
    result, compiled = run_change(params, check_mode, change, adopt=bool(params["base_name"]))
    network = compiled.world.networks.get(params["name"])
    return {**result, **({"network": facts(network)} if network else {})}


def facts(network: Network) -> dict:
    """What options leave to the collection or to OVN."""
    settings, outer = network.settings, network.outer
    return {
        "name": settings.name,
        "network": settings.uplink.name if settings.uplink else "none",
        "base_name": settings.names.base,
        "hwaddr": settings.mac,
        "mtu": settings.mtu,
        "ipv4_address": str(settings.sides[4].interface) if settings.sides[4].interface else None,
        "ipv6_address": str(settings.sides[6].interface) if settings.sides[6].interface else None,
        "uplink_ipv4_address": str(outer[4].ip) if 4 in outer else None,
        "uplink_ipv6_address": str(outer[6].ip) if 6 in outer else None,
    }
