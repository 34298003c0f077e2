# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows that follow from a NIC: its port, its name, what is behind it, how the outside reaches it, what it may use."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model.edits import Members, Merge
from ansible_collections.overlay.ovn.plugins.module_utils.network.nic import nic_absent, nic_rows, nic_scopes
from ansible_collections.overlay.ovn.plugins.module_utils.network.nic_limits import kilobits
from ansible_collections.overlay.ovn.plugins.module_utils.network.words import Words
from ansible_collections.overlay.ovn.plugins.module_utils.network.world import World

from .nics import EUI, MAC, PORT, make_world, nic, row, rows

ASSIGNED = {PORT: f"{MAC} 10.10.1.2 {EUI}"}
FIXED = {"ipv4_address": "10.10.1.50"}
TRANSLATED = {"ipv4_nat": True, "ipv6_nat": True}
PROXY = {"l2proxy": "arp_proxy"}
ROUTED = {"ovn_ingress_mode": "routed"}
ADDRESSES = ["10.10.1.50", EUI]


def keys(world: World, table: str) -> list[tuple]:
    return [each["key"] for each in rows(world).get(table, ())]


def proxied(world: World) -> str | None:
    ports = rows(world)["Logical_Switch_Port"]
    return next((each["options"].get("arp_proxy") for each in ports if each["key"] != (PORT,)), None)


def after(before: World, now: World) -> World:
    """A world whose past is another one."""
    now.former = before.things
    return now


def wishes(world: World, table: str, column: str) -> list:
    found = [each for each in nic_rows(world.nics[0], world) if each.ref.table.name == table]
    return [each.columns[column] for each in found if column in each.columns]


# The port

def test_a_port_says_where_its_dhcp_options_are():
    port = row(make_world(nic()), "Logical_Switch_Port", PORT)
    assert [str(port[f"dhcpv{version}_options"]) for version in (4, 6)] == [
        "DHCP_Options overlay-net1-ls-int-ip4", "DHCP_Options overlay-net1-ls-int-ip6"]
    silent = row(make_world(nic(), network={"ipv4_dhcp": False, "ipv6_dhcp": False}), "Logical_Switch_Port", PORT)
    assert silent["dhcpv4_options"] is silent["dhcpv6_options"] is None


def test_a_port_may_bear_another_name_than_the_instances():
    world = make_world(nic(instance_id="2f1c"), dynamic={"overlay-net1-instance-2f1c-eth0": ASSIGNED[PORT]})
    assert row(world, "Logical_Switch_Port", "overlay-net1-instance-2f1c-eth0")
    assert "c1.ovn" in row(world, "DNS")["records"]


def test_a_port_is_bound_where_it_is_asked_for():
    assert row(make_world(nic(requested_chassis="host1")), "Logical_Switch_Port", PORT)["options"] == {"requested-chassis": "host1"}


def test_a_nested_nic_is_a_vlan_of_its_parents_port():
    world = make_world(nic(), nic(name="eth1", nested="eth0", vlan=10, hwaddr="00:16:3e:00:00:51"))
    port = row(world, "Logical_Switch_Port", "overlay-net1-instance-c1-eth1", device="eth1")
    assert (port["parent_name"], port["tag_request"]) == (PORT, 10)


def test_a_port_remembers_its_nic():
    marks = row(make_world(nic()), "Logical_Switch_Port", PORT)["external_ids"]
    assert marks["overlay_kind"] == "network_nics"
    assert marks["overlay_config"] == f'{{"hwaddr":"{MAC}","instance":"c1","name":"eth0","network":"net1"}}'


# Its name

def test_names_lead_to_addresses_and_back():
    records = row(make_world(nic(instance="C1"), dynamic={"overlay-net1-instance-C1-eth0": ASSIGNED[PORT]}), "DNS", instance="C1")["records"]
    assert records["c1.ovn"] == f"10.10.1.2 {EUI}"
    assert records["2.1.10.10.in-addr.arpa"] == "c1.ovn"
    assert len(records) == 3


@pytest.mark.parametrize(("options", "network", "name"), [
    ({}, {"dns_domain": "lab.example"}, "c1.lab.example"),
    ({"dns_domain": "other.example"}, {"dns_domain": "lab.example"}, "c1.other.example"),
])
def test_the_domain_is_the_networks_or_its_own(options, network, name):
    assert name in row(make_world(nic(**FIXED, **options), network=network), "DNS")["records"]


def test_a_network_without_names_has_an_empty_row():
    assert row(make_world(nic(**FIXED), network={"dns_mode": "none"}), "DNS")["records"] == {}


def test_what_is_not_assigned_yet_is_said():
    world = make_world(nic())
    notes = [each.note for each in nic_rows(world.nics[0], world) if each.note]
    assert notes == [{"records": {"c1.ovn": "the addresses that OVN assigns"}}]


# What is behind it

def test_routes_lead_to_the_nics_own_address():
    world = make_world(nic(**FIXED, ipv4_routes=["10.20.0.0/24"], ipv6_routes=["fd42:20::/64"]))
    assert keys(world, "Logical_Router_Static_Route") == [("10.20.0.0/24", "10.10.1.50", None, None), ("fd42:20::/64", EUI, None, None)]
    assert row(world, "Logical_Router_Static_Route", "10.20.0.0/24")["output_port"] == "overlay-net1-lr-lrp-int"
    assert row(world, "Address_Set", "overlay_net1_routes_ip4")["addresses"] == {"10.20.0.0/24"}
    assert [str(each) for each in world.nics[0].prefixes(world)] == ["10.20.0.0/24", "fd42:20::/64"]


def test_routes_wait_for_the_address_that_ovn_assigns():
    options = {"ipv4_routes": ["10.20.0.0/24"]}
    assert not keys(make_world(nic(**options)), "Logical_Router_Static_Route")
    assert keys(make_world(nic(**options), dynamic=ASSIGNED), "Logical_Router_Static_Route") == [("10.20.0.0/24", "10.10.1.2", None, None)]


def test_where_instances_only_reach_the_router_it_has_a_route_to_each():
    world = make_world(nic(**FIXED, ipv6_address="fd42:10:1::50"),
                       network={"ipv4_l3only": True, "ipv6_l3only": True, "ipv6_dhcp_stateful": True})
    assert keys(world, "Logical_Router_Static_Route") == [
        ("10.10.1.50", "10.10.1.50", None, None), ("fd42:10:1::50", "fd42:10:1::50", None, None)]
    assert world.nics[0].has_prefixes


def test_what_is_not_behind_a_nic_any_more_leaves_the_networks_set_unless_others_have_it():
    anycast = {**ROUTED, "ipv4_routes_anycast": True}
    other = nic(instance="c2", hwaddr="00:16:3e:00:00:52", ipv4_routes_external=["198.18.2.0/28"])
    before = make_world(nic(**FIXED, ipv4_routes=["10.20.0.0/24"], ipv4_routes_external=["198.18.2.0/28"]), other, uplink=anycast)
    now = after(before, make_world(nic(**FIXED, ipv4_routes=["10.30.0.0/24"]), other, uplink=anycast))
    assert wishes(now, "Address_Set", "addresses") == [Members(frozenset(["10.30.0.0/24"]), frozenset(["10.20.0.0/24"]))]


# How the outside reaches it

def test_an_untranslated_nic_is_answered_for_by_a_translation_of_each_address_to_itself():
    world = make_world(nic(**FIXED))
    assert keys(world, "NAT") == [("dnat_and_snat", each, each, None) for each in ADDRESSES]
    assert {each["options"]["stateless"] for each in rows(world)["NAT"]} == {"true"}
    assert not proxied(world)


def test_each_address_of_an_external_route_is_answered_for_even_when_the_network_is_translated():
    world = make_world(nic(**FIXED, ipv4_routes_external=["198.18.2.8/30"]), network=TRANSLATED)
    assert [key[1] for key in keys(world, "NAT")] == ["198.18.2.8", "198.18.2.9", "198.18.2.10", "198.18.2.11"]


@pytest.mark.parametrize("network", [PROXY, {"flavor": "incus"}])
def test_or_one_list_at_the_routers_port_has_them_all(network):
    world = make_world(nic(**FIXED, ipv4_routes_external=["198.18.2.8/30"]), network=network)
    assert proxied(world) == f"10.10.1.50/32 198.18.2.8/30 {EUI}/128"
    assert not keys(world, "NAT")


def test_nobody_answers_for_what_is_routed():
    world = make_world(nic(**FIXED, ipv4_routes_external=["198.18.2.8/30"]), uplink=ROUTED)
    assert not keys(world, "NAT") and not proxied(world)
    assert keys(world, "Logical_Router_Static_Route")


def test_nobody_answers_where_there_is_no_uplink():
    world = make_world(nic(**FIXED), network={"network": "none"})
    assert not keys(world, "NAT") and not proxied(world)


def test_a_nic_takes_only_its_own_words_out_of_the_list():
    now = after(make_world(nic(**FIXED), network=PROXY), make_world(nic(ipv4_address="10.10.1.51"), network=PROXY))
    words = Words(frozenset(["10.10.1.51/32", f"{EUI}/128"]), frozenset(["10.10.1.50/32"]))
    assert wishes(now, "Logical_Switch_Port", "options")[1:] == [Merge({"arp_proxy": words})]
    assert words.apply("10.10.1.50/32 10.10.1.9/32") == f"10.10.1.51/32 10.10.1.9/32 {EUI}/128"
    assert words.united(Words(frozenset(["10.10.1.50/32"]))).remove == frozenset()


def test_a_list_is_left_when_its_network_answers_by_translations_again():
    now = after(make_world(nic(**FIXED), network=PROXY), make_world(nic(**FIXED)))
    assert wishes(now, "Logical_Switch_Port", "options")[1:] == [
        Merge({"arp_proxy": Words(remove=frozenset(f"{each}/{length}" for each, length in zip(ADDRESSES, (32, 128))))})]
    assert keys(now, "NAT")


def test_the_outside_may_see_an_address_of_the_nics_own():
    world = make_world(nic(**FIXED, ipv4_address_external="198.18.2.90"), network=TRANSLATED)
    assert keys(world, "NAT") == [("snat", "198.18.2.90", "10.10.1.50", None)]
    assert row(world, "NAT")["options"] == {"stateless": "false"}


# What it may use

@pytest.mark.parametrize(("text", "rate"), [
    ("10Mbit", 10000), ("512kbit", 512), ("1Gbit", 1000000), ("1Mibit", 1048), ("2000000", 2000), ("1500000bit", 1500), ("10M", 10000),
])
def test_bandwidths_are_read_as_incus_does(text, rate):
    assert kilobits(text) == rate


@pytest.mark.parametrize(("options", "limits"), [
    ({"limits_ingress": "10Mbit", "limits_egress": "20Mbit"}, [("to-lport", 100, 10000), ("from-lport", 100, 20000)]),
    ({"limits_max": "5Mbit", "limits_priority": 7}, [("to-lport", 7, 5000), ("from-lport", 7, 5000)]),
    ({"limits_egress": "20Mbit"}, [("from-lport", 100, 20000)]),
    ({}, []),
])
def test_limits_are_rules_of_the_switch(options, limits):
    found = rows(make_world(nic(**options))).get("QoS", ())
    assert [(each["key"][0], each["key"][1], each["bandwidth"]["rate"]) for each in found] == limits


# Whether it runs

def test_of_a_stopped_nic_the_port_stays_and_keeps_its_address():
    world = make_world(nic(**FIXED, enabled=False, ipv4_routes=["10.20.0.0/24"], limits_max="1Mbit"))
    found = rows(world)
    assert row(world, "Logical_Switch_Port", PORT)["enabled"] is False
    assert row(world, "DNS")["records"] == {}
    assert not {"NAT", "QoS", "Logical_Router_Static_Route", "Address_Set"} & set(found)
    assert found["Port_Group"][0]["ports"] == frozenset()


def test_incus_keeps_the_name_and_the_limits_of_a_nic_that_was_started_once():
    options = {**FIXED, "enabled": False, "limits_max": "1Mbit"}
    stopped = make_world(nic(**options, requested_chassis="host1"), network={"flavor": "incus"})
    assert row(stopped, "DNS")["records"] and rows(stopped)["QoS"]
    assert not proxied(stopped)
    fresh = make_world(nic(**options), network={"flavor": "incus"})
    assert not row(fresh, "DNS")["records"] and "QoS" not in rows(fresh)


@pytest.mark.parametrize(("network", "enabled"), [({}, None), ({"flavor": "incus"}, True)])
def test_a_running_port_is_enabled_in_the_daemons_own_words(network, enabled):
    assert row(make_world(nic(), network=network), "Logical_Switch_Port", PORT)["enabled"] is enabled


# What is left over

def test_leftovers_are_looked_for_only_where_there_can_be_any():
    new = make_world(nic(**FIXED), network=TRANSLATED)
    assert nic_scopes(new.nics[0], new) == []
    same = after(new, make_world(nic(**FIXED), network=TRANSLATED))
    assert nic_scopes(same.nics[0], same) == []
    was_routed = make_world(nic(**FIXED, ipv4_routes=["10.20.0.0/24"], limits_max="1Mbit"), network=TRANSLATED)
    now = after(was_routed, make_world(nic(**FIXED), network=TRANSLATED))
    assert {scope.table.name for scope in nic_scopes(now.nics[0], now)} == {"Logical_Router_Static_Route", "QoS"}
    moved = after(new, make_world(nic(**FIXED, instance_id="2f1c"), network=TRANSLATED))
    assert {scope.marks for scope in nic_scopes(moved.nics[0], moved)} == {(("overlay_nic", PORT),)}
    assert len(nic_scopes(moved.nics[0], moved)) == 6


def test_with_a_nic_goes_what_it_has_in_the_rows_of_all():
    before = make_world(nic(**FIXED, ipv4_routes=["10.20.0.0/24"]), network=PROXY)
    now = after(before, make_world(network=PROXY))
    gone = nic_absent(before.nics[0], now)
    assert [(str(each.ref), each.state) for each in gone][:2] == [(f"Logical_Switch_Port {PORT}", "absent"), (f"DNS {PORT}", "absent")]
    assert gone[2].columns == {"addresses": Members(remove=frozenset(["10.20.0.0/24"]))}
    assert gone[3].columns["options"].items["arp_proxy"].remove == {"10.10.1.50/32", "10.20.0.0/24", f"{EUI}/128"} - {"10.20.0.0/24"}
