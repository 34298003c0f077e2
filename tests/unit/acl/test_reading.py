# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading ACLs: what is understood, and what is refused with its path, value, rule and remedy."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.network.acl import check_acl, check_acls, read_acl
from ansible_collections.overlay.ovn.plugins.module_utils.network.acl_subjects import Subject, read_subject
from ansible_collections.overlay.ovn.plugins.module_utils.network.reading import Reading

from .worlds import make_world

ALLOW = {"action": "allow"}


def read(**options):
    """The ACL, and its faults as text."""
    reading = Reading({"name": "web", **options}, "acl")
    acl = read_acl(reading)
    return acl, [str(fault) for fault in reading.faults]


@pytest.mark.parametrize(("text", "subject"), [
    ("10.0.0.1", Subject("address", ("10.0.0.1",), 4)),
    ("10.0.0.0/8", Subject("address", ("10.0.0.0/8",), 4)),
    ("FD42::1", Subject("address", ("fd42::1",), 6)),
    ("fd42::/64", Subject("address", ("fd42::/64",), 6)),
    ("10.0.0.1-10.0.0.9", Subject("range", ("10.0.0.1", "10.0.0.9"), 4)),
    ("fd42::1-fd42::9", Subject("range", ("fd42::1", "fd42::9"), 6)),
    ("web-1", Subject("acl", ("web-1",))),
    ("fd42", Subject("acl", ("fd42",))),
    ("$office", Subject("set", ("office",))),
    ("@internal", Subject("internal")),
    ("#internal", Subject("internal")),
    ("@external", Subject("external")),
    ("#external", Subject("external")),
    ("@net1/net2", Subject("peer", ("net1", "net2"))),
])
def test_a_subject_is_told_by_its_form(text, subject):
    assert read_subject(text) == subject


@pytest.mark.parametrize("source", [["10.0.0.1", "db", "fd42::/64"], ["10.0.0.1, db ,fd42::/64"], ["10.0.0.1,db", "fd42::/64"]])
def test_a_list_may_be_a_list_or_a_text_with_commas(source):
    acl, faults = read(ingress=[{**ALLOW, "source": source}])
    assert not faults
    assert [subject.words for subject in acl.rules[0].source] == [("10.0.0.1",), ("db",), ("fd42::/64",)]


@pytest.mark.parametrize("nothing", [None, [], [""]])
def test_nothing_given_is_no_condition(nothing):
    acl, faults = read(egress=[{**ALLOW, "protocol": "tcp", "destination": nothing, "destination_port": nothing}])
    assert not faults
    assert acl.rules[0].destination == acl.rules[0].destination_ports == ()


BAD_NAMES = ["", "1st", "-a", "a-", "a_b", "a.b", "@internal", "a" * 64]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_could_be_an_address_or_stands_in_no_rule_is_refused(name):
    _acl, faults = read(name=name)
    assert faults == [f"acl.name: {name!r} is not a name that can be used in rules. Use 1 to 63 letters, digits and dashes, "
                      "beginning with a letter and not ending with a dash."]


def test_a_base_name_must_stand_in_a_match():
    _acl, faults = read(base_name="lxd-acl1")
    assert faults == ["acl.base_name: 'lxd-acl1' cannot stand in a match. Use letters, digits, _ and . only, and begin with a "
                      "letter, _ or ."]


TCP = {**ALLOW, "protocol": "tcp"}
BROKEN = {
    "neither address nor name": (
        {**ALLOW, "source": ["10.0.0"]}, "source", ["'10.0.0'", "no address, network or range of addresses", "Write for example"]),
    "host bits": ({**ALLOW, "source": ["10.0.0.1/24"]}, "source", ["'10.0.0.1/24'", "host bits", "Write 10.0.0.0/24"]),
    "empty word": ({**ALLOW, "source": ["10.0.0.1,,10.0.0.2"]}, "source", ["''", "no address"]),
    "range backwards": ({**ALLOW, "source": ["10.0.0.9-10.0.0.1"]}, "source", ["'10.0.0.9-10.0.0.1'", "from a lower to a higher"]),
    "range of two families": ({**ALLOW, "source": ["10.0.0.1-fd42::1"]}, "source", ["'10.0.0.1-fd42::1'", "one family"]),
    "peer without its target": ({**ALLOW, "source": ["@net1"]}, "source", ["'@net1'", "Write @NETWORK/TARGET"]),
    "set without a name": ({**ALLOW, "source": ["$"]}, "source", ["''", "letters, digits and dashes"]),
    "name as own side": ({**ALLOW, "destination": ["db"]}, "destination", ["db", "only as the source of an ingress rule"]),
    "place as own side": ({**ALLOW, "destination": ["@internal"]}, "destination", ["@internal", "only as the source"]),
    "set as own side": ({**ALLOW, "destination": ["$office"]}, "destination", ["office", "only as the source"]),
    "families that do not meet": (
        {**ALLOW, "source": ["10.0.0.1"], "destination": ["fd42::1"]}, "source", ["IPv4", "the other side of the rule has none"]),
    "a family only here": (
        {**ALLOW, "source": ["10.0.0.1", "fd42::1"], "destination": ["10.0.0.2"]}, "source", ["IPv6", "make a rule for each family"]),
    "IPv6 for icmp4": ({**ALLOW, "protocol": "icmp4", "source": ["fd42::1"]}, "source", ["not of IPv4", "icmp4"]),
    "IPv4 for icmp6": ({**ALLOW, "protocol": "icmp6", "destination": ["10.0.0.1"]}, "destination", ["not of IPv6", "icmp6"]),
    "port without protocol": ({**ALLOW, "destination_port": ["80"]}, "destination_port", ["80", "needs the protocol tcp or udp", "none"]),
    "source port without protocol": ({**ALLOW, "source_port": ["80"]}, "source_port", ["80", "needs the protocol tcp or udp"]),
    "port for icmp": (
        {**ALLOW, "protocol": "icmp4", "destination_port": ["80"]}, "destination_port", ["80", "tcp or udp", "has icmp4", "leave"]),
    "port that is no number": ({**TCP, "destination_port": ["http"]}, "destination_port", ["'http'", "Write for example 80"]),
    "port too high": ({**TCP, "destination_port": ["80,65536"]}, "destination_port", ["'65536'", "up to 65535"]),
    "port range backwards": ({**TCP, "source_port": ["90-80"]}, "source_port", ["'90-80'", "from a lower to a higher"]),
    "port range of one": ({**TCP, "source_port": ["80-80"]}, "source_port", ["'80-80'", "from a lower to a higher"]),
    "port range of three": ({**TCP, "source_port": ["1-2-3"]}, "source_port", ["'1-2-3'", "neither a port nor a range"]),
    "icmp type for tcp": ({**TCP, "icmp_type": 8}, "icmp_type", ["8", "needs the protocol icmp4 or icmp6", "has tcp"]),
    "icmp code for tcp": ({**TCP, "icmp_code": 0}, "icmp_code", ["0", "needs the protocol icmp4 or icmp6", "has tcp"]),
    "icmp type without protocol": ({**ALLOW, "icmp_type": 8}, "icmp_type", ["8", "needs the protocol icmp4 or icmp6", "none"]),
    "icmp code without protocol": ({**ALLOW, "icmp_code": 8}, "icmp_code", ["8", "needs the protocol icmp4 or icmp6", "none"]),
    "icmp type too high": ({**ALLOW, "protocol": "icmp4", "icmp_type": 256}, "icmp_type", ["256", "0 to 255"]),
    "icmp code too high": ({**ALLOW, "protocol": "icmp6", "icmp_code": 256}, "icmp_code", ["256", "0 to 255"]),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_rule_that_could_not_do_what_it_says_is_refused(rule):
    broken, option, words = BROKEN[rule]
    _acl, faults = read(ingress=[ALLOW, broken])
    assert len(faults) == 1
    assert faults[0].startswith(f"acl.ingress[1].{option}: ")
    assert all(word in faults[0] for word in words), faults[0]


def test_names_are_the_destination_of_egress_rules():
    assert not read(egress=[{**ALLOW, "destination": ["db", "@external", "$office", "@net1/net2"]}])[1]
    _acl, faults = read(egress=[{**ALLOW, "source": ["db"]}])
    assert faults == ["acl.egress[0].source: db: names may stand only as the destination of an egress rule, for the source of one is "
                      "the instance. Write addresses here, or nothing."]


def test_families_meet_where_one_side_has_a_name():
    assert not read(ingress=[{**ALLOW, "source": ["10.0.0.1", "db"], "destination": ["10.0.0.2"]}])[1]
    assert not read(ingress=[{**ALLOW, "source": ["10.0.0.1", "fd42::1"], "destination": ["fd42::2", "10.0.0.2"]}])[1]


def test_all_faults_are_found_at_once():
    _acl, faults = read(name="1", ingress=[{**ALLOW, "source": ["x_y"], "icmp_type": 8}], egress=[{**TCP, "destination_port": ["x"]}])
    assert [fault.partition(": ")[0] for fault in faults] == [
        "acl.name", "acl.ingress[0].source", "acl.ingress[0].icmp_type", "acl.egress[0].destination_port"]


@pytest.mark.parametrize("other", [{}, {"description": "again"}, {"state": "logged"}, {"action": "allow-stateless"}])
def test_two_rules_that_would_be_one_row_are_refused(other):
    _acl, faults = read(ingress=[TCP, ALLOW, {**TCP, **other}])
    assert faults == ["acl.ingress[2]: matches what ingress[0] matches, with the same precedence. Leave one of them out."]


@pytest.mark.parametrize("other", [{"state": "disabled"}, {"action": "drop"}, {"protocol": "udp"}])
def test_rules_that_differ_stand_beside_each_other(other):
    assert not read(ingress=[TCP, {**TCP, **other}], egress=[TCP])[1]


def checked(world, name: str) -> list[str]:
    reading = Reading({}, "acl")
    check_acl(world.acls[name], world, reading)
    return [str(fault) for fault in reading.faults]


MISSING = {
    "db": "there is no ACL named 'db'",
    "$office": "there is no address set named 'office'",
    "@net1/net9": "there is no peer of network net1 named 'net9'",
}


@pytest.mark.parametrize("subject", MISSING)
def test_whom_a_rule_names_must_exist(subject):
    world = make_world(acls=[{"name": "web", "ingress": [{**ALLOW, "source": ["10.0.0.1", subject]}]}], networks=["net1"])
    assert checked(world, "web") == [
        f"acl.ingress[0].source: {MISSING[subject]}. Make it in this task or before, or correct the name."]


def test_an_acl_may_name_itself_and_what_exists():
    rules = [{**ALLOW, "source": ["web", "$office", "@net1/net2", "@net2/net1"]}]
    world = make_world(acls=[{"name": "web", "ingress": rules}], sets=["office"], networks=["net1", "net2"], peers=[("net2", "net1")])
    assert checked(world, "web") == []


def test_a_peer_means_nobody_in_another_network():
    acls = [{"name": "web", "ingress": [{**ALLOW, "source": ["@net1/net2"]}]}]
    world = make_world(acls=acls, networks={"net1": ["web"], "net2": ["web"]}, peers=[("net1", "net2")])
    expected = ("@net1/net2 means a peer of network net1, and nobody in network net2. Make an ACL of its own for this rule.")
    assert checked(world, "web") == [f"acl.ingress[0].source: {expected}"]
    reading = Reading({}, "net")
    check_acls(["web"], "security_acls", "net2", world, reading)
    assert [str(fault) for fault in reading.faults] == [f"net.security_acls[0]: ACL web, ingress[0].source: {expected}"]


def test_a_network_or_nic_names_acls_that_exist():
    reading = Reading({}, "net")
    check_acls(["web", "wbe"], "security_acls", "net1", make_world(acls=[{"name": "web"}], networks=["net1"]), reading)
    assert [str(fault) for fault in reading.faults] == [
        "net.security_acls[1]: there is no ACL named 'wbe'. Make it in this task or before, or correct the name."]


def test_groups_of_two_acls_are_not_one():
    world = make_world(acls=[{"name": "web", "base_name": "lxd_acl1"}, {"name": "db", "base_name": "lxd_acl1"}])
    assert checked(world, "web") == ["acl.base_name: lxd_acl1 is that of ACL db. Choose another."]


def test_a_group_for_a_network_is_none_of_those_for_a_direction():
    world = make_world(acls=[{"name": "web", "flavor": "incus"}], networks={"all": ["web"]})
    assert checked(world, "web") == [
        "acl.name: overlay_acl_web_all would be its group on network all and is one of its own. Choose another name for one of them."]
