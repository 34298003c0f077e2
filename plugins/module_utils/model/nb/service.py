# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Machines that packets are led through on their way: ovn-nb(5)."""

from __future__ import annotations

from .. import values
from ..table import Option, Table
from .common import DATABASE, EXTERNAL_IDS
from .health import CHECK_KEYS


def two_ports(function: dict) -> tuple[str, str] | None:
    """What goes in at one port comes out at the other."""
    if function["inport"] == function["outport"]:
        return "outport", "must be another port than inport: packets go in at one and come out at the other."
    return None


NETWORK_FUNCTION = Table(
    "Network_Function",
    DATABASE,
    plural="network_functions",
    since="26.03",
    options=(
        Option("name", required=True, check=values.filled),
        Option("id", "int", needed=True),
        Option("inport", refers="Logical_Switch_Port", needed=True),
        Option("outport", refers="Logical_Switch_Port", needed=True),
        Option("health_check", "dict", refers="Network_Function_Health_Check", inline=True),
        EXTERNAL_IDS,
    ),
    rules=(two_ports,),
)

# No root: it lives as long as a network function refers to it.
NETWORK_FUNCTION_HEALTH_CHECK = Table(
    "Network_Function_Health_Check",
    DATABASE,
    since="26.03",
    options=(
        Option("name", required=True, check=values.filled),
        Option("options", "dict", keys=CHECK_KEYS),
        EXTERNAL_IDS,
    ),
)

NETWORK_FUNCTION_GROUP = Table(
    "Network_Function_Group",
    DATABASE,
    plural="network_function_groups",
    since="26.03",
    volatile=frozenset({"network_function_active"}),
    options=(
        Option("name", required=True, check=values.filled),
        Option("id", "int", needed=True),
        Option("mode", choices=("inline",), needed=True),
        Option("fallback", choices=("fail-open", "fail-close")),
        Option("network_function", "list", "str", refers="Network_Function", appends=True),
        EXTERNAL_IDS,
    ),
)
