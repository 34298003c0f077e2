# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What python-ovs and ovsdbapp get wrong in silence, and this engine must not."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.rows import Ref, row
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

RULE = {"switch": "sw0", "direction": "to-lport", "priority": 10, "match": "ip", "action": "drop"}


@pytest.fixture
def switch(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    return database


def test_a_priority_out_of_range_is_an_error_and_nothing_is_written(switch):
    with pytest.raises(InvalidInput, match=r"^priority: 99999 is out of range, which is 0 to 32767. Nothing was changed"):
        switch.task(nb.ACL, **{**RULE, "priority": 99999})
    assert switch.count("ACL") == 0


def test_numbers_and_truths_in_a_map_are_stored_as_text(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0", external_ids={"a": 7, "b": True, "c": 1.5, "d": "x"})
    stored = database.row("Logical_Switch")["external_ids"]
    assert stored == {"a": "7", "b": "true", "c": "1.5", "d": "x", "overlay_owner": "ansible"}


def test_a_list_in_a_map_is_an_error_and_not_dropped(database):
    with pytest.raises(InvalidInput, match="external_ids: key 'a': must be one value, not a list"):
        database.task(nb.LOGICAL_SWITCH, name="sw0", external_ids={"a": ["x"]})
    assert database.count("Logical_Switch") == 0


def test_a_tag_out_of_range_is_an_error(switch):
    with pytest.raises(InvalidInput, match="tag_request: 9999 is out of range, which is 0 to 4095"):
        switch.task(nb.LOGICAL_SWITCH_PORT, name="p0", switch="sw0", tag_request=9999)


def test_a_bad_choice_names_the_good_ones(switch):
    with pytest.raises(InvalidInput, match="direction: 'sideways' is not one of from-lport, to-lport"):
        switch.task(nb.ACL, **{**RULE, "direction": "sideways"})


def test_a_name_that_is_too_long_for_the_log_is_an_error(switch):
    with pytest.raises(InvalidInput, match="name: .* is longer than 63 characters"):
        switch.task(nb.ACL, **RULE, name="x" * 64)


def test_running_again_with_other_notes_changes_them(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0", external_ids={"k": "v"})
    assert database.task(nb.LOGICAL_SWITCH, name="sw0", external_ids={"k": "CHANGED"})["changed"]
    assert database.row("Logical_Switch")["external_ids"]["k"] == "CHANGED"


def test_a_key_that_is_there_with_the_same_value_is_no_change(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0", external_ids={"k": "v"})
    assert not database.task(nb.LOGICAL_SWITCH, name="sw0", external_ids={"k": "v", "absent": None})["changed"]


def test_a_child_lands_with_its_parents_reference(switch):
    switch.task(nb.LOGICAL_SWITCH_PORT, name="p0", switch="sw0")
    assert switch.row("Logical_Switch")["ports"] == {switch.row("Logical_Switch_Port")["_uuid"]}


def test_two_switches_of_one_name_are_an_error_that_names_both(database):
    twins = sorted([database.insert("Logical_Switch", name="sw0"), database.insert("Logical_Switch", name="sw0")])
    with pytest.raises(InvalidInput, match=f"ambiguous, 2 rows have that name: {', '.join(twins)}"):
        database.task(nb.LOGICAL_SWITCH, name="sw0")
    with pytest.raises(InvalidInput, match="ambiguous"):
        database.task(nb.LOGICAL_SWITCH, name="sw0", state="absent")
    assert database.count("Logical_Switch") == 2


def test_a_port_of_an_ambiguous_switch_is_told_so_and_not_that_the_switch_is_missing(database):
    twins = [database.insert("Logical_Switch", name="sw0") for dummy in range(2)]
    with pytest.raises(InvalidInput, match="switch: Logical_Switch sw0 is ambiguous") as caught:
        database.task(nb.LOGICAL_SWITCH_PORT, name="p0", switch="sw0")
    assert all(twin in str(caught.value) for twin in twins)


def test_a_switch_that_is_named_like_ours_but_made_by_hand_is_taken_and_not_doubled(database):
    made = database.insert("Logical_Switch", name="sw0")
    assert database.task(nb.LOGICAL_SWITCH, name="sw0", other_config={"subnet": "10.0.0.0/24"})["changed"]
    assert [row["_uuid"] for row in database.rows("Logical_Switch")] == [made]


def test_a_hand_made_double_of_our_switch_is_noticed(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    database.insert("Logical_Switch", name="sw0")
    with pytest.raises(InvalidInput, match="ambiguous"):
        database.task(nb.LOGICAL_SWITCH, name="sw0")


@pytest.mark.parametrize("table, options", [
    (nb.LOGICAL_SWITCH, {"name": "none"}),
    (nb.LOGICAL_SWITCH_PORT, {"name": "none", "switch": "none"}),
    (nb.LOGICAL_SWITCH_PORT, {"name": "none"}),
    (nb.ACL, {**RULE, "switch": "none"}),
    (nb.NAT, {"router": "none", "type": "snat", "external_ip": "1.1.1.1", "logical_ip": "10.0.0.0/8"}),
    (nb.DHCP_OPTIONS, {"name": "none"}),
    (nb.PORT_GROUP, {"name": "none", "ports": ["none"]}),
], ids=str)
def test_what_is_not_there_is_absent_without_a_change(database, table, options):
    assert not database.task(table, **options, state="absent")["changed"]


def test_text_beyond_ascii_and_quotes_come_back_as_they_went(database):
    text = 'Zürich 東京 "quoted" \\ back\nnext 🦊'
    database.task(nb.LOGICAL_SWITCH, name="sw0", external_ids={"note": text})
    assert database.row("Logical_Switch")["external_ids"]["note"] == text
    assert not database.task(nb.LOGICAL_SWITCH, name="sw0", external_ids={"note": text})["changed"]


def test_an_equal_value_in_another_spelling_is_no_change(switch):
    switch.task(nb.LOGICAL_SWITCH_PORT, name="p0", switch="sw0", addresses=["00:16:3E:AA:BB:CC 10.0.0.2 FD42:0::2"])
    assert switch.row("Logical_Switch_Port")["addresses"] == {"00:16:3e:aa:bb:cc 10.0.0.2 fd42::2"}
    again = switch.task(nb.LOGICAL_SWITCH_PORT, name="p0", switch="sw0", addresses=["00:16:3e:aa:bb:cc 10.0.0.2 fd42::2"])
    assert not again["changed"]


def test_a_value_that_somebody_wrote_in_another_spelling_is_left(switch):
    switch.task(nb.LOGICAL_SWITCH_PORT, name="p0", switch="sw0")
    switch.write(op.update("Logical_Switch_Port", [], {"addresses": "00:16:3E:AA:BB:CC 10.0.0.2"}))
    again = switch.task(nb.LOGICAL_SWITCH_PORT, name="p0", switch="sw0", addresses=["00:16:3e:aa:bb:cc 10.0.0.2"])
    assert not again["changed"]


def test_a_route_that_ovn_nbctl_made_is_the_same_route(database):
    database.nbctl("lr-add", "r0", "--", "lr-route-add", "r0", "198.18.0.7/32", "10.0.0.1")
    route = {"router": "r0", "ip_prefix": "198.18.0.7/32", "nexthop": "10.0.0.1", "policy": "dst-ip"}
    assert not database.task(nb.STATIC_ROUTE, **route)["changed"]
    assert database.task(nb.STATIC_ROUTE, **route, state="absent")["changed"]
    assert database.count("Logical_Router_Static_Route") == 0


def test_an_empty_text_unsets_what_may_be_unset(switch):
    switch.task(nb.DHCP_OPTIONS, name="d0", cidr="10.0.0.0/24")
    switch.task(nb.LOGICAL_SWITCH_PORT, name="p0", switch="sw0", parent_name="vm", tag_request=5, dhcpv4_options="d0")
    assert switch.task(nb.LOGICAL_SWITCH_PORT, name="p0", switch="sw0", parent_name="", dhcpv4_options="")["changed"]
    port = switch.row("Logical_Switch_Port")
    assert (port["parent_name"], port["dhcpv4_options"]) == (None, None)


def test_a_map_is_merged_unless_it_shall_be_replaced(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0", external_ids={"a": "1", "b": "2", "c": "3"})
    database.task(nb.LOGICAL_SWITCH, name="sw0", external_ids={"a": None, "b": "20"})
    assert database.row("Logical_Switch")["external_ids"] == {"b": "20", "c": "3", "overlay_owner": "ansible"}
    database.task(nb.LOGICAL_SWITCH, name="sw0", external_ids={"z": "26"}, replace=True)
    assert database.row("Logical_Switch")["external_ids"] == {"z": "26", "overlay_owner": "ansible"}


def test_a_list_is_exact_unless_it_shall_be_added_to(database):
    database.task(nb.ADDRESS_SET, name="as", addresses=["10.0.0.1", "10.0.0.2"])
    database.task(nb.ADDRESS_SET, name="as", addresses=["10.0.0.3"], append=True)
    assert database.row("Address_Set")["addresses"] == {"10.0.0.1", "10.0.0.2", "10.0.0.3"}
    database.task(nb.ADDRESS_SET, name="as", addresses=["10.0.0.3"])
    assert database.row("Address_Set")["addresses"] == {"10.0.0.3"}


def test_ports_join_a_group_without_pushing_others_out(switch):
    for name in ("p0", "p1"):
        switch.task(nb.LOGICAL_SWITCH_PORT, name=name, switch="sw0")
        switch.task(nb.PORT_GROUP, name="pg", ports=[name], append=True)
    assert len(switch.row("Port_Group")["ports"]) == 2


def test_a_map_is_not_touched_by_a_task_that_does_not_name_it(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0", external_ids={"a": "1"}, other_config={"subnet": "10.0.0.0/24"})
    assert not database.task(nb.LOGICAL_SWITCH, name="sw0", replace=True)["changed"]


def test_a_thousand_rows_are_one_quick_transaction(switch):
    parent = Ref(nb.LOGICAL_SWITCH, ("sw0",))
    rows = [row(nb.LOGICAL_SWITCH_PORT, (f"p{i}",), {"addresses": ["unknown"]}, parent=parent) for i in range(1000)]
    assert len(switch.apply(*rows)["diff"]) == 1000
    assert not switch.apply(*rows)["changed"]
    assert switch.count("Logical_Switch_Port") == 1000


def test_many_rows_that_others_made_are_found_by_their_names(database):
    """Beyond some fifty names the table is read once, not once for each."""
    names = [f"n{i}" for i in range(60)]
    marked = {name: ["map", [["overlay_name", name]]] for name in names}
    database.write(*({"op": "insert", "table": "Logical_Switch", "row": {"name": name}} for name in names))
    database.write(*({"op": "insert", "table": "DNS", "row": {"external_ids": marked[name]}} for name in names))
    rows = [row(table, (name,)) for table in (nb.LOGICAL_SWITCH, nb.DNS) for name in names]
    assert not database.apply(*rows)["changed"]
    assert database.count("Logical_Switch") == database.count("DNS") == 60


def test_a_switch_answers_from_the_records_it_names(database):
    database.task(nb.DNS, name="records", records={"c1.ovn": "10.0.0.2"})
    database.task(nb.LOGICAL_SWITCH, name="sw0", dns_records=["records"])
    assert database.row("Logical_Switch")["dns_records"] == {database.row("DNS")["_uuid"]}
    with pytest.raises(InvalidInput, match="dns_records: there is no DNS others"):
        database.task(nb.LOGICAL_SWITCH, name="sw0", dns_records=["records", "others"])


def test_a_match_written_as_a_block_is_the_same_rule_as_on_one_line(switch):
    switch.task(nb.ACL, **RULE)
    assert not switch.task(nb.ACL, **{**RULE, "match": "ip\n"})["changed"]


def test_a_reference_to_a_row_that_the_same_task_removes_is_an_error(database):
    database.topology({"switches": [{"name": "s1", "ports": [{"name": "p1"}]}, {"name": "s2"}], "port_groups": [{"name": "g"}]})
    before = database.dump()
    wanted = {"switches": [{"name": "s2"}], "port_groups": [{"name": "g", "ports": ["p1"]}]}
    with pytest.raises(InvalidInput, match=r"port_groups\[0\].ports: Logical_Switch_Port p1 is removed by the same task"):
        database.topology(wanted, state="overridden")
    with pytest.raises(InvalidInput, match="p1 is removed by the same task"):
        database.topology({"switches": [{"name": "s1"}], "port_groups": [{"name": "g", "ports": ["p1"]}]}, state="replaced")
    assert database.dump() == before


def test_groups_of_forwarding_may_have_one_name_on_two_switches(database, four_steps):
    for switch in ("s1", "s2"):
        database.task(nb.LOGICAL_SWITCH, name=switch)
        database.task(nb.LOGICAL_SWITCH_PORT, name=f"{switch}-p", switch=switch)
        options = {"switch": switch, "name": "fg", "vip": "10.0.0.9", "vmac": "00:16:3e:00:00:01", "child_port": [f"{switch}-p"]}
        four_steps(lambda check, **given: database.task(nb.FORWARDING_GROUP, check, **given), **options)
    assert database.count("Forwarding_Group") == 2


@pytest.mark.parametrize("table, option, options", [
    (nb.STATIC_ROUTE, "route_table", {"ip_prefix": "10.1.0.0/24", "nexthop": "1.1.1.1"}),
    (nb.ROUTER_POLICY, "chain", {"priority": 1, "match": "ip4", "action": "drop"}),
])
def test_what_is_called_none_is_not_what_is_not_called(database, table, option, options):
    database.task(nb.LOGICAL_ROUTER, name="r")
    if option not in database.server.session().schema[table.name].columns:
        pytest.skip("this release has no such column")
    for name in ({}, {option: "None"}):
        assert database.task(table, router="r", **options, **name)["changed"]
    assert database.count(table.name) == 2
    assert database.task(table, router="r", **options, state="absent")["changed"]
    assert database.row(table.name)[option] == "None"


def test_the_identity_of_rows_with_an_unset_key_is_the_one_it_always_was():
    ref = Ref(nb.STATIC_ROUTE, (None, "10.1.0.0/24", "1.1.1.1"))
    assert ref.uuid == "4e9951d8-e77d-571f-9e79-d56642b3ddfd" != Ref(nb.STATIC_ROUTE, ("None", "10.1.0.0/24", "1.1.1.1")).uuid


def test_two_ways_to_write_one_key_are_refused(database):
    twice = {"[fd42::1]:80": "[fd42::2]:80", "[fd42::0001]:80": "[fd42::3]:80"}
    with pytest.raises(InvalidInput, match=r"vips: '\[fd42::1\]:80' and '\[fd42::0001\]:80' are two ways to write one key. Keep one"):
        database.task(nb.LOAD_BALANCER, name="lb", vips=twice)
    with pytest.raises(InvalidInput, match="records: 'c1.ovn' and 'C1.OVN ' are two ways to write one key"):
        database.task(nb.DNS, name="d", records={"c1.ovn": "10.0.0.1", "C1.OVN ": "10.0.0.2"})
    with pytest.raises(InvalidInput, match="external_ids: 1 and '1' are two ways to write one key"):
        database.topology({"switches": [{"name": "s", "external_ids": {1: "a", "1": "b"}}]})
    assert database.count("Load_Balancer") == database.count("DNS") == 0


def test_a_key_that_another_wrote_otherwise_is_the_same_key(database):
    database.insert("Load_Balancer", name="lb", vips=["map", [["[fd42::0001]:80", "[fd42::2]:80"], ["10.0.0.1:80", "10.0.0.2:80"]]])
    assert not database.task(nb.LOAD_BALANCER, name="lb", vips={"[fd42::1]:80": "[fd42::2]:80"})["changed"]
    assert database.task(nb.LOAD_BALANCER, name="lb", vips={"[fd42::1]:80": "[fd42::3]:80"})["changed"]
    assert database.row("Load_Balancer")["vips"] == {"[fd42::1]:80": "[fd42::3]:80", "10.0.0.1:80": "10.0.0.2:80"}


def test_a_member_that_another_wrote_otherwise_is_the_same_member(database):
    database.insert("Address_Set", name="as1", addresses=["set", ["FD42:0::1", "fd42::7"]])
    assert not database.task(nb.ADDRESS_SET, name="as1", addresses=["fd42::1"], append=True)["changed"]
    assert database.task(nb.ADDRESS_SET, name="as1", addresses=["fd42::1", "fd42::2"], append=True)["changed"]
    assert database.row("Address_Set")["addresses"] == {"FD42:0::1", "fd42::7", "fd42::2"}


@pytest.mark.parametrize("number", [10**30, -(10**30), 2**63])
def test_a_number_that_no_server_holds_is_refused_in_our_words(database, number):
    with pytest.raises(InvalidInput, match=f"inactivity_probe: {number} is out of range, which is .* to 9223372036854775807"):
        database.task(nb.CONNECTION, target="ptcp:6641", inactivity_probe=number)


@pytest.mark.parametrize("text", ["1_000", "\u0661", "+5", "0x10"])
def test_a_number_is_written_in_digits(switch, text):
    with pytest.raises(InvalidInput, match="priority: .* is not an integer"):
        switch.topology({"switches": [{"name": "sw0", "acls": [{**rule(), "priority": text}]}]})


def rule() -> dict:
    return {name: value for name, value in RULE.items() if name != "switch"}


def test_a_row_that_was_renamed_by_hand_can_be_removed_as_the_error_says(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    database.nbctl("set", "Logical_Switch", "sw0", "name=other")
    with pytest.raises(InvalidInput, match=r"was renamed to 'other' since. Rename it back, or remove it .*\(name: other, state: absent\)"):
        database.task(nb.LOGICAL_SWITCH, name="sw0")
    assert database.task(nb.LOGICAL_SWITCH, name="other", state="absent")["changed"]
    assert database.task(nb.LOGICAL_SWITCH, name="sw0")["changed"]


def test_a_balancer_whose_checks_go_with_the_task_may_become_one_that_has_none(database):
    balancer = {"name": "l", "protocol": "tcp", "vips": {"10.0.0.9:80": "10.0.0.2:80"}}
    checked = {**balancer, "health_check": [{"vip": "10.0.0.9:80"}]}
    database.topology({"load_balancers": [checked]}, strict=False)
    assert database.topology({"load_balancers": [{**balancer, "protocol": "sctp"}]}, state="replaced")["changed"]
    assert database.row("Load_Balancer")["protocol"] == "sctp" and database.count("Load_Balancer_Health_Check") == 0


@pytest.mark.parametrize("name", ["p", "q"])
def test_a_set_that_must_hold_something_is_not_emptied(database, name):
    """Until OVN 24.03 a router port must have a network: replacing said nothing of it, and the server refused it in its own words."""
    port = {"mac": "00:16:3e:00:00:01"}
    database.topology({"routers": [{"name": "r", "ports": [{**port, "name": "p", "networks": ["10.0.0.1/24"]}]}]})
    emptied = {"routers": [{"name": "r", "ports": [{**port, "name": name}]}]}
    if database.server.session().schema["Logical_Router_Port"]["networks"].least:
        with pytest.raises(InvalidInput, match="networks: must (hold 1 entry at least|be given to make a new)"):
            database.topology(emptied, state="replaced")
        assert database.row("Logical_Router_Port")["networks"] == frozenset({"10.0.0.1/24"})
    else:
        assert database.topology(emptied, state="replaced")["changed"]
