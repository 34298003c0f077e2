# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An uplink on its host: what OVN reaches by a bridge mapping, over a network card, a VLAN, or a bridge of the host's."""

from __future__ import annotations

from functools import partial

from ..arguments import OPEN_VSWITCH, STATE, merge
from ..errors import InvalidInput
from ..model.open_vswitch import DATAPATHS
from ..model.rows import Want
from ..ovsdb.session import Session
from .apply import Notes, apply_host, host_database, require_interface
from .bridges import mapping_warnings
from .links import Links
from .uplink_leaving import leaving_steps, require_unused
from .uplink_native import native_warnings, native_wire
from .uplink_parent import NATIVE, OVS, PHYSICAL, Place, find_place
from .uplink_physical import physical_wire
from .uplink_record import records_row
from .uplink_rows import Wire, Wiring, absent_want, forgotten, noted, present_want, read_wiring
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
    result = apply_host(
        session, params, check_mode, partial(present_want, uplink=uplink, wire=wire, last=False),
        before=wire.steps,
        after=leaving_steps(links, uplink, wiring, wire.links, uplink.parent),
        notes=_notes(uplink, wiring, wire),
        reopened=[wire.port] if wire.anew and wire.port in wiring.own_ports(uplink) else [],
    )
    if wire.port and not check_mode:
        require_interface(session, wire.port)
    warnings = mapping_warnings(session) + (native_warnings(links, uplink, place.link) if place.kind == NATIVE else [])
    return {**result, "warnings": warnings, "bridge": wire.bridge, "type": place.kind, "parent": place.name}


def _notes(uplink: Uplink, wiring: Wiring, wire: Wire) -> Notes:
    """A record is written before the first step, and goes after the last."""
    known = {record.key: record.text for record in wiring.records}
    new = {key: text for key, text in noted(wire).items() if known.get(key) != text}
    old = {key: known.get(key) for key in new}
    return Notes(
        first=(lambda dummy: Want([records_row(new)])) if new and wire.steps else None,
        withdrawn=lambda dummy: Want([records_row(old)]),
        last=partial(present_want, uplink=uplink, wire=wire, last=True) if forgotten(uplink, wiring, wire) else None,
    )


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
        session, params, check_mode, partial(absent_want, uplink=uplink, last=False),
        after=leaving_steps(links, uplink, wiring),
        notes=Notes(last=partial(absent_want, uplink=uplink, last=True)) if forgotten(uplink, wiring, None) else Notes(),
    )
    return {**result, "bridge": wiring.mapped or uplink.own_bridge}
