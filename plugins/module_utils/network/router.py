# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The router of a network: its ports, default routes, address translation and the policies against spoofed sources."""

from __future__ import annotations

from ..model import northbound as nb
from ..model.edits import Merge, Replace
from ..model.rows import Row, row
from .addresses import Interface
from .rows import Refs, network_marks
from .settings import Settings, Side

ANYWHERE = {4: "0.0.0.0/0", 6: "::/0"}
ALLOW_PRIORITY = 600
DROP_PRIORITY = 500


def router_rows(settings: Settings, refs: Refs, outer: dict[int, Interface]) -> list[Row]:
    """All rows of the router. C(outer) holds its addresses on the uplink, by address family."""
    marks = network_marks(settings.names)
    rows = [row(nb.LOGICAL_ROUTER, refs.router.key, {
        # Without these a router answers to, and remembers, every neighbour that it merely overhears.
        "options": Merge({"always_learn_from_arp_request": "false", "dynamic_neigh_routers": "true"}),
        "external_ids": marks,
    })]
    if outer:
        rows += [_external_port(settings, refs, outer), *_default_routes(settings, refs), *_translations(settings, refs, outer)]
    return [*rows, _internal_port(settings, refs), *_policies(settings, refs)]


def _external_port(settings: Settings, refs: Refs, outer: dict[int, Interface]) -> Row:
    return row(nb.LOGICAL_ROUTER_PORT, (settings.names.external_router_port,), {
        "mac": settings.mac,
        "networks": [str(outer[version]) for version in sorted(outer)],
        "options": Merge({"gateway_mtu": settings.mtu}),
        "ha_chassis_group": refs.chassis_group,
        "external_ids": network_marks(settings.names),
    }, parent=refs.router)


def _internal_port(settings: Settings, refs: Refs) -> Row:
    return row(nb.LOGICAL_ROUTER_PORT, (settings.names.internal_router_port,), {
        "mac": settings.mac,
        "networks": [str(side.interface) for side in settings.sides.values() if side.interface],
        "options": Merge({"gateway_mtu": settings.mtu}),
        "ipv6_ra_configs": Replace(_advertisements(settings)),
        "external_ids": network_marks(settings.names),
    }, parent=refs.router)


def _advertisements(settings: Settings) -> dict:
    """What the router tells IPv6 hosts (ovn-nb(5), Logical_Router_Port:ipv6_ra_configs)."""
    if not settings.sides[6].subnet:
        return {}
    servers = [str(server) for server in settings.resolvers() if server.version == 6]
    return {
        "address_mode": _address_mode(settings),
        "send_periodic": "true",
        "min_interval": "30",
        "max_interval": "60",
        "mtu": settings.mtu,
        "dnssl": ",".join(settings.search),
        "rdnss": servers[0] if servers else None,
    }


def _address_mode(settings: Settings) -> str:
    if not settings.dhcpv6():
        return "slaac"
    return "dhcpv6_stateful" if settings.stateful else "dhcpv6_stateless"


def _default_routes(settings: Settings, refs: Refs) -> list[Row]:
    return [
        row(nb.STATIC_ROUTE, (ANYWHERE[version], str(side.gateway.ip), None, None), {
            "output_port": settings.names.external_router_port,
            "external_ids": network_marks(settings.names),
        }, parent=refs.router)
        for version, side in settings.uplink.sides.items() if side.gateway
    ]


def _translations(settings: Settings, refs: Refs, outer: dict[int, Interface]) -> list[Row]:
    return [
        row(nb.NAT, ("snat", str(outer[side.version].ip), str(side.subnet), None), {
            "options": Merge({"stateless": "false"}),
            "external_ids": network_marks(settings.names),
        }, parent=refs.router)
        for side in settings.sides.values() if side.nat and side.subnet and side.version in outer
    ]


def _policies(settings: Settings, refs: Refs) -> list[Row]:
    """Let through what comes from the network's own addresses, and nothing else that comes from inside."""
    inside = f'inport == "{settings.names.internal_router_port}"'
    own = [(ALLOW_PRIORITY, f"({inside} && ip{v} && ip{v}.src == ${settings.names.routes(v)})", "allow") for v in (6, 4)]
    return [
        row(nb.ROUTER_POLICY, (priority, match), {"action": action, "external_ids": network_marks(settings.names)},
            parent=refs.router)
        for priority, match, action in [*own, (DROP_PRIORITY, f"({inside})", "drop")]
    ]


def address_set_rows(settings: Settings, refs: Refs) -> list[Row]:
    """The sources that the policies let through."""
    return [_address_set(settings, refs, side) for side in settings.sides.values()]


def _address_set(settings: Settings, refs: Refs, side: Side) -> Row:
    return row(nb.ADDRESS_SET, refs.routes[side.version].key, {
        "addresses": [str(side.subnet)] if side.subnet else [],
        "external_ids": network_marks(settings.names),
    })
