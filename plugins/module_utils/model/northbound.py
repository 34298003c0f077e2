# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The northbound tables: ovn-nb(5)."""

from __future__ import annotations

from . import values
from .table import Option, Parent, Table

DATABASE = "OVN_Northbound"
NAME_MARK = "external_ids:overlay_name"
EXTERNAL_IDS = Option("external_ids", "dict")
OPTIONS = Option("options", "dict")

LOGICAL_SWITCH = Table(
    "Logical_Switch",
    DATABASE,
    ambiguous=True,
    options=(
        Option("name", required=True, check=values.filled),
        Option("other_config", "dict"),
        Option("dns_records", "list", "str", refers="DNS"),
        EXTERNAL_IDS,
    ),
)

LOGICAL_SWITCH_PORT = Table(
    "Logical_Switch_Port",
    DATABASE,
    parents=(Parent("Logical_Switch", "ports", "switch"),),
    volatile=frozenset({"up", "dynamic_addresses", "tag"}),
    options=(
        Option("name", required=True, check=values.filled),
        Option("type"),
        Option("addresses", "list", "str", check=values.port_addresses),
        Option("port_security", "list", "str", check=values.port_security),
        Option("parent_name"),
        Option("tag_request", "int"),
        Option("enabled", "bool"),
        Option("dhcpv4_options", refers="DHCP_Options"),
        Option("dhcpv6_options", refers="DHCP_Options"),
        Option("ha_chassis_group", refers="HA_Chassis_Group"),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)

LOGICAL_ROUTER = Table(
    "Logical_Router",
    DATABASE,
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

DHCP_OPTIONS = Table(
    "DHCP_Options",
    DATABASE,
    key=(NAME_MARK,),
    options=(
        Option("cidr", check=values.network, needed=True),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)

DNS = Table(
    "DNS",
    DATABASE,
    key=(NAME_MARK,),
    options=(
        Option("records", "dict"),
        Option("options", "dict", since="24.03"),
        EXTERNAL_IDS,
    ),
)

ACL = Table(
    "ACL",
    DATABASE,
    key=("direction", "priority", "match", "tier"),
    key_within_parent=True,
    parents=(Parent("Logical_Switch", "acls", "switch"), Parent("Port_Group", "acls", "port_group")),
    options=(
        Option("direction", choices=("from-lport", "to-lport"), required=True),
        Option("priority", "int", required=True),
        Option("match", required=True, check=values.expression),
        Option("action", choices=("allow", "allow-related", "allow-stateless", "drop", "reject", "pass"), needed=True),
        Option("tier", "int", since="23.06"),
        Option("name"),
        Option("log", "bool"),
        Option("severity", choices=("alert", "warning", "notice", "info", "debug")),
        Option("meter"),
        Option("label", "int"),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)

PORT_GROUP = Table(
    "Port_Group",
    DATABASE,
    options=(
        Option("name", required=True, check=values.lexable),
        Option("ports", "list", "str", refers="Logical_Switch_Port", appends=True),
        EXTERNAL_IDS,
    ),
)

ADDRESS_SET = Table(
    "Address_Set",
    DATABASE,
    options=(
        Option("name", required=True, check=values.lexable),
        Option("addresses", "list", "str", check=values.set_member, appends=True),
        EXTERNAL_IDS,
    ),
)

HA_CHASSIS_GROUP = Table(
    "HA_Chassis_Group",
    DATABASE,
    options=(
        Option("name", required=True, check=values.filled),
        EXTERNAL_IDS,
    ),
)

HA_CHASSIS = Table(
    "HA_Chassis",
    DATABASE,
    key=("chassis_name",),
    key_within_parent=True,
    parents=(Parent("HA_Chassis_Group", "ha_chassis", "group"),),
    options=(
        Option("chassis_name", required=True, check=values.filled),
        Option("priority", "int", needed=True),
        EXTERNAL_IDS,
    ),
)

NB_GLOBAL = Table("NB_Global", DATABASE, key=())

TABLES = {table.name: table for table in list(globals().values()) if isinstance(table, Table)}
