# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows that others name by a text: what leads nowhere is told when it is written, and what is named stays."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb

MAC = "00:16:3e:00:00:07"
RULE = {"direction": "to-lport", "priority": 100, "action": "drop"}
ACL = {"switch": "sw0", **RULE}
POLICY = {"router": "r0", "priority": 500, "action": "drop"}
ROUTE = {"router": "r0", "ip_prefix": "10.9.0.0/16", "nexthop": "10.0.0.9"}
NAT = {"router": "r0", "type": "dnat_and_snat", "external_ip": "203.0.113.7", "logical_ip": "10.0.0.7", "external_mac": MAC}
BALANCER = {"name": "lb", "vips": {"10.0.0.50:80": "10.0.0.7:80"}}
# A task, and the row that it names with the option that does: each is written, with a warning.
NAMES = {
    "set": (nb.ROUTER_POLICY, {**POLICY, "match": "ip4.src == $office"}, "match: $office: there is no Address_Set office"),
    "set of a group": (nb.ACL, {**ACL, "match": "ip4.src == $web_ip4"}, "match: $web_ip4: there is no Address_Set web_ip4 or Port_Group web"),
    "group": (nb.ACL, {**ACL, "match": "outport == @web && ip4"}, "match: @web: there is no Port_Group web"),
    "port": (nb.ACL, {**ACL, "match": 'outport == "vm" && ip4'}, "match: there is no Logical_Switch_Port vm"),
    "router's port": (nb.ROUTER_POLICY, {**POLICY, "match": 'inport == "r0-x"'}, "match: there is no Logical_Switch_Port r0-x or Logical_Router_P"),
    "set in qos": (nb.QOS, {"switch": "sw0", "direction": "to-lport", "priority": 1, "match": "ip4.dst == $office", "bandwidth": {"rate": 9}},
                   "match: $office"),
    "meter": (nb.ACL, {**ACL, "match": "ip4", "log": True, "meter": "slow"}, "meter: there is no Meter slow"),
    "meter of copp": (nb.COPP, {"name": "c0", "meters": {"arp": "slow"}}, "meters: there is no Meter slow"),
    "route": (nb.STATIC_ROUTE, {**ROUTE, "output_port": "r0-x"}, "output_port: there is no Logical_Router_Port r0-x"),
    "nat": (nb.NAT, {**NAT, "logical_port": "vm"}, "logical_port: there is no Logical_Switch_Port vm"),
    "mac binding": (nb.STATIC_MAC_BINDING, {"logical_port": "r0-x", "ip": "10.0.0.8", "mac": MAC}, "logical_port: there is no Logical_Router_Port"),
    "switch to router": (nb.LOGICAL_SWITCH_PORT, {"name": "up", "switch": "sw0", "type": "router", "options": {"router-port": "r0-x"}},
                         "options: key 'router-port': there is no Logical_Router_Port r0-x"),
    "inner port": (nb.LOGICAL_SWITCH_PORT, {"name": "in", "switch": "sw0", "parent_name": "vm", "tag_request": 5}, "parent_name: there is no"),
    "virtual": (nb.LOGICAL_SWITCH_PORT, {"name": "v", "switch": "sw0", "type": "virtual",
                                         "options": {"virtual-ip": "10.0.0.8", "virtual-parents": "p0,vm"}}, "there is no Logical_Switch_Port vm"),
    "peer": (nb.LOGICAL_ROUTER_PORT, {"name": "r0-y", "router": "r0", "mac": MAC, "networks": ["10.1.0.1/24"], "peer": "r1-y"},
             "peer: there is no Logical_Router_Port r1-y"),
    "backend": (nb.LOAD_BALANCER, {**BALANCER, "ip_port_mappings": {"10.0.0.7": "vm:10.0.0.99"}}, "ip_port_mappings: there is no Logical_Switch_Port vm"),
    "forwarding": (nb.FORWARDING_GROUP, {"name": "f", "switch": "sw0", "vip": "10.0.0.9", "vmac": MAC, "child_port": ["vm"]}, "child_port: there is no"),
    "bypass": (nb.LOGICAL_ROUTER_PORT, {"name": "r0-y", "router": "r0", "mac": MAC, "networks": ["10.1.0.1/24"],
                                        "options": {"gateway_mtu_bypass": "ip4.src == $office"}}, "key 'gateway_mtu_bypass': $office"),
}
# These two ends are made and removed one after the other.
LOOSE = ("switch to router", "peer", "mac binding")
THERE = {
    "switches": [{"name": "sw0", "ports": [{"name": "p0"}, {"name": "vm"}]}],
    "routers": [{"name": "r0", "ports": [{"name": "r0-x", "mac": "00:16:3e:00:00:01", "networks": ["10.0.0.1/24"]}]},
                {"name": "r1", "ports": [{"name": "r1-y", "mac": "00:16:3e:00:00:02", "networks": ["10.2.0.1/24"]}]}],
    "meters": [{"name": "slow", "unit": "pktps", "bands": [{"action": "drop", "rate": 10}]}],
    "port_groups": [{"name": "web"}],
    "address_sets": [{"name": "office"}],
}


@pytest.fixture
def bare(database):
    database.topology({"switches": [{"name": "sw0", "ports": [{"name": "p0"}]}], "routers": [{"name": "r0"}]})
    return database


def refused(task, *words: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        task()
    assert all(word in str(caught.value) for word in (*words, "Nothing was changed.")), str(caught.value)


@pytest.mark.parametrize("name", NAMES)
def test_what_leads_nowhere_is_told_and_strictly_refused(bare, name):
    table, options, words = NAMES[name]
    before = bare.dump()
    refused(lambda: bare.task(table, **options, strict=True), words)
    assert bare.dump() == before
    result = bare.task(table, **options)
    assert result["changed"] and any(words in warning for warning in result["warnings"]), result["warnings"]
    assert "warnings" not in bare.task(table, **options)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_there_is_not_told_and_stays_while_it_is_named(database, name):
    table, options, _words = NAMES[name]
    database.topology(THERE)
    assert not database.task(table, **options).get("warnings")
    before = database.dump()
    named = {kind: THERE[kind] for kind in ("meters", "port_groups", "address_sets")}
    documents = [{"switches": [{"name": "sw0", "ports": [{"name": "vm", "state": "absent"}]}]},
                 {"routers": [{"name": "r0", "ports": [{"name": "r0-x", "state": "absent"}]}]},
                 {kind: [{"name": each["name"], "state": "absent"} for each in entries] for kind, entries in named.items()}]
    told = [words for document in documents if (words := refusal(database, document))]
    assert all(f" goes, and {table} " in words and "Nothing was changed" in words for words in told)
    assert bool(told) != (name in LOOSE) and database.dump() == before


def refusal(database, document: dict) -> str:
    """Why a document is refused; nothing where it is not."""
    try:
        database.topology(document, check=True)
    except InvalidInput as exc:
        return str(exc)
    return ""


def test_names_of_the_same_task_and_of_groups_that_northd_fills_are_known(database):
    match = "ip4.src == {$office, $web_ip4} && ip6.src == $web_ip6 && outport == {@web, \"p0\"}"
    rules = [{"direction": "to-lport", "priority": 1, "match": match, "action": "drop"}]
    document = {**THERE, "switches": [{"name": "sw0", "ports": [{"name": "p0"}, {"name": "vm"}], "acls": rules}]}
    assert not database.topology(document).get("warnings")
    assert database.topology(document, state="absent")["changed"]


def test_a_bulk_state_keeps_what_rules_name_too(database):
    rule = {"direction": "to-lport", "priority": 1, "match": "ip4.src == $office && outport == @web", "action": "drop"}
    document = {**THERE, "switches": [{"name": "sw0", "acls": [rule]}]}
    database.topology(document)
    left = {"switches": document["switches"]}
    refused(lambda: database.topology(left, state="overridden"), "Address_Set office goes", f"ACL to-lport 1 {rule['match']} names it (match)")
    other = {"switches": [{"name": "sw0", "acls": [{**rule, "match": "ip4"}]}]}
    assert database.topology(other, state="overridden")["changed"]


def test_variables_and_ports_of_ovn_itself_are_known(bare):
    for match in ('outport == "_MC_flood"', "ip4.dst == ^vip && tcp.dst == ^ports"):
        assert "warnings" not in bare.task(nb.ACL, **ACL, match=match)


@pytest.mark.parametrize("task", [
    lambda database: database.task(nb.ACL, **ACL, match="ip4 and tcp"),
    lambda database: database.task(nb.ROUTER_POLICY, **POLICY, match="ip4 and tcp"),
    lambda database: database.task(nb.QOS, switch="sw0", direction="to-lport", priority=1, match="ip4 and tcp", bandwidth={"rate": 9}),
    lambda database: database.task(nb.LOGICAL_ROUTER_PORT, router="r0", name="x", mac=MAC, networks=["10.1.0.1/24"],
                                   options={"gateway_mtu_bypass": "ip4 and tcp"}),
    lambda database: database.topology({"switches": [{"name": "sw0", "acls": [{**RULE, "match": "ip4 and tcp"}]}]}),
], ids=["acl", "policy", "qos", "bypass", "topology"])
def test_a_match_that_ovn_cannot_read_is_refused(bare, task):
    refused(lambda: task(bare), "OVN cannot read this match at 'and' (character 5)")


def test_a_rule_that_ovn_cannot_read_can_be_removed(bare):
    bare.nbctl("acl-add", "sw0", "to-lport", "100", "ip4 and tcp", "drop")
    assert bare.task(nb.ACL, switch="sw0", direction="to-lport", priority=100, match="ip4 and tcp", state="absent")["changed"]


@pytest.mark.parametrize("match, direction, words", [
    ("tcp.sport == 80", "to-lport", "tcp.sport is no field that is known here. Did you mean"),
    ("foo", "to-lport", "foo is no field"),
    ('outport == "p0"', "from-lport", "outport is not known yet where direction is from-lport"),
])
def test_what_ovn_may_not_mean_is_a_warning(bare, match, direction, words):
    result = bare.task(nb.ACL, **{**ACL, "direction": direction}, match=match)
    assert any(words in warning for warning in result["warnings"])
