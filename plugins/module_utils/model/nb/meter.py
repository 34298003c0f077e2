# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many packets may pass, and which packets to OVN's own daemons are counted: ovn-nb(5)."""

from __future__ import annotations

from .. import values
from ..table import Option, Parent, Table
from .common import DATABASE, EXTERNAL_IDS


def meter_name(value: str) -> str:
    """A name that OVN does not keep for itself."""
    if value.startswith("__"):
        raise ValueError(f"{value!r} begins with two underscores, which OVN keeps for meters of its own. Choose another name.")
    return values.filled(value)


METER = Table(
    "Meter",
    DATABASE,
    plural="meters",
    contains=("bands",),
    options=(
        Option("name", required=True, check=meter_name),
        Option("unit", choices=("kbps", "pktps"), needed=True),
        Option("fair", "bool"),
        EXTERNAL_IDS,
    ),
)

METER_BAND = Table(
    "Meter_Band",
    DATABASE,
    key=("action", "rate", "burst_size"),
    key_within_parent=True,
    parents=(Parent("Meter", "bands", "meter"),),
    options=(
        Option("action", choices=("drop",), required=True),
        Option("rate", "int", required=True),
        Option("burst_size", "int"),
        EXTERNAL_IDS,
    ),
)

COPP = Table(
    "Copp",
    DATABASE,
    plural="copps",
    options=(
        Option("name", required=True, check=values.filled),
        Option("meters", "dict"),
        EXTERNAL_IDS,
    ),
)
