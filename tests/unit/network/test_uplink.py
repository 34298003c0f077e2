# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of an uplink: every one that can be wrong is refused with its path, its value and the rule."""

from __future__ import annotations

import pytest

from .networks import compiled, faults, rows

BRIDGE = {"type": "bridge", "ipv4_gateway": None, "ipv6_gateway": None, "ipv4_address": "198.18.1.1/24", "ipv6_address": "none",
          "ipv6_ovn_ranges": None}


@pytest.mark.parametrize(("options", "path", "words"), [
    ({"ipv4_gateway": None, "ipv6_gateway": None}, "", "uplink UPLINK has neither ipv4_gateway nor ipv6_gateway"),
    ({**BRIDGE, "ipv4_address": "none"}, "", "uplink UPLINK has neither ipv4_address nor ipv6_address"),
    ({"ipv4_gateway": "198.18.1.1"}, "ipv4_gateway", "lacks its prefix length"),
    ({"ipv4_gateway": "fd42::1/64"}, "ipv4_gateway", "'fd42::1/64' is not an IPv4 address"),
    ({"ipv6_gateway": "fd42::/64"}, "ipv6_gateway", "is the network's own address"),
    ({"ipv4_address": "198.18.1.1/24"}, "ipv4_address", "an uplink of type physical says its gateway with ipv4_gateway"),
    ({**BRIDGE, "ipv4_gateway": "198.18.1.1/24"}, "ipv4_gateway", "an uplink of type bridge says its gateway with ipv4_address"),
    ({"ipv4_gateway_hwaddr": "00:16:3e"}, "ipv4_gateway_hwaddr", "'00:16:3e' is not an Ethernet address"),
    ({"ipv4_gateway_hwaddr": "ff:ff:ff:ff:ff:ff"}, "ipv4_gateway_hwaddr", "is not the address of one interface"),
    ({"ipv6_gateway": None, "ipv6_ovn_ranges": None, "ipv6_gateway_hwaddr": "00:16:3e:00:00:01"}, "ipv6_gateway_hwaddr", "of a gateway that is not given"),
    ({"ipv6_gateway": None}, "ipv6_ovn_ranges", "has no meaning without ipv6_gateway"),
    ({"ipv4_ovn_ranges": None}, "ipv4_ovn_ranges", "is needed with ipv4_gateway"),
    ({**BRIDGE, "ipv4_ovn_ranges": None}, "ipv4_ovn_ranges", "is needed with ipv4_address"),
    ({"ipv4_ovn_ranges": ["198.18.1.9"]}, "ipv4_ovn_ranges[0]", "'198.18.1.9' is not a range of addresses"),
    ({"ipv6_ovn_ranges": ["198.18.1.5-198.18.1.9"]}, "ipv6_ovn_ranges[0]", "is not a range of IPv6 addresses"),
    ({"ipv4_ovn_ranges": ["198.18.2.5-198.18.2.9"]}, "ipv4_ovn_ranges[0]", "does not lie in the uplink's subnet 198.18.1.0/24"),
    ({"ipv4_dhcp_ranges": ["198.18.1.50-198.18.1.100"]}, "ipv4_ovn_ranges[0]", "overlaps 198.18.1.50-198.18.1.100 of ipv4_dhcp_ranges"),
    ({"ipv4_dhcp_ranges": ["198.18.2.5-198.18.2.9"]}, "ipv4_dhcp_ranges[0]", "does not lie in the uplink's subnet 198.18.1.0/24"),
    ({"ipv4_routes": ["203.0.113.1/24"]}, "ipv4_routes[0]", "203.0.113.1/24"),
    ({"ipv6_routes": ["203.0.113.0/24"]}, "ipv6_routes[0]", "'203.0.113.0/24' is not an IPv6 address"),
    ({"dns_nameservers": ["dns1"]}, "dns_nameservers[0]", "'dns1' is not an IP address"),
    ({"mtu": 20}, "mtu", "20 is out of range, which is 576 to 65535 bytes"),
    ({"vlan": 4095}, "vlan", "4095 is out of range, which is 1 to 4094"),
    ({"ipv4_gateway": "198.18.1.255/24"}, "ipv4_gateway", "198.18.1.255/24 is the broadcast address of 198.18.1.0/24. Give the router's"),
    ({"ipv4_gateway": "198.18.1.1/0"}, "ipv4_gateway", "198.18.1.1/0 overlaps 0.0.0.0/8, which no host has"),
    ({"ipv6_gateway": "ff02::1/64", "ipv6_ovn_ranges": None}, "ipv6_gateway", "ff02::1/64 overlaps ff00::/8, which is for multicast"),
    ({"ipv6_gateway": "fd42:18:1::1/120", "ipv6_ovn_ranges": None}, "ipv6_ovn_ranges", "is needed with fd42:18:1::1/120: routers choose an address"),
    ({"ipv4_ovn_ranges": ["198.18.1.255-198.18.1.255"]}, "ipv4_ovn_ranges[0]", "holds no address that a router could have beside the gateway"),
    ({"ipv4_ovn_ranges": ["198.18.1.5-198.18.1.9", "198.18.1.0-198.18.1.1"]}, "ipv4_ovn_ranges[1]", "holds no address that a router could have"),
])
def test_what_is_wrong_is_named(options, path, words):
    found = faults(uplink=options)
    assert words in found.get(f"uplinks[0].{path}".rstrip("."), ""), found


@pytest.mark.parametrize("name", ["", "a:b,c", "two words", "none"])
def test_an_uplink_has_a_name_that_hosts_can_map(name):
    found = faults({"network": name}, uplink={"name": name})
    assert "Choose another name" in found["uplinks[0].name"]


def test_a_bridge_says_its_gateway_as_its_address():
    assert list(rows("Logical_Router_Static_Route", uplink=BRIDGE)) == [("0.0.0.0/0", "198.18.1.1", None, None)]


def test_an_uplink_of_one_family_leaves_the_other_alone():
    """LXD takes ipv6.nat then, and does nothing with it."""
    given = {"ipv4_nat": True, "ipv6_nat": True}
    only = {"ipv6_gateway": None, "ipv6_ovn_ranges": None}
    assert [key[0:2] for key in rows("NAT", given, uplink=only)] == [("snat", "198.18.1.100")]


def test_name_servers_are_the_networks_else_the_uplinks_else_the_gateways():
    def servers(network=None, **uplink):
        return [str(each) for each in compiled(network or {}, uplink=uplink).world.networks["net1"].settings.resolvers()]

    assert servers() == ["198.18.1.1", "fd42:18:1::1"]
    assert servers(dns_nameservers=["198.18.1.53"]) == ["198.18.1.53"]
    assert servers({"flavor": "incus"}, dns_nameservers=["198.18.1.53"]) == ["198.18.1.53", "fd42:10:1::1"]
    assert servers({"dns_nameservers": ["10.10.1.53"]}, dns_nameservers=["198.18.1.53"]) == ["10.10.1.53"]
    assert servers({"network": "none"}) == ["10.10.1.1", "fd42:10:1::1"]


def test_a_gateways_ethernet_address_is_told_to_the_router():
    found = rows("Static_MAC_Binding", uplink={"ipv4_gateway_hwaddr": "00:16:3e:00:00:01"})
    assert found == {("overlay-net1-lr-lrp-ext", "198.18.1.1"): {"mac": "00:16:3e:00:00:01", "override_dynamic_mac": True}}
