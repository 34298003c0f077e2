# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is chosen for a network must be free, and stay what it is."""

from __future__ import annotations

import ipaddress

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.network.addresses import free_subnet
from ansible_collections.overlay.ovn.plugins.module_utils.network.allocate import settle
from ansible_collections.overlay.ovn.plugins.module_utils.network.world import Live

from .networks import compiled, faults

AUTO = {"ipv4_address": None, "ipv6_address": "auto"}


def settings(*networks, name="net1", **rest):
    return compiled(*networks, **rest).world.networks[name].settings


def subnets(found) -> list[str]:
    return [str(subnet) for subnet in found.subnets()]


def test_a_subnet_follows_from_the_name_and_turns_translation_on():
    found = settings(AUTO)
    assert subnets(found) == subnets(settings(AUTO)) != subnets(settings({**AUTO, "name": "net2"}, name="net2"))
    assert [side.nat for side in found.sides.values()] == [True, True]
    assert found.sides[4].subnet.prefixlen == 24 and str(found.sides[4].subnet).startswith("10.")
    assert found.sides[6].subnet.prefixlen == 64 and str(found.sides[6].subnet).startswith("fd42:")


def test_what_was_chosen_is_remembered_as_if_it_was_given():
    found = settings(AUTO)
    assert found.auto == frozenset()
    assert found.options["ipv4_address"] == str(found.sides[4].interface)
    assert found.options["ipv4_nat"] is True


def test_translation_can_be_turned_off():
    assert not settings({**AUTO, "ipv4_nat": False}).sides[4].nat


def test_a_network_that_reaches_no_other_is_not_translated():
    assert not settings({**AUTO, "network": "none"}).sides[4].nat


def test_a_chosen_subnet_overlaps_no_other():
    first = settings(AUTO)
    taken = {"name": "net2", **{f"ipv{version}_address": str(first.sides[version].interface) for version in (4, 6)}}
    found = compiled({"name": "net2", **taken}, AUTO).world.networks["net1"].settings
    assert not any(one.version == two.version and one.overlaps(two) for one in found.subnets() for two in first.subnets())


def test_a_chosen_subnet_overlaps_no_router_of_others_and_no_uplink():
    first = settings(AUTO).sides[4].interface
    assert settings(AUTO, live=Live(ports={"theirs": [str(first)]})).sides[4].interface != first
    uplink = {"ipv4_gateway": str(first), "ipv4_ovn_ranges": [f"{first.ip + 9}-{first.ip + 19}"]}
    assert settings(AUTO, uplink=uplink).sides[4].interface != first


def test_a_network_keeps_the_subnet_that_it_has():
    former = settings({})
    assert subnets(settle(compiled().world.networks["net1"].settings, list, former, Live())) == ["10.10.1.0/24", "fd42:10:1::/64"]
    live = Live(ports={"lxd-net5-lr-lrp-int": ["10.9.8.1/24", "fd42:9:8::1/64"]})
    assert subnets(settings({**AUTO, "base_name": "lxd-net5"}, live=live)) == ["10.9.8.0/24", "fd42:9:8::/64"]


def test_a_router_that_is_taken_over_keeps_its_ethernet_address():
    live = Live(macs={"lxd-net5-lr-lrp-int": "00:16:3e:00:00:05"})
    taken = settings({"base_name": "lxd-net5"}, live=live)
    assert taken.mac == "00:16:3e:00:00:05"
    plain = settings({"base_name": "lxd-net5"})
    assert settle(plain, list, taken, live).mac == "00:16:3e:00:00:05"
    given = settle(settings({"base_name": "lxd-net5", "bridge_hwaddr": "00:16:3e:00:00:06"}), list, taken, live)
    assert given.mac == "00:16:3e:00:00:06"
    assert settle(plain, list, given, live).mac == "00:16:3e:00:00:05"
    assert settle(plain, list, settings({"base_name": "lxd-net5", "bridge_hwaddr": "00:16:3e:00:00:06"}), live).mac == plain.mac


def test_ranges_are_checked_in_a_subnet_that_was_chosen():
    found = faults({**AUTO, "ipv4_dhcp_ranges": ["192.168.1.5-192.168.1.9"]})
    assert "192.168.1.5-192.168.1.9 does not lie in the subnet 10." in found["networks[0].ipv4_dhcp_ranges[0]"]


def test_no_subnet_is_left():
    with pytest.raises(ValueError, match="no IPv4 subnet was found that overlaps no other"):
        free_subnet(4, "net1", [ipaddress.ip_network("10.0.0.0/8")])


def test_what_the_hosts_said_last_counts():
    former = settings({"encap_mtu": 1400})
    plain = settings({})
    assert settle(plain, list, former, Live()).mtu == 1342
    assert settle(settings({"bridge_mtu": 1300}), list, former, Live()).mtu == 1300
    assert settle(settings({"encap_mtu": 1500}), list, former, Live()).mtu == 1442


def outer(*networks, name="net1", **rest) -> list[str]:
    return [str(each) for each in compiled(*networks, **rest).world.networks[name].outer.values()]


def test_a_router_gets_the_first_free_address():
    live = Live(ports={"theirs": ["198.18.1.100/24"]}, translated=frozenset({"198.18.1.101"}))
    assert outer(live=live) == ["198.18.1.102/24", "fd42:18:1::100/64"]


def test_a_router_keeps_its_address():
    live = Live(ports={"overlay-net1-lr-lrp-ext": ["198.18.1.101/24", "fd42:18:1::102/64"]}, translated=frozenset({"198.18.1.101"}))
    assert outer(live=live) == ["198.18.1.101/24", "fd42:18:1::102/64"]


def test_a_router_moves_when_its_address_is_in_the_ranges_no_more():
    live = Live(ports={"overlay-net1-lr-lrp-ext": ["198.18.1.9/24"]})
    assert outer(live=live)[0] == "198.18.1.100/24"


def test_without_ranges_an_ipv6_address_follows_from_the_ethernet_address():
    given = {"bridge_hwaddr": "00:16:3e:00:00:50"}
    assert outer(given, uplink={"ipv6_ovn_ranges": None})[1] == "fd42:18:1:0:216:3eff:fe00:50/64"


def test_a_chosen_uplink_address_that_another_router_has_is_refused():
    live = Live(ports={"theirs": ["198.18.1.101/24"]})
    found = faults({"volatile_network_ipv4_address": "198.18.1.101"}, live=live)
    assert "198.18.1.101 is in use by another router" in found["networks[0].volatile_network_ipv4_address"]


@pytest.mark.parametrize(("gateway", "ranges", "address"), [
    ("198.18.1.1/24", "198.18.1.0-198.18.1.2", "198.18.1.2/24"),
    ("198.18.1.254/24", "198.18.1.253-198.18.1.255", "198.18.1.253/24"),
    ("198.18.1.1/30", "198.18.1.0-198.18.1.3", "198.18.1.2/30"),
    ("198.18.1.0/31", "198.18.1.0-198.18.1.1", "198.18.1.1/31"),
    ("198.18.1.1/31", "198.18.1.0-198.18.1.1", "198.18.1.0/31"),
])
def test_a_router_gets_an_address_that_hosts_can_have(gateway, ranges, address):
    assert outer(uplink={"ipv4_gateway": gateway, "ipv4_ovn_ranges": [ranges]})[0] == address


def test_a_router_gets_no_address_that_stands_for_all_routers():
    assert outer(uplink={"ipv6_ovn_ranges": ["fd42:18:1::-fd42:18:1::9"]})[1] == "fd42:18:1::2/64"


def test_a_router_leaves_an_address_that_no_host_can_have():
    live = Live(ports={"overlay-net1-lr-lrp-ext": ["198.18.1.255/24"]})
    assert outer(uplink={"ipv4_ovn_ranges": ["198.18.1.250-198.18.1.255"]}, live=live)[0] == "198.18.1.250/24"


def test_ranges_that_are_used_up_are_an_error():
    live = Live(ports={f"theirs{number}": [f"198.18.1.{number}/24"] for number in (100, 101, 102)})
    found = faults(live=live)
    assert "every address of uplink UPLINK is in use (ipv4_ovn_ranges: 198.18.1.100-198.18.1.102)" in found["networks[0].network"]


def test_two_networks_of_one_task_get_two_addresses():
    second = {"name": "net2", "ipv4_address": "10.10.2.1/24", "ipv6_address": "fd42:10:2::1/64"}
    found = compiled({}, second).world.networks
    assert len({str(address) for network in found.values() for address in network.outer.values()}) == 4


def test_a_network_without_a_choice_does_not_take_what_another_one_chose():
    """At the first attempt: a second one spreads over the range, and may not find what is left of a small one."""
    chosen = {"volatile_network_ipv4_address": "198.18.1.100", "volatile_network_ipv6_address": "fd42:18:1::101"}
    pair = {"name": "a"}, {"name": "z", "ipv4_address": "10.10.2.1/24", "ipv6_address": "fd42:10:2::1/64", **chosen}
    assert outer(*pair, name="z") == ["198.18.1.100/24", "fd42:18:1::101/64"]
    assert outer(*pair, name="a") == ["198.18.1.101/24", "fd42:18:1::100/64"]
