# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a network tells its instances by DHCPv4 and DHCPv6 (ovn-nb(5), DHCP_Options:options)."""

from __future__ import annotations

from ..model import northbound as nb
from ..model.edits import Replace
from ..model.rows import Row, row
from .rows import Refs, network_marks
from .settings import Settings

LEASE_SECONDS = 3600


def dhcp_rows(settings: Settings, refs: Refs) -> list[Row]:
    """One row for each family that has DHCP on."""
    options = {4: _four(settings), 6: _six(settings)}
    return [
        row(nb.DHCP_OPTIONS, refs.dhcp[version].key, {
            "cidr": str(settings.sides[version].subnet),
            "options": Replace(options[version]),
            "external_ids": network_marks(settings.names),
        })
        for version in served(settings)
    ]


def served(settings: Settings) -> list[int]:
    """The address families in which instances get a DHCP row."""
    four = settings.sides[4]
    return [version for version, on in ((4, four.dhcp and four.subnet), (6, settings.dhcpv6())) if on]


def _four(settings: Settings) -> dict:
    router = settings.sides[4].router
    return {
        "server_id": str(router),
        "server_mac": settings.mac,
        "lease_time": LEASE_SECONDS,
        "router": str(router),
        "dns_server": _servers(settings, 4),
        "domain_name": f'"{settings.domain}"',
        "mtu": settings.mtu,
    }


def _six(settings: Settings) -> dict:
    return {
        "server_id": settings.mac,
        "domain_search": f'"{",".join(settings.search)}"',
        "dns_server": _servers(settings, 6),
    }


def _servers(settings: Settings, version: int) -> str | None:
    servers = [str(server) for server in settings.resolvers() if server.version == version]
    return f"{{{','.join(servers)}}}" if servers else None
