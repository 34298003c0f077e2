# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An uplink on its host: what OVN reaches by a bridge mapping, over a network card, a VLAN, or a bridge of the host's."""

from __future__ import annotations

from functools import partial

from ..arguments import OPEN_VSWITCH, STATE, merge
from ..errors import InvalidInput
from ..model.open_vswitch import DATAPATHS, absent_port
from ..model.rows import Want
from ..ovsdb.session import Session
from .apply import apply_host, host_database, require_interface
from .links import Links
from .uplink_leaving import leaving_steps, require_unused
from .uplink_native import native_wire
from .uplink_parent import NATIVE, OVS, PHYSICAL, Place, find_place
from .uplink_physical import physical_wire
from .uplink_rows import Wire, Wiring, absent_want, present_want, read_wiring
from .uplink_wish import TYPES, Uplink, input_faults, read_uplink

ARGUMENTS = merge(
    {
        "name": {"type": "str", "required": True},
        "type": {"type": "str", "choices": list(TYPES), "default": "auto"},
        "parent": {"type": "str"},
        "vlan": {"type": "int"},
        "gvrp": {"type": "bool", "default": False},
        "mtu": {"type": "int"},
        "bridge": {"type": "str"},
        "datapath_type": {"type": "str", "choices": list(DATAPATHS)},
        "migrate_address": {"type": "bool", "default": False},
        "force": {"type": "bool", "default": False},
        "wait_timeout": {"type": "int", "default": 15},
    },
    STATE,
    OPEN_VSWITCH,
)
RULES = {"required_if": [("state", "present", ["parent"])]}


def run_uplink(params: dict, check_mode: bool) -> dict:
    """The result of the module: what changed, the bridge, and what the uplink was found to be."""
    uplink = read_uplink(params)
    faults = input_faults(uplink)
    if faults:
        raise InvalidInput(faults)
    with host_database(params) as session, Links() as links:
        work = _present if params["state"] == "present" else _absent
        return work(session, links, uplink, params, check_mode)


def _present(session: Session, links: Links, uplink: Uplink, params: dict, check_mode: bool) -> dict:
    wiring = read_wiring(session, uplink)
    place = find_place(session, links, uplink)
    wire = _wire(links, uplink, place, wiring)
    work = partial(
        apply_host, session, params,
        program=lambda database: present_want(database, uplink, wire),
        before=wire.steps,
        after=leaving_steps(links, uplink, wiring, wire.links, uplink.parent),
    )
    if wire.anew and not check_mode and wire.port in wiring.own_ports(uplink):
        result = work(True)
        _let_go(session, params, wire.port)
        work(False)
    else:
        result = work(check_mode)
    if wire.port and not check_mode:
        require_interface(session, wire.port)
    return {**result, "bridge": wire.bridge, "type": place.kind, "parent": place.name}


def _let_go(session: Session, params: dict, port: str) -> None:
    """A datapath in user space goes on listening to a link that is gone, though there is another of that name: ovs-vswitchd opens it
    only for a port that is new. In the end the rows are as they were, so this is no change."""
    apply_host(session, params, False, lambda _: Want([absent_port(port)]))


def _wire(links: Links, uplink: Uplink, place: Place, wiring: Wiring) -> Wire:
    if place.kind == OVS:
        return Wire(place.name)
    make = {PHYSICAL: physical_wire, NATIVE: native_wire}[place.kind]
    return make(links, uplink, place, wiring)


def _absent(session: Session, links: Links, uplink: Uplink, params: dict, check_mode: bool) -> dict:
    if not uplink.force:
        require_unused(session, uplink, 0 if check_mode else params["wait_timeout"])
    wiring = read_wiring(session, uplink)
    result = apply_host(
        session, params, check_mode,
        lambda database: absent_want(database, uplink),
        after=leaving_steps(links, uplink, wiring),
    )
    return {**result, "bridge": wiring.mapped or uplink.own_bridge}
