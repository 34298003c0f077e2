# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Copies of packets, and where they go: ovn-nb(5)."""

from __future__ import annotations

from .. import values
from ..mentions import by_name
from ..table import Option, Parent, Table
from .common import DATABASE, EXTERNAL_IDS
from .matches import is_known, is_readable

TUNNELS = ("gre", "erspan")


def sink(value: str) -> str:
    """An address in its one form. Other texts are names, in which blanks count."""
    try:
        return values.ip(value)
    except ValueError:
        return values.filled(value)


def sink_is_an_address(mirror: dict) -> tuple[str, str] | None:
    """A tunnel ends at an address."""
    try:
        values.ip(mirror["sink"] if mirror["type"] in TUNNELS else "::")
    except ValueError as exc:
        return "sink", f"{exc} Copies of a mirror of the type {mirror['type']} go through a tunnel to an address: write it."
    return None


def rules_apply(mirror: dict) -> tuple[str, str] | None:
    """Only copies to a logical port are chosen by rules."""
    if mirror.get("mirror_rules") and mirror["type"] != "lport":
        return "mirror_rules", f"rules have no effect with the type {mirror['type']}. Remove them, or use the type lport."
    return None


MIRROR = Table(
    "Mirror",
    DATABASE,
    plural="mirrors",
    contains=("mirror_rules",),
    options=(
        Option("name", required=True, check=values.filled),
        Option("type", choices=("gre", "erspan", "local", "lport"), needed=True),
        Option("filter", choices=("from-lport", "to-lport", "both"), needed=True),
        Option("sink", check=sink, needed=True),
        Option("index", "int"),
        EXTERNAL_IDS,
    ),
    rules=(sink_is_an_address, rules_apply),
    mentions=(by_name("sink", "Logical_Switch_Port", "sends copies nowhere", only=("type", "lport")),),
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
    rules=(is_readable("match"),),
    doubts=(is_known("match"),),
)
