# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logical routers, their ports, routes, policies and translations: ovn-nb(5)."""

from __future__ import annotations

from .. import values
from ..table import Option, Parent, Table
from .common import DATABASE, EXTERNAL_IDS, OPTIONS

LOGICAL_ROUTER = Table(
    "Logical_Router",
    DATABASE,
    plural="routers",
    ambiguous=True,
    options=(
        Option("name", required=True, check=values.filled),
        Option("enabled", "bool"),
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
        Option("networks", "list", "str", check=values.interface, needed=True),
        Option("peer"),
        Option("enabled", "bool"),
        Option("ha_chassis_group", refers="HA_Chassis_Group"),
        Option("ipv6_ra_configs", "dict"),
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
        OPTIONS,
        EXTERNAL_IDS,
    ),
)

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
        Option("jump_chain", since="25.03"),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)
