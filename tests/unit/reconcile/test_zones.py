# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An address with a zone (fe80::1%eth0) is none to OVN, which drops the whole rule that has one: it is refused wherever one may stand."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.network.acl_subjects import read_subject
from ansible_collections.overlay.ovn.plugins.module_utils.network.addresses import parse_range

ZONED = "fd42::1%eth0"
MAC = "00:16:3e:00:00:01"
ROUTE = {"router": "r", "ip_prefix": "fd42:9::/48"}
NAT = {"router": "r", "type": "dnat_and_snat"}
PORT = {"switch": "s", "name": "p"}
ROUTER_PORT = {"router": "r", "name": "rp", "mac": MAC}


@pytest.fixture
def site(database):
    database.task(nb.LOGICAL_SWITCH, name="s")
    database.task(nb.LOGICAL_ROUTER, name="r")
    return database


@pytest.mark.parametrize("table, options", [
    (nb.ADDRESS_SET, {"name": "a", "addresses": [ZONED]}),
    (nb.ADDRESS_SET, {"name": "a", "addresses": [f"{ZONED}/64"]}),
    (nb.NAT, {**NAT, "external_ip": ZONED, "logical_ip": "fd42::2"}),
    (nb.NAT, {**NAT, "external_ip": "fd42::2", "logical_ip": ZONED}),
    (nb.STATIC_ROUTE, {**ROUTE, "nexthop": ZONED}),
    (nb.ROUTER_POLICY, {"router": "r", "priority": 1, "match": "ip6", "action": "reroute", "nexthops": [ZONED]}),
    (nb.LOGICAL_SWITCH_PORT, {**PORT, "addresses": [f"{MAC} {ZONED}"]}),
    (nb.LOGICAL_SWITCH_PORT, {**PORT, "port_security": [f"{MAC} {ZONED}/64"]}),
    (nb.LOGICAL_SWITCH_PORT, {**PORT, "type": "virtual", "options": {"virtual-ip": ZONED, "virtual-parents": "p"}}),
    (nb.LOGICAL_ROUTER_PORT, {**ROUTER_PORT, "networks": [f"{ZONED}/64"]}),
    (nb.LOGICAL_ROUTER_PORT, {**ROUTER_PORT, "networks": ["fd42::1/64"], "ipv6_ra_configs": {"rdnss": ZONED}}),
    (nb.LOAD_BALANCER, {"name": "l", "vips": {ZONED: "fd42::2"}}),
    (nb.LOAD_BALANCER, {"name": "l", "vips": {"fd42::2": ZONED}}),
    (nb.LOAD_BALANCER, {"name": "l", "vips": {"fd42::2": "fd42::3"}, "options": {"hairpin_snat_ip": ZONED}}),
    (nb.MIRROR, {"name": "m", "type": "gre", "filter": "to-lport", "sink": ZONED}),
    (nb.DHCP_OPTIONS, {"name": "d", "cidr": f"{ZONED}/128"}),
    (nb.DHCP_OPTIONS, {"name": "d", "cidr": "fd42::/64", "options": {"server_id": MAC, "dns_server": ZONED}}),
    (nb.DNS, {"name": "d", "records": {"a.b": ZONED}}),
])
def test_no_table_takes_one(site, table, options):
    with pytest.raises(InvalidInput, match="%eth0"):
        site.task(table, **options)


@pytest.mark.parametrize("text", [ZONED, f"{ZONED}/64", "fd42::1%x || ip4", "fd42::1%a-fd42::9", "fd42::1-fd42::9%x || ip4"])
def test_no_rule_of_an_acl_takes_one(text):
    with pytest.raises(ValueError):
        read_subject(text)


def test_no_range_takes_one():
    with pytest.raises(ValueError, match="is not a range of addresses"):
        parse_range("fd42::1%a-fd42::9")
