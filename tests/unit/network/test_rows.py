# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows of options that no recording of LXD shows; for the others see tests/oracle."""

from __future__ import annotations

import pytest

from .networks import compiled, rows

PORT = ("overlay-net1-lr-lrp-int",)
SWITCH = ("overlay-net1-ls-int",)
ROUTER = ("overlay-net1-lr",)
INCUS = {"flavor": "incus"}


def dhcp(version: int = 4, **options) -> dict:
    return rows("DHCP_Options", options)[f"overlay-net1-ls-int-ip{version}",]["options"]


def test_a_lease_says_what_it_is_told():
    found = dhcp(ipv4_dhcp_expiry="2h", ipv4_dhcp_gateway="10.10.1.9", ipv4_dhcp_routes=["10.20.0.0/16,10.10.1.8", "0.0.0.0/0,10.10.1.9"])
    assert found["lease_time"] == 7200
    assert found["router"] == "10.10.1.9"
    assert found["classless_static_route"] == "{10.20.0.0/16,10.10.1.8,0.0.0.0/0,10.10.1.9}"


def test_a_network_may_have_no_default_gateway():
    assert "router" not in dhcp(ipv4_dhcp_gateway="none")


def test_behind_the_router_only():
    options = {"ipv4_l3only": True, "ipv6_l3only": True, "ipv6_dhcp_stateful": True}
    assert rows("Logical_Router_Port", options)[PORT]["networks"] == ["10.10.1.1/32", "fd42:10:1::1/128"]
    routes = rows("Logical_Router_Static_Route", options)
    assert {key[0] for key in routes if key[1] == "discard"} == {"10.10.1.0/24", "fd42:10:1::/64"}
    assert dhcp(**options)["netmask"] == "255.255.255.255"
    assert not list(rows("Logical_Router_Static_Route", {**options, "network": "none"}))


def test_a_chosen_source_address_is_translated_to():
    uplink = {"ovn_ingress_mode": "routed", "ipv4_routes": ["203.0.113.0/24"]}
    found = rows("NAT", {"ipv4_nat": True, "ipv4_nat_address": "203.0.113.9"}, uplink=uplink)
    assert list(found) == [("snat", "203.0.113.9", "10.10.1.0/24", None)]


@pytest.mark.parametrize(("options", "snoop", "relay"), [
    ({}, None, None),
    ({"bridge_multicast_snooping": False, "bridge_multicast_relay": True}, "false", "true"),
    (INCUS, "true", "false"),
    ({**INCUS, "bridge_multicast_snooping": False, "bridge_multicast_relay": True}, "false", "true"),
])
def test_multicast_is_left_to_ovn_or_done_as_incus_does_it(options, snoop, relay):
    assert rows("Logical_Switch", options)[SWITCH]["other_config"].get("mcast_snoop") == snoop
    assert rows("Logical_Router", options)[ROUTER]["options"].get("mcast_relay") == relay


@pytest.mark.parametrize(("options", "text"), [
    ({}, "10.10.1.1"),
    (INCUS, "10.10.1.1 10.10.1.254"),
    ({"ipv4_dhcp_ranges": ["10.10.1.10-10.10.1.254"]}, "10.10.1.1..10.10.1.9 10.10.1.255"),
    ({**INCUS, "ipv4_dhcp_ranges": ["10.10.1.10-10.10.1.254"]}, "10.10.1.1..10.10.1.9 10.10.1.254"),
    ({**INCUS, "ipv4_dhcp_ranges": ["10.10.1.1-10.10.1.9"]}, "10.10.1.10..10.10.1.254 10.10.1.1"),
])
def test_addresses_that_nobody_is_given(options, text):
    assert rows("Logical_Switch", options)[SWITCH]["other_config"]["exclude_ips"] == text


@pytest.mark.parametrize(("options", "sent"), [
    ({"ipv6_ra": False}, {"send_periodic": "false"}),
    ({"ipv6_address": "none"}, {}),
    ({**INCUS, "ipv6_address": "none"}, {"send_periodic": "false"}),
])
def test_a_router_that_does_not_advertise_itself(options, sent):
    assert rows("Logical_Router_Port", options)[PORT]["ipv6_ra_configs"] == sent


def test_an_interface_of_a_host_has_a_port():
    found = rows("Logical_Switch_Port", {"bridge_external_interfaces": [{"chassis": "host1", "name": "eth2"}]})
    assert found["overlay-net1-external-host1-eth2",]["addresses"] == ["unknown"]


def test_a_network_without_addresses_that_reaches_no_other_is_a_switch():
    found = compiled({"network": "none", "ipv4_address": "none", "ipv6_address": "none"}).want.rows
    assert {row.ref.table.name for row in found} == {"Logical_Switch", "ACL", "Address_Set", "Port_Group", "Copp"}


def test_zones_tunnels_and_names_make_no_rows():
    def plain(**options):
        found = compiled(options).want.rows
        return [(row.ref, {name: value for name, value in row.columns.items() if name != "external_ids"}) for row in found]

    tunnel = {"name": "t1", "protocol": "vxlan", "id": 77}
    assert plain(dns_zone_forward=["lab.example"], tunnels=[tunnel], user={"a": "b"}, dns_mode="none") == plain()


def test_the_database_remembers_the_network_and_its_uplink():
    inside, outside = (rows("Logical_Switch")[f"overlay-net1-ls-{side}",]["external_ids"] for side in ("int", "ext"))
    assert inside["overlay_kind"] == "networks" and '"ipv4_address":"10.10.1.1/24"' in inside["overlay_config"]
    assert outside["overlay_kind"] == "uplinks" and '"ipv4_gateway":"198.18.1.1/24"' in outside["overlay_config"]
