# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the outside and the networks reach each other: translation, published addresses, forwards, load balancers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import FAMILIES, NICS, OUTSIDE, OUTSIDE_ADDRESSES, address, knock, listening, owning, pings, place, port, reaches, run
from lab import comes_true, rows

SUBNET = {4: "10.11.0", 6: "fd42:11:"}
ON_WIRE = {4: "198.18.1", 6: "fd42:18:1::2"}
BEHIND = {4: "198.18.2", 6: "fd42:18:2:"}


def at(prefix: dict[int, str], version: int, number: int) -> str:
    return f"{prefix[version]}{'.' if version == 4 else ':'}{number}"


@pytest.fixture(scope="module", autouse=True)
def outside() -> Iterator[None]:
    with listening(OUTSIDE, 5000):
        yield


@FAMILIES
@pytest.mark.parametrize("name", ["a1", "r1", "w1"])
def test_the_outside_sees_the_routers_address(name: str, version: int) -> None:
    network = {"a1": "app", "r1": "routed", "w1": "web"}[name]
    assert knock(name, f"tcp,{OUTSIDE_ADDRESSES[version]},5000") == [f"outside {port(network, version)}"]


@FAMILIES
def test_a_nic_with_an_external_address_is_seen_under_that(version: int) -> None:
    assert knock("w2", f"tcp,{OUTSIDE_ADDRESSES[version]},5000") == [f"outside {at(ON_WIRE, version, 211)}"]


@FAMILIES
def test_without_translation_the_outside_sees_the_instance(version: int) -> None:
    assert knock("o1", f"tcp,{OUTSIDE_ADDRESSES[version]},5000") == [f"outside {address('o1', version)}"]


def is_found(name: str, target: str, version: int) -> bool:
    """Whether the outside reaches an address of an instance. To an arp_proxy all gateways answer, and the wire may learn the wrong
    one from that, until the router sends something."""
    return comes_true(lambda: pings(name, OUTSIDE_ADDRESSES[version]) and pings(OUTSIDE, target), 15)


@FAMILIES
@pytest.mark.parametrize("name", ["o1", "p1"])
def test_l2proxy_answers_on_the_wire_for_the_addresses_behind_the_router(name: str, version: int) -> None:
    place(OUTSIDE).run(f"ip -{version} neighbour flush dev eth1")
    assert is_found(name, address(name, version), version)
    (router,) = rows("ovn-nbctl", "logical_router_port", "mac", where=f"name=overlay-{NICS[name]['network']}-lr-lrp-ext")
    assert router["mac"] in run(OUTSIDE, f"ip neighbour show {address(name, version)}").stdout


@FAMILIES
@pytest.mark.parametrize(("name", "number"), [("w1", 65), ("p1", 69)])
def test_external_routes_are_reached_from_outside(name: str, number: int, version: int) -> None:
    with owning(name, at(BEHIND, version, number)):
        assert is_found(name, at(BEHIND, version, number), version)
    assert not pings(OUTSIDE, at(BEHIND, version, number)), "nobody has it any more"


@FAMILIES
def test_internal_routes_are_reached_from_inside_and_from_peers(version: int) -> None:
    behind = {4: "10.21.0.7", 6: "fd42:21::7"}[version]
    with owning("w1", behind):
        assert reaches("w3", behind) and reaches("a1", behind)
        assert not pings(OUTSIDE, behind)


@FAMILIES
def test_a_forward_is_reached_from_outside_and_from_inside(version: int) -> None:
    listen = at(ON_WIRE, version, 210)
    with listening("w1", 80, 81), listening("w2", 80):
        for who in (OUTSIDE, "w3"):
            me = address(who, version)
            doors = (f"tcp,{listen},81", f"udp,{listen},81", f"tcp,{listen},8080")
            assert knock(who, *doors) == [f"w1 {me}", f"w1 {me}", f"w2 {me}"], who
        assert reaches(OUTSIDE, listen)
        assert knock("a1", f"tcp,{listen},8080")[0].startswith("w2 "), "from another network too"


@FAMILIES
def test_a_listen_address_outside_of_the_uplinks_subnet_is_found_on_the_wire(version: int) -> None:
    listen = at(BEHIND, version, 10)
    place(OUTSIDE).run(f"ip -{version} neighbour flush dev eth1")
    with listening("w1", 80):
        assert knock(OUTSIDE, f"tcp,{listen},80") == [f"w1 {OUTSIDE_ADDRESSES[version]}"]


@FAMILIES
def test_a_forward_of_udp_ports_to_other_ports(version: int) -> None:
    with listening("w2", 80, 81):
        me = OUTSIDE_ADDRESSES[version]
        doors = [f"udp,{at(ON_WIRE, version, 211)},{number}" for number in (5000, 5001)]
        assert knock(OUTSIDE, *doors) == [f"w2 {me}", f"w2 {me}"]


@FAMILIES
def test_a_forward_inside_the_network(version: int) -> None:
    with listening("w2", 80):
        listen = at(SUBNET, version, 200)
        assert knock("w3", f"tcp,{listen},80") == [f"w2 {address('w3', version)}"]
        assert knock("w1", f"tcp,{listen},80") == [f"w2 {address('w1', version)}"]


def answering(who: str, version: int) -> set[str]:
    """Who answers behind the load balancer; several knocks, as each goes to one of them."""
    return {each.split()[0] for each in knock(who, *[f"tcp,{at(ON_WIRE, version, 220)},80"] * 12, seconds=2)}


def health(version: int) -> dict[str, str]:
    found = rows("ovn-sbctl", "service_monitor", "ip", "status")
    return {row["ip"]: row["status"] for row in found if (":" in row["ip"]) == (version == 6)}


@FAMILIES
def test_a_load_balancer_leaves_out_who_does_not_answer_probes(version: int) -> None:
    one, two = address("w1", version), address("w2", version)
    with listening("w1", 80):
        with listening("w2", 80):
            assert comes_true(lambda: health(version) == {one: "online", two: "online"}, 60), health(version)
            for who in (OUTSIDE, "w3"):
                assert comes_true(lambda: answering(who, version) == {"w1", "w2"}, 30), who
        assert comes_true(lambda: health(version) == {one: "online", two: "offline"}, 60), health(version)
        for who in (OUTSIDE, "w3"):
            assert comes_true(lambda: answering(who, version) == {"w1"}, 30), who
        with listening("w2", 80):
            assert comes_true(lambda: answering(OUTSIDE, version) == {"w1", "w2"}, 60), "it is back"
