# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A whole network as rows: its gateway group, router, switches, rules, groups. Pure: the same input, the same rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..model import northbound as nb
from ..model.rows import Ref, Row, Scope, Want, row
from .addresses import Interface
from .chassis import priorities
from .dhcp import dhcp_rows
from .names import Names
from .router import address_set_rows, router_rows
from .rows import NETWORK_MARK, NETWORK_TABLES, NIC_NETWORK_MARK, NIC_TABLES, Refs, network_marks
from .settings import Settings
from .switch import switch_rows


@dataclass(frozen=True)
class Surroundings:
    """What the database holds that a network's rows depend on."""

    outer: dict[int, Interface] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)


def network_want(settings: Settings, around: Surroundings) -> Want:
    """The rows of a network as it shall be; rows of its that do not follow from the settings any more go."""
    refs = Refs(settings.names)
    rows = [
        *_chassis_group(settings, refs, around.members),
        *router_rows(settings, refs, around.outer),
        *switch_rows(settings, refs, bool(around.outer)),
        *address_set_rows(settings, refs),
        *dhcp_rows(settings, refs),
        row(nb.PORT_GROUP, refs.port_group.key, {"external_ids": network_marks(settings.names)}),
    ]
    return Want(rows, scopes(settings.names))


def network_absent(names: Names) -> Want:
    """Everything of a network gone: what is named after it, and what carries its mark or the mark of a NIC of it."""
    refs = Refs(names)
    named = [refs.router, refs.internal_switch, refs.external_switch, refs.port_group, refs.chassis_group]
    named += [*refs.routes.values(), *refs.dhcp.values()]
    rows = [Row(ref, state="absent") for ref in named]
    nics = [Scope(table, ((NIC_NETWORK_MARK, names.base),)) for table in NIC_TABLES]
    return Want(rows, [*scopes(names), *nics])


def scopes(names: Names) -> list[Scope]:
    return [Scope(table, ((NETWORK_MARK, names.base),)) for table in NETWORK_TABLES]


def _chassis_group(settings: Settings, refs: Refs, members: dict[str, int]) -> list[Row]:
    """The group and the chassis that join it. Who is in it stays: leaving is said with state absent, by name."""
    if settings.uplink is None:
        return []
    numbers = priorities(settings.names.chassis_group, list(settings.chassis), members)
    joined = [_member(refs.chassis_group, name, number) for name, number in sorted(numbers.items())]
    return [row(nb.HA_CHASSIS_GROUP, refs.chassis_group.key, {"external_ids": network_marks(settings.names)}), *joined]


def _member(group: Ref, name: str, number: int) -> Row:
    return row(nb.HA_CHASSIS, (name,), {"priority": number}, parent=group)
