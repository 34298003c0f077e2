# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading the gateways: who stands by where, from the northbound database, and who is at work, from the southbound one."""

from __future__ import annotations

from contextlib import suppress

from ..errors import NotReached
from ..model import northbound as nb
from ..model.rows import OWNER_MARK, Ref
from ..network.evacuation import evacuated
from ..network.membership import Gateways, Joining, Leaving, Place
from ..network.memory import KIND_MARK, recalled
from ..network.names import Names, base_name
from ..network.rows import ENTRY_MARKS, NETWORK_MARK
from ..network.world import Notes
from ..ovsdb import operations as op
from ..ovsdb.session import Session
from ..ovsdb.watch import watch_until
from ..run import southbound_session
from .network import OPTIONS

NETWORK = ["external_ids", "includes", ["map", [[KIND_MARK, "networks"]]]]
# What OVN binds to the gateway of a router port.
REDIRECT = "cr-"


def read_gateways(database: Session, registered: frozenset[str]) -> Gateways:
    """What the northbound database says, in one request."""
    settings, switches, groups, members, ports, chassis, external = database.read([
        op.select("NB_Global", [], ["_uuid", "external_ids"]),
        op.select("Logical_Switch", [NETWORK], ["external_ids"]),
        op.select("HA_Chassis_Group", [], ["_uuid", "name", "ha_chassis", "external_ids"]),
        op.select("HA_Chassis", [], ["_uuid", "chassis_name", "priority"]),
        op.select("Logical_Router_Port", [], ["_uuid", "name", "ha_chassis_group", "gateway_chassis", "external_ids"]),
        op.select("Gateway_Chassis", [], ["_uuid", "chassis_name", "priority", "external_ids"]),
        op.select("Logical_Switch_Port", [["type", "==", "external"]], ["name", "ha_chassis_group"]),
    ])
    networks = _networks(switches)
    standing = {each["_uuid"]: each for each in [*members, *chassis]}
    users: dict[str, list[str]] = {}
    for port in ports:
        users.setdefault(port["ha_chassis_group"], []).append(REDIRECT + port["name"])
    for port in external:
        users.setdefault(port["ha_chassis_group"], []).append(port["name"])
    places = [_group(each, standing, users, networks) for each in groups]
    places += [_router_port(each, standing) for each in ports]
    notes = Notes(settings[0]["_uuid"], tuple(sorted(settings[0]["external_ids"].items()))) if settings else None
    return Gateways(
        tuple(sorted(places, key=lambda place: (not place.is_group, place.name))), evacuated(dict(notes.marks) if notes else {}), registered, notes,
        {table: {each["_uuid"]: each["chassis_name"] for each in rows} for table, rows in (("HA_Chassis", members), ("Gateway_Chassis", chassis))},
    )


def _networks(switches: list[dict]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Name and order of each network of the document, by the name of its group."""
    found = {}
    for each in switches:
        options = recalled(each["external_ids"], OPTIONS)
        if options:
            with suppress(ValueError):
                base = base_name(options["name"], options.get("base_name"))
                found[Names(base).chassis_group] = options["name"], tuple(options.get("chassis_order") or ())
    return found


def _is_ours(marks: dict) -> bool:
    return OWNER_MARK in marks or NETWORK_MARK in marks


def _network_marks(marks: dict) -> dict[str, str]:
    """The mark of the network that a row belongs to."""
    return {key: value for key, value in marks.items() if key in ENTRY_MARKS}


def _members(uuids, standing: dict) -> dict[str, int]:
    return {standing[uuid]["chassis_name"]: standing[uuid]["priority"] for uuid in uuids if uuid in standing}


def _group(each: dict, standing: dict, users: dict, networks: dict) -> Place:
    name, order = networks.get(each["name"], (None, ()))
    return Place(
        Ref(nb.HA_CHASSIS_GROUP, (each["name"],)), _members(each["ha_chassis"], standing), tuple(sorted(users.get(each["_uuid"], ()))),
        name, order, _is_ours(each["external_ids"]), each["_uuid"], tuple(sorted(each["ha_chassis"])),
        _network_marks(each["external_ids"]),
    )


def _router_port(each: dict, standing: dict) -> Place:
    rows = tuple(sorted(each["gateway_chassis"]))
    ours = _is_ours(each["external_ids"]) or any(OWNER_MARK in standing[uuid]["external_ids"] for uuid in rows if uuid in standing)
    # A port that has both uses the group.
    ports = (REDIRECT + each["name"],) if rows and not each["ha_chassis_group"] else ()
    marks = _network_marks(each["external_ids"])
    return Place(Ref(nb.LOGICAL_ROUTER_PORT, (each["name"],)), _members(rows, standing), ports, is_ours=ours, uuid=each["_uuid"], rows=rows,
                 marks=marks)


def read_southbound(params: dict) -> tuple[frozenset[str], dict[str, str | None]]:
    """The chassis that are registered, and where each gateway is."""
    session = southbound_session(params)
    try:
        chassis, ports = session.read([
            op.select("Chassis", [], ["_uuid", "name"]),
            op.select("Port_Binding", [], ["logical_port", "type", "chassis"]),
        ])
    finally:
        session.close()
    names = {row["_uuid"]: row["name"] for row in chassis}
    active = {row["logical_port"]: names.get(row["chassis"]) for row in ports if row["type"] in ("chassisredirect", "external")}
    return frozenset(names.values()), active


def await_gateways(params: dict, request: Joining | Leaving, chosen: list[Place]) -> None:
    """Wait until the gateways of places are where a request wants them. Raises NotReached."""
    places = {port: place for place in chosen for port in place.ports}
    waiting = dict(places)

    def ready(tables: dict) -> bool:
        nonlocal waiting
        bound = {row.logical_port: row.chassis[0].name if row.chassis else None for row in tables["Port_Binding"]}
        # A port that ovn-northd has not made has no gateway that could be waited for.
        waiting = {port: place for port, place in places.items() if port in bound and not request.is_done(place, bound[port])}
        return not waiting

    if not places:
        return
    session = southbound_session(params)
    columns = {"Port_Binding": ["logical_port", "chassis"], "Chassis": ["name"]}
    only = {"Port_Binding": ["type", "==", "chassisredirect"]} if all(port.startswith(REDIRECT) for port in places) else {}
    try:
        if watch_until(session, columns, ready, params["wait_timeout"], only):
            return
    finally:
        session.close()
    listed = "; ".join(f"{place} ({port}; members: {', '.join(sorted(place.members)) or 'none'})" for port, place in waiting.items())
    raise NotReached(f"after {params['wait_timeout']} s these gateways are {request.goal}: {listed}. The northbound rows are written. Check "
                     "ovn-northd, and ovn-controller on the chassis named here; then run the task again.")
