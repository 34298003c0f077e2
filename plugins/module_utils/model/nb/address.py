# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tells instances their addresses and names: ovn-nb(5)."""

from __future__ import annotations

from .. import values
from ..table import NAME_MARK, Option, Table
from .common import DATABASE, EXTERNAL_IDS, OPTIONS

DHCP_OPTIONS = Table(
    "DHCP_Options",
    DATABASE,
    plural="dhcp_options",
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
    plural="dns",
    key=(NAME_MARK,),
    options=(
        Option("records", "dict"),
        Option("options", "dict", since="24.03"),
        EXTERNAL_IDS,
    ),
)

DHCP_RELAY = Table(
    "DHCP_Relay",
    DATABASE,
    plural="dhcp_relays",
    since="24.09",
    ambiguous=True,
    options=(
        Option("name", required=True, check=values.filled),
        Option("servers", check=values.ipv4, needed=True),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)
