# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a NIC may not be: each rule with the option at fault, the value and the remedy."""

from __future__ import annotations

import pytest

from .nics import MAC, NETWORK, faults, make_world, nic

OTHER = {"instance": "c2", "hwaddr": "00:16:3e:00:00:52"}
STATEFUL = {"ipv6_dhcp_stateful": True}


def expect(found: dict[str, str], path: str, *words: str) -> None:
    assert list(found) == [path], found
    for word in words:
        assert word in found[path], found[path]


@pytest.mark.parametrize(("options", "path", "words"), [
    ({"instance": "c 1"}, "instance", ["'c 1'", "Write letters"]),
    ({"instance": "-c1"}, "instance", ["'-c1'", "begin and end"]),
    ({"name": 'et"h'}, "name", ["'et\"h'", "Write letters"]),
    ({"instance_id": "a/b"}, "instance_id", ["'a/b'"]),
    ({"hwaddr": "00:16:3e:zz"}, "hwaddr", ["'00:16:3e:zz'", "six pairs of hex digits"]),
    ({"hwaddr": "01:16:3e:00:00:01"}, "hwaddr", ["multicast"]),
    ({"ipv4_address": "10.10.1"}, "ipv4_address", ["'10.10.1' is not an IP address"]),
    ({"ipv4_address": "fd42::1"}, "ipv4_address", ["'fd42::1' is not an IPv4 address"]),
    ({"ipv6_address": "10.10.1.9"}, "ipv6_address", ["'10.10.1.9' is not an IPv6 address"]),
    ({"ipv4_routes": ["10.20.0.0/24", "10.20.0.1/24"]}, "ipv4_routes[1]", ["'10.20.0.1/24'", "10.20.0.0/24"]),
    ({"ipv6_routes": ["10.20.0.0/24"]}, "ipv6_routes[0]", ["is not an IPv6"]),
    ({"ipv4_routes_external": ["198.18.2.0"]}, "ipv4_routes_external[0]", []),
    ({"ipv4_address_external": "x"}, "ipv4_address_external", ["'x' is not an IP address"]),
    ({"vlan": 4096, "nested": "eth0"}, "vlan", ["4096 is out of range, which is 1 to 4095"]),
    ({"vlan": 0, "nested": "eth0"}, "vlan", ["0 is out of range"]),
    ({"limits_ingress": "fast"}, "limits_ingress", ["'fast' is not a bandwidth", "10Mbit"]),
    ({"limits_max": "10bit"}, "limits_max", ["'10bit' is out of range", "1kbit"]),
    ({"limits_egress": "10Pbit"}, "limits_egress", ["out of range"]),
    ({"limits_max": "1Mbit", "limits_egress": "1Mbit"}, "limits_egress", ["limits_max", "Give one"]),
    ({"limits_priority": 40000}, "limits_priority", ["40000 is out of range, which is 0 to 32767"]),
    ({"dns_domain": "a b"}, "dns_domain", ["'a b' is not a domain name"]),
])
def test_values_have_their_form(options, path, words):
    found = faults(nic(**options), make_world())
    if path == "ipv4_routes_external[0]":
        assert path in found or not found  # an address alone is a network of one
        return
    expect(found, path, *words)


@pytest.mark.parametrize(("options", "network", "path", "words"), [
    ({"network": "nope"}, {}, "network", ["there is no network nope", "Make it first"]),
    ({"base_name": "lxd-net5"}, {}, "base_name", ["'lxd-net5' is not the base name of network net1", "overlay-net1"]),
    ({"ipv4_address": "10.10.2.50"}, {}, "ipv4_address", ["10.10.2.50 does not lie in the network's subnet 10.10.1.0/24"]),
    ({"ipv4_address": "10.10.1.1"}, {}, "ipv4_address", ["10.10.1.1 is the router's"]),
    ({"ipv4_address": "10.10.1.0"}, {}, "ipv4_address", ["10.10.1.0 is the router's, the network's"]),
    ({"ipv4_address": "10.10.1.255"}, {}, "ipv4_address", ["broadcast address"]),
    ({"ipv4_address": "10.10.1.9"}, {"ipv4_address": "none"}, "ipv4_address", ["has no IPv4 subnet. Leave the address out"]),
    ({"ipv4_address": "10.10.1.9"}, {"ipv4_dhcp": False}, "ipv4_address", ["set the network's ipv4_dhcp"]),
    ({"ipv4_address": "10.10.1.9", "ipv6_address": "fd42:10:1::9"}, {}, "ipv6_address", ["set the network's ipv6_dhcp_stateful"]),
    ({"ipv6_address": "fd42:10:1::9"}, STATEFUL, "ipv6_address", ["fd42:10:1::9 needs ipv4_address too"]),
    ({"ipv4_address": "none"}, {}, "ipv6_address", ["must be none too"]),
    ({"ipv6_address": "none"}, {}, "ipv4_address", ["must be none too"]),
    ({"ipv4_address": "none", "ipv6_address": "none", "ipv4_routes": ["10.20.0.0/24"]}, {}, "ipv4_routes", ["needs an address of the NIC"]),
    ({"vlan": 10}, {}, "vlan", ["10 is for a NIC that is nested"]),
    ({"nested": "eth9", "vlan": 10}, {}, "nested", ["instance c1 has no NIC eth9 in network net1"]),
    ({"ipv4_routes": ["10.10.1.128/25"]}, {}, "ipv4_routes[0]", ["10.10.1.128/25 overlaps 10.10.1.0/24, the network's subnet"]),
    ({"ipv4_routes": ["198.18.1.0/25"]}, {}, "ipv4_routes[0]", ["198.18.1.0/25 holds 198.18.1.1, the uplink's gateway"]),
    ({"ipv6_routes": ["fd42:20::/64"]}, {"ipv6_address": "none"}, "ipv6_routes[0]", ["has no IPv6 subnet"]),
    ({"ipv4_routes_external": ["198.18.2.0/28"]}, {"network": "none"}, "ipv4_routes_external[0]", ["net1 has none", "ipv4_routes"]),
    ({"ipv4_routes_external": ["198.18.3.0/28"]}, {}, "ipv4_routes_external[0]",
     ["198.18.3.0/28 does not lie in what is routed to uplink UPLINK (ipv4_routes: 198.18.2.0/24, 198.18.1.192/26)"]),
    ({"ipv4_routes_external": ["198.18.2.0/25"]}, {}, "ipv4_routes_external[0]", ["198.18.2.0/25 is too large", "/26 at most"]),
    ({"ipv6_routes_external": ["fd42:18:2::/64"]}, {}, "ipv6_routes_external[0]", ["too large", "/122 at most"]),
    ({"ipv4_address_external": "198.18.2.9"}, {}, "ipv4_address_external", ["198.18.2.9 is no address of network net1", "listen_address"]),
    ({"ipv4_address_external": "198.18.2.9"}, {"network": "none"}, "ipv4_address_external", ["has none. Leave it out"]),
    ({"ipv6_address_external": "fd42:18:2::9"}, {"ipv6_address": "none"}, "ipv6_address_external",
     ["fd42:18:2::9 is of no use", "no IPv6 subnet"]),
    ({"security_acls": ["web"]}, {}, "security_acls[0]", ["web"]),
])
def test_a_nic_fits_its_network(options, network, path, words):
    expect(faults(nic(**options), make_world(network=network)), path, *words)


@pytest.mark.parametrize(("options", "path", "words"), [
    ({"hwaddr": MAC}, "hwaddr", [f"{MAC} is in use by NIC c1 eth0 in the same network"]),
    ({"ipv4_address": "10.10.1.50"}, "ipv4_address", ["10.10.1.50 is in use by NIC c1 eth0. Choose another"]),
    ({"ipv4_address": "10.10.1.7"}, "ipv4_address", ["10.10.1.7 is in use by NIC c3 eth0"]),
    ({"instance": "C1"}, "instance", ["'C1' and 'c1' are one name in DNS"]),
    ({"instance": "c1", "name": "eth1"}, "name", ["instance c1 has a NIC in network net1 already: eth0", "nested"]),
    ({"instance_id": "c1"}, "instance_id", ["overlay-net1-instance-c1-eth0 would be the port of NIC c1 eth0 too"]),
    ({"ipv4_routes": ["10.20.0.0/24"]}, "ipv4_routes[0]", ["10.20.0.0/24 is behind NIC c1 eth0 already"]),
    ({"ipv4_routes_external": ["198.18.2.8/30"]}, "ipv4_routes_external[0]", ["198.18.2.8/30 overlaps 198.18.2.0/28 of"]),
])
def test_no_two_nics_have_the_same(options, path, words):
    third = nic(instance="c3", hwaddr="00:16:3e:00:00:53")
    assigned = {"overlay-net1-instance-c3-eth0": "00:16:3e:00:00:53 10.10.1.7 fd42:10:1:0:216:3eff:fe00:53"}
    first = nic(ipv4_address="10.10.1.50", ipv4_routes=["10.20.0.0/24"], ipv4_routes_external=["198.18.2.0/28"])
    world = make_world(first, third, dynamic=assigned, network={"ipv4_nat": True, "ipv6_nat": True})
    expect(faults({**nic(**OTHER), **options}, world), path, *words)


def test_a_nic_has_not_the_routers_own_ethernet_address():
    world = make_world(network={"bridge_hwaddr": "00:16:3e:00:00:99"})
    expect(faults(nic(hwaddr="00:16:3e:00:00:99"), world), "hwaddr", "in use by the router")


@pytest.mark.parametrize(("option", "words"), [("ipv4_ovn_ranges", "which are for routers"), ("ipv4_dhcp_ranges", "which others are given")])
def test_external_routes_stay_out_of_what_the_uplink_hands_out(option, words):
    ranges = {"ipv4_ovn_ranges": ["198.18.1.10-198.18.1.19"], option: ["198.18.1.100-198.18.1.199"]}
    found = faults(nic(ipv4_routes_external=["198.18.1.192/26"]), make_world(uplink=ranges))
    expect(found, "ipv4_routes_external[0]", f"198.18.1.192/26 overlaps 198.18.1.100-198.18.1.199 of the uplink's {option}, {words}")


def test_external_routes_leave_forwards_and_other_networks_what_is_theirs():
    forward = {"network": "net1", "listen_address": "198.18.2.9"}
    found = faults(nic(ipv4_routes_external=["198.18.2.8/30"]), make_world(network_forwards=[forward]))
    expect(found, "ipv4_routes_external[0]", "198.18.2.8/30 overlaps 198.18.2.9/32 of forward 198.18.2.9 of network net1. Choose another")
    shown = {"name": "net2", "network": "UPLINK", "ipv4_address": "198.18.2.129/28", "ipv6_address": "none"}
    found = faults(nic(ipv4_routes_external=["198.18.2.128/26"]), make_world(networks=[NETWORK, shown]))
    expect(found, "ipv4_routes_external[0]", "198.18.2.128/26 overlaps 198.18.2.128/28 of the subnet of network net2")


def test_a_part_of_the_uplinks_own_subnet_may_be_behind_a_nic():
    world = make_world(uplink={"ipv4_ovn_ranges": ["198.18.1.10-198.18.1.19"]})
    assert faults(nic(ipv4_routes_external=["198.18.1.192/26"]), world) == {}


def test_for_incus_a_part_of_it_may_be_so_beside_what_is_routed():
    uplink = {"ipv4_routes": ["198.18.2.0/24"]}
    part = nic(ipv4_routes_external=["198.18.1.208/28"])
    assert faults(part, make_world(uplink=uplink, network={"flavor": "incus"})) == {}
    expect(faults(part, make_world(uplink=uplink)), "ipv4_routes_external[0]", "198.18.1.208/28 does not lie in what is routed")


def test_a_nic_may_have_the_address_that_its_network_translates_to():
    network = {"ipv4_nat": True, "ipv4_nat_address": "198.18.2.9"}
    both = nic(ipv4_routes_external=["198.18.2.9/32"])
    assert faults(both, make_world(uplink={"ovn_ingress_mode": "routed"}, network=network)) == {}
    shown = {"name": "net2", "network": "UPLINK", "ipv4_address": "10.10.2.1/24", "ipv6_address": "none", **network}
    found = faults(both, make_world(uplink={"ovn_ingress_mode": "routed"}, networks=[NETWORK, shown]))
    expect(found, "ipv4_routes_external[0]", "198.18.2.9/32 overlaps 198.18.2.9/32 of ipv4_nat_address of network net2")


def test_routes_do_not_lead_to_the_subnet_of_a_peer():
    other = {"name": "net2", "network": "UPLINK", "ipv4_address": "10.10.2.1/24", "ipv6_address": "fd42:10:2::1/64"}
    world = make_world(networks=[NETWORK, other], network_peers=[{"network": "net2", "target_network": "net1"}])
    expect(faults(nic(ipv4_routes=["10.10.2.0/25"]), world), "ipv4_routes[0]", "10.10.2.0/25 overlaps 10.10.2.0/24, the subnet of its peer net2")


def test_the_same_external_route_may_be_behind_two_nics_where_routes_are_anycast():
    both = {"ipv4_routes_external": ["198.18.2.0/24"]}
    uplink = {"ovn_ingress_mode": "routed", "ipv4_routes_anycast": True}
    assert faults(nic(**OTHER, **both), make_world(nic(**both), uplink=uplink)) == {}
    lone = {"ovn_ingress_mode": "routed"}
    expect(faults(nic(**OTHER, **both), make_world(nic(**both), uplink=lone)), "ipv4_routes_external[0]", "198.18.2.0/24 overlaps")


@pytest.mark.parametrize(("options", "path", "words"), [
    ({"nested": "eth0"}, "vlan", ["must be given with nested, 1 to 4095"]),
    ({"nested": "eth1", "vlan": 20}, "nested", ["eth1 is nested in eth0 itself"]),
    ({"nested": "eth0", "vlan": 10}, "vlan", ["10 is the VLAN of eth1 inside eth0 already"]),
])
def test_vlans_inside_a_nic_are_told_apart(options, path, words):
    world = make_world(nic(), nic(name="eth1", nested="eth0", vlan=10, hwaddr="00:16:3e:00:00:51"))
    expect(faults(nic(name="eth2", hwaddr="00:16:3e:00:00:52", **options), world), path, *words)


def test_an_address_of_ones_own_outside_is_one_that_is_listened_on():
    forward = {"network": "net1", "listen_address": "198.18.2.9"}
    world = make_world(network_forwards=[forward])
    assert faults(nic(ipv4_address_external="198.18.2.9"), world) == {}


INCUS, LONG = {"flavor": "incus", "ipv4_dhcp": False}, {"ipv6_address": "fd42:10:1::1/80", "ipv6_dhcp": False}


@pytest.mark.parametrize(("options", "network"), [
    ({"ipv4_address": "10.10.1.9"}, INCUS),
    ({"ipv4_address": "none", "ipv6_address": "fd42:10:1::9"}, INCUS),
    ({"ipv4_address": "10.10.1.9", "ipv6_address": "fd42:10:1::9"}, INCUS),
    ({"ipv4_address": "none", "ipv6_address": "fd42:10:1::9"}, {**STATEFUL, "ipv4_dhcp": False}),
    ({"ipv4_address": "10.10.1.9", "ipv6_address": "none"}, {}),
    ({"ipv6_address": "none"}, {"ipv6_address": "none"}),
    ({"ipv4_address": "10.10.1.0"}, {"ipv4_address": "10.10.1.1/31"}),
    ({"ipv4_address": "10.10.1.1"}, {"ipv4_address": "10.10.1.0/31"}),
    ({"ipv4_address": "10.10.1.9", "ipv6_address": "fd42:10:1:0:ffff:ffff:ffff:ffff"}, STATEFUL),
])
def test_what_can_be_had_may_be_asked_for(options, network):
    assert faults(nic(**options), make_world(network=network)) == {}


@pytest.mark.parametrize(("options", "network", "path", "words"), [
    ({"ipv6_address": "fd42:10:1::9"}, INCUS, "ipv6_address", ["needs ipv4_address too, an address or none"]),
    ({"ipv4_address": "10.10.1.9"}, {"ipv4_dhcp": False}, "ipv4_address", ["DHCP, which is off"]),
    ({"ipv4_address": "none", "ipv6_address": "fd42:10:1::9"}, {}, "ipv6_address", ["set the network's ipv6_dhcp_stateful"]),
    ({"ipv4_address": "none", "ipv6_address": "fd42:10:1::9", "ipv4_routes": ["10.20.0.0/24"]}, STATEFUL, "ipv4_routes",
     ["needs an address of the NIC, which has none"]),
    ({"ipv6_routes": ["fd42:20::/64"]}, LONG, "ipv6_routes", ["needs an IPv6 address of the NIC, and OVN chooses none in fd42:10:1::/80"]),
    ({"ipv4_address": "10.10.1.9", "ipv6_routes": ["fd42:20::/64"]}, LONG, "ipv6_routes", ["Give ipv6_address, or leave this out"]),
    ({"ipv4_address": "10.10.1.9", "ipv6_routes": ["fd42:20::/64"]}, {"flavor": "incus", "ipv6_dhcp": False}, "ipv6_routes", ["Give ipv6_address"]),
    ({"ipv6_address": "fd42:10:1::"}, {**STATEFUL, "ipv4_address": "none"}, "ipv6_address", ["is the router's, the network's"]),
    ({}, {"ipv4_address": "10.10.1.0/31"}, "ipv4_address", ["OVN has no address left to choose: 10.10.1.0/31 has 0 for NICs"]),
    ({}, {"ipv4_address": "10.10.1.2/30"}, "ipv4_address", ["10.10.1.0/30 has 0 for NICs"]),
    ({}, {"ipv4_dhcp_ranges": ["10.10.1.0-10.10.1.1"]}, "ipv4_address", ["10.10.1.0-10.10.1.1 has 0 for NICs"]),
])
def test_what_cannot_be_had_is_refused(options, network, path, words):
    expect(faults(nic(**options), make_world(network=network)), path, *words)


@pytest.mark.parametrize(("network", "places"), [
    ({"ipv4_address": "10.10.1.1/29"}, 5),
    ({"ipv4_address": "10.10.1.6/29"}, 4),
    ({"ipv4_address": "10.10.1.1/29", "flavor": "incus"}, 4),
    ({"ipv4_dhcp_ranges": ["10.10.1.2-10.10.1.3", "10.10.1.3-10.10.1.5", "10.10.1.50-10.10.1.50"]}, 5),
    ({"ipv4_dhcp_ranges": ["10.10.1.0-10.10.1.3"]}, 2),
])
def test_nics_are_as_many_as_ovn_has_addresses(network, places):
    """The numbers are ovn-northd's: it gives neither the first host's address away nor the last, and no fixed one."""
    nics = [nic(instance=f"d{number}", hwaddr=f"00:16:3e:00:01:{number:02x}") for number in range(places - 1)]
    fixed = nic(instance="fixed", hwaddr="00:16:3e:00:02:01", ipv4_address="10.10.1.2")
    assert faults(nic(), make_world(*nics, network=network)) == {}
    assert "OVN has no address left" in faults(nic(), make_world(*nics, fixed, network=network))["ipv4_address"]
    assert faults(nic(ipv4_address="10.10.1.4"), make_world(*nics[1:], fixed, network=network)) == {}


def test_a_nic_that_fits_has_no_faults():
    world = make_world(nic(), network=STATEFUL)
    fine = nic(**OTHER, ipv4_address="10.10.1.9", ipv6_address="fd42:10:1::9", ipv4_routes=["10.20.0.0/24"],
               ipv4_routes_external=["198.18.2.64/26"], limits_ingress="10Mbit", requested_chassis="host1")
    assert faults(fine, world) == {}
    assert faults(nic(name="eth1", nested="eth0", vlan=10, hwaddr="00:16:3e:00:00:51"), world) == {}
