# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What networks must keep to beside each other: addresses that two have reach one of them only."""

from __future__ import annotations

import pytest

from .networks import ROUTED, faults

SECOND = {"name": "net2", "ipv4_address": "10.10.2.1/24", "ipv6_address": "fd42:10:2::1/64"}
NAT = {"ipv4_nat": True, "ipv6_nat": True}
EXTERNAL = {"bridge_external_interfaces": [{"chassis": "host1", "name": "eth2"}]}


@pytest.mark.parametrize(("options", "path", "words"), [
    ({"ipv4_address": "198.18.1.65/26"}, "ipv4_address", "198.18.1.64/26 overlaps 198.18.1.0/24, the subnet of uplink UPLINK"),
    ({"ipv6_address": "fd42:18::1/32"}, "ipv6_address", "overlaps fd42:18:1::/64, the subnet of uplink UPLINK"),
    ({"ipv4_address": "10.20.1.1/24"}, "ipv4_address",
     "10.20.1.0/24 lies in none of the routes of uplink UPLINK (ipv4_routes: 10.10.0.0/16, 203.0.113.0/24)"),
    ({**NAT, "ipv4_nat_address": "10.20.1.1"}, "ipv4_nat_address", "10.20.1.1/32 lies in none of the routes of uplink UPLINK"),
    ({**NAT, "ipv4_nat_address": "198.18.1.1"}, "ipv4_nat_address", "198.18.1.1 is the gateway of uplink UPLINK"),
    ({"network": "none", **NAT}, "ipv4_nat", "needs an uplink with ipv4_gateway to translate to"),
    ({"network": "none", **NAT}, "ipv6_nat", "needs an uplink with ipv6_gateway to translate to"),
    ({"volatile_network_ipv4_address": "198.18.1.9"}, "volatile_network_ipv4_address",
     "198.18.1.9 lies in none of the uplink's ranges (ipv4_ovn_ranges: 198.18.1.100-198.18.1.102)"),
    ({"security_acls": ["nope"]}, "security_acls[0]", "nope"),
])
def test_a_network_fits_its_uplink(options, path, words):
    found = faults(options, uplink=ROUTED)
    assert words in found.get(f"networks[0].{path}", ""), found


@pytest.mark.parametrize(("first", "second", "path", "words"), [
    ({}, {"ipv4_address": "10.10.1.129/25"}, "ipv4_address", "10.10.1.128/25 overlaps 10.10.1.0/24, the subnet of network net1"),
    ({"ipv4_nat": True, "ipv4_nat_address": "203.0.113.9"}, {"ipv4_nat": True, "ipv4_nat_address": "203.0.113.9"},
     "ipv4_nat_address", "203.0.113.9/32 overlaps 203.0.113.9/32, ipv4_nat_address of network net1"),
    ({}, {"ipv4_nat": True, "ipv4_nat_address": "10.10.1.9"}, "ipv4_nat_address", "overlaps 10.10.1.0/24, the subnet of network net1"),
    ({"base_name": "a-b"}, {"base_name": "a_b"}, "base_name", "'a_b' names the same rows as 'a-b' of network net1"),
    (EXTERNAL, EXTERNAL, "bridge_external_interfaces[0].name", "eth2 of host1 is joined to network net1 already"),
])
def test_a_network_leaves_the_others_what_is_theirs(first, second, path, words):
    found = faults(first, {**SECOND, **second}, uplink=ROUTED)
    assert words in found.get(f"networks[1].{path}", ""), found


def test_translated_subnets_may_be_the_same():
    assert faults(NAT, {**SECOND, **NAT, "ipv4_address": "10.10.1.1/24"}) == {}


def test_anycast_subnets_may_be_the_same():
    uplink = {**ROUTED, "ipv4_routes_anycast": True}
    second = {**SECOND, "ipv4_address": "10.10.1.1/24"}
    assert faults({}, second, uplink=uplink) == {}
    assert faults({}, second, uplink={**uplink, "ovn_ingress_mode": "l2proxy"}) != {}


def test_a_translation_needs_somebody_who_answers_for_its_address():
    found = faults({**NAT, "ipv4_nat_address": "203.0.113.9"}, uplink={**ROUTED, "ovn_ingress_mode": "l2proxy"})
    assert "needs an uplink whose ovn_ingress_mode is routed, and that of UPLINK is l2proxy" in found["networks[0].ipv4_nat_address"]


def test_a_router_does_not_get_the_gateways_address():
    uplink = {"ipv4_ovn_ranges": ["198.18.1.1-198.18.1.9"]}
    found = faults({"volatile_network_ipv4_address": "198.18.1.1"}, uplink=uplink)
    assert "198.18.1.1 is the gateway of uplink UPLINK" in found["networks[0].volatile_network_ipv4_address"]


@pytest.mark.parametrize("address", ["198.18.1.0", "198.18.1.255"])
def test_a_router_does_not_get_what_no_host_can_have(address):
    found = faults({"volatile_network_ipv4_address": address}, uplink={"ipv4_ovn_ranges": ["198.18.1.0-198.18.1.255"]})
    assert f"{address} is the network's or the broadcast address of 198.18.1.0/24" in found["networks[0].volatile_network_ipv4_address"]


@pytest.mark.parametrize(("option", "text", "words"), [
    ("ipv4_address", "10.0.0.255/24", "10.0.0.255/24 is the broadcast address of 10.0.0.0/24. Give the router's, for example 10.0.0.1/24"),
    ("ipv4_address", "10.1.0.1/32", "10.1.0.1/32 leaves no address for instances. Write the length of the subnet, for example 10.1.0.1/24"),
    ("ipv4_address", "224.0.3.1/24", "overlaps 224.0.0.0/4, which is for multicast"),
    ("ipv4_address", "127.0.0.1/8", "overlaps 127.0.0.0/8, which each host keeps for itself"),
    ("ipv4_address", "0.0.0.1/8", "overlaps 0.0.0.0/8, which no host has"),
    ("ipv4_address", "10.7.7.1/0", "overlaps 0.0.0.0/8"),
    ("ipv4_address", "255.255.255.1/24", "overlaps 255.255.255.255/32, which is for all on the link"),
    ("ipv6_address", "fd00::5/128", "leaves no address for instances"),
    ("ipv6_address", "fe80::1/64", "is link-local"),
    ("ipv6_address", "ff02::1/64", "which is for multicast"),
    ("ipv6_address", "::1/64", "which each host keeps for itself"),
    ("ipv6_dhcp", "fd42:10::1/60", "needs a /64, in which alone instances make addresses of their own, and fd42:10::/60 is shorter"),
])
def test_a_subnet_is_one_that_instances_can_have(option, text, words):
    address = option if option.endswith("address") else "ipv6_address"
    found = faults({address: text, "network": "none"})
    assert words in found[f"networks[0].{option}"]


@pytest.mark.parametrize("options", [
    {"ipv4_address": "10.1.0.0/31"}, {"ipv4_address": "10.1.0.1/31"}, {"ipv6_address": "fd42:1::/127", "ipv6_dhcp": False},
    {"ipv6_address": "fd42:10::1/60", "ipv6_dhcp": False}, {"ipv6_address": "fd42:10::1/60", "ipv6_dhcp_stateful": True},
    {"ipv4_address": "240.0.0.1/24"},
])
def test_a_subnet_may_be_as_small_as_two_and_as_large_as_any(options):
    assert faults({**options, "network": "none"}) == {}


def test_a_network_has_a_name():
    assert "must not be empty" in faults({"name": ""})["networks[0].name"]


def test_a_router_gets_an_address_of_the_uplinks_subnet():
    uplink = {"ipv6_ovn_ranges": None}
    found = faults({"volatile_network_ipv6_address": "fd42:18:9::5"}, uplink=uplink)
    assert "fd42:18:9::5 does not lie in the subnet of uplink UPLINK" in found["networks[0].volatile_network_ipv6_address"]


def test_without_routes_any_subnet_may_be_shown():
    assert faults({"ipv4_address": "10.20.1.1/24"}) == {}
