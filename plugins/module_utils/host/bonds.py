# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bonds of Open vSwitch: ports of a bridge with several links."""

from __future__ import annotations

from ..arguments import OPEN_VSWITCH, REPLACE, STATE, merge, option_argument
from ..errors import Fault, InvalidInput
from ..model import open_vswitch as model
from ..model.edits import Merge
from ..model.rows import Want
from ..ovsdb import operations as op
from ..ovsdb.session import Session
from .apply import apply_host, host_database, require_interface
from .bridges import BOND_UNSET, bridges, columns_of, ports_of, read_port, require, unset_argument
from .links import Links
from .names import link_faults

ARGUMENTS = merge(
    {option.name: option_argument(option) for option in model.PORT.options},
    {"bridge": {"type": "str"}, "interfaces": {"type": "list", "elements": "str"}},
    {"interface_type": {"type": "str"}, "interface_options": {"type": "dict"}},
    unset_argument(BOND_UNSET),
    STATE,
    REPLACE,
    OPEN_VSWITCH,
)
RULES = {"required_if": [("state", "present", ["bridge", "interfaces"])]}


def run_bond(params: dict, check_mode: bool) -> dict:
    """The result of the module ovs_bond."""
    present = params["state"] == "present"
    with host_database(params) as session:
        require(_faults(session, params) if present else link_faults("name", params["name"]))
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
    rows, place = model.bond(bridge, name, columns_of(model.PORT, params), _members(params))
    return Want(rows, exact=[place])


def _members(params: dict) -> dict[str, dict]:
    """The columns of each member's interface."""
    options = params["interface_options"] or {}
    kind = {} if params["interface_type"] is None else {"type": params["interface_type"]}
    return {name: {**kind, **({"options": Merge(options[name])} if name in options else {})} for name in params["interfaces"]}


def _faults(session: Session, params: dict) -> list[Fault]:
    members = params["interfaces"]
    faults = link_faults("name", params["name"])
    if len(set(members)) < 2:
        faults.append(Fault("interfaces", f"{', '.join(members) or 'none'} is no bond: name two links or more. For one link use "
                                          "overlay.ovn.ovs_port."))
    for name, options in (params["interface_options"] or {}).items():
        if name not in members or not isinstance(options, dict):
            faults.append(Fault(f"interface_options.{name}", "must be the name of a member, with a map of its options."))
    port = read_port(session, params["name"])
    virtual = {name for name, kind in zip(port.names, port.types) if kind} if port else set()
    wrong = {index: link_faults(f"interfaces[{index}]", member) for index, member in enumerate(members)}
    faults += [fault for found in wrong.values() for fault in found]
    if params["interface_type"] in (None, ""):
        faults += _link_faults([(index, name) for index, name in enumerate(members) if not wrong[index] and name not in virtual])
    return faults


def _link_faults(members: list[tuple[int, str]]) -> list[Fault]:
    """Members that are no links of this host, one link by two names, or one by which the host is reached."""
    faults, first = [], {}
    with Links() as links:
        for index, member in members:
            path, link = f"interfaces[{index}]", links.get(member)
            if link is None:
                faults.append(Fault(path, f"there is no link {member} on this host. Correct the name (ip link shows all), make it first, or "
                                          "give interface_type where it is none of the kernel's."))
            elif first.setdefault(link.index, member) != member:
                faults.append(Fault(path, f"{member} is another name of {first[link.index]}. Name each link once."))
            elif addresses := links.global_addresses(link):
                faults.append(Fault(path, f"{member} has the address {', '.join(addresses)}, which this host would lose. Move it to the "
                                          "bridge first."))
    return faults


def _require_bond(database: Session, name: str) -> None:
    """A port with one interface is somebody else's plan, and a bridge's local port is the bridge."""
    if name in bridges(database):
        raise InvalidInput([Fault("name", f"{name} is the local port of the bridge {name}. Give the bond another name.")])
    rows = database.read([op.select("Port", [["name", "==", name]], ["interfaces"])])[0]
    if rows and len(rows[0]["interfaces"]) < 2:
        raise InvalidInput([Fault("name", f"{name} is a port with one interface, not a bond. Remove it first (overlay.ovn.ovs_port "
                                          "with state absent), or give the bond another name.")])
