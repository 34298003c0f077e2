# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The networks_info task: the document that the database remembers, what differs from it, and what only OVN knows."""

from __future__ import annotations

from collections.abc import Callable

from ..arguments import CONNECTION, endpoints, merge
from ..errors import Fault, InvalidInput
from ..model.rows import Want
from ..network.damage import damage
from ..network.document import survey
from ..network.kinds import KINDS, Address
from ..network.memory import Remembered
from ..network.world import Network, World
from ..ovsdb import operations as op
from ..ovsdb.session import Session
from ..reconcile.engine import reconcile
from ..run import northbound_session, read_only, southbound_session, uncollected
from .recollection import read_whole

ARGUMENTS = merge(
    {
        "names": {"type": "list", "elements": "str"},
        "owner": {"type": "str"},
        "sb_connection": endpoints("OVN_SB_DB", None),
    },
    CONNECTION,
)


@uncollected
@read_only
def run_networks_info(params: dict, _check_mode: bool) -> dict:
    """The result of the module."""
    seen: dict = {}

    def program(database) -> Want:
        read = read_whole(database)
        memory, live = read.remembered(), read.live()
        seen["chosen"] = [each for each in memory if _is_chosen(each, params)]
        seen["compiled"] = survey(dict.fromkeys(map(_address, seen["chosen"])), memory, live)
        return seen["compiled"].want

    drift, faults = _drift(params, program)
    world = seen["compiled"].world
    south = _southbound(params)
    return {
        "changed": False,
        "document": _document(seen["chosen"]),
        "drift": drift,
        "findings": [*map(str, [*seen["compiled"].findings, *faults]), *map(damage, world.live.unread)],
        "networks": [_network(network, south) for name, network in sorted(world.networks.items()) if _named(name, params)],
        "nics": [_nic(nic, world, south) for nic in world.nics if _named(nic.network, params)],
        "health": south["health"],
    }


def _drift(params: dict, program: Callable[[Session], Want]) -> tuple[list[dict], list[Fault]]:
    """What applying the document would change, or why it cannot be applied: rows that somebody renamed, say."""
    session = northbound_session(params)
    try:
        return reconcile(session, program, owner=params["owner"] or "", check_mode=True).result()["diff"], []
    except InvalidInput as exc:
        return [], exc.faults
    finally:
        session.close()


def _is_chosen(each: Remembered, params: dict) -> bool:
    if params["owner"] is not None and each.owner != params["owner"]:
        return False
    kind = KINDS[each.kind]
    inside = (kind.networks and kind.networks(kind.identity(each.options))) or ((each.options["name"],) if each.kind == "networks" else ())
    return not inside or any(_named(name, params) for name in inside)


def _named(name: str, params: dict) -> bool:
    return params["names"] is None or name in params["names"]


def _address(each: Remembered) -> Address:
    return each.kind, KINDS[each.kind].identity(each.options)


def _document(memory: list[Remembered]) -> dict[str, list[dict]]:
    """Each entry once, though several rows may remember it: as its main row does, which is read first."""
    entries = {_address(each): each for each in reversed(memory)}
    document: dict[str, list[dict]] = {}
    for (kind, _identity), each in sorted(entries.items(), key=lambda entry: entry[0]):
        document.setdefault(kind, []).append(each.options)
    return {kind: document[kind] for kind in KINDS if kind in document}


def _network(network: Network, south: dict) -> dict:
    settings = network.settings
    return {
        "name": network.name,
        "base_name": network.names.base,
        "hwaddr": settings.mac,
        "mtu": settings.mtu,
        **{f"ipv{version}_address": _text(side.interface) for version, side in settings.sides.items()},
        **{f"uplink_ipv{version}_address": str(network.outer[version].ip) if version in network.outer else None for version in (4, 6)},
        "active_chassis": south["bound"].get(f"cr-{network.names.external_router_port}", {}).get("chassis"),
        "chassis": [{"name": name, "priority": number} for name, number in sorted(network.members.items())],
    }


def _nic(nic, world: World, south: dict) -> dict:
    bound = south["bound"].get(nic.port, {})
    return {
        "network": nic.network,
        "instance": nic.instance,
        "name": nic.device,
        "lsp": nic.port,
        "hwaddr": nic.mac,
        "addresses": [str(each) for each in nic.known_addresses(world)] if nic.network in world.networks else [],
        "up": bound.get("up"),
        "chassis": bound.get("chassis"),
    }


def _text(value) -> str | None:
    return str(value) if value else None


def _southbound(params: dict) -> dict:
    """Which chassis each port is bound to, and how the health checks go; empty without a connection."""
    if not params["sb_connection"]:
        return {"bound": {}, "health": []}
    session = southbound_session(params)
    try:
        ports, chassis, monitors = session.read([
            op.select("Port_Binding", [], ["logical_port", "chassis", "up"]),
            op.select("Chassis", [], ["_uuid", "name"]),
            op.select("Service_Monitor", [], ["logical_port", "ip", "port", "protocol", "status"]),
        ])
    finally:
        session.close()
    names = {row["_uuid"]: row["name"] for row in chassis}
    return {
        "bound": {row["logical_port"]: {"chassis": names.get(row["chassis"]), "up": row["up"]} for row in ports},
        "health": [{**row, "status": row["status"] or "unknown"} for row in monitors],
    }
