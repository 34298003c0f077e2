# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many packets may pass, and which packets to OVN's own daemons are counted: ovn-nb(5)."""

from __future__ import annotations

from .. import values
from ..mentions import by_values
from ..table import Option, Parent, Table
from .common import DATABASE, EXTERNAL_IDS


def meter_name(value: str) -> str:
    """A name that OVN does not keep for itself."""
    if value.startswith("__"):
        raise ValueError(f"{value!r} begins with two underscores, which OVN keeps for meters of its own. Choose another name.")
    return values.filled(value)


# What ovn-nb(5) and ovn-nbctl know to limit.
PROTOCOLS = (
    "arp", "arp-resolve", "bfd", "dhcpv4-opts", "dhcpv4-relay", "dhcpv6-opts", "dns", "event-elb", "icmp4-error", "icmp6-error",
    "igmp", "nd-na", "nd-ns", "nd-ns-resolve", "nd-ra-opts", "reject", "svc-monitor", "tcp-reset",
)


def known_protocols(copp: dict) -> tuple[str, str] | None:
    """OVN looks for the kinds of packets that it knows, and for no others."""
    for protocol, meter in sorted(copp["meters"].items()):
        if protocol not in PROTOCOLS:
            return "meters", f"key {protocol!r}: OVN knows no such kind of packet. Known are: {', '.join(PROTOCOLS)}."
        if not meter:
            return "meters", f"key {protocol!r}: the name of a meter must not be empty. To limit nothing, set the key to null."
    return None


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
    rules=(known_protocols,),
    mentions=(by_values("meters", "Meter", "lets such packets through without a limit"),),
)
