# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values: one form for each meaning, and a rule that says what is wrong."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model import values

MAC = "00:16:3e:0a:0b:0c"


@pytest.mark.parametrize("check, given, canonical", [
    (values.mac, "00:16:3E:0A:0B:0C", MAC),
    (values.unicast_mac, f" {MAC} ", MAC),
    (values.ip, "FD42:0::0001", "fd42::1"),
    (values.network, "10.0.0.0/24", "10.0.0.0/24"),
    (values.interface, "FD42::1/64", "fd42::1/64"),
    (values.ip_or_network, "10.0.0.1", "10.0.0.1"),
    (values.prefix, "10.0.0.1/32", "10.0.0.1"),
    (values.prefix, "fd42::1/128", "fd42::1"),
    (values.prefix, "0.0.0.0/0", "0.0.0.0/0"),
    (values.prefix, "fd42::/32", "fd42::/32"),
    (values.route_policy, "dst-ip", None),
    (values.route_policy, "src-ip", "src-ip"),
    (values.nexthop, "discard", "discard"),
    (values.nexthop, "10.0.0.1", "10.0.0.1"),
    (values.port_range, "1-65535", "1-65535"),
    (values.port_range, "", ""),
    (values.set_member, "00:16:3E:0A:0B:0C", MAC),
    (values.set_member, "10.0.0.0/8", "10.0.0.0/8"),
    (values.lexable, "_a.B9", "_a.B9"),
    (values.expression, "ip4 &&\n  tcp\n", "ip4 &&\n  tcp"),
    (values.port_addresses, "unknown", "unknown"),
    (values.port_addresses, "router", "router"),
    (values.port_addresses, "dynamic", "dynamic"),
    (values.port_addresses, "dynamic 10.0.0.2 FD42::2", "dynamic 10.0.0.2 fd42::2"),
    (values.port_addresses, "00:16:3E:0A:0B:0C dynamic", f"{MAC} dynamic"),
    (values.port_addresses, f"{MAC}  10.0.0.2", f"{MAC} 10.0.0.2"),
    (values.port_security, f"{MAC} 10.0.0.2/24,fd42::2", f"{MAC} 10.0.0.2/24 fd42::2"),
    (values.port_security, f"VRRPv3 {MAC} 10.0.0.2", f"VRRPv3 {MAC} 10.0.0.2"),
    (values.port_security, f"VRRPv3 {MAC} 00:00:5E:00:01:00/40 fd42::/64", f"VRRPv3 {MAC} 00:00:5e:00:01:00/40 fd42::/64"),
    (values.port_addresses, f"{MAC} 10.0.0.2/24", f"{MAC} 10.0.0.2/24"),
    (values.ipv4, " 10.0.0.1", "10.0.0.1"),
    (values.ipv6, "FD42::1", "fd42::1"),
    (values.trimmed, " ip4\n", "ip4"),
    (values.trimmed, "", ""),
    (values.list_of("a", "b"), "b,a", "b,a"),
    (values.ipv4_pool, "10.0.0.1/24", "10.0.0.1/24"),
    (values.ipv6_pool, "fd42::", "fd42::"),
    (values.ipv4_ranges, "10.0.0.1 .. 10.0.0.4 \n10.0.0.9", "10.0.0.1..10.0.0.4 10.0.0.9"),
    (values.source_addresses, "fd42::1 10.0.0.1", "fd42::1 10.0.0.1"),
    (values.source_addresses_or_router, "router_ip", "router_ip"),
    (values.ages, "fe80::/10:600;1200", "fe80::/10:600;1200"),
])
def test_equal_meanings_have_one_form(check, given, canonical):
    assert check(given) == canonical
    if canonical is not None:
        assert check(canonical) == canonical


@pytest.mark.parametrize("check, given", [
    (values.mac, "00:16:3e:0a:0b"),
    (values.mac, "00-16-3e-0a-0b-0c"),
    (values.unicast_mac, "ff:ff:ff:ff:ff:ff"),
    (values.unicast_mac, "00:00:00:00:00:00"),
    (values.ip, "10.0.0.256"),
    (values.ip, "10.0.0.1/24"),
    (values.network, "10.0.0.1/24"),
    (values.interface, "10.0.0.1"),
    (values.interface, "host/24"),
    (values.nexthop, "reject"),
    (values.port_range, "0-5"),
    (values.port_range, "5-"),
    (values.port_range, "5-4"),
    (values.port_range, "1-65536"),
    (values.port_range, "a-b"),
    (values.lexable, "a-b"),
    (values.lexable, "9a"),
    (values.lexable, ""),
    (values.filled, "  "),
    (values.port_addresses, ""),
    (values.port_addresses, "10.0.0.2"),
    (values.port_addresses, "dynamic x"),
    (values.port_addresses, f"{MAC} unknown"),
    (values.port_security, ""),
    (values.port_security, "unknown"),
    (values.port_security, f"{MAC} 10.0.0.0/99"),
    (values.port_security, "VRRPv3"),
    (values.port_security, f"VRRPv3 {MAC} 00:16:3e:00:00:01/40"),
    (values.port_security, f"VRRPv3 {MAC} 00:00:5e:00:01:00/32"),
    (values.ipv4, "fd42::1"),
    (values.ipv6, "10.0.0.1"),
    (values.list_of("a", "b"), "c"),
    (values.ipv4_pool, "10.0.0.0/33"),
    (values.ipv4_pool, "10.0.0.0"),
    (values.ipv6_pool, "10.0.0.0/24"),
    (values.ipv4_ranges, "10.0.0.1 .. 10.0.0.300"),
    (values.source_addresses, "10.0.0.1 10.0.0.2"),
    (values.ages, "10.0.0.0/40:1"),
])
def test_what_ovn_would_not_understand_is_an_error_that_shows_the_value(check, given):
    with pytest.raises(ValueError) as caught:
        check(given)
    assert str(caught.value).endswith(".")
    assert not given.split() or given.split()[0] in str(caught.value) or given.split()[-1] in str(caught.value)
