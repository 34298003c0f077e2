# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Peers: both sides by one entry, routes that follow, what is refused."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput

from .conftest import NETWORKS, NICS, SITE, UPLINK, faults, rows

DUAL = [NETWORKS[0], {**NETWORKS[1], "ipv6_address": "fd42:10:2::1/64", "ipv6_nat": True}, NETWORKS[2]]
SIX = {"name": "six", "network": "UPLINK", "ipv4_address": "none", "ipv6_address": "fd42:10:6::1/64", "ipv6_nat": True}


def peer(one: str = "net1", two: str = "net2") -> dict:
    return {"network_peers": [{"network": one, "target_network": two}]}


def ports(*documents: dict) -> dict[str, dict]:
    return {name: columns for (name,), columns in rows("Logical_Router_Port", *documents).items() if "-peer-" in name}


def routes(*documents: dict) -> dict[str, set]:
    """Prefixes by the port that leads to them."""
    found: dict[str, set] = {}
    for (prefix, _nexthop, _table, _policy), columns in rows("Logical_Router_Static_Route", *documents).items():
        if "-peer-" in (columns.get("output_port") or ""):
            found.setdefault(columns["output_port"], set()).add(prefix)
    return found


def test_each_router_has_a_port_to_the_other():
    found = ports(SITE, peer())
    assert {name: columns["peer"] for name, columns in found.items()} == {
        "overlay-net1-lr-lrp-peer-net2": "overlay-net2-lr-lrp-peer-net1",
        "overlay-net2-lr-lrp-peer-net1": "overlay-net1-lr-lrp-peer-net2",
    }
    assert found["overlay-net1-lr-lrp-peer-net2"]["networks"] == ["10.10.1.1/32", "fd42:10:1::1/128"]


def test_it_does_not_matter_who_is_named_first():
    assert ports(SITE, peer("net1", "net2")).keys() == ports(SITE, peer("net2", "net1")).keys()


def test_routes_lead_to_subnets_and_to_what_is_behind_nics():
    assert routes(SITE, peer()) == {
        "overlay-net1-lr-lrp-peer-net2": {"10.10.2.0/24", "10.20.0.0/24"},
        "overlay-net2-lr-lrp-peer-net1": {"10.10.1.0/24", "198.18.3.64/28"},
    }


def test_a_family_that_one_side_lacks_is_not_routed():
    dual = {**SITE, "networks": DUAL}
    assert "fd42:10:2::/64" in routes(dual, peer())["overlay-net1-lr-lrp-peer-net2"]
    assert not any(":" in prefix for prefixes in routes(SITE, peer()).values() for prefix in prefixes)


def test_packets_from_the_uplink_cannot_pretend_to_come_from_the_peer():
    matches = {match for _priority, match, _chain in rows("Logical_Router_Policy", SITE, peer()) if "//" in match}
    assert matches == {
        f'(inport == "overlay-{one}-lr-lrp-ext" && ip{v} && ip{v}.src == $overlay_{two}_routes_ip{v}) // overlay-{one}-lr-lrp-peer-{two}'
        for one, two in (("net1", "net2"), ("net2", "net1")) for v in (4, 6)
    }


def test_a_network_without_an_uplink_is_ready_for_one():
    matches = {match for _priority, match, _chain in rows("Logical_Router_Policy", SITE, peer("net1", "alone")) if "//" in match}
    assert len(matches) == 4 and sum('"overlay-alone-lr-lrp-ext"' in match for match in matches) == 2


@pytest.mark.parametrize(("site", "entry", "option", "words"), [
    (SITE, peer("net1", "net1"), "target_network", "net1 is the network itself"),
    (SITE, peer("net1", "nope"), "target_network", "there is no network nope"),
    (SITE, peer("nope", "net1"), "network", "there is no network nope"),
    ({**SITE, "networks": [*NETWORKS, SIX]}, peer("net2", "six"), "target_network", "net2 and six have subnets of no common family"),
    ({**SITE, "networks": [*NETWORKS, {**NETWORKS[2], "name": "twin"}]}, peer("alone", "twin"), "target_network",
     "10.10.3.0/24 of twin overlaps 10.10.3.0/24 of alone. Peers need subnets apart"),
])
def test_what_is_wrong_is_refused(site, entry, option, words):
    assert words in faults(site, entry)[f"network_peers[0].{option}"]


def test_two_peers_of_a_network_must_be_told_apart():
    site = {**SITE, "networks": [*NETWORKS, {**NETWORKS[2], "name": "twin", "ipv4_address": "10.10.3.129/25"}]}
    found = faults(site, peer("net1", "alone"), peer("net1", "twin"))
    assert "10.10.3.128/25 of twin overlaps 10.10.3.0/24 of alone, another peer of net1" in found["network_peers[1].target_network"]


def test_check_and_run_say_the_same_and_nothing_is_left_to_do(tasks, four_steps):
    four_steps(tasks.peer, network="net1", target_network="net2")
    assert not tasks.peer(network="net2", target_network="net1", check=True)["diff"]
    four_steps(tasks.peer, network="net2", target_network="net1", state="absent")
    assert not [row for row in tasks.rows("Logical_Router_Port") if row["peer"]]


def test_routes_follow_the_networks_and_their_nics(tasks):
    tasks.peer(network="net1", target_network="net2")
    tasks.networks({"network_nics": [NICS[2]]}, state="absent")
    assert not [row for row in tasks.rows("Logical_Router_Static_Route") if row["ip_prefix"] == "10.20.0.0/24"]
    tasks.networks({"uplinks": [UPLINK], "networks": [{**NETWORKS[1], "ipv4_address": "10.10.7.1/24"}]})
    found = {row["ip_prefix"]: row["nexthop"] for row in tasks.rows("Logical_Router_Static_Route") if row["output_port"]}
    assert found["10.10.7.0/24"] == "10.10.7.1" and "10.10.2.0/24" not in found
    port = next(row for row in tasks.rows("Logical_Router_Port") if row["name"] == "overlay-net2-lr-lrp-peer-net1")
    assert port["networks"] == {"10.10.7.1/32"}


def test_a_network_goes_from_its_peers_with_force(tasks):
    tasks.peer(network="net1", target_network="alone")
    with pytest.raises(InvalidInput, match="in use by .*net1"):
        tasks.networks({"networks": [{"name": "alone"}]}, state="absent")
    tasks.networks({"networks": [{"name": "alone"}]}, state="absent", force=True)
    assert not [row for row in tasks.rows("Logical_Router_Port") if row["peer"]]


def test_a_subnet_does_not_move_into_a_peers(tasks):
    tasks.peer(network="net1", target_network="net2")
    with pytest.raises(InvalidInput, match="overlaps"):
        tasks.networks({"uplinks": [UPLINK], "networks": [{**NETWORKS[1], "ipv4_address": "10.10.1.129/25"}],
                        "network_nics": [{**NICS[2], "ipv4_address": "10.10.1.130"}]})
