# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What routers have learnt of NICs, and what is not true any more.

Behind l3only a router has to learn where each address is (ovn-sb(5), MAC_Binding), and asks nobody again what it knows: after an
address has moved to another NIC it would send to the old one (lxc/incus#3877). Elsewhere ovn-northd tells it.
"""

from __future__ import annotations

import ipaddress

from ..errors import OvnError
from ..network.document import Compiled
from ..network.nic import KIND as NICS
from ..network.nic_place import place
from ..network.world import Network, World
from ..ovsdb import operations as op
from ..run import southbound_session


def forget_stale(params: dict, compiled: Compiled) -> list[str]:
    """Take from the southbound database what routers must learn anew; what went wrong, in words."""
    known = {network.names.internal_router_port: (network, _neighbours(network, compiled.world))
             for network in _of_task(compiled) if _subnets(network)}
    if not known or not params.get("sb_connection"):
        return []
    try:
        session = southbound_session(params)
        try:
            queries = [op.select("MAC_Binding", [["logical_port", "==", port]], ["_uuid", "ip", "mac"]) for port in known]
            learnt = zip(known.values(), session.read(queries))
            stale = [row["_uuid"] for (network, true), rows in learnt for row in rows if _is_stale(row, network, true)]
            if stale:
                session.commit([op.delete("MAC_Binding", [op.by_uuid(uuid)]) for uuid in stale])
        finally:
            session.close()
    except OvnError as exc:
        return [f"The change is made, but routers may send what is for addresses that moved to where they were before: {exc} Run the "
                "task again when that is mended."]
    return []


def _of_task(compiled: Compiled) -> list[Network]:
    """The networks whose NICs the task has looked at."""
    world = compiled.world
    return [network for name, network in dict.items(world.networks) if world.looks.known.has_users(NICS, ("networks", (name,)))]


def _subnets(network: Network) -> list:
    return [side.subnet for side in network.settings.sides.values() if side.l3only and side.subnet]


def _neighbours(network: Network, world: World) -> dict[str, str]:
    """The Ethernet address of each address that a NIC has."""
    return {str(address): nic.mac for nic in world.nics_of(network.name) for address in place(nic, world).known}


def _is_stale(row: dict, network: Network, true: dict[str, str]) -> bool:
    """Whether somebody else has the address, or nobody. What routers have learnt outside the subnets is not ours to judge."""
    try:
        inside = any(ipaddress.ip_address(row["ip"]) in subnet for subnet in _subnets(network))
    except ValueError:
        return False
    return inside and true.get(row["ip"]) != row["mac"]
