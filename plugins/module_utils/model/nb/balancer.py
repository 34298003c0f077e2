# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Addresses behind which others serve: ovn-nb(5)."""

from __future__ import annotations

from .. import values
from ..table import Option, Parent, Table
from .common import DATABASE, EXTERNAL_IDS, OPTIONS

FIELDS = ("eth_src", "eth_dst", "ip_src", "ip_dst", "ipv6_src", "ipv6_dst", "tp_src", "tp_dst")

LOAD_BALANCER = Table(
    "Load_Balancer",
    DATABASE,
    plural="load_balancers",
    ambiguous=True,
    options=(
        Option("name", required=True, check=values.filled),
        Option("vips", "dict"),
        Option("protocol", choices=("tcp", "udp", "sctp")),
        Option("ip_port_mappings", "dict"),
        Option("selection_fields", "list", "str", choices=FIELDS),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)

LOAD_BALANCER_HEALTH_CHECK = Table(
    "Load_Balancer_Health_Check",
    DATABASE,
    key=("vip",),
    key_within_parent=True,
    parents=(Parent("Load_Balancer", "health_check", "load_balancer"),),
    options=(
        Option("vip", required=True),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)

LOAD_BALANCER_GROUP = Table(
    "Load_Balancer_Group",
    DATABASE,
    plural="load_balancer_groups",
    options=(
        Option("name", required=True, check=values.filled),
        Option("load_balancer", "list", "str", refers="Load_Balancer", appends=True),
    ),
)
