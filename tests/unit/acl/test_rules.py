# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What rules of ACLs come to: their matches, precedence and names in the log."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.network.acl_groups import acl_rows
from ansible_collections.overlay.ovn.plugins.module_utils.network.acl_rules import fitted

from .worlds import make_world

ACLS = [{"name": "db", "flavor": "lxd"}, {"name": "cache", "flavor": "incus"}]


def rows(direction: str, rule: dict, flavor: str = "lxd", name: str = "web") -> list[tuple]:
    """Group, priority, match, action and log name of the rows of one rule."""
    acl = {"name": name, "flavor": flavor, direction: [{"action": "allow", **rule}]}
    world = make_world(acls=[acl, *ACLS], sets=["my-office"], networks={"net1": [name], "net2": []}, peers=[("net1", "net2")])
    return [
        (row.link.parent.key[0], row.ref.key[1], row.ref.key[2], row.columns["action"], row.columns["name"])
        for row in acl_rows(world.acls[name], world) if row.ref.table.name == "ACL" and row.ref.key[1]
    ]


SOURCES = {
    "10.0.0.1": "ip4.src == 10.0.0.1",
    "fd42::/64": "ip6.src == fd42::/64",
    "10.0.0.1-10.0.0.9": "(ip4.src >= 10.0.0.1 && ip4.src <= 10.0.0.9)",
    "fd42::1-fd42::9": "(ip6.src >= fd42::1 && ip6.src <= fd42::9)",
    "10.0.0.1,fd42::1": "ip4.src == 10.0.0.1 || ip6.src == fd42::1",
    "10.0.0.1,db": "ip4.src == 10.0.0.1 || (ip4.src == $overlay_acl_db_ip4 || ip6.src == $overlay_acl_db_ip6)",
    "db": "(ip4.src == $overlay_acl_db_ip4 || ip6.src == $overlay_acl_db_ip6)",
    "cache": "(ip4.src == $overlay_acl_cache_all_ip4 || ip6.src == $overlay_acl_cache_all_ip6)",
    "web": "(ip4.src == $overlay_acl_web_ip4 || ip6.src == $overlay_acl_web_ip6)",
    "$my-office": "ip6.src == $overlay_set_my.office_ip6 || ip4.src == $overlay_set_my.office_ip4",
    "@net1/net2": "ip6.src == $overlay_net2_routes_ip6 || ip4.src == $overlay_net2_routes_ip4",
    "@internal": "(ip4.src == $overlay_net1_routes_ip4 || ip6.src == $overlay_net1_routes_ip6)",
    "@external": 'inport == "overlay-net1-ls-int-lsp-router"',
}
DESTINATIONS = {
    **{name: source.replace(".src", ".dst") for name, source in SOURCES.items()},
    "@internal": "outport == @overlay_net1",
    "@external": 'outport == "overlay-net1-ls-int-lsp-router"',
}
INCUS_SOURCES = {
    "db": SOURCES["db"],
    "cache": SOURCES["cache"],
    "@internal": SOURCES["@internal"],
    "@external": "((ip4 && ip4.src != $overlay_net1_routes_ip4) || (ip6 && ip6.src != $overlay_net1_routes_ip6))",
}
INCUS_DESTINATIONS = {name: source.replace(".src", ".dst") for name, source in INCUS_SOURCES.items()}


def home(subject: str, *, otherwise: str) -> str:
    """Where the rows of a rule hang that speaks of this subject."""
    return "overlay_acl_web_net1" if subject in ("@internal", "@external") else otherwise


@pytest.mark.parametrize("source", SOURCES)
def test_where_packets_come_from(source):
    group = home(source, otherwise="overlay_acl_web")
    match = f"(outport == @overlay_acl_web) && ({SOURCES[source]})"
    assert rows("ingress", {"source": [source]}) == [(group, 300, match, "allow-related", None)]


@pytest.mark.parametrize("destination", DESTINATIONS)
def test_where_packets_go(destination):
    group = home(destination, otherwise="overlay_acl_web")
    sender = "inport == @overlay_acl_web || ip4.src == $overlay_acl_web_ip4 || ip6.src == $overlay_acl_web_ip6"
    match = f"({sender}) && ({DESTINATIONS[destination]})"
    assert rows("egress", {"destination": [destination]}) == [(group, 300, match, "allow-related", None)]


@pytest.mark.parametrize("source", INCUS_SOURCES)
def test_incus_knows_senders_by_their_addresses(source):
    group = home(source, otherwise="overlay_acl_web_all")
    assert rows("ingress", {"source": [source]}, "incus") == [
        (group, priority, f"(outport == @overlay_acl_web_{variant}) && ({INCUS_SOURCES[source]})", "allow-related", None)
        for variant, priority in (("ingress", 300), ("ingress_reversed", 500))
    ]


@pytest.mark.parametrize("destination", INCUS_DESTINATIONS)
def test_incus_knows_its_own_senders_by_their_addresses(destination):
    group = home(destination, otherwise="overlay_acl_web_all")
    own = "(ip4.src == $overlay_acl_web_{0}_ip4 || ip6.src == $overlay_acl_web_{0}_ip6)"
    assert rows("egress", {"destination": [destination]}, "incus") == [
        (group, priority, f"({own.format(variant)}) && ({INCUS_DESTINATIONS[destination]})", "allow-related", None)
        for variant, priority in (("egress", 300), ("egress_reversed", 500))
    ]


CONDITIONS = {
    "(tcp)": {"protocol": "tcp"},
    "(udp) && (udp.dst == 53)": {"protocol": "udp", "destination_port": ["53"]},
    "(tcp) && (tcp.src == 7 || (tcp.src >= 1024 && tcp.src <= 65535)) && (tcp.dst == 80 || tcp.dst == 443)": {
        "protocol": "tcp", "source_port": ["7", "1024-65535"], "destination_port": ["80,443"]},
    "(icmp4) && (icmp4.type == 0) && (icmp4.code == 0)": {"protocol": "icmp4", "icmp_type": 0, "icmp_code": 0},
    "(icmp6) && (icmp6.code == 3)": {"protocol": "icmp6", "icmp_code": 3},
    "(ip4.src == 10.0.0.1) && (ip4.dst == 10.0.0.2) && (icmp4)": {
        "protocol": "icmp4", "source": ["10.0.0.1"], "destination": ["10.0.0.2"]},
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_protocols_and_ports(condition):
    assert [row[2] for row in rows("ingress", CONDITIONS[condition])] == [f"(outport == @overlay_acl_web) && {condition}"]


PRECEDENCE = {"allow": (300, 500), "allow-stateless": (300, 500), "reject": (400, 400), "drop": (500, 300)}


@pytest.mark.parametrize("action", PRECEDENCE)
def test_what_refuses_goes_first_unless_all_is_allowed_by_default(action):
    written = "allow-related" if action == "allow" else action
    assert [(row[1], row[3]) for row in rows("ingress", {"action": action})] == [(PRECEDENCE[action][0], written)]
    incus = rows("ingress", {"action": action}, "incus")
    assert [(row[0], row[1], row[3]) for row in incus] == [
        ("overlay_acl_web_ingress", PRECEDENCE[action][0], written),
        ("overlay_acl_web_ingress_reversed", PRECEDENCE[action][1], written),
    ]


def test_a_disabled_rule_is_no_row():
    assert rows("egress", {"state": "disabled"}) == []


def test_a_logged_rule_has_a_name_that_tells_which_one_it_is():
    assert [row[4] for row in rows("egress", {"state": "logged"})] == ["overlay_acl_web-egress-0"]
    assert [row[4] for row in rows("egress", {"state": "logged"}, "incus")] == [
        "overlay_acl_web_egress-egress-0", "overlay_acl_web_egress_reversed-egress-0"]
    assert rows("ingress", {"state": "logged", "source": ["@internal"]})[0][4] == "overlay_acl_web-ingress-0"


def test_names_in_the_log_are_as_short_as_ovn_demands():
    assert fitted("x" * 63) == "x" * 63
    long = [f"overlay_acl_{'a' * 63}_ingress_reversed-ingress-{number}" for number in (1, 2, 12)]
    short = [fitted(name) for name in long]
    assert {len(name) for name in short} == {63}
    assert len(set(short)) == 3
    assert [name.rpartition("-")[2] for name in short] == ["1", "2", "12"]
    assert {name[:11] for name in short} == {"overlay_acl"}
    name = rows("ingress", {"state": "logged"}, name="a" * 63)[0][4]
    assert len(name) == 63
