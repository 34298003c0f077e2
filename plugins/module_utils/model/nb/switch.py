# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logical switches, their ports and what else hangs at them: ovn-nb(5)."""

from __future__ import annotations

from .. import values
from ..table import Option, Parent, Table
from .common import DATABASE, EXTERNAL_IDS, OPTIONS

# What ovn-northd knows (lib/ovn-util.c); the empty one is an instance's interface.
PORT_TYPES = ("", "router", "switch", "localnet", "localport", "l2gateway", "vtep", "external", "virtual", "remote")

LOGICAL_SWITCH = Table(
    "Logical_Switch",
    DATABASE,
    plural="switches",
    ambiguous=True,
    options=(
        Option("name", required=True, check=values.filled),
        Option("load_balancer", "list", "str", refers="Load_Balancer", appends=True),
        Option("load_balancer_group", "list", "str", refers="Load_Balancer_Group", appends=True),
        Option("dns_records", "list", "str", refers="DNS", appends=True),
        Option("copp", refers="Copp"),
        Option("other_config", "dict"),
        EXTERNAL_IDS,
    ),
)

LOGICAL_SWITCH_PORT = Table(
    "Logical_Switch_Port",
    DATABASE,
    parents=(Parent("Logical_Switch", "ports", "switch"),),
    contains=("health_checks",),
    # ovn-northd makes tag from tag_request; from 26.03 on it clears one that has no request.
    volatile=frozenset({"up", "dynamic_addresses", "tag"}),
    options=(
        Option("name", required=True, check=values.filled),
        Option("type", choices=PORT_TYPES),
        Option("addresses", "list", "str", check=values.port_addresses),
        Option("port_security", "list", "str", check=values.port_security),
        Option("peer", since="25.03"),
        Option("parent_name"),
        Option("tag_request", "int"),
        Option("enabled", "bool"),
        Option("dhcpv4_options", refers="DHCP_Options"),
        Option("dhcpv6_options", refers="DHCP_Options"),
        Option("mirror_rules", "list", "str", refers="Mirror", appends=True),
        Option("ha_chassis_group", refers="HA_Chassis_Group"),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)

LOGICAL_SWITCH_PORT_HEALTH_CHECK = Table(
    "Logical_Switch_Port_Health_Check",
    DATABASE,
    since="26.03",
    key=("protocol", "address", "port"),
    key_within_parent=True,
    parents=(Parent("Logical_Switch_Port", "health_checks", "switch_port"),),
    volatile=frozenset({"status"}),
    options=(
        Option("protocol", choices=("tcp", "udp", "icmp"), required=True),
        Option("address", required=True, check=values.ip),
        Option("port", "int"),
        Option("src_ip", check=values.ip, needed=True),
        OPTIONS,
    ),
)

FORWARDING_GROUP = Table(
    "Forwarding_Group",
    DATABASE,
    key_within_parent=True,
    ambiguous=True,
    parents=(Parent("Logical_Switch", "forwarding_groups", "switch"),),
    options=(
        Option("name", required=True, check=values.filled),
        Option("vip", check=values.ipv4, needed=True),
        Option("vmac", check=values.unicast_mac, needed=True),
        Option("child_port", "list", "str", check=values.filled, needed=True, appends=True),
        Option("liveness", "bool"),
        EXTERNAL_IDS,
    ),
)

QOS = Table(
    "QoS",
    DATABASE,
    key=("direction", "priority", "match"),
    key_within_parent=True,
    parents=(Parent("Logical_Switch", "qos_rules", "switch"),),
    options=(
        Option("direction", choices=("from-lport", "to-lport"), required=True),
        Option("priority", "int", required=True),
        Option("match", required=True, check=values.expression),
        Option("action", "dict"),
        Option("bandwidth", "dict"),
        EXTERNAL_IDS,
    ),
)
