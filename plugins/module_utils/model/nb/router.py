# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logical routers, their ports, routes, policies and translations: ovn-nb(5)."""

from __future__ import annotations

from .. import values
from ..table import Option, Parent, Table
from .common import DATABASE, EXTERNAL_IDS, OPTIONS

HASHED_FIELDS = ("eth_src", "eth_dst", "ip_proto", "ip_src", "ip_dst", "ipv6_src", "ipv6_dst", "tp_src", "tp_dst")


def _gateway_name(port: tuple, chassis: tuple) -> dict:
    """The name that C(ovn-nbctl lrp-set-gateway-chassis) gives; an index wants one."""
    return {"name": f"{port[0]}-{chassis[0]}"}


LOGICAL_ROUTER = Table(
    "Logical_Router",
    DATABASE,
    plural="routers",
    ambiguous=True,
    options=(
        Option("name", required=True, check=values.filled),
        Option("enabled", "bool"),
        Option("load_balancer", "list", "str", refers="Load_Balancer", appends=True),
        Option("load_balancer_group", "list", "str", refers="Load_Balancer_Group", appends=True),
        Option("copp", refers="Copp"),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)

LOGICAL_ROUTER_PORT = Table(
    "Logical_Router_Port",
    DATABASE,
    parents=(Parent("Logical_Router", "ports", "router"),),
    volatile=frozenset({"ipv6_prefix", "status"}),
    apart=values.overlap,
    options=(
        Option("name", required=True, check=values.filled),
        Option("mac", check=values.unicast_mac, needed=True),
        # Older schemas demand one, from 25.03 on a port may do with its link-local address.
        Option("networks", "list", "str", check=values.interface),
        Option("peer"),
        Option("enabled", "bool"),
        Option("ha_chassis_group", refers="HA_Chassis_Group"),
        Option("dhcp_relay", refers="DHCP_Relay", since="24.09"),
        Option("ipv6_ra_configs", "dict"),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)

GATEWAY_CHASSIS = Table(
    "Gateway_Chassis",
    DATABASE,
    key=("chassis_name",),
    key_within_parent=True,
    parents=(Parent("Logical_Router_Port", "gateway_chassis", "router_port"),),
    derived=_gateway_name,
    options=(
        Option("chassis_name", required=True, check=values.filled),
        Option("priority", "int"),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)

STATIC_ROUTE = Table(
    "Logical_Router_Static_Route",
    DATABASE,
    key=("ip_prefix", "nexthop", "route_table", "policy"),
    key_within_parent=True,
    parents=(Parent("Logical_Router", "static_routes", "router"),),
    options=(
        Option("ip_prefix", required=True, check=values.prefix),
        Option("nexthop", required=True, check=values.nexthop),
        Option("route_table"),
        Option("policy", choices=("dst-ip", "src-ip"), check=values.route_policy),
        Option("output_port"),
        Option("bfd", "dict", refers="BFD"),
        Option("selection_fields", "list", "str", choices=HASHED_FIELDS, since="25.03"),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)

NAT = Table(
    "NAT",
    DATABASE,
    key=("type", "external_ip", "logical_ip", "external_port_range"),
    key_within_parent=True,
    parents=(Parent("Logical_Router", "nat", "router"),),
    options=(
        Option("type", choices=("snat", "dnat", "dnat_and_snat"), required=True),
        Option("external_ip", required=True, check=values.ip),
        Option("logical_ip", required=True, check=values.prefix),
        Option("external_port_range", check=values.port_range),
        Option("external_mac", check=values.unicast_mac),
        Option("logical_port"),
        Option("gateway_port", refers="Logical_Router_Port"),
        Option("allowed_ext_ips", refers="Address_Set"),
        Option("exempted_ext_ips", refers="Address_Set"),
        Option("match", check=values.trimmed, since="24.09"),
        Option("priority", "int", since="24.09"),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)

# The old column nexthop is not declared: ovn-northd ignores it, and ignores a policy that has it.
ROUTER_POLICY = Table(
    "Logical_Router_Policy",
    DATABASE,
    key=("priority", "match", "chain"),
    key_within_parent=True,
    parents=(Parent("Logical_Router", "policies", "router"),),
    options=(
        Option("priority", "int", required=True),
        Option("match", required=True, check=values.expression),
        Option("chain", since="25.03"),
        Option("action", choices=("allow", "drop", "reroute", "jump"), needed=True),
        Option("nexthops", "list", "str", check=values.ip),
        Option("output_port", refers="Logical_Router_Port", since="26.03"),
        Option("bfd_sessions", "list", "dict", refers="BFD", since="24.03"),
        Option("jump_chain", since="25.03"),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)

BFD = Table(
    "BFD",
    DATABASE,
    plural="bfd",
    key=("logical_port", "dst_ip"),
    volatile=frozenset({"status"}),
    options=(
        Option("logical_port", required=True, check=values.filled),
        Option("dst_ip", required=True, check=values.ip),
        Option("min_tx", "int"),
        Option("min_rx", "int"),
        Option("detect_mult", "int"),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)

STATIC_MAC_BINDING = Table(
    "Static_MAC_Binding",
    DATABASE,
    plural="static_mac_bindings",
    key=("logical_port", "ip"),
    options=(
        Option("logical_port", required=True, check=values.filled),
        Option("ip", required=True, check=values.ip),
        Option("mac", check=values.unicast_mac, needed=True),
        Option("override_dynamic_mac", "bool"),
    ),
)
