# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows that only make sense together: what can never work is refused, what does not work as it is a warning, whichever of the two changes."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb

SESSION = {"logical_port": "r0-up", "dst_ip": "10.0.0.254"}
GATEWAY = [{"chassis_name": "c1"}]


def port(name: str, **rest) -> dict:
    number = 1 + sum(map(ord, name)) % 200
    return {"name": name, "mac": f"00:16:3e:00:00:{number:02x}", "networks": [f"10.0.{number}.1/24"], **rest}


UP = port("r0-up", networks=["10.0.0.1/24", "fd42::1/64"])


@pytest.fixture
def router(database):
    """Routers without a gateway, and one chassis that may be one."""
    database.topology({
        "routers": [{"name": "r0", "ports": [UP, port("r0-in")]}, {"name": "r1", "ports": [port("r1-up")]}],
        "ha_chassis_groups": [{"name": "g", "ha_chassis": [{"chassis_name": "c1", "priority": 1}]}],
    })
    return database


@pytest.fixture
def gateway(router):
    router.task(nb.LOGICAL_ROUTER_PORT, router="r0", name="r0-up", ha_chassis_group="g")
    return router


def warnings(result: dict) -> str:
    assert result["changed"]
    return " / ".join(result.get("warnings", ()))


def refused(task, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        task()


# Sessions

def test_a_session_where_no_chassis_runs_it_never_comes_up(router, four_steps):
    assert "logical_port: r0-up is no gateway's" in warnings(router.task(nb.BFD, check=True, **SESSION))
    refused(lambda: router.task(nb.BFD, **SESSION, strict=True), "^logical_port: r0-up is no gateway's")
    four_steps(lambda **rest: router.task(nb.BFD, **rest), **SESSION)


@pytest.mark.parametrize("made", [
    {"routers": [{"name": "r0", "ports": [{"name": "r0-up", "ha_chassis_group": "g"}]}]},
    {"routers": [{"name": "r0", "ports": [{"name": "r0-up", "gateway_chassis": GATEWAY}]}]},
    {"routers": [{"name": "r0", "options": {"chassis": "c1"}}]},
])
def test_a_gateway_may_come_with_the_session_or_be_there(router, made):
    assert not warnings(router.topology({**made, "bfd": [SESSION]}))
    assert not warnings(router.task(nb.BFD, **{**SESSION, "dst_ip": "10.0.0.253"}, strict=True))


def test_a_neighbour_is_of_the_ports_link(gateway):
    assert "dst_ip: 10.9.0.1 is in no subnet of r0-up" in warnings(gateway.task(nb.BFD, **{**SESSION, "dst_ip": "10.9.0.1"}))
    for address in ("fe80::9", "fd42::9", "10.0.0.9"):
        assert not warnings(gateway.task(nb.BFD, **{**SESSION, "dst_ip": address}))


@pytest.mark.parametrize("own", ["10.0.0.1", "fd42::1"])
def test_no_port_is_its_own_neighbour(gateway, own):
    refused(lambda: gateway.task(nb.BFD, **{**SESSION, "dst_ip": own}), f"^dst_ip: {own} is the address of r0-up itself")
    assert not gateway.count("BFD")


def test_the_port_may_change_under_its_session(gateway):
    gateway.task(nb.BFD, **SESSION)
    change = {"router": "r0", "name": "r0-up"}
    refused(lambda: gateway.task(nb.LOGICAL_ROUTER_PORT, **change, networks=["10.0.0.254/24"]), "^BFD 10.0.0.254 r0-up, dst_ip: .* itself")
    assert "BFD 10.0.0.254 r0-up, dst_ip" in warnings(gateway.task(nb.LOGICAL_ROUTER_PORT, **change, networks=["10.7.0.1/24"]))
    assert "BFD 10.0.0.254 r0-up, logical_port" in warnings(gateway.task(nb.LOGICAL_ROUTER_PORT, **change, ha_chassis_group=""))


def test_the_router_may_stop_to_be_a_gateway(router):
    router.topology({"routers": [{"name": "r0", "options": {"chassis": "c1"}}], "bfd": [SESSION]}, strict=True)
    assert "no gateway's" in warnings(router.task(nb.LOGICAL_ROUTER, name="r0", options={"chassis": None}))


def test_the_last_chassis_may_leave_the_port(router):
    router.task(nb.GATEWAY_CHASSIS, router_port="r0-up", chassis_name="c1")
    router.task(nb.BFD, **SESSION, strict=True)
    assert "no gateway's" in warnings(router.task(nb.GATEWAY_CHASSIS, router_port="r0-up", chassis_name="c1", state="absent"))


# Routes and policies

ROUTE = {"router": "r0", "ip_prefix": "0.0.0.0/0", "nexthop": "10.0.0.254"}


def test_a_route_names_the_session_of_its_next_hop(gateway, four_steps):
    gateway.task(nb.BFD, **{**SESSION, "dst_ip": "10.0.0.253"})
    gateway.task(nb.BFD, **SESSION)
    other = {**SESSION, "dst_ip": "10.0.0.253"}
    refused(lambda: gateway.task(nb.STATIC_ROUTE, **ROUTE, bfd=other), "^bfd: the session is with 10.0.0.253, and the next hop is 10.0.0.254")
    document = {"routers": [{"name": "r0", "static_routes": [{"ip_prefix": "0.0.0.0/0", "nexthop": "10.0.0.254", "bfd": other}]}]}
    refused(lambda: gateway.topology(document), r"routers\[0\]\.static_routes\[0\]\.bfd: the session")
    four_steps(lambda **rest: gateway.task(nb.STATIC_ROUTE, **rest, strict=True), **ROUTE, bfd=SESSION)


def test_a_session_watches_the_way_that_packets_take(gateway):
    gateway.task(nb.BFD, **SESSION)
    assert "bfd: the session runs at r0-up" in warnings(gateway.task(nb.STATIC_ROUTE, **ROUTE, output_port="r0-in", bfd=SESSION))


def test_a_policy_names_the_sessions_of_its_next_hops(gateway):
    if "bfd_sessions" not in gateway.server.session().schema["Logical_Router_Policy"].columns:
        pytest.skip("bfd_sessions came with OVN 24.03")
    gateway.task(nb.BFD, **SESSION)
    policy = {"router": "r0", "priority": 1, "match": "ip4", "action": "reroute", "bfd_sessions": [SESSION]}
    refused(lambda: gateway.task(nb.ROUTER_POLICY, **policy, nexthops=["10.0.0.9"]), "^bfd_sessions: a session is with 10.0.0.254")
    assert not warnings(gateway.task(nb.ROUTER_POLICY, **policy, nexthops=["10.0.0.9", "10.0.0.254"]))


def test_packets_leave_by_a_port_of_their_router(router):
    refused(lambda: router.task(nb.STATIC_ROUTE, **ROUTE, output_port="r1-up"), "^output_port: r1-up is a port of another router than r0")
    refused(lambda: router.topology({"routers": [{"name": "r2", "ports": [port("r2-a")], "static_routes": [
        {"ip_prefix": "0.0.0.0/0", "nexthop": "10.0.0.9", "output_port": "r0-up"}]}]}), "output_port: r0-up is a port of another router than r2")
    assert not warnings(router.topology({"routers": [{"name": "r3", "ports": [port("r3-a")], "static_routes": [
        {"ip_prefix": "0.0.0.0/0", "nexthop": "10.0.0.9", "output_port": "r3-a"}]}]}))


@pytest.mark.parametrize("hop, said", [
    ("10.77.0.9", "10.77.0.9"), ("fd77::9", "fd77::9"), ("10.0.0.254", ""), ("fe80::9", ""), ("discard", ""),
])
def test_a_next_hop_is_in_a_subnet_of_the_router(router, four_steps, hop, said):
    route = {"router": "r0", "ip_prefix": "fd99::/64" if ":" in hop else "10.99.0.0/16", "nexthop": hop}
    words = f"nexthop: no port of the router has a subnet with {said}, and OVN leaves the route out"
    assert (words in warnings(router.task(nb.STATIC_ROUTE, check=True, **route))) == bool(said)
    if said:
        refused(lambda: router.task(nb.STATIC_ROUTE, **route, strict=True), f"^{words}")
        assert not warnings(router.task(nb.STATIC_ROUTE, check=True, **route, output_port="r0-up"))
    four_steps(lambda **rest: router.task(nb.STATIC_ROUTE, **rest), **route)


def test_the_port_of_a_next_hop_may_come_with_the_route_and_go_with_it(router):
    route = {"ip_prefix": "10.99.0.0/16", "nexthop": "10.77.0.9"}
    new = [port("r0-new", networks=["10.77.0.1/24"])]
    assert not warnings(router.topology({"routers": [{"name": "r0", "ports": new, "static_routes": [route]}]}))
    gone = [{**each, "state": "absent"} for each in new]
    other = {"ip_prefix": "10.98.0.0/16", "nexthop": "10.77.0.8"}
    assert "a subnet with 10.77.0.8" in warnings(router.topology({"routers": [{"name": "r0", "ports": gone, "static_routes": [other]}]}))


def test_each_next_hop_of_a_policy_is_in_a_subnet_of_the_router(router):
    policy = {"router": "r0", "priority": 1, "match": "ip4", "action": "reroute"}
    said = warnings(router.task(nb.ROUTER_POLICY, **policy, nexthops=["10.77.0.9", "10.0.0.254"]))
    assert "nexthops: no port of the router has a subnet with 10.77.0.9, and OVN leaves the next hop out" in said
    assert not warnings(router.task(nb.ROUTER_POLICY, **policy, nexthops=["10.0.0.254"]))


# Gateways

NAT = {"router": "r0", "type": "snat", "external_ip": "198.18.1.9", "logical_ip": "10.1.0.0/24"}


def test_a_translation_is_at_a_gateway_of_its_router(router):
    refused(lambda: router.task(nb.NAT, **NAT, gateway_port="r1-up"), "^gateway_port: r1-up is a port of another router than r0")
    assert "gateway_port: r0-up has neither" in warnings(router.task(nb.NAT, **NAT, gateway_port="r0-up"))
    router.task(nb.LOGICAL_ROUTER_PORT, router="r0", name="r0-up", ha_chassis_group="g")
    assert not warnings(router.task(nb.NAT, **{**NAT, "logical_ip": "10.2.0.0/24"}, gateway_port="r0-up", strict=True))


def test_a_group_makes_gateway_chassis_count_for_nothing(router):
    router.task(nb.GATEWAY_CHASSIS, router_port="r0-up", chassis_name="c1")
    assert "Gateway_Chassis c1, chassis_name: r0-up has an ha_chassis_group" in warnings(
        router.task(nb.LOGICAL_ROUTER_PORT, router="r0", name="r0-up", ha_chassis_group="g"))
    refused(lambda: router.task(nb.GATEWAY_CHASSIS, router_port="r0-up", chassis_name="c2", strict=True), "^chassis_name: r0-up has an ha_ch")


def test_a_router_that_is_a_gateway_has_no_gateway_port(router):
    router.task(nb.LOGICAL_ROUTER, name="r0", options={"chassis": "c1"})
    wrong = "the router r0 is a gateway as a whole, on c1"
    refused(lambda: router.task(nb.LOGICAL_ROUTER_PORT, router="r0", name="r0-up", ha_chassis_group="g"), f"^ha_chassis_group: {wrong}")
    refused(lambda: router.task(nb.GATEWAY_CHASSIS, router_port="r0-up", chassis_name="c1"), f"^chassis_name: {wrong}")


@pytest.mark.parametrize("made", [{"ha_chassis_group": "g"}, {"gateway_chassis": GATEWAY}])
def test_a_router_with_a_gateway_port_is_none_as_a_whole(router, made):
    router.topology({"routers": [{"name": "r0", "ports": [{"name": "r0-up", **made}]}]}, strict=True)
    refused(lambda: router.task(nb.LOGICAL_ROUTER, name="r0", options={"chassis": "c1"}), "the router r0 is a gateway as a whole, on c1")
    gone = {"name": "r0-up", "ha_chassis_group": ""} if "ha_chassis_group" in made else {"name": "r0-up", "gateway_chassis": [
        {**GATEWAY[0], "state": "absent"}]}
    assert not warnings(router.topology({"routers": [{"name": "r0", "options": {"chassis": "c1"}, "ports": [gone]}]}))
