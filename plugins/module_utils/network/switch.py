# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The switches of a network: the internal one with its address management and baseline rules, and the one to the uplink."""

from __future__ import annotations

from ..model import northbound as nb
from ..model.edits import Merge
from ..model.rows import Row, row
from .addresses import excluded
from .baseline import baseline_rows
from .rows import DOMAIN_MARK, NETWORK_MARK, Refs, network_marks
from .settings import Settings


def switch_rows(settings: Settings, refs: Refs, connected: bool) -> list[Row]:
    """Both switches with their router ports; the one to the uplink only when the router has an address there."""
    names = settings.names
    rows = _external(settings, refs) if connected else []
    return [
        *rows,
        row(nb.LOGICAL_SWITCH, refs.internal_switch.key, {
            "other_config": Merge(_address_management(settings)),
            "external_ids": Merge({NETWORK_MARK: names.base, DOMAIN_MARK: settings.domain}),
        }),
        _router_port(settings, refs.internal_switch, names.internal_switch_port, names.internal_router_port),
        *baseline_rows(settings, refs),
    ]


def _address_management(settings: Settings) -> dict:
    four, six = settings.sides[4], settings.sides[6]
    return {
        "subnet": str(four.subnet) if four.subnet else None,
        "exclude_ips": excluded(four.subnet, four.router, list(four.ranges)) if four.subnet else None,
        "ipv6_prefix": str(six.subnet) if six.subnet else None,
    }


def _external(settings: Settings, refs: Refs) -> list[Row]:
    names = settings.names
    return [
        row(nb.LOGICAL_SWITCH, refs.external_switch.key, {"external_ids": network_marks(names)}),
        _router_port(settings, refs.external_switch, names.external_switch_port, names.external_router_port),
        row(nb.LOGICAL_SWITCH_PORT, (names.provider_port,), {
            "type": "localnet",
            "addresses": ["unknown"],
            "options": Merge({"network_name": settings.uplink.name}),
            "external_ids": network_marks(names),
        }, parent=refs.external_switch),
    ]


def _router_port(settings: Settings, switch, port: str, router_port: str) -> Row:
    return row(nb.LOGICAL_SWITCH_PORT, (port,), {
        "type": "router",
        "addresses": ["router"],
        # The gateway chassis announces the router's addresses when it takes over.
        "options": Merge({"router-port": router_port, "nat-addresses": "router"}),
        "external_ids": network_marks(settings.names),
    }, parent=switch)
