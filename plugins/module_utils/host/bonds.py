# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bonds of Open vSwitch: ports of a bridge with several links."""

from __future__ import annotations

from ..arguments import OPEN_VSWITCH, REPLACE, STATE, merge, option_argument
from ..errors import Fault, InvalidInput
from ..model import open_vswitch as model
from ..model.rows import Want
from ..ovsdb import operations as op
from ..ovsdb.session import Session
from .apply import apply_host, host_database, require_interface
from .bridges import bridges, columns_of, ports_of, require
from .links import Links
from .names import link_faults

ARGUMENTS = merge(
    {option.name: option_argument(option) for option in model.PORT.options},
    {"bridge": {"type": "str"}, "interfaces": {"type": "list", "elements": "str"}},
    STATE,
    REPLACE,
    OPEN_VSWITCH,
)
RULES = {"required_if": [("state", "present", ["bridge", "interfaces"])]}


def run_bond(params: dict, check_mode: bool) -> dict:
    """The result of the module ovs_bond."""
    present = params["state"] == "present"
    with host_database(params) as session:
        require(_faults(params) if present else link_faults("name", params["name"]))
        result = apply_host(session, params, check_mode, lambda database: bond_want(database, params))
        if present and not check_mode:
            for member in params["interfaces"]:
                require_interface(session, member)
    return result


def bond_want(database: Session, params: dict) -> Want:
    """The bond with exactly its members: one that stays keeps its row, and the port its own."""
    name, bridge = params["name"], params["bridge"]
    _require_bond(database, name)
    if params["state"] == "absent":
        gone = bridge is None or name in ports_of(database, bridge)
        return Want([model.absent_port(name)] if gone else [])
    rows, place = model.bond(bridge, name, columns_of(model.PORT, params), params["interfaces"])
    return Want(rows, exact=[place])


def _faults(params: dict) -> list[Fault]:
    members = params["interfaces"]
    faults = link_faults("name", params["name"])
    if len(set(members)) < 2:
        faults.append(Fault("interfaces", f"{', '.join(members) or 'none'} is no bond: name two links or more. For one link use "
                                          "overlay.ovn.ovs_port."))
    with Links() as links:
        for index, member in enumerate(members):
            path = f"interfaces[{index}]"
            wrong = link_faults(path, member)
            if not wrong and links.get(member) is None:
                wrong = [Fault(path, f"there is no link {member} on this host. Correct the name (ip link shows all), or make it first.")]
            faults += wrong
    return faults


def _require_bond(database: Session, name: str) -> None:
    """A port with one interface is somebody else's plan, and a bridge's local port is the bridge."""
    if name in bridges(database):
        raise InvalidInput([Fault("name", f"{name} is the local port of the bridge {name}. Give the bond another name.")])
    rows = database.read([op.select("Port", [["name", "==", name]], ["interfaces"])])[0]
    if rows and len(rows[0]["interfaces"]) < 2:
        raise InvalidInput([Fault("name", f"{name} is a port with one interface, not a bond. Remove it first (overlay.ovn.ovs_port "
                                          "with state absent), or give the bond another name.")])
