# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The task chassis_removal: a chassis whose host is gone leaves the southbound database."""

from __future__ import annotations

from ..arguments import NORTHBOUND, merge
from ..errors import Fault, InvalidInput, NotReached
from ..model.rows import Want, row
from ..model.southbound import CHASSIS, CHASSIS_PRIVATE
from ..network.membership import Gateways, unknown
from ..ovsdb import operations as op
from ..ovsdb.session import Session
from ..reconcile.engine import reconcile
from ..run import northbound_session, southbound_session
from .chassis_membership import SOUTHBOUND
from .gateways import read_gateways, read_southbound

ARGUMENTS = merge(
    {
        "name": {"type": "str", "required": True},
        "force": {"type": "bool", "default": False},
        "missing_ok": {"type": "bool", "default": False},
        "settle": {"type": "int", "default": 5},
    },
    SOUTHBOUND,
    NORTHBOUND,
)


def run_chassis_removal(params: dict, check_mode: bool) -> dict:
    """The result of the module: what is removed, and the ports that were meant for the chassis."""
    name = params["name"]
    registered, dummy = read_southbound(params)
    gateways, requested = _northbound(params, registered)
    faults = [] if params["force"] else _faults(name, gateways)
    if faults:
        raise InvalidInput(faults)
    if params["settle"] and not check_mode:
        from ..ovsdb.watch import require_library  # loads a library that only waiting needs

        require_library()
    session = southbound_session(params)
    try:
        outcome = reconcile(session, lambda database: _want(database, name), owner=params["owner"], check_mode=check_mode)
        result = outcome.result()
        if result["changed"] and params["settle"] and not check_mode:
            _stay_away(session, name, params["settle"])
    finally:
        session.close()
    expected = params["missing_ok"] or name in gateways.known()
    return {**result, "ports": requested, "warnings": [] if expected else [str(unknown("name", name, gateways))]}


def _northbound(params: dict, registered: frozenset[str]) -> tuple[Gateways, list[str]]:
    session = northbound_session(params)
    try:
        gateways = read_gateways(session, registered)
        meant = ["options", "includes", ["map", [["requested-chassis", params["name"]]]]]
        (ports,) = session.read([op.select("Logical_Switch_Port", [meant], ["name"])])
    finally:
        session.close()
    return gateways, sorted(port["name"] for port in ports)


def _faults(name: str, gateways: Gateways) -> list[Fault]:
    places = gateways.of(name)
    if not places:
        return []
    return [Fault("name", f"{name} is still a member of {', '.join(map(str, places))}. Let it leave first "
                          "(chassis_membership, state: absent, with ha_chassis_groups and router_ports for those that this "
                          "collection did not make), or say force: true.")]


def _want(database: Session, name: str) -> Want:
    """The tunnel addresses go with the row of Chassis, which alone holds them."""
    tables = [table for table in (CHASSIS, CHASSIS_PRIVATE) if table.name in database.schema.tables]
    return Want([row(table, (name,), state="absent") for table in tables])


def _stay_away(session: Session, name: str, seconds: int) -> None:
    """An ovn-controller that still runs registers its chassis at once."""
    from ..ovsdb.watch import watch_until  # loads a library that only waiting needs

    if watch_until(session, {"Chassis": ["name"]}, lambda tables: any(each.name == name for each in tables["Chassis"]), seconds):
        raise NotReached(f"{name} was removed from the southbound database, and registered again at once: ovn-controller still runs on "
                         "its host. Stop it there (systemctl disable --now ovn-controller), then run the task again.")
