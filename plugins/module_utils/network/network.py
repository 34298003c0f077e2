# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A whole network as rows: its gateway group, router, switches, rules, groups. Pure: the same input, the same rows."""

from __future__ import annotations

from ..model import northbound as nb
from ..model.rows import Guard, Ref, Row, Scope, row
from .acl_groups import acl_network_scopes, network_acl_rows
from .addresses import Network as Prefix
from .chassis import priorities
from .dhcp import dhcp_rows
from .evacuation import Left
from .listener import reserved
from .names import Names, base_name
from .router import address_set_rows, binding_absent_rows, router_rows
from .rows import NETWORK_MARK, NETWORK_TABLES, Refs, network_marks
from .settings import Settings
from .switch import switch_rows
from .world import Live, Network, World


def network_rows(settings: Settings, world: World) -> list[Row]:
    """The rows of a network as it shall be; rows of its that do not follow from the settings any more go with its scopes."""
    network, refs = world.networks[settings.name], Refs(settings.names)
    former = world.former_of("networks", settings.identity)
    rows = [*_chassis_group(network, refs, world.live.evacuated), *switch_rows(network, refs, reserved(settings.name, world))]
    if settings.has_router:
        rows += [*router_rows(settings, refs, network.outer), *dhcp_rows(settings, refs)]
    return [
        *rows,
        *address_set_rows(settings, refs, _behind(settings, world)),
        row(nb.PORT_GROUP, refs.port_group.key, {"external_ids": network_marks(settings.names)}),
        *network_acl_rows(network, world),
        *binding_absent_rows(former, settings),
    ]


def network_home(options: dict) -> Ref:
    """The switch that remembers it."""
    try:
        base = base_name(options["name"], options.get("base_name"))
    except ValueError:
        base = options["name"]
    return Ref(nb.LOGICAL_SWITCH, (Names(base).internal_switch,))


def network_absent(settings: Settings, world: World) -> list[Row]:
    """What is named after a network gone; what only carries its mark goes with its scopes."""
    refs = Refs(settings.names)
    named = [refs.router, refs.internal_switch, refs.external_switch, refs.port_group, refs.chassis_group]
    named += [*refs.routes.values(), *refs.dhcp.values()]
    return [*(Row(ref, state="absent") for ref in named), *binding_absent_rows(settings, None)]


def network_scopes(settings: Settings, world: World) -> list[Scope]:
    own = [Scope(table, ((NETWORK_MARK, settings.names.base),)) for table in NETWORK_TABLES]
    return [*own, *acl_network_scopes(settings.names)]


def _behind(settings: Settings, world: World) -> list[Prefix]:
    return [prefix for nic in world.nics_of(settings.name) for prefix in nic.prefixes(world)]


def _chassis_group(network: Network, refs: Refs, evacuated: dict[str, Left]) -> list[Row]:
    """The group and the chassis that join it. Who is in it stays: leaving is said with state absent, by name.

    Who was evacuated does not join before it is said to be back (chassis_membership). Where no gateway can be, all leave.
    """
    settings = network.settings
    if settings.uplink is None and not settings.is_incus:
        return []
    if not settings.has_gateway:
        leaving = [row(nb.HA_CHASSIS, (name,), state="absent", parent=refs.chassis_group) for name in sorted(network.members)]
        return [_group(settings, refs), *leaving]
    joining = [name for name in settings.chassis if name not in evacuated]
    numbers = priorities(settings.names.chassis_group, joining, network.members, settings.chassis_order)
    return [_group(settings, refs), *(_member(settings, refs, name, number) for name, number in sorted(numbers.items()))]


def gateway_guards(settings: Settings, live: Live) -> list[Guard]:
    """Nobody joins or leaves meanwhile, as the rows of all who are in are wanted; nor is evacuated or back who shall join."""
    group = live.groups.get(settings.names.chassis_group)
    notes = live.notes if settings.chassis else None
    return [each.unchanged() for each in (group, notes) if each]


def _group(settings: Settings, refs: Refs) -> Row:
    return row(nb.HA_CHASSIS_GROUP, refs.chassis_group.key, {"external_ids": network_marks(settings.names)})


def _member(settings: Settings, refs: Refs, name: str, number: int) -> Row:
    columns = {"priority": number, "external_ids": network_marks(settings.names)}
    return row(nb.HA_CHASSIS, (name,), columns, parent=refs.chassis_group)
