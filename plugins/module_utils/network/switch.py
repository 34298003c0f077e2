# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The switches of a network: the internal one with its address management and baseline rules, and the one to the uplink."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..model import northbound as nb
from ..model.edits import Merge
from ..model.rows import Row, row
from .addresses import Address, excluded, last_usable
from .baseline import baseline_rows, hushed_rows
from .memory import remembered
from .nic_addresses import pools
from .rows import NETWORK_MARK, Refs, flag, network_marks
from .settings import Settings
from .world import Network


def switch_rows(network: Network, refs: Refs, reserved: Collection[Address]) -> list[Row]:
    """Both switches with their router ports; the one to the uplink only when the router has an address there.

    C(reserved) are addresses that no instance may be given.
    """
    settings, names = network.settings, network.names
    rows = [_internal(settings, refs, reserved), *_external_ports(settings, refs)]
    rows += [*baseline_rows(settings, refs), *hushed_rows(settings, refs, reserved)]
    if settings.has_router:
        rows.append(_router_port(settings, refs.internal_switch, names.internal_switch_port, names.internal_router_port))
    return [*rows, *_external(settings, refs)] if network.outer else rows


def _internal(settings: Settings, refs: Refs, reserved: Iterable[Address]) -> Row:
    snooping = settings.snooping if settings.snooping is not None or not settings.is_incus else True
    return row(nb.LOGICAL_SWITCH, refs.internal_switch.key, {
        "other_config": Merge({**_address_management(settings, reserved), "mcast_snoop": flag(snooping)}),
        "external_ids": Merge({NETWORK_MARK: settings.names.base, **remembered("networks", settings.options)}),
    })


def _address_management(settings: Settings, reserved: Iterable[Address]) -> dict:
    four, six = settings.sides[4], settings.sides[6]
    return {
        "subnet": str(four.subnet) if four.subnet else None,
        "exclude_ips": _excluded(settings, reserved) or None if four.subnet else None,
        # Of another length northd says that it must be /64.
        "ipv6_prefix": str(six.subnet) if six.subnet in pools(settings) else None,
    }


def _excluded(settings: Settings, reserved: Iterable[Address]) -> str:
    side = settings.sides[4]
    last = last_usable(side.subnet) if settings.is_incus else None
    return excluded(side.subnet, side.router, list(side.ranges), last, [each for each in reserved if each in side.subnet])


def _external_ports(settings: Settings, refs: Refs) -> list[Row]:
    """The ports of interfaces that the hosts join to the network."""
    return [
        row(nb.LOGICAL_SWITCH_PORT, (settings.names.external_port(each.chassis, each.name),), {
            "addresses": ["unknown"],
            "external_ids": network_marks(settings.names),
        }, parent=refs.internal_switch)
        for each in settings.external_ports
    ]


def _external(settings: Settings, refs: Refs) -> list[Row]:
    names = settings.names
    return [
        row(nb.LOGICAL_SWITCH, refs.external_switch.key, {
            "external_ids": Merge({NETWORK_MARK: names.base, **remembered("uplinks", settings.uplink.options)}),
        }),
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
