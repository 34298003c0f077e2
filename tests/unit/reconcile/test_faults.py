# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bad input: every fault at once, each with its path, and nothing written."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.rows import Ref, row

MAC = "00:16:3e:00:00:01"
LSP = {"name": "p0", "switch": "sw0"}
LRP = {"name": "rp0", "router": "r0", "mac": MAC, "networks": ["10.0.0.1/24"]}
ROUTE = {"router": "r0", "ip_prefix": "0.0.0.0/0", "nexthop": "10.0.0.1"}
RULE = {"router": "r0", "type": "snat", "external_ip": "198.18.1.1", "logical_ip": "10.0.0.0/24"}
POLICY = {"router": "r0", "priority": 1, "match": "ip4", "action": "drop"}
BAD = [
    (nb.LOGICAL_SWITCH, {"name": ""}, "name: must be given"),
    (nb.LOGICAL_SWITCH_PORT, {**LSP, "addresses": ["00:16:3e:00:00"]}, "addresses: '00:16:3e:00:00' is not an Ethernet address"),
    (nb.LOGICAL_SWITCH_PORT, {**LSP, "addresses": [f"{MAC} 10.0.0.300"]}, "addresses: '10.0.0.300' is not an IP address"),
    (nb.LOGICAL_SWITCH_PORT, {**LSP, "addresses": ["01:00:5e:00:00:01"]}, r"addresses: .*\(multicast"),
    (nb.LOGICAL_SWITCH_PORT, {**LSP, "port_security": ["unknown"]}, "port_security: 'unknown' is not an Ethernet address"),
    (nb.LOGICAL_SWITCH_PORT, {**LSP, "switch": "nowhere"}, "switch: there is no Logical_Switch nowhere"),
    (nb.LOGICAL_SWITCH_PORT, {**LSP, "dhcpv4_options": "nothing"}, "dhcpv4_options: there is no DHCP_Options nothing"),
    (nb.LOGICAL_SWITCH_PORT, {**LSP, "ha_chassis_group": "nobody"}, "ha_chassis_group: there is no HA_Chassis_Group nobody"),
    (nb.LOGICAL_ROUTER_PORT, {**LRP, "mac": "zz:16:3e:00:00:01"}, "mac: 'zz:16:3e:00:00:01' is not an Ethernet address"),
    (nb.LOGICAL_ROUTER_PORT, {**LRP, "mac": None}, "mac: must be given"),
    (nb.LOGICAL_ROUTER_PORT, {**LRP, "networks": ["10.0.0.1"]}, "networks: '10.0.0.1' lacks its prefix length"),
    (nb.LOGICAL_ROUTER_PORT, {**LRP, "networks": ["10.0.0.1/33"]}, "networks: '10.0.0.1/33' is not an address with a prefix"),
    (nb.STATIC_ROUTE, {**ROUTE, "ip_prefix": "10.0.0.1/24"}, "ip_prefix: .*host bits"),
    (nb.STATIC_ROUTE, {**ROUTE, "nexthop": "drop"}, "nexthop: 'drop' is not an IP address"),
    (nb.NAT, {**RULE, "external_ip": "198.18.1"}, "external_ip: '198.18.1' is not an IP address"),
    (nb.NAT, {**RULE, "external_port_range": "9-1"}, "external_port_range: '9-1' is not a range"),
    (nb.ROUTER_POLICY, {**POLICY, "priority": 40000}, "priority: 40000 is out of range"),
    (nb.ROUTER_POLICY, {**POLICY, "action": None}, "action: must be given"),
    (nb.ROUTER_POLICY, {**POLICY, "nexthops": ["10.0.0.0/24"]}, "nexthops: '10.0.0.0/24' is not an IP address"),
    (nb.DHCP_OPTIONS, {"name": "d", "cidr": "10.0.0.1/24"}, "cidr: .*host bits"),
    (nb.DHCP_OPTIONS, {"name": "d"}, "cidr: must be given"),
    (nb.PORT_GROUP, {"name": "a-b"}, "name: 'a-b' cannot stand in a match"),
    (nb.PORT_GROUP, {"name": "pg", "ports": ["p9"]}, "ports: there is no Logical_Switch_Port p9"),
    (nb.ADDRESS_SET, {"name": "7up"}, "name: '7up' cannot stand in a match"),
    (nb.ADDRESS_SET, {"name": "as", "addresses": ["10.0.0.0/99"]}, "addresses: '10.0.0.0/99' is not a network"),
]


@pytest.fixture
def site(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    database.task(nb.LOGICAL_ROUTER, name="r0")
    return database


@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
def test_each_bad_value_is_one_clear_error_and_no_write(site, check):
    before = site.dump()
    for table, options, message in BAD:
        with pytest.raises(InvalidInput, match=f"^{message}") as caught:
            site.task(table, check=check, **options)
        assert len(caught.value.faults) == 1, caught.value
        assert str(caught.value).endswith("Nothing was changed.")
    assert site.dump() == before


def test_what_is_missing_is_called_by_its_option(site):
    with pytest.raises(InvalidInput, match="^server_certificate: must be given to make a new SSL"):
        site.task(nb.SSL, server_private_key="/etc/ovn/key.pem", server_ca_cert="/etc/ovn/ca.pem")


def test_a_key_that_no_row_can_have_is_a_fault_of_the_input(site):
    if "Sample_Collector" not in site.server.session().schema.tables:
        pytest.skip("Sample_Collector came with OVN 24.09")
    with pytest.raises(InvalidInput, match="^id: 300 is out of range, which is 1 to 255"):
        site.task(nb.SAMPLE_COLLECTOR, id=300, name="c", probability=1, set_id=1)


def test_all_faults_are_named_at_once_with_where_they_stand(site):
    before = site.dump()
    router = Ref(nb.LOGICAL_ROUTER, ("r0",))
    rows = [
        row(nb.LOGICAL_SWITCH, ("fine",)),
        row(nb.NAT, ("snat", "10.0.0.300", "10.0.0.0/24"), parent=router, path="routers[0].nat[0]"),
        row(nb.LOGICAL_ROUTER_PORT, ("p",), {"mac": "x", "networks": ["y"]}, parent=router, path="routers[0].ports[0]"),
        row(nb.LOGICAL_SWITCH_PORT, ("q",), parent=Ref(nb.LOGICAL_SWITCH, ("nowhere",)), path="switches[1]"),
    ]
    with pytest.raises(InvalidInput) as caught:
        site.apply(*rows)
    assert [fault.path for fault in caught.value.faults] == [
        "routers[0].nat[0].external_ip", "routers[0].ports[0].mac", "routers[0].ports[0].networks", "switches[1].switch",
    ]
    assert str(caught.value).startswith("4 faults:\n- routers[0].nat[0].external_ip: '10.0.0.300' is not an IP address")
    assert site.dump() == before


def test_one_row_given_twice_is_an_error(site):
    with pytest.raises(InvalidInput, match="b: Logical_Switch sw1 is given twice, first at a"):
        site.apply(row(nb.LOGICAL_SWITCH, ("sw1",), path="a"), row(nb.LOGICAL_SWITCH, ("sw1",), path="b"))


def test_a_column_that_the_server_lacks_is_an_error_only_when_it_is_set(site, schema_root):
    rule = {"switch": "sw0", "direction": "to-lport", "priority": 1, "match": "ip", "action": "drop"}
    assert site.task(nb.ACL, **rule)["changed"]
    if "tier" in site.server.session().schema["ACL"].columns:
        assert site.task(nb.ACL, **rule, tier=1)["changed"]
        return
    with pytest.raises(InvalidInput, match=r"tier: this server has no column tier in ACL .* needs OVN 23.06 or newer"):
        site.task(nb.ACL, **rule, tier=1)
    assert site.count("ACL") == 1
