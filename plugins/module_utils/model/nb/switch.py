# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logical switches, their ports and what else hangs at them: ovn-nb(5)."""

from __future__ import annotations

from .. import values
from ..table import Option, Parent, Table
from .common import DATABASE, EXTERNAL_IDS, OPTIONS

LOGICAL_SWITCH = Table(
    "Logical_Switch",
    DATABASE,
    plural="switches",
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
