# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Patch ports: two bridges of Open vSwitch connected as if by a cable."""

from __future__ import annotations

from ..arguments import OPEN_VSWITCH, STATE, merge
from ..errors import Fault
from ..model import open_vswitch as model
from ..model.edits import Merge
from ..model.rows import OWNER_MARK, Row, Want
from ..ovsdb.session import Session
from .apply import apply_open_vswitch
from .bridges import bridges, ports_of, read_port, require

ENDS = (("name", "bridge", "peer"), ("peer", "peer_bridge", "name"))
ARGUMENTS = merge(
    {
        "name": {"type": "str", "required": True},
        "bridge": {"type": "str", "required": True},
        "peer": {"type": "str", "required": True},
        "peer_bridge": {"type": "str", "required": True},
    },
    STATE,
    OPEN_VSWITCH,
)


def run_patch(params: dict, check_mode: bool) -> dict:
    """The result of the module ovs_patch."""
    require(_faults(params))
    return apply_open_vswitch(params, check_mode, lambda database: patch_want(database, params))


def patch_want(database: Session, params: dict) -> Want:
    """Both ends, which are of no use without each other."""
    rows: list[Row] = []
    require(_foreign(database, params))
    for name, bridge, peer in ENDS:
        if params["state"] == "present":
            interface = {"type": "patch", "options": Merge({"peer": params[peer]})}
            rows += model.port(params[bridge], params[name], interface=interface)
        elif params[name] in ports_of(database, params[bridge]):
            rows.append(model.absent_port(params[name]))
    return Want(rows)


def _foreign(database: Session, params: dict) -> list[Fault]:
    """Bridges that are not there, and ports of these names that are something else, or somebody else's patch."""
    known = bridges(database) if params["state"] == "present" else {}
    faults = [Fault(bridge, f"there is no bridge {params[bridge]} on this host. Make it first (overlay.ovn.ovs_bridge).")
              for _name, bridge, _peer in ENDS if params["state"] == "present" and params[bridge] not in known]
    for name, _bridge, peer in ENDS:
        port = read_port(database, params[name])
        if port and port.types != ["patch"]:
            faults.append(Fault(name, f"{params[name]} is {port.what}, not a patch. Choose another name, or remove that port first."))
        elif port and port.peer != params[peer] and OWNER_MARK not in port.external_ids:
            faults.append(Fault(name, f"{params[name]} is a patch to {port.peer} which was not made here. Choose another name, or remove "
                                      "it first."))
    return faults


def _faults(params: dict) -> list[Fault]:
    faults = [Fault(option, "must not be empty.") for end in ENDS for option in end[:2] if not params[option].strip()]
    if params["name"] == params["peer"]:
        faults.append(Fault("peer", f"{params['peer']} is the name of the first port. The two ports need two names."))
    if params["bridge"] == params["peer_bridge"]:
        faults.append(Fault("peer_bridge", f"{params['peer_bridge']} is the first bridge. A bridge that is connected to itself loops."))
    return faults
