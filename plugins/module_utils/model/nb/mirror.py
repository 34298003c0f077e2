# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Copies of packets, and where they go: ovn-nb(5)."""

from __future__ import annotations

from .. import values
from ..table import Option, Parent, Table
from .common import DATABASE, EXTERNAL_IDS

MIRROR = Table(
    "Mirror",
    DATABASE,
    plural="mirrors",
    contains=("mirror_rules",),
    options=(
        Option("name", required=True, check=values.filled),
        Option("type", choices=("gre", "erspan", "local", "lport"), needed=True),
        Option("filter", choices=("from-lport", "to-lport", "both"), needed=True),
        Option("sink", check=values.filled, needed=True),
        Option("index", "int"),
        EXTERNAL_IDS,
    ),
)

MIRROR_RULE = Table(
    "Mirror_Rule",
    DATABASE,
    key=("priority", "match"),
    key_within_parent=True,
    since="25.09",
    parents=(Parent("Mirror", "mirror_rules", "mirror"),),
    options=(
        Option("priority", "int", required=True),
        Option("match", required=True, check=values.expression),
        Option("action", choices=("mirror", "skip"), needed=True),
    ),
)
