# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The router of a network: its ports, default routes, address translation and the policies against spoofed sources."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import northbound as nb
from ..model.edits import Merge, Replace
from ..model.rows import Row, row
from .addresses import Interface, Network
from .rows import Refs, flag, network_marks
from .settings import Settings

ANYWHERE = {4: "0.0.0.0/0", 6: "::/0"}
ALLOW_PRIORITY = 600
DROP_PRIORITY = 500


def router_rows(settings: Settings, refs: Refs, outer: dict[int, Interface]) -> list[Row]:
    """All rows of the router. C(outer) holds its addresses on the uplink, by address family."""
    rows = [_router(settings, refs), _internal_port(settings, refs), *_policies(settings, refs)]
    if outer:
        rows += [_external_port(settings, refs, outer), *_routes(settings, refs), *_translations(settings, refs, outer)]
        rows += [_binding(port, gateway, mac) for (port, gateway), mac in bindings(settings).items()]
    return rows


def _router(settings: Settings, refs: Refs) -> Row:
    relay = settings.relay if settings.relay is not None or not settings.is_incus else False
    return row(nb.LOGICAL_ROUTER, refs.router.key, {
        "options": Merge({
            # Without these two a router answers to, and remembers, every neighbour that it merely overhears.
            "always_learn_from_arp_request": "false",
            "dynamic_neigh_routers": "true",
            "mcast_relay": flag(relay),
        }),
        "external_ids": network_marks(settings.names),
    })


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
        "networks": [side.port for side in settings.sides.values() if side.interface],
        "options": Merge({"gateway_mtu": settings.mtu}),
        "ipv6_ra_configs": Replace(_advertisements(settings)),
        "external_ids": network_marks(settings.names),
    }, parent=refs.router)


def _advertisements(settings: Settings) -> dict:
    """What the router tells IPv6 hosts (ovn-nb(5), Logical_Router_Port:ipv6_ra_configs)."""
    subnet = settings.sides[6].subnet
    if not subnet or not settings.advertised:
        return {"send_periodic": "false"} if settings.is_incus or subnet else {}
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


def _routes(settings: Settings, refs: Refs) -> list[Row]:
    """The way out; and for a subnet that is not on the link, the end of the way to addresses that no instance has."""
    gateways = [(ANYWHERE[version], str(side.gateway.ip)) for version, side in settings.uplink.sides.items() if side.gateway]
    subnets = [(str(side.subnet), "discard") for side in settings.sides.values() if side.subnet and side.l3only]
    return [
        row(nb.STATIC_ROUTE, (prefix, nexthop, None, None), {
            "output_port": settings.names.external_router_port if nexthop != "discard" else None,
            "external_ids": network_marks(settings.names),
        }, parent=refs.router)
        for prefix, nexthop in [*gateways, *subnets]
    ]


def _translations(settings: Settings, refs: Refs, outer: dict[int, Interface]) -> list[Row]:
    return [
        row(nb.NAT, ("snat", str(side.nat_address or outer[side.version].ip), str(side.subnet), None), {
            "options": Merge({"stateless": "false"}),
            "external_ids": network_marks(settings.names),
        }, parent=refs.router)
        for side in settings.sides.values() if side.nat and side.subnet and side.version in outer
    ]


def bindings(settings: Settings) -> dict[tuple[str, str], str]:
    """The Ethernet addresses of gateways that are told and need not be asked for: by port and gateway."""
    port, sides = settings.names.external_router_port, settings.uplink.sides.values() if settings.uplink else ()
    return {(port, str(side.gateway.ip)): side.hwaddr for side in sides if side.gateway and side.hwaddr}


def _binding(port: str, gateway: str, mac: str) -> Row:
    return row(nb.STATIC_MAC_BINDING, (port, gateway), {"mac": mac, "override_dynamic_mac": True})


def binding_absent_rows(former: Settings | None, settings: Settings | None) -> list[Row]:
    """What was told before and is not any more. These rows bear no marks, so they are named."""
    before = bindings(former) if former else {}
    after = bindings(settings) if settings else {}
    return [row(nb.STATIC_MAC_BINDING, key, state="absent") for key in before if key not in after]


def _policies(settings: Settings, refs: Refs) -> list[Row]:
    """Let through what comes from the network's own addresses, and nothing else that comes from inside."""
    inside = f'inport == "{settings.names.internal_router_port}"'
    own = [(ALLOW_PRIORITY, f"({inside} && ip{v} && ip{v}.src == ${settings.names.routes(v)})", "allow") for v in (6, 4)]
    return [
        row(nb.ROUTER_POLICY, (priority, match), {"action": action, "external_ids": network_marks(settings.names)},
            parent=refs.router)
        for priority, match, action in [*own, (DROP_PRIORITY, f"({inside})", "drop")]
    ]


def address_set_rows(settings: Settings, refs: Refs, behind: Iterable[Network]) -> list[Row]:
    """The sources that the policies let through: the network's own, and what lies behind its NICs."""
    return [
        row(nb.ADDRESS_SET, refs.routes[version].key, {
            "addresses": [str(net) for net in dict.fromkeys([*settings.subnets(), *behind]) if net.version == version],
            "external_ids": network_marks(settings.names),
        })
        for version in settings.sides
    ]
