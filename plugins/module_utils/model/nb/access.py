# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who may talk to whom: rules, and the groups and sets they speak of: ovn-nb(5)."""

from __future__ import annotations

from .. import values
from ..table import Option, Parent, Table
from .common import DATABASE, EXTERNAL_IDS, OPTIONS

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
        Option("sample_new", "dict", refers="Sample", inline=True, since="24.09"),
        Option("sample_est", "dict", refers="Sample", inline=True, since="24.09"),
        Option("network_function_group", refers="Network_Function_Group", since="26.03"),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)

PORT_GROUP = Table(
    "Port_Group",
    DATABASE,
    plural="port_groups",
    options=(
        Option("name", required=True, check=values.lexable),
        Option("ports", "list", "str", refers="Logical_Switch_Port", appends=True),
        EXTERNAL_IDS,
    ),
)

ADDRESS_SET = Table(
    "Address_Set",
    DATABASE,
    plural="address_sets",
    options=(
        Option("name", required=True, check=values.lexable),
        Option("addresses", "list", "str", check=values.set_member, appends=True),
        EXTERNAL_IDS,
    ),
)
