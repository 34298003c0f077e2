# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""ACLs as those see them who knock: let in, refused, or left without an answer."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from conftest import FAMILIES, INSTANCES, OUTSIDE, OUTSIDE_ADDRESSES, address, knock, listening, pings, reaches
from lab import CHASSIS, comes_true, host

PORTS = (80, 81, 82, 83, 84, 85, 8001, 8002, 8003, 8004)
PUBLIC = {4: "198.18.1.213", 6: "fd42:18:1::2:213"}


@pytest.fixture(scope="module", autouse=True)
def servers() -> Iterator[None]:
    with listening("g1", *PORTS), listening("g2", *PORTS), listening("g3", 80), listening("g5", 80, 81), listening("o1", 80, 81):
        yield


def doors(who: str, version: int, protocol: str = "tcp", ports: tuple[int, ...] = PORTS) -> list[str]:
    return [f"{protocol},{address(who, version)},{port}" for port in ports]


def log_of(chassis: str) -> str:
    return host(chassis).run("cat /var/log/ovn/ovn-controller.log").stdout


@FAMILIES
def test_rules_are_seen_as_what_they_are(version: int) -> None:
    me = f"g1 {address('g5', version)}"
    seen = dict(zip(PORTS, knock("g5", *doors("g1", version))))
    assert seen == {
        80: me,
        81: "refused",
        82: "timed out",
        83: "refused",  # no rule: the default
        84: "timed out",  # drop is stronger than allow
        85: "refused",  # a rule that is switched off
        8001: me,  # from @internal
        8002: "refused",  # from @external only
        8003: "refused",  # from the partners only
        8004: "refused",  # from NICs with the ACL clients only
    }


@FAMILIES
def test_the_outside_is_external(version: int) -> None:
    me = f"g1 {OUTSIDE_ADDRESSES[version]}"
    seen = dict(zip(PORTS, knock(OUTSIDE, *(f"tcp,{PUBLIC[version]},{port}" for port in PORTS))))
    assert {port: seen[port] for port in (80, 8002, 8003)} == {80: me, 8002: me, 8003: me}
    assert {port: seen[port] for port in (81, 83, 8001, 8004)} == dict.fromkeys((81, 83, 8001, 8004), "refused")
    assert {port: seen[port] for port in (82, 84)} == dict.fromkeys((82, 84), "timed out")


@FAMILIES
def test_a_default_can_drop(version: int) -> None:
    """And ACLs in Incus' form let in and refuse the same as LXD's."""
    me = f"g2 {address('g5', version)}"
    seen = dict(zip(PORTS, knock("g5", *doors("g2", version))))
    assert seen == {80: me, 81: "refused", 8001: me, **dict.fromkeys((82, 83, 84, 85, 8002, 8003, 8004), "timed out")}


@FAMILIES
def test_a_default_can_let_out(version: int) -> None:
    outside, neighbour = f"tcp,{OUTSIDE_ADDRESSES[version]},22", f"tcp,{address('g5', version)},80"
    assert knock("g2", outside, neighbour) == ["refused", f"g5 {address('g2', version)}"], "refused there, as nobody listens"
    assert reaches("g2", OUTSIDE_ADDRESSES[version])
    assert not pings("g1", OUTSIDE_ADDRESSES[version]), "g1's default refuses what goes out"


@FAMILIES
def test_udp_is_let_in_or_refused_too(version: int) -> None:
    assert knock("g5", *doors("g1", version, "udp", (80, 81))) == [f"g1 {address('g5', version)}", "refused"]


@FAMILIES
def test_an_acl_names_who_may_come(version: int) -> None:
    for guard in ("g1", "g2"):
        assert knock("g3", *doors(guard, version, ports=(8004,))) == [f"{guard} {address('g3', version)}"]


@FAMILIES
def test_rules_for_what_goes_out_hold_towards_other_hosts_and_the_outside(version: int) -> None:
    assert INSTANCES["g3"].host != INSTANCES["g5"].host
    assert knock("g3", *doors("g5", version, ports=(80, 81))) == [f"g5 {address('g3', version)}", "timed out"]
    assert knock("g3", f"tcp,{OUTSIDE_ADDRESSES[version]},22") == ["refused"]
    assert not pings("g3", OUTSIDE_ADDRESSES[version]), "its rule is of TCP"


@FAMILIES
def test_an_acl_that_allows_nothing_leaves_what_a_network_needs(version: int) -> None:
    """Addresses came by DHCP and by DHCPv6 after a router advertisement; the neighbours' were asked for; the router answers pings."""
    lasts = [each for each in INSTANCES["g4"].addresses() if each["local"] == address("g4", version)]
    assert lasts, "it has its address"
    routers = {4: "10.13.0.1", 6: "fd42:13::1"}
    assert reaches("g4", routers[version])
    assert knock("g4", *doors("g5", version, ports=(80,)), f"tcp,{OUTSIDE_ADDRESSES[version]},80") == ["refused", "refused"]
    assert not pings("g4", address("g5", version))
    assert knock("g5", *doors("g4", version, ports=(80,))) == ["refused"]


@FAMILIES
def test_an_acl_of_a_whole_network(version: int) -> None:
    me = f"o1 {OUTSIDE_ADDRESSES[version]}"
    assert knock(OUTSIDE, *doors("o1", version, ports=(80, 81))) == [me, "refused"]
    assert reaches(OUTSIDE, address("o1", version)) and reaches("o1", OUTSIDE_ADDRESSES[version])


def test_what_is_logged_is_in_the_log_of_the_host() -> None:
    knock("g5", *doors("g1", 4, ports=(81, 82)), *doors("g2", 4, ports=(83,)))
    assert comes_true(lambda: 'name="overlay_acl_guard-ingress-1", verdict=reject' in log_of(INSTANCES["g1"].host), 5)
    assert 'name="overlay_acl_guard-ingress-2", verdict=drop' in log_of(INSTANCES["g1"].host)
    assert comes_true(lambda: 'name="g2-eth0-ingress", verdict=drop' in log_of(INSTANCES["g2"].host), 5)


def test_a_refusal_is_not_refused_for_ever() -> None:
    """Two whose ACLs refuse everything refuse each other's refusals, unless the network's own rules let these through."""
    for version in (4, 6):
        for protocol in ("tcp", "udp"):
            assert knock("g4", *doors("g1", version, protocol, (83,))) == ["refused"]
    # What was asked before may still keep them busy for a moment; refusals without end would for ever.
    spent: dict[str, float] = {}
    assert comes_true(lambda: spent.update(shares(3)) or all(share < 0.3 for share in spent.values()), 20), spent


def shares(seconds: float) -> dict[str, float]:
    """Which share of its time each daemon is busy."""
    before, started = busy(), time.monotonic()
    time.sleep(seconds)
    after, took = busy(), time.monotonic() - started
    return {name: (after[name] - before[name]) / took for name in after}


def busy() -> dict[str, float]:
    """Seconds that each daemon has spent so far."""
    found = {}
    for name, daemon in [("host1", "ovn-northd"), *((name, "ovn-controller") for name in CHASSIS)]:
        ticks = host(name).check_output(f"cut -d' ' -f14,15 /proc/$(cat /run/ovn/{daemon}.pid)/stat").split()
        found[f"{daemon} on {name}"] = sum(map(int, ticks)) / 100
    return found
