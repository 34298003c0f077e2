# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is left when all of it has been taken away: what the operators of the hosts had, and nothing of ours."""

from __future__ import annotations

import pytest
from conftest import OPERATORS, links, mappings, outside_pings, ports
from lab import CHASSIS, comes_true, host


@pytest.mark.parametrize("name", CHASSIS)
def test_nothing_carries_a_mark_of_ours(name: str) -> None:
    marked = host(name).check_output("ovsdb-client dump unix:/run/openvswitch/db.sock Open_vSwitch")
    assert "overlay_" not in marked
    assert [link["ifname"] for link in links(name) if "overlay.ovn" in link.get("ifalias", "")] == []


@pytest.mark.parametrize("name", CHASSIS)
def test_mappings_and_bridges_are_those_of_the_operators(name: str) -> None:
    bridges = {"host1": {"br-foreign"}, "host2": {"br-ex"}, "host3": set()}
    assert mappings(name) == ({"FOREIGN": "br-foreign"} if name == "host1" else {})
    assert set(host(name).check_output("ovs-vsctl list-br").split()) - {"br-int", "br-underlay"} == bridges[name]


def test_a_card_is_nobodys_and_as_it_was() -> None:
    assert host("host1").run("ovs-vsctl port-to-br eth1").rc != 0
    (card,) = links("host1", "dev", "eth1")
    assert "UP" in card["flags"] and "master" not in card
    assert host("host1").check_output("cat /proc/sys/net/ipv6/conf/eth1/disable_ipv6") == "0"


def test_the_bridges_have_the_ports_that_they_had() -> None:
    assert ports("host2", "br-ex") == {"eth1"}
    assert host("host2").check_output("ovs-vsctl get bridge br-ex external_ids") == "{whose=operator}"
    assert [link["ifname"] for link in links("host3", "master", "br0")] == ["eth1"]


@pytest.mark.parametrize("name", OPERATORS)
def test_the_hosts_have_their_addresses(name: str) -> None:
    bridge, addresses = OPERATORS[name]
    (link,) = links(name, "dev", bridge)
    assert set(addresses) <= {each["local"] for each in link["addr_info"]}
    assert comes_true(lambda: all(map(outside_pings, addresses)), 15)


@pytest.mark.parametrize("name", CHASSIS)
def test_no_patch_of_ovn_controller_is_left(name: str) -> None:
    assert "ovn-localnet-port" not in host(name).check_output("ovs-vsctl --bare --columns=external_ids list port")
