# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tasks chassis_membership and chassis_membership_info: what a chassis is the gateway of, or stands by for."""

from __future__ import annotations

from ..arguments import CONNECTION, NORTHBOUND, endpoints, merge
from ..errors import Fault, InvalidInput
from ..model.rows import Want
from ..network.membership import Gateways, Joining, Leaving, place_faults, unknown
from ..run import apply_northbound, northbound_session, read_only
from .gateways import await_gateways, read_gateways, read_southbound

SOUTHBOUND = {"sb_connection": endpoints("OVN_SB_DB", "unix:/var/run/ovn/ovnsb_db.sock")}
TEXTS = {"type": "list", "elements": "str"}
ARGUMENTS = merge(
    {
        "name": {"type": "str", "required": True},
        "state": {"type": "str", "choices": ["present", "evacuated", "absent"], "default": "present"},
        "networks": TEXTS,
        "ha_chassis_groups": TEXTS,
        "router_ports": TEXTS,
        "force": {"type": "bool", "default": False},
        "wait": {"type": "bool", "default": False},
        "wait_timeout": {"type": "int", "default": 60},
    },
    SOUTHBOUND,
    NORTHBOUND,
)
INFO_ARGUMENTS = merge(SOUTHBOUND, CONNECTION)


def run_chassis_membership(params: dict, check_mode: bool) -> dict:
    """The result of the module: what changed, and where the gateways are that the chassis has to do with."""
    request = _request(params)
    waits = params["wait"] and not check_mode
    if waits:
        from ..ovsdb.watch import require_library  # loads a library that only waiting needs

        require_library()
    registered, dummy = read_southbound(params)
    seen: list[Gateways] = []

    def program(database) -> Want:
        gateways = read_gateways(database, registered)
        seen.append(gateways)
        want, faults = request.want(gateways)
        faults = [*_faults(params, gateways), *faults]
        if faults:
            raise InvalidInput(faults)
        return want

    result = apply_northbound({**params, "wait": "none"}, check_mode, program)
    before, after = seen[-1], _read(params, registered)
    places = request.places(before, after)
    if waits:
        await_gateways(params, request, places)
    active = read_southbound(params)[1]
    gateways = [{"name": str(place), "port": port, "chassis": active.get(port)} for place in places for port in place.ports]
    return {**result, "gateways": gateways, "warnings": [*result.get("warnings", []), *_warnings(params, request, before)]}


def _request(params: dict) -> Joining | Leaving:
    if params["state"] == "present":
        return Joining(params["name"], tuple(params["networks"] or ()))
    groups, ports = (tuple(params[option] or ()) for option in ("ha_chassis_groups", "router_ports"))
    return Leaving(params["name"], groups, ports, params["state"] == "evacuated", params["force"])


def _faults(params: dict, gateways: Gateways) -> list[Fault]:
    """What is wrong with the task itself."""
    faults = []
    joins = params["state"] == "present"
    for option in ("ha_chassis_groups", "router_ports") if joins else ("networks",):
        if params[option]:
            remedy = "It joins again what it left" if joins else "A chassis leaves all of its networks"
            faults.append(Fault(option, f"has no meaning with state: {params['state']}. {remedy}; leave this out."))
    if params["state"] != "absent" and params["name"] not in gateways.known():
        faults.append(unknown("name", params["name"], gateways))
    if not joins:
        groups, ports = (tuple(params[option] or ()) for option in ("ha_chassis_groups", "router_ports"))
        faults += place_faults(groups, ports, gateways)
    return faults


def _warnings(params: dict, request: Joining | Leaving, before: Gateways) -> list[str]:
    if isinstance(request, Joining):
        return []
    name = request.name
    if params["state"] == "absent" and name not in before.known():
        return [str(unknown("name", name, before))]
    foreign = [place for place in before.of(name) if not request.is_meant(place)]
    if not foreign:
        return []
    return [f"{name} stays in {', '.join(map(str, foreign))}: made by somebody else. To take it out of them, name them in "
            "ha_chassis_groups or router_ports."]


def _read(params: dict, registered: frozenset[str]) -> Gateways:
    session = northbound_session(params)
    try:
        return read_gateways(session, registered)
    finally:
        session.close()


@read_only
def run_chassis_membership_info(params: dict, _check_mode: bool) -> dict:
    """The result of the info module."""
    registered, active = read_southbound(params)
    gateways = _read(params, registered)
    return {
        "changed": False,
        "chassis": [_chassis(name, gateways, active) for name in gateways.known()],
        "gateways": [_gateway(place, port, active) for place in gateways.places for port in place.ports],
        "evacuated": sorted(gateways.evacuated),
    }


def _chassis(name: str, gateways: Gateways, active: dict) -> dict:
    left = gateways.evacuated.get(name)
    return {
        "name": name,
        "registered": name in gateways.registered,
        "evacuated": left is not None,
        "left": sorted([*left.ha_chassis_groups, *left.router_ports]) if left else [],
        "member_of": [place.name for place in gateways.of(name)],
        "active_for": sorted(port for port, chassis in active.items() if chassis == name),
    }


def _gateway(place, port: str, active: dict) -> dict:
    return {
        "port": port,
        "network": place.network,
        "group": place.name if place.is_group else None,
        "chassis": [{"name": name, "priority": number} for name, number in sorted(place.members.items())],
        "active_chassis": active.get(port),
    }
