# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The network task against a real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

from .conftest import UPLINK

pytestmark = pytest.mark.any_release
TABLES = ("ACL", "Address_Set", "DHCP_Options", "HA_Chassis", "HA_Chassis_Group", "Logical_Router", "Logical_Router_Policy",
          "Logical_Router_Port", "Logical_Router_Static_Route", "Logical_Switch", "Logical_Switch_Port", "NAT", "Port_Group",
          "Static_MAC_Binding")


def headers(result: dict) -> list[str]:
    return [entry["before_header"] for entry in result["diff"]]


def changed(result: dict) -> set[str]:
    """The tables that something changes in; the name of the row too where there are two of a network."""
    words = [header.split() for header in headers(result)]
    return {table if table not in ("Logical_Router_Port", "Logical_Switch") else f"{table} {name[-3:]}" for table, name, *_rest in words}


def everything(tasks) -> dict[str, list[dict]]:
    return {table: tasks.rows(table) for table in TABLES}


def test_making_and_removing_is_planned_exactly_and_done_once(tasks, four_steps):
    four_steps(tasks.network, chassis=["host1", "host2"])
    four_steps(tasks.network, state="absent")


def test_one_family_can_go_and_come_back(tasks, four_steps):
    tasks.network()
    before = tasks.rows("Logical_Router_Port")
    four_steps(tasks.network, ipv6_address="none", ipv6_nat=False)
    assert len(tasks.rows("NAT")) == 1
    four_steps(tasks.network)
    assert tasks.rows("Logical_Router_Port") == before


INNER, OUTER = "Logical_Router_Port int", "Logical_Router_Port ext"
DHCP = "DHCP_Options"


@pytest.mark.parametrize(("options", "changes"), [
    ({"bridge_mtu": 1300}, {INNER, OUTER, DHCP}),
    ({"bridge_hwaddr": "00:16:3e:00:00:01"}, {INNER, OUTER, DHCP}),
    ({"bridge_multicast_snooping": False}, set()),
    ({"bridge_multicast_relay": True}, {"Logical_Router"}),
    ({"bridge_external_interfaces": [{"chassis": "host1", "name": "eth2"}]}, {"Logical_Switch_Port"}),
    ({"dns_domain": "lab.example"}, {INNER, DHCP}),
    ({"dns_search": ["lab.example", "example"]}, {INNER, DHCP}),
    ({"dns_nameservers": ["10.10.1.53", "fd42:10:1::53"]}, {INNER, DHCP, "ACL"}),
    ({"dns_mode": "none"}, set()),
    ({"dns_zone_forward": ["lab.example"]}, set()),
    ({"flavor": "incus"}, {"Logical_Router", "ACL", DHCP}),
    ({"ipv4_dhcp": False}, {DHCP}),
    ({"ipv4_dhcp_expiry": "2h"}, {DHCP}),
    ({"ipv4_dhcp_gateway": "none"}, {DHCP}),
    ({"ipv4_dhcp_routes": ["10.20.0.0/16,10.10.1.9"]}, {DHCP}),
    ({"ipv4_dhcp_ranges": ["10.10.1.10-10.10.1.19"]}, set()),
    ({"ipv4_l3only": True}, {INNER, DHCP, "Logical_Router_Static_Route"}),
    ({"ipv4_nat": False}, {"NAT"}),
    ({"ipv6_nat": False}, {"NAT"}),
    ({"ipv6_dhcp": False}, {INNER, DHCP}),
    ({"ipv6_dhcp_stateful": True}, {INNER}),
    ({"ipv6_ra": False}, {INNER}),
    ({"security_acls_default_ingress_action": "drop"}, set()),
    ({"tunnels": [{"name": "t1", "protocol": "vxlan", "id": 7}]}, set()),
    ({"user": {"owner": "me"}}, set()),
])
def test_an_option_changes_what_follows_from_it_and_can_be_taken_back(tasks, four_steps, options, changes):
    """What the database remembers, in the switch's marks, changes every time."""
    tasks.network()
    before = everything(tasks)
    done = four_steps(tasks.network, **options)
    assert changed(done) == changes | {"Logical_Switch int"}
    tasks.network()
    assert everything(tasks) == before


@pytest.mark.parametrize(("options", "changes"), [
    ({"ipv4_gateway_hwaddr": "00:16:3e:00:00:01"}, {"Static_MAC_Binding"}),
    ({"ipv4_gateway": "198.18.1.2/24"}, {"Logical_Router_Static_Route", "ACL", DHCP}),
    ({"dns_nameservers": ["198.18.1.53"]}, {INNER, DHCP, "ACL"}),
    ({"ovn_ingress_mode": "routed"}, {"ACL"}),
    ({"ipv6_gateway": None, "ipv6_ovn_ranges": None}, {INNER, OUTER, "NAT", "Logical_Router_Static_Route", "ACL", DHCP}),
    ({"ipv4_ovn_ranges": ["198.18.1.50-198.18.1.59"]}, {OUTER, "NAT"}),
])
def test_an_option_of_the_uplink_changes_what_follows_from_it(tasks, four_steps, options, changes):
    tasks.network()
    before = everything(tasks)
    done = four_steps(tasks.network, uplinks=[{**UPLINK, **options}])
    assert changed(done) == changes | {"Logical_Switch ext", "Copp"}
    tasks.network()
    assert everything(tasks) == before


def test_a_change_of_the_uplink_reaches_all_its_networks(tasks):
    tasks.network()
    tasks.network(name="net2", ipv4_address="10.10.2.1/24", ipv6_address="fd42:10:2::1/64",
                  uplinks=[{**UPLINK, "ipv4_gateway_hwaddr": "00:16:3e:00:00:01"}])
    ports = {row["logical_port"] for row in tasks.rows("Static_MAC_Binding")}
    assert ports == {"overlay-net1-lr-lrp-ext", "overlay-net2-lr-lrp-ext"}
    tasks.network(name="net2", state="absent")
    assert [row["logical_port"] for row in tasks.rows("Static_MAC_Binding")] == ["overlay-net1-lr-lrp-ext"]


def test_a_subnet_moves_with_all_that_follows_from_it(tasks, four_steps):
    tasks.network()
    before = everything(tasks)
    four_steps(tasks.network, ipv4_address="10.10.7.1/24")
    assert "10.10.1." not in str([tasks.rows(table) for table in TABLES])
    tasks.network()
    assert everything(tasks) == before


def test_a_network_can_be_cut_off_and_joined_again(tasks, four_steps):
    tasks.network(chassis=["host1"])
    before = everything(tasks)
    four_steps(tasks.network, network="none", ipv4_nat=False, ipv6_nat=False)
    tasks.network(chassis=["host1"])
    after = everything(tasks)
    assert {table: len(rows) for table, rows in after.items()} == {table: len(rows) for table, rows in before.items()}


def test_a_network_moves_to_another_uplink(tasks, four_steps):
    tasks.network(chassis=["host1"])
    before = everything(tasks)
    other = {"name": "OTHER", "ipv4_gateway": "198.18.3.1/24", "ipv4_ovn_ranges": ["198.18.3.100-198.18.3.109"]}
    four_steps(tasks.network, network="OTHER", uplinks=[UPLINK, other])
    assert tasks.network(network="OTHER")["network"]["uplink_ipv4_address"] == "198.18.3.100"
    assert "198.18.1." not in str([tasks.rows(table) for table in TABLES])
    tasks.network(chassis=["host1"])
    assert everything(tasks) == before


def test_a_subnet_that_was_chosen_stays(tasks, four_steps):
    first = four_steps(tasks.network, ipv4_address=None, ipv6_address=None, ipv4_nat=None, ipv6_nat=None)["network"]
    again = tasks.network(ipv4_address="auto", ipv6_address=None, ipv4_nat=None, ipv6_nat=None)
    assert not again["changed"] and again["network"] == first
    assert len(tasks.rows("NAT")) == 2


def test_what_the_hosts_said_of_the_tunnels_stays(tasks):
    assert tasks.network(encap_mtu=1400)["network"]["mtu"] == 1342
    assert not tasks.network()["changed"]
    assert tasks.network(encap_mtu=1500, encap_ip="fd42::1")["network"]["mtu"] == 1422


def test_damage_and_only_damage_is_reported(tasks):
    tasks.network()
    port = next(row for row in tasks.rows("Logical_Router_Port") if row["name"] == "overlay-net1-lr-lrp-int")
    router = tasks.rows("Logical_Router")[0]
    tasks.write([
        op.mutate("Logical_Router", [op.by_uuid(router["_uuid"])], [["ports", "delete", ["set", [["uuid", port["_uuid"]]]]]]),
        op.update("Address_Set", [["name", "==", "overlay_net1_routes_ip4"]], {"addresses": ["set", []]}),
    ])
    planned = tasks.network(check=True)
    assert headers(planned) == ["Logical_Router_Port overlay-net1-lr-lrp-int", "Address_Set overlay_net1_routes_ip4"]
    assert tasks.network()["diff"] == planned["diff"]
    assert not tasks.network()["changed"]


def test_chassis_join_and_none_leaves_unasked(tasks):
    tasks.network(chassis=["host1", "host2"])
    before = {row["chassis_name"]: row["priority"] for row in tasks.rows("HA_Chassis")}
    assert tasks.network(chassis=["host3"])["changed"]
    after = {row["chassis_name"]: row["priority"] for row in tasks.rows("HA_Chassis")}
    assert set(after) == {"host1", "host2", "host3"}
    assert {name: after[name] for name in before} == before


def test_a_network_keeps_its_uplink_address(tasks):
    first = tasks.network(name="net1")["network"]
    tasks.network(name="net2", ipv4_address="10.10.2.1/24", ipv6_address="fd42:10:2::1/64")
    tasks.network(name="net1", state="absent")
    again = tasks.network(name="net2", ipv4_address="10.10.2.1/24", ipv6_address="fd42:10:2::1/64")
    assert not again["changed"]
    assert again["network"]["uplink_ipv4_address"] != first["uplink_ipv4_address"]


def test_networks_made_at_once_get_distinct_uplink_addresses(tasks):
    uplink = {**UPLINK, "ipv4_ovn_ranges": ["198.18.1.100-198.18.1.109"], "ipv6_ovn_ranges": ["fd42:18:1::100-fd42:18:1::109"]}

    def make(number: int) -> dict:
        subnets = {"ipv4_address": f"10.10.{number}.1/24", "ipv6_address": f"fd42:10:{number}::1/64"}
        return tasks.network(name=f"net{number}", uplinks=[uplink], **subnets)["network"]

    with ThreadPoolExecutor(10) as pool:
        made = list(pool.map(make, range(10)))
    assert len({network["uplink_ipv4_address"] for network in made}) == 10
    assert len({network["uplink_ipv6_address"] for network in made}) == 10


def test_the_same_network_made_by_many_at_once_exists_once(tasks):
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: tasks.network(chassis=["host1"]), range(8)))
    assert sorted(result["changed"] for result in results) == [False] * 7 + [True]
    assert len(tasks.rows("Logical_Router")) == 1


def test_rows_of_others_survive_everything(tasks):
    tasks.network(name="other", network="none", ipv4_nat=False, ipv6_nat=False, ipv4_address="10.9.0.1/24")
    tasks.write([op.insert("Logical_Switch", "6a1ad8a6-4b5f-4d3c-8d43-4a6f1c2d3e4f", {"name": "theirs"})])
    before = {table: tasks.rows(table) for table in ("Logical_Switch", "Logical_Router", "ACL", "Address_Set")}
    tasks.network()
    tasks.network(state="absent")
    assert {table: tasks.rows(table) for table in before} == before


@pytest.mark.parametrize(("options", "path", "words"), [
    ({"network": "NOPE"}, "network", "there is no uplink 'NOPE' (uplinks known: UPLINK)"),
    ({"ipv4_address": "198.18.1.65/26"}, "ipv4_address", "198.18.1.64/26 overlaps 198.18.1.0/24"),
    ({"ipv4_address": "10.10.1.300/24"}, "ipv4_address", "'10.10.1.300/24' is not an address with a prefix length"),
    ({"ipv4_address": "10.10.1.1"}, "ipv4_address", "lacks its prefix length"),
    ({"ipv4_address": "10.10.1.0/24"}, "ipv4_address", "is the network's own address"),
    ({"ipv4_address": "fd42::1/64"}, "ipv4_address", "is not an IPv4 address"),
    ({"bridge_hwaddr": "00:16:3e"}, "bridge_hwaddr", "is not an Ethernet address"),
    ({"bridge_hwaddr": "01:00:5e:00:00:01"}, "bridge_hwaddr", "is not the address of one interface"),
    ({"bridge_mtu": 20}, "bridge_mtu", "is out of range, which is 68 to 16384"),
    ({"base_name": "my net"}, "base_name", "cannot name rows that stand in matches"),
    ({"ipv4_dhcp_ranges": ["10.10.2.5-10.10.2.9"]}, "ipv4_dhcp_ranges[0]", "does not lie in the subnet 10.10.1.0/24"),
    ({"volatile_network_ipv4_address": "198.18.1.9"}, "volatile_network_ipv4_address", "lies in none of the uplink's ranges"),
    ({"uplinks": [{"name": "UPLINK", "ipv4_gateway": "198.18.1.1/24"}]}, "uplinks[0].ipv4_ovn_ranges", "is needed with"),
    ({"uplinks": [{"name": "UPLINK"}]}, "uplinks[0]", "has neither ipv4_gateway nor ipv6_gateway"),
    ({"network": "none"}, "ipv4_nat", "needs an uplink"),
    ({"ipv4_address": "none", "ipv6_address": "none", "ipv4_nat": False, "ipv6_nat": False}, "ipv4_address", "needs a subnet"),
    ({"ipv6_address": "fd42:10:1::1/80", "ipv6_dhcp_stateful": True}, "ipv6_dhcp", "prefix of /64 or shorter"),
])
def test_bad_input_is_one_clear_error_and_nothing_is_written(tasks, options, path, words):
    with pytest.raises(InvalidInput) as caught:
        tasks.network(**options)
    assert [fault for fault in caught.value.faults if fault.path == path and words in fault.message], caught.value
    assert "Nothing was changed." in str(caught.value)
    assert not tasks.rows("Logical_Router") + tasks.rows("Logical_Switch") + tasks.rows("Address_Set")


def test_all_faults_are_named_at_once(tasks):
    with pytest.raises(InvalidInput) as caught:
        tasks.network(network="NOPE", bridge_mtu=1, bridge_hwaddr="x")
    assert {fault.path for fault in caught.value.faults} >= {"network", "bridge_mtu", "bridge_hwaddr"}


def test_ranges_that_are_used_up_are_an_error(tasks):
    for number in range(3):
        tasks.network(name=f"net{number}", ipv4_address=f"10.10.{number}.1/24", ipv6_address=f"fd42:10:{number}::1/64")
    with pytest.raises(InvalidInput, match="every address of uplink UPLINK is in use.*Widen the ranges"):
        tasks.network(name="net9", ipv4_address="10.10.9.1/24", ipv6_address="fd42:10:9::1/64")
    assert len(tasks.rows("Logical_Router")) == 3


def test_a_router_of_the_same_name_made_by_hand_is_ambiguous(tasks):
    tasks.network()
    twin = "6a1ad8a6-4b5f-4d3c-8d43-4a6f1c2d3e4f"
    tasks.write([op.insert("Logical_Switch", twin, {"name": "overlay-net1-ls-int"})])
    with pytest.raises(InvalidInput, match=f"ambiguous, 2 rows have that name.*{twin}|{twin}.*Remove or rename") as caught:
        tasks.network(bridge_mtu=1300)
    assert twin in str(caught.value)


def test_a_network_without_uplink_has_no_way_out(tasks, four_steps):
    four_steps(tasks.network, network="none", ipv4_nat=False, ipv6_nat=False)
    assert not tasks.rows("Logical_Router_Static_Route") + tasks.rows("NAT") + tasks.rows("HA_Chassis_Group")
    assert len(tasks.rows("Logical_Switch")) == 1
