# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""LXD's table of cases: what a port asks of OVN, by what is fixed and what the network hands out."""

from __future__ import annotations

import pytest

from .nics import EUI, MAC, PORT, make_world, nic, row

FOUR, SIX = "10.10.1.50", "fd42:10:1::50"
NO_DHCP4, NO_DHCP6 = {"ipv4_dhcp": False}, {"ipv6_dhcp": False}
STATEFUL = {"ipv6_dhcp_stateful": True}
INCUS = {"flavor": "incus"}


@pytest.mark.parametrize(("options", "network", "addresses"), [
    ({}, {}, [f"{MAC} dynamic"]),
    ({}, NO_DHCP6, [f"{MAC} dynamic"]),
    ({}, NO_DHCP4, [f"{MAC} {EUI}"]),
    ({}, {**NO_DHCP4, **NO_DHCP6}, [MAC]),
    ({"ipv4_address": FOUR}, {}, [f"{MAC} {FOUR} {EUI}"]),
    ({"ipv4_address": FOUR}, NO_DHCP6, [f"{MAC} {FOUR}"]),
    ({"ipv4_address": FOUR, "ipv6_address": SIX}, STATEFUL, [f"{MAC} {FOUR} {SIX}"]),
    ({"ipv6_address": SIX}, {**STATEFUL, "ipv4_address": "none"}, [f"{MAC} {SIX}"]),
    ({}, {"ipv4_address": "none"}, [f"{MAC} {EUI}"]),
    ({}, {"ipv6_address": "none"}, [f"{MAC} dynamic"]),
    ({"ipv4_address": FOUR}, {"ipv6_address": "none"}, [f"{MAC} {FOUR}"]),
])
def test_what_is_fixed_is_fixed_and_the_rest_is_asked_of_ovn(options, network, addresses):
    assert row(make_world(nic(**options), network=network), "Logical_Switch_Port", PORT)["addresses"] == addresses


@pytest.mark.parametrize(("options", "network", "addresses"), [
    ({"ipv4_routes": ["10.20.0.0/24"]}, {**NO_DHCP4, **NO_DHCP6}, [f"{MAC} dynamic"]),
    ({"ipv6_routes": ["fd42:20::/64"]}, {**NO_DHCP4, **NO_DHCP6}, [f"{MAC} {EUI}"]),
    ({"ipv4_address": FOUR, "ipv6_routes": ["fd42:20::/64"]}, NO_DHCP6, [f"{MAC} {FOUR} {EUI}"]),
    ({"ipv6_routes_external": ["fd42:18:2::/122"]}, {**NO_DHCP4, **NO_DHCP6}, [f"{MAC} {EUI}"]),
])
def test_routes_need_an_address_of_their_family(options, network, addresses):
    assert row(make_world(nic(**options), network=network), "Logical_Switch_Port", PORT)["addresses"] == addresses


@pytest.mark.parametrize(("options", "network", "addresses"), [
    ({}, NO_DHCP4, [f"{MAC} dynamic"]),
    ({}, {**NO_DHCP4, **NO_DHCP6}, [f"{MAC} dynamic"]),
    ({"ipv4_address": FOUR}, {}, [f"{MAC} {FOUR} {EUI}"]),
    ({"ipv4_address": FOUR}, NO_DHCP6, [f"{MAC} {FOUR}"]),
])
def test_incus_always_asks_for_addresses_that_are_not_fixed(options, network, addresses):
    assert row(make_world(nic(**options), network={**INCUS, **network}), "Logical_Switch_Port", PORT)["addresses"] == addresses


@pytest.mark.parametrize(("options", "network", "addresses"), [
    ({"ipv4_address": FOUR}, {}, [f"{MAC} {FOUR}"]),
    ({}, {}, [f"{MAC} dynamic"]),
    ({}, {"ipv4_address": "none"}, [MAC]),
    ({}, {**INCUS, "ipv4_address": "none"}, [MAC]),
    ({"ipv4_address": FOUR, "ipv6_address": "fd42:10:1::50"}, {**STATEFUL}, [f"{MAC} {FOUR} fd42:10:1::50"]),
])
@pytest.mark.parametrize("length", [65, 72, 80, 96, 120, 127])
def test_no_address_follows_from_a_mac_where_there_is_no_room_for_it(options, network, addresses, length):
    network = {**NO_DHCP6, "ipv6_address": f"fd42:10:1::{'51' if length == 127 else '1'}/{length}", **network}
    assert row(make_world(nic(**options), network=network), "Logical_Switch_Port", PORT)["addresses"] == addresses


@pytest.mark.parametrize(("network", "addresses"), [
    ({**STATEFUL, "ipv4_address": "none"}, [f"{MAC} {EUI}"]),
    ({**NO_DHCP6, "ipv4_address": "none"}, [MAC]),
    ({**STATEFUL}, [f"{MAC} dynamic"]),
])
def test_in_a_prefix_that_is_shorter_dhcp_hands_the_address_out_or_nobody_has_one(network, addresses):
    world = make_world(nic(), network={"ipv6_address": "fd42:10:1::1/60", **network})
    assert row(world, "Logical_Switch_Port", PORT)["addresses"] == addresses


@pytest.mark.parametrize("flavor", ["lxd", "incus"])
@pytest.mark.parametrize(("options", "addresses"), [
    ({"ipv4_address": "none", "ipv6_address": SIX}, [f"{MAC} {SIX}"]),
    ({"ipv4_address": FOUR, "ipv6_address": "none"}, [f"{MAC} {FOUR}"]),
])
def test_one_family_may_be_fixed_and_the_other_left_out(options, addresses, flavor):
    world = make_world(nic(**options), network={**STATEFUL, "flavor": flavor})
    assert row(world, "Logical_Switch_Port", PORT)["addresses"] == addresses


def test_what_a_nic_has_outside_needs_an_address_inside():
    world = make_world(nic(ipv4_address_external="198.18.2.9"), network={**NO_DHCP4, **NO_DHCP6},
                       network_forwards=[{"network": "net1", "listen_address": "198.18.2.9"}])
    assert row(world, "Logical_Switch_Port", PORT)["addresses"] == [f"{MAC} dynamic"]


def test_a_nic_may_have_no_addresses_at_all():
    alone = make_world(nic(ipv4_address="none", ipv6_address="none"))
    assert row(alone, "Logical_Switch_Port", PORT)["addresses"] == []
    assert row(alone, "DNS")["records"] == {}


def test_a_promiscuous_nic_also_gets_what_is_for_nobody_else():
    assert row(make_world(nic(security_promiscuous=True)), "Logical_Switch_Port", PORT)["addresses"] == [f"{MAC} dynamic", "unknown"]


@pytest.mark.parametrize(("text", "network", "known"), [
    (f"{MAC} 10.10.1.2 {EUI}", {}, ["10.10.1.2", EUI]),
    (f"{MAC} 10.10.1.2", {}, []),
    (f"{MAC} 10.10.1.2", {"ipv6_address": "none"}, ["10.10.1.2"]),
    ("00:16:3e:00:00:51 10.10.1.2 fd42:10:1::2", {}, []),
    (f"{MAC} 10.10.2.2 {EUI}", {}, []),
    ("", {}, []),
    (f"{MAC} 10.10.1.2", {**NO_DHCP6, "ipv6_address": "fd42:10:1::1/80"}, ["10.10.1.2"]),
    (f"{MAC} 10.10.1.2", {**STATEFUL, "ipv6_address": "fd42:10::1/48"}, ["10.10.1.2"]),
    (f"{MAC} 10.10.1.2 {EUI}", {**NO_DHCP6, "ipv6_address": "fd42:10:1::1/80"}, []),
    (f"{MAC} {EUI}", {}, []),
])
def test_what_ovn_assigned_counts_when_it_fits_the_nic_and_the_subnets_of_now(text, network, known):
    world = make_world(nic(), network=network, dynamic={PORT: text})
    assert [str(each) for each in world.nics[0].known_addresses(world)] == known
