# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What instances are told: addresses, routes, names."""

from __future__ import annotations

import ipaddress
import re

import pytest
from conftest import DOCUMENT, FAMILIES, INSTANCES, NETWORKS, NICS, OUTSIDE_ADDRESSES, address, pings, reaches, run
from lab import comes_true

SERVERS = DOCUMENT["uplinks"][0]["dns_nameservers"]


def ask(who: str, question: str) -> list[str]:
    """What OVN answers; the name server on the outside does not know these names."""
    said = run(who, f"dig +short +time=1 +tries=2 {question}").stdout.splitlines()
    return [line for line in said if not line.startswith(";")]


def lease(who: str) -> int:
    return next(each["valid_life_time"] for each in INSTANCES[who].addresses() if each["family"] == "inet")


@pytest.mark.parametrize("name", INSTANCES)
def test_every_instance_has_one_address_of_each_family_in_its_network(name: str) -> None:
    for version in (4, 6):
        subnet = ipaddress.ip_interface(NETWORKS[INSTANCES[name].network][f"ipv{version}_address"]).network
        assert ipaddress.ip_address(address(name, version)) in subnet


@pytest.mark.parametrize("name", [name for name, nic in NICS.items() if "ipv4_address" in nic])
def test_a_fixed_address_is_the_one_that_dhcp_gives(name: str) -> None:
    for version in (4, 6):
        assert address(name, version) == NICS[name][f"ipv{version}_address"]


def test_a_dynamic_address_comes_out_of_the_ranges() -> None:
    assert ipaddress.ip_address("10.11.0.50") <= ipaddress.ip_address(address("w3", 4)) <= ipaddress.ip_address("10.11.0.59")


def test_the_lease_lasts_as_long_as_was_said() -> None:
    assert 600 < lease("w3") <= 1200 and 1800 < lease("a1") <= 3600


def test_dhcp_brings_routes_mtu_and_names() -> None:
    routes = run("w3", "ip -4 route").stdout
    assert "default via 10.11.0.1 dev eth0 proto dhcp" in routes
    assert "10.31.0.0/24 via 10.11.0.12 dev eth0 proto dhcp" in routes
    assert run("w3", "cat /sys/class/net/eth0/mtu").stdout.strip() == "1400"
    told = run("w3", "cat /etc/resolv.conf").stdout
    assert "domain web.lab" in told and "search web.lab app.lab" in told
    assert re.findall(r"^nameserver (\S+)", told, re.MULTILINE) == SERVERS


def test_no_default_route_comes_where_none_is_given() -> None:
    assert "default" not in run("q1", "ip -4 route").stdout


def test_a_router_advertisement_brings_the_prefix_the_way_out_and_the_mtu() -> None:
    routes = run("a1", "ip -6 route").stdout
    assert re.search(r"fd42:12::/64 dev eth0 proto ra \S+ \d+ mtu 1442", routes)
    assert re.search(r"default via fe80::\S+ dev eth0 proto ra", routes)
    mac = run("a1", "cat /sys/class/net/eth0/address").stdout.strip()
    made = ipaddress.ip_address(address("a1", 6)).packed[8:].hex()
    assert made == f"{int(mac[:2], 16) ^ 2:02x}" + mac[3:8].replace(":", "") + "fffe" + mac[9:].replace(":", "")


def test_a_stateful_network_gives_single_addresses() -> None:
    entries = [each for each in INSTANCES["w1"].addresses() if each["family"] == "inet6"]
    assert [(each["local"], each["prefixlen"]) for each in entries] == [("fd42:11::11", 128)]


@FAMILIES
@pytest.mark.parametrize(("one", "two"), [("w1", "w3"), ("a1", "a2"), ("r1", "r2"), ("q1", "q2")])
def test_instances_on_different_hosts_reach_each_other(one: str, two: str, version: int) -> None:
    assert reaches(one, address(two, version)) and reaches(two, address(one, version))


def test_behind_l3only_the_way_leads_through_the_router() -> None:
    """The router takes one from the hop limit, which it advertises as 255."""
    for one, two, limit in (("r1", "r2", 254), ("a1", "a2", 255)):
        assert comes_true(lambda: f"ttl={limit}" in run(one, f"ping -n -c 1 -W 2 {address(two, 6)}").stdout, 15)


@FAMILIES
def test_an_isolated_network_has_a_router_and_no_way_out(version: int) -> None:
    assert reaches("q1", NETWORKS["quiet"][f"ipv{version}_address"].split("/")[0])
    assert not pings("q1", OUTSIDE_ADDRESSES[version])
    assert reaches("a1", OUTSIDE_ADDRESSES[version]), "others reach the outside"


def test_names_and_addresses_are_answered_both_ways() -> None:
    assert ask("w3", "w1.web.lab A") == ["10.11.0.11"]
    assert ask("w3", "w1.web.lab AAAA") == ["fd42:11::11"]
    assert ask("w3", "-x 10.11.0.11") == ["w1.web.lab."]
    assert ask("w3", "-x fd42:11::11") == ["w1.web.lab."]
    assert ask("w1", "w3.web.lab A") == [address("w3", 4)], "also of addresses that OVN chose"
    assert ask("w1", "w3.web.lab AAAA") == [address("w3", 6)]


def test_the_search_list_completes_names() -> None:
    assert "10.11.0.12" in run("w3", "getent ahostsv4 w2").stdout


def test_names_of_other_networks_are_not_answered() -> None:
    assert ask("w3", "a1.app.lab A") == []


def test_a_network_can_do_without_names() -> None:
    assert ask("q1", "q2.ovn A") == []
