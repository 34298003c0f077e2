# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules every network starts with: what must pass whatever else is refused."""

from __future__ import annotations

from collections.abc import Collection

from ..model import northbound as nb
from ..model.rows import Row, row
from .addresses import Address
from .rows import Refs, network_marks
from .settings import DNAT_AND_SNAT, Settings

BASELINE_PRIORITY = 200
# Above all rules that users make.
HUSHED_PRIORITY = 600
ECHO = {4: ("icmp4", 8, 0), 6: ("icmp6", 128, 129)}


def baseline_rows(settings: Settings, refs: Refs) -> list[Row]:
    """Neighbour discovery, router advertisements, DHCP, DNS, ping of the router; and what OVN itself sends to refuse."""
    return [
        row(nb.ACL, ("to-lport", BASELINE_PRIORITY, match, None), {
            "action": "allow",
            "external_ids": network_marks(settings.names),
        }, parent=refs.internal_switch)
        for match in _matches(settings)
    ]


def hushed_rows(settings: Settings, refs: Refs, reserved: Collection[Address]) -> list[Row]:
    """Nobody inside asks the router for addresses that are inside: what it translates to itself it answers for on each of its ports,
    so an instance that looks whether its own address is free would be told that it is not (canonical/lxd#17672). Of IPv6 no rule can
    keep OVN from it; its answer to such a question goes to the address ::, which is nobody's.

    C(reserved) are addresses of which the router is asked rightly, beside its own.
    """
    if settings.proxy != DNAT_AND_SNAT or not settings.sides[4].subnet:
        return []
    own = ", ".join(map(str, sorted({settings.sides[4].router, *(each for each in reserved if each.version == 4)})))
    match = f"arp.op == 1 && arp.tpa == ${settings.names.routes(4)} && arp.tpa != {{{own}}}"
    return [row(nb.ACL, ("to-lport", HUSHED_PRIORITY, f'outport == "{settings.names.internal_switch_port}" && {match}', None), {
        "action": "drop",
        "external_ids": network_marks(settings.names),
    }, parent=refs.internal_switch)]


def _matches(settings: Settings) -> list[str]:
    port = settings.names.internal_switch_port
    to_router, from_router = f'outport == "{port}"', f'inport == "{port}"'
    matches = [
        "(arp || nd)",
        f"{from_router} && nd_ra",
        f"{to_router} && nd_rs",
        "icmp6 && icmp6.type == 143 && ip.ttl == 1 && ip6.dst == ff02::16",
        "igmp && ip.ttl == 1 && ip4.mcast",
        f"{to_router} && ((ip4 && udp.dst == 67) || (ip6 && udp.dst == 547))",
        # Without these three OVN would refuse its own refusals, for ever.
        "icmp6 && icmp6.type == {1,2,3,4} && ip.ttl == 255",
        "icmp4 && icmp4.type == {3,11,12} && ip.ttl == 255",
        "tcp && tcp.flags == 0x014",
    ]
    for version, side in settings.sides.items():
        if side.router:
            protocol, request, reply = ECHO[version]
            matches.append(f"{to_router} && {protocol}.type == {request} && ip{version}.dst == {side.router}")
            matches.append(f"{from_router} && {protocol}.type == {reply} && ip{version}.src == {side.router}")
    for server in _servers(settings):
        matches.append(f"{to_router} && ip{server.version}.dst == {server} && (udp.dst == 53 || tcp.dst == 53)")
    return list(dict.fromkeys(matches))


def _servers(settings: Settings) -> list[Address]:
    """The name servers behind the router. Without an uplink there is none: OVN answers before a rule is looked at."""
    return settings.resolvers() if settings.uplink else []
