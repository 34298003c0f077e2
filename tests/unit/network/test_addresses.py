# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Address arithmetic: a wrong answer hands out an address twice, or the router's own."""

from __future__ import annotations

import ipaddress

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.network.addresses import (
    eui64,
    excluded,
    free,
    parse_range,
    stable_mac,
)

NET = ipaddress.ip_network("10.0.0.0/24")
ROUTER = ipaddress.ip_address("10.0.0.1")


@pytest.mark.parametrize(("ranges", "text"), [
    ([], "10.0.0.1"),
    (["10.0.0.10-10.0.0.12"], "10.0.0.1..10.0.0.9 10.0.0.13..10.0.0.255"),
    (["10.0.0.1-10.0.0.12"], "10.0.0.13..10.0.0.255 10.0.0.1"),
    (["10.0.0.20-10.0.0.29", "10.0.0.2-10.0.0.9"], "10.0.0.1 10.0.0.10..10.0.0.19 10.0.0.30..10.0.0.255"),
    (["10.0.0.2-10.0.0.255"], "10.0.0.1"),
])
def test_only_the_ranges_are_handed_out_and_never_the_router(ranges, text):
    assert excluded(NET, ROUTER, [parse_range(each) for each in ranges]) == text


@pytest.mark.parametrize(("router", "ranges", "text"), [
    ("255.255.255.1/24", ["255.255.255.5-255.255.255.255"], "255.255.255.1..255.255.255.4"),
    ("10.0.0.0/31", [], ""),
    ("10.0.0.1/31", [], "10.0.0.1"),
])
def test_addresses_at_the_edge_are_left_out_too(router, ranges, text):
    """Of an address that is not in the subnet as OVN counts it, it says "bad exclude_ips", and takes none of them."""
    interface = ipaddress.ip_interface(router)
    assert excluded(interface.network, interface.ip, [parse_range(each) for each in ranges]) == text


@pytest.mark.parametrize("text", ["10.0.0.1", "10.0.0.9-10.0.0.1", "10.0.0.1-fd00::1", "a-b", "", "10.0.0.1-10.0.0.300"])
def test_a_range_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="is not a range"):
        parse_range(text)


def test_the_first_free_address_follows_the_order_of_the_ranges():
    ranges = [parse_range("10.0.0.5-10.0.0.6"), parse_range("10.0.0.2-10.0.0.3")]
    used = {ipaddress.ip_address(text) for text in ("10.0.0.5", "10.0.0.6")}
    assert str(next(free(ranges, used, NET))) == "10.0.0.2"


def test_ranges_that_are_used_up_give_nothing():
    assert list(free([parse_range("10.0.0.5-10.0.0.5")], {ipaddress.ip_address("10.0.0.5")}, NET)) == []


@pytest.mark.parametrize("length", [65, 72, 80, 128])
def test_eui64_takes_64_bits(length):
    with pytest.raises(ValueError, match="longer than /64"):
        eui64("00:16:3e:00:00:50", ipaddress.ip_network(f"fd42::/{length}"))


def test_eui64_is_the_address_that_a_guest_makes_itself():
    assert str(eui64("00:16:3e:00:00:50", ipaddress.ip_network("fd42::/64"))) == "fd42::216:3eff:fe00:50"


def test_an_ethernet_address_follows_from_the_name_alone():
    assert stable_mac("net1") == stable_mac("net1") != stable_mac("net2")
    assert stable_mac("net1").startswith("00:16:3e:")
