# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a network tells its instances by DHCPv4 and DHCPv6 (ovn-nb(5), DHCP_Options:options)."""

from __future__ import annotations

from ..model import northbound as nb
from ..model.edits import Replace
from ..model.rows import Row, row
from .rows import Refs, network_marks
from .settings import Settings

# Under l3only nothing but the router is on the link.
HOST_MASK = "255.255.255.255"


def dhcp_rows(settings: Settings, refs: Refs) -> list[Row]:
    """One row for each family that has DHCP on."""
    options = {4: _four, 6: _six}
    return [
        row(nb.DHCP_OPTIONS, refs.dhcp[version].key, {
            "cidr": str(settings.sides[version].subnet),
            "options": Replace(options[version](settings)),
            "external_ids": network_marks(settings.names),
        })
        for version in served(settings)
    ]


def served(settings: Settings) -> list[int]:
    """The address families in which instances get a DHCP row."""
    four = settings.sides[4]
    return [version for version, on in ((4, four.dhcp and four.subnet), (6, settings.dhcpv6())) if on]


def _four(settings: Settings) -> dict:
    side, lease = settings.sides[4], settings.lease
    routes = ",".join(f"{net},{gateway}" for net, gateway in lease.routes)
    return {
        "server_id": str(side.router),
        "server_mac": settings.mac,
        "lease_time": lease.seconds,
        "router": str(lease.gateway) if lease.gateway else None,
        "netmask": HOST_MASK if side.l3only else None,
        "classless_static_route": f"{{{routes}}}" if routes else None,
        "dns_server": _servers(settings, 4),
        "domain_name": f'"{settings.domain}"',
        "domain_search_list": _search(settings) if settings.is_incus else None,
        "mtu": settings.mtu,
    }


def _six(settings: Settings) -> dict:
    return {
        "server_id": settings.mac,
        "domain_search": _search(settings),
        "dns_server": _servers(settings, 6),
        "dhcpv6_stateless": str(not settings.stateful).lower() if settings.is_incus else None,
    }


def _search(settings: Settings) -> str:
    return f'"{",".join(settings.search)}"'


def _servers(settings: Settings, version: int) -> str | None:
    servers = [str(server) for server in settings.resolvers() if server.version == version]
    return f"{{{','.join(servers)}}}" if servers else None
