# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tells instances their addresses and names: ovn-nb(5)."""

from __future__ import annotations

from .. import values
from ..table import NAME_MARK, Option, Table
from .common import DATABASE, EXTERNAL_IDS, OPTIONS
from .settings import Rule, flags, numbers, texts, words

COUNT = 2**32 - 1


def _for_family(version: int, *rules: Rule) -> Rule:
    """Rules about the options of one version of DHCP: some are called alike in both, and mean something else."""

    def rule(row: dict) -> tuple[str, str] | None:
        if not row.get("cidr") or (6 if ":" in row["cidr"] else 4) != version:
            return None
        return next(filter(None, (each(row) for each in rules)), None)

    return rule


def _answers_are_addresses(row: dict) -> tuple[str, str] | None:
    for name, value in sorted((row.get("records") or {}).items()):
        try:
            values.dns_answer(name, value)
        except ValueError as exc:
            return "records", f"key {name!r}: {exc}"
    return None


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
    rules=(
        _for_family(
            4,
            texts("options", values.ipv4, "server_id"),
            texts("options", values.mac, "server_mac"),
            # The sizes that ovn-controller sends (lib/ovn-l7.h); for some the manual has narrower ones that nothing enforces.
            numbers("options", 0, COUNT, "lease_time", "T1", "T2", "arp_cache_timeout", "tcp_keepalive_interval"),
            numbers("options", 68, 65535, "mtu"),
            numbers("options", 0, 255, "default_ttl", "tcp_ttl", "netbios_node_type"),
            words("options", "ip_forward_enable", "0", "1"),
            words("options", "router_discovery", "0", "1"),
            words("options", "ethernet_encap", "0", "1"),
        ),
        _for_family(6, texts("options", values.mac, "server_id"), flags("options", "dhcpv6_stateless")),
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
    rules=(_answers_are_addresses, flags("options", "ovn-owned")),
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
