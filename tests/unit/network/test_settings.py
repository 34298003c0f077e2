# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of a network: every one that can be wrong is refused with its path, its value and the rule."""

from __future__ import annotations

import ipaddress

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.network.forms import duration
from ansible_collections.overlay.ovn.plugins.module_utils.network.settings import overlay_mtu

from .networks import compiled, faults

EXTERNAL = {"chassis": "host1", "name": "eth2"}
VXLAN = {"name": "t1", "protocol": "vxlan", "id": 77, "group": "239.0.0.1"}
GRE = {"name": "t1", "protocol": "gre", "local": "198.18.0.1", "remote": ["198.18.0.2"]}


@pytest.mark.parametrize(("options", "path", "words"), [
    ({"base_name": "my net"}, "base_name", "'my net' cannot name rows that stand in matches"),
    ({"network": "NOPE"}, "network", "there is no uplink 'NOPE' (uplinks known: UPLINK)"),
    ({"bridge_hwaddr": "00:16:3e"}, "bridge_hwaddr", "'00:16:3e' is not an Ethernet address"),
    ({"bridge_hwaddr": "01:00:5e:00:00:01"}, "bridge_hwaddr", "is not the address of one interface"),
    ({"volatile_bridge_hwaddr": "x"}, "volatile_bridge_hwaddr", "'x' is not an Ethernet address"),
    ({"bridge_mtu": 67}, "bridge_mtu", "67 is out of range, which is 68 to 16384 bytes"),
    ({"bridge_mtu": 16385}, "bridge_mtu", "16385 is out of range, which is 68 to 16384 bytes"),
    ({"encap_mtu": 100}, "encap_mtu", "100 is out of range, which is 146 to 65536 bytes"),
    ({"encap_ip": "eth0"}, "encap_ip", "'eth0' is not an IP address"),
    ({"bridge_external_interfaces": [{**EXTERNAL, "name": "an-interface-name"}]}, "bridge_external_interfaces[0].name",
     "'an-interface-name' is not the name of an interface: 1 to 15 characters"),
    ({"bridge_external_interfaces": [{**EXTERNAL, "parent": "eth1"}]}, "bridge_external_interfaces[0].vlan", "belongs to parent"),
    ({"bridge_external_interfaces": [{**EXTERNAL, "vlan": 5}]}, "bridge_external_interfaces[0].vlan", "belongs to parent"),
    ({"bridge_external_interfaces": [{**EXTERNAL, "parent": "eth1", "vlan": 4095}]}, "bridge_external_interfaces[0].vlan",
     "4095 is out of range, which is 1 to 4094"),
    ({"bridge_external_interfaces": [EXTERNAL, EXTERNAL]}, "bridge_external_interfaces[1].name",
     "eth2 of host1 is in the list already"),
    ({"dns_domain": 'my "lab"'}, "dns_domain", "is not a domain name"),
    ({"dns_domain": "a..b"}, "dns_domain", "'a..b' is not a domain name"),
    ({"dns_search": ["ovn", "-x"]}, "dns_search[1]", "'-x' is not a domain name"),
    ({"dns_nameservers": ["198.18.1.53", "dns1"]}, "dns_nameservers[1]", "'dns1' is not an IP address"),
    ({"dns_zone_forward": ["lab example"]}, "dns_zone_forward[0]", "'lab example' is not a domain name"),
    ({"dns_zone_reverse_ipv4": "10.10.in-addr"}, "dns_zone_reverse_ipv4", "whose names end in .in-addr.arpa"),
    ({"dns_zone_reverse_ipv6": "1.10.10.in-addr.arpa"}, "dns_zone_reverse_ipv6", "whose names end in .ip6.arpa"),
    ({"ipv4_address": "10.10.1.300/24"}, "ipv4_address", "'10.10.1.300/24' is not an address with a prefix length"),
    ({"ipv4_address": "10.10.1.1"}, "ipv4_address", "lacks its prefix length"),
    ({"ipv4_address": "10.10.1.0/24"}, "ipv4_address", "is the network's own address. Give the router's, for example 10.10.1.1/24"),
    ({"ipv4_address": "fd42::1/64"}, "ipv4_address", "'fd42::1/64' is not an IPv4 address"),
    ({"ipv6_address": "10.10.1.1/24"}, "ipv6_address", "'10.10.1.1/24' is not an IPv6 address"),
    ({"ipv4_address": "none", "ipv6_address": "none"}, "ipv4_address", "a network needs a subnet"),
    ({"ipv4_address": "10.10.1.254/24", "flavor": "incus"}, "ipv4_address", "10.10.1.254 is the last address of 10.10.1.0/24"),
    ({"ipv4_dhcp_expiry": "soon"}, "ipv4_dhcp_expiry", "'soon' is not a time"),
    ({"ipv4_dhcp_expiry": "0s"}, "ipv4_dhcp_expiry", "'0s' is out of range, which is 1 to 4294967295 seconds"),
    ({"ipv4_dhcp_gateway": "fd42::1"}, "ipv4_dhcp_gateway", "'fd42::1' is not an IPv4 address"),
    ({"ipv4_dhcp_ranges": ["10.10.1.5"]}, "ipv4_dhcp_ranges[0]", "'10.10.1.5' is not a range of addresses"),
    ({"ipv4_dhcp_ranges": ["fd42::5-fd42::6"]}, "ipv4_dhcp_ranges[0]", "is not a range of IPv4 addresses"),
    ({"ipv4_dhcp_ranges": ["10.10.1.5-10.10.1.9", "10.10.1.250-10.10.2.9"]}, "ipv4_dhcp_ranges[1]",
     "10.10.1.250-10.10.2.9 does not lie in the subnet 10.10.1.0/24"),
    ({"ipv4_dhcp_routes": ["10.20.0.0/16"]}, "ipv4_dhcp_routes", "must be pairs"),
    ({"ipv4_dhcp_routes": ["10.20.0.1/16", "10.10.1.9"]}, "ipv4_dhcp_routes[0]", "10.20.0.1/16"),
    ({"ipv4_dhcp_routes": ["10.20.0.0/16", "fd42::9"]}, "ipv4_dhcp_routes[1]", "'fd42::9' is not an IPv4 address"),
    ({"ipv6_address": "fd42:10:1::1/80", "ipv6_dhcp_stateful": True}, "ipv6_dhcp", "needs a prefix of /64 or shorter"),
    ({"ipv6_address": "fd42:10:1::1/80"}, "ipv6_dhcp", "needs a prefix of /64 or shorter, and fd42:10:1::/80 is longer"),
    ({"ipv6_l3only": True}, "ipv6_l3only", "needs ipv6_dhcp_stateful"),
    ({"tunnels": [{**GRE, "remote": ["host9"]}]}, "tunnels[0].remote[0]", "'host9' is not an IP address"),
    ({"tunnels": [{**GRE, "local": "eth0"}]}, "tunnels[0].local", "'eth0' is not an IP address"),
    ({"tunnels": [{**VXLAN, "id": 2**24}]}, "tunnels[0].id", "16777216 is out of range, which is 0 to 16777215"),
    ({"tunnels": [{**VXLAN, "port": 65536}]}, "tunnels[0].port", "65536 is out of range, which is 0 to 65535"),
    ({"tunnels": [{**VXLAN, "ttl": 256}]}, "tunnels[0].ttl", "256 is out of range, which is 0 to 255"),
    ({"tunnels": [{**VXLAN, "group": "all"}]}, "tunnels[0].group", "'all' is not an IP address"),
    ({"tunnels": [{**GRE, "remote": None}]}, "tunnels[0].remote", "a tunnel of protocol gre needs local and remote"),
    ({"chassis_order": ["host1", " "]}, "chassis_order[1]", "is empty. Name a chassis, by its system-id"),
    ({"chassis_order": ["host1", "host2", "host1"]}, "chassis_order[2]", "host1 is in the list already"),
    ({"volatile_network_ipv4_address": "198.18.1"}, "volatile_network_ipv4_address", "'198.18.1' is not an IP address"),
])
def test_what_is_wrong_is_named(options, path, words):
    found = faults(options)
    assert words in found.get(f"networks[0].{path}", ""), found


@pytest.mark.parametrize("options", [
    {"ipv6_address": "fd42:10:1::1/80", "ipv6_dhcp": False},
    {"ipv6_dhcp": False, "ipv6_dhcp_stateful": True},
    {"ipv6_address": "none", "ipv6_dhcp_stateful": True},
    {"ipv6_l3only": True, "ipv6_dhcp_stateful": True},
    {"ipv6_l3only": True, "ipv6_dhcp": False},
    {"network": "none", "ipv4_address": "none", "ipv6_address": "none"},
    {"ipv4_dhcp_routes": ["10.20.0.0/16,10.10.1.9", "10.30.0.0/16", "10.10.1.9"]},
    {"ipv4_dhcp_gateway": "none", "dns_zone_reverse_ipv4": "1.10.10.in-addr.arpa", "dns_mode": "none"},
    {"bridge_external_interfaces": [EXTERNAL, {**EXTERNAL, "name": "eth1.5", "parent": "eth1", "vlan": 5}]},
    {"tunnels": [GRE, {**VXLAN, "name": "t2"}]},
])
def test_what_may_be_is_not_refused(options):
    assert faults(options) == {}


@pytest.mark.parametrize(("text", "seconds"), [("1h", 3600), ("90m", 5400), ("1h30m5s", 5405), ("1.5h", 5400), ("600", 600), (600, 600)])
def test_a_time_is_read_as_lxd_writes_it(text, seconds):
    assert duration(text) == seconds


@pytest.mark.parametrize(("underlay", "encap", "mtu"), [
    (None, None, 1442), (1500, "198.18.0.1", 1442), (1500, "fd42::1", 1422), (None, "fd42::1", 1422), (1558, None, 1500),
    (1557, None, 1499), (1578, "fd42::1", 1500), (9000, None, 1500), (1400, None, 1342),
])
def test_tunnels_leave_what_they_do_not_take(underlay, encap, mtu):
    assert overlay_mtu(underlay, ipaddress.ip_address(encap) if encap else None) == mtu


def test_the_mtu_follows_from_the_underlay_unless_it_is_given():
    def mtu(**options):
        return compiled(options).world.networks["net1"].settings.mtu

    assert [mtu(), mtu(encap_mtu=1400), mtu(encap_mtu=1400, bridge_mtu=9000)] == [1442, 1342, 9000]


def test_what_is_remembered_is_what_was_given_and_not_who_joins():
    settings = compiled({"chassis": ["host1"], "user": {"owner": "me"}, "dns_zone_forward": ["lab"]}).world.networks["net1"].settings
    assert "chassis" not in settings.options
    assert settings.options["user"] == {"owner": "me"}
    assert settings.options["dns_zone_forward"] == ["lab"]
