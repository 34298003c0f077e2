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
])
def test_what_ovn_would_not_understand_is_an_error_that_shows_the_value(check, given):
    with pytest.raises(ValueError) as caught:
        check(given)
    assert str(caught.value).endswith(".")
    assert not given.split() or given.split()[0] in str(caught.value) or given.split()[-1] in str(caught.value)
