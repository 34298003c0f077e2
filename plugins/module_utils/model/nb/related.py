# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What rows of a router must have in common with the ports, sessions and routers that they name: ovn-nb(5), and what ovn-northd says."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from ..relation import Placed, Relation

SEEN_AS_GATEWAY = frozenset({"ha_chassis_group", "gateway_chassis"})


def _is_gateway(port: dict) -> bool:
    """Whether a port is one of those that a chassis serves for all others."""
    return any(port.get(name) for name in SEEN_AS_GATEWAY)


def _chassis_of(router: dict) -> str:
    """The one chassis of a router that is a gateway as a whole."""
    return (router.get("options") or {}).get("chassis", "")


def _session_is_at_a_gateway(session: Placed, port: Placed) -> tuple[str, str] | None:
    if _is_gateway(port.row) or _chassis_of(port.at):
        return None
    return "logical_port", (
        f"{session.row['logical_port']} is no gateway's: it has neither ha_chassis_group nor gateway_chassis, and its router no "
        "options:chassis. No chassis runs the session, so it never comes up, and routes that name it stay out. Give the port a gateway."
    )


def _peer_is_another(session: Placed, port: Placed) -> tuple[str, str] | None:
    peer = _address(session.row["dst_ip"])
    if peer and any(peer == interface.ip for interface in _interfaces(port.row)):
        return "dst_ip", f"{session.row['dst_ip']} is the address of {session.row['logical_port']} itself. Write the neighbour's."
    return None


def _peer_is_near(session: Placed, port: Placed) -> tuple[str, str] | None:
    peer, around = _address(session.row["dst_ip"]), _interfaces(port.row)
    if peer is None or peer.is_link_local or any(peer in interface.network for interface in around):
        return None
    subnets = ", ".join(sorted(str(interface.network) for interface in around)) or "none"
    return "dst_ip", (
        f"{session.row['dst_ip']} is in no subnet of {session.row['logical_port']} ({subnets}), and BFD watches neighbours of one link. "
        "Correct it, or give the port an address beside it."
    )


def _session_is_of_the_next_hop(route: Placed, session: Placed) -> tuple[str, str] | None:
    nexthop, peer = route.row.get("nexthop"), session.row["dst_ip"]
    if _address(nexthop) == _address(peer):
        return None
    return "bfd", f"the session is with {peer}, and the next hop is {nexthop or 'none'}: OVN ignores the session. Name one with the next hop."


def _session_is_of_a_next_hop(policy: Placed, session: Placed) -> tuple[str, str] | None:
    peer, nexthops = session.row["dst_ip"], sorted(policy.row.get("nexthops") or ())
    if any(_address(each) == _address(peer) for each in nexthops):
        return None
    return "bfd_sessions", f"a session is with {peer}, which is none of nexthops: OVN ignores the session. Leave it out, or correct it."


def _session_is_at_the_way_out(option: str):
    """A session at another port than packets leave by says nothing about the way that they take."""

    def rule(row: Placed, session: Placed) -> tuple[str, str] | None:
        out, port = row.row.get("output_port"), session.row["logical_port"]
        if not out or out == port:
            return None
        return option, f"the session runs at {port}, and packets leave by {out}: it watches another way. Name the session of that port."

    return rule


def _next_hop_is_near(route: Placed, _router: Placed) -> tuple[str, str] | None:
    """Without a port that is named, OVN looks for the one with the next hop in a subnet of it."""
    far = _far(route, [route.row.get("nexthop")])
    return ("nexthop", _no_way(far, "route", "give the way out with output_port")) if far else None


def _next_hops_are_near(policy: Placed, _router: Placed) -> tuple[str, str] | None:
    far = _far(policy, policy.row.get("nexthops") or ())
    return ("nexthops", _no_way(far, "next hop", "give one of the router's ports such a subnet")) if far else None


def _far(row: Placed, hops: Iterable[str | None]) -> list[str]:
    """Those of next hops that are in no subnet of a port of the router; every port has one of link-local addresses of IPv6."""
    if row.row.get("output_port") or not row.at:
        return []
    subnets = [interface.network for port in row.at["ports"] for interface in _interfaces(port)]
    known = [address for address in map(_address, hops) if address and not (address.version == 6 and address.is_link_local)]
    return sorted(str(address) for address in known if not any(address in subnet for subnet in subnets))


def _no_way(far: list[str], what: str, other: str) -> str:
    return f"no port of the router has a subnet with {', '.join(far)}, and OVN leaves the {what} out. Make the port first, correct it, or {other}."


def _port_is_of_the_router(option: str):
    """A port of another router is none that packets can leave by."""

    def rule(row: Placed, port: Placed) -> tuple[str, str] | None:
        if not row.at or port.row["_uuid"] in row.at["ports"]:
            return None
        return option, f"{port.row['name']} is a port of another router than {row.at['name']}, where this is. Name a port of this one."

    return rule


def _is_translated_at_a_gateway(_nat: Placed, port: Placed) -> tuple[str, str] | None:
    if _is_gateway(port.row):
        return None
    return "gateway_port", (
        f"{port.row['name']} has neither ha_chassis_group nor gateway_chassis, so OVN leaves the rule out. Make it a gateway, or name another."
    )


def _router_has_no_chassis(port: Placed, router: Placed) -> tuple[str, str] | None:
    """The two ways to have a gateway do not go together."""
    chassis = _chassis_of(router.row)
    if not (chassis and port.row.get("ha_chassis_group")):
        return None
    return "ha_chassis_group", _twofold(router.row["name"], chassis)


def _its_router_has_no_chassis(_chassis: Placed, port: Placed) -> tuple[str, str] | None:
    chassis = _chassis_of(port.at)
    return ("chassis_name", _twofold(port.at["name"], chassis)) if chassis else None


def _twofold(router: str, chassis: str) -> str:
    return (
        f"the router {router} is a gateway as a whole, on {chassis} (options:chassis), and OVN then ignores the gateway of a port. "
        "Unset one of the two."
    )


def _group_counts_alone(_chassis: Placed, port: Placed) -> tuple[str, str] | None:
    if port.row.get("ha_chassis_group"):
        return "chassis_name", f"{port.row['name']} has an ha_chassis_group, and OVN then ignores gateway_chassis. Keep one of the two."
    return None


def _address(text: str | None):
    try:
        return ipaddress.ip_address(text or "")
    except ValueError:
        return None


def _interfaces(port: dict) -> list:
    """What others wrote there may be no address."""
    found = []
    for text in port.get("networks") or ():
        try:
            found.append(ipaddress.ip_interface(text))
        except ValueError:
            continue
    return found


SESSION = (
    Relation(
        "logical_port", "Logical_Router_Port", rules=(_peer_is_another,), mine=frozenset({"dst_ip"}), theirs=frozenset({"networks"}),
    ),
    Relation(
        "logical_port", "Logical_Router_Port", doubts=(_session_is_at_a_gateway, _peer_is_near), mine=frozenset({"dst_ip"}),
        theirs=frozenset({"networks"}) | SEEN_AS_GATEWAY, above=frozenset({"options"}),
    ),
)
NAMES = frozenset({"name", "ports"})
WAY_OUT = Relation(
    "output_port", "Logical_Router_Port", rules=(_port_is_of_the_router("output_port"),), theirs=frozenset({"name"}), at=NAMES,
)
SUBNETS = ("ports", "Logical_Router_Port", frozenset({"networks"}))
ROUTE = (
    Relation(
        None, "Logical_Router", doubts=(_next_hop_is_near,), mine=frozenset({"nexthop", "output_port"}), theirs=frozenset({"name"}),
        at=NAMES, when="nexthop", beside=SUBNETS,
    ),
    Relation(
        "bfd", "BFD", rules=(_session_is_of_the_next_hop,), doubts=(_session_is_at_the_way_out("bfd"),),
        mine=frozenset({"nexthop", "output_port"}), theirs=frozenset({"dst_ip", "logical_port"}),
    ),
    WAY_OUT,
)
POLICY = (
    Relation(
        None, "Logical_Router", doubts=(_next_hops_are_near,), mine=frozenset({"nexthops", "output_port"}), theirs=frozenset({"name"}),
        at=NAMES, when="nexthops", beside=SUBNETS,
    ),
    Relation(
        "bfd_sessions", "BFD", rules=(_session_is_of_a_next_hop,), doubts=(_session_is_at_the_way_out("bfd_sessions"),),
        mine=frozenset({"nexthops", "output_port"}), theirs=frozenset({"dst_ip", "logical_port"}),
    ),
    WAY_OUT,
)
TRANSLATION = (
    Relation("gateway_port", "Logical_Router_Port", rules=(_port_is_of_the_router("gateway_port"),), theirs=frozenset({"name"}), at=NAMES),
    Relation("gateway_port", "Logical_Router_Port", doubts=(_is_translated_at_a_gateway,), theirs=frozenset({"name"}) | SEEN_AS_GATEWAY),
)
GATEWAY = (
    Relation(
        None, "Logical_Router", rules=(_router_has_no_chassis,), mine=frozenset({"ha_chassis_group"}), theirs=frozenset({"name", "options"}),
        when="ha_chassis_group",
    ),
)
CHASSIS = (
    Relation(
        None, "Logical_Router_Port", rules=(_its_router_has_no_chassis,), doubts=(_group_counts_alone,),
        theirs=frozenset({"name", "ha_chassis_group"}), above=frozenset({"name", "options"}),
    ),
)
