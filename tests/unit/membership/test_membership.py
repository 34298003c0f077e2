# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The task chassis_membership: what a host under maintenance must leave, and where it must be again afterwards."""

from __future__ import annotations

import threading
import time

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput, NotReached
from ansible_collections.overlay.ovn.plugins.module_utils.network.evacuation import mark
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

GATEWAY = "cr-overlay-net1-lr-lrp-ext"
ALL = ("host1", "host2", "host3")


def without(members: dict, name: str) -> dict:
    return {group: {each: number for each, number in its.items() if each != name} for group, its in members.items()}


def test_there_and_back(cluster):
    before = cluster.members()
    cluster.four_steps("membership", name="host1", state="evacuated")
    assert cluster.members() == without(before, "host1")
    cluster.four_steps("membership", name="host1")
    assert cluster.members() == before
    assert cluster.notes() == {}


def test_an_evacuated_host_does_not_come_back_by_a_rerun(cluster):
    cluster.run("membership", name="host1", state="evacuated")
    left = cluster.members()
    for network in ("net1", "net2"):
        assert not cluster.network(network, *ALL)["changed"]
    cluster.network("new", *ALL)
    assert cluster.members() == {**left, "overlay-new": cluster.members()["overlay-new"]}
    assert set(cluster.members()["overlay-new"]) == {"host2", "host3"}


def test_networks_that_came_meanwhile_are_joined_when_they_are_named(cluster):
    cluster.network("whole", *ALL)
    cluster.run("membership", name="host1", state="evacuated")
    cluster.network("new", *ALL)
    cluster.four_steps("membership", name="host1", networks=["new", "net1"])
    after = cluster.members()
    assert all(set(members) == set(ALL) for members in after.values())
    assert not cluster.network("new", *ALL)["changed"], "its priority there is the one that the network would give it"


def test_groups_that_went_meanwhile_are_not_missed(cluster):
    cluster.run("membership", name="host1", state="evacuated")
    cluster.run("network", name="net2", state="absent", wait="none")
    cluster.four_steps("membership", name="host1")
    assert set(cluster.members()["overlay-net1"]) == set(ALL)


def test_who_comes_back_has_the_place_that_the_network_gives_it_now(cluster):
    cluster.run("membership", name="host1", state="evacuated")
    cluster.network("net1", chassis_order=["host1"])
    cluster.run("membership", name="host1")
    members = cluster.members()["overlay-net1"]
    assert max(members, key=members.get) == "host1"
    assert not cluster.network("net1", *ALL, chassis_order=["host1"])["changed"]


def test_gateways_swap_by_their_order(cluster):
    cluster.network("net1", chassis_order=["host2", "host1"])
    for order in (["host1", "host2"], ["host2", "host1"]):
        assert [part["after_header"] for part in cluster.network("net1", chassis_order=order)["diff"]
                if part["after_header"].startswith("HA_")] == ["HA_Chassis host1", "HA_Chassis host2"]
        members = cluster.members()["overlay-net1"]
        assert sorted(members, key=members.get, reverse=True)[:2] == order
        assert not cluster.network("net1", *ALL, chassis_order=order)["changed"]
    with pytest.raises(InvalidInput, match=r"chassis_order\[1\]: host1 is in the list already. Give it once."):
        cluster.network("net1", chassis_order=["host1", "host1"])


def test_two_hosts_are_evacuated_one_after_the_other(cluster):
    cluster.run("membership", name="host1", state="evacuated")
    cluster.run("membership", name="host2", state="evacuated")
    assert set(cluster.members()["overlay-net1"]) == {"host3"}
    assert set(cluster.notes()) == {mark("host1"), mark("host2")}
    cluster.run("membership", name="host1")
    assert set(cluster.members()["overlay-net1"]) == {"host1", "host3"}


def test_the_last_gateway_stays(cluster):
    cluster.network("single", "host1")
    before = cluster.members()
    with pytest.raises(InvalidInput, match="name: host1 is the last gateway of network single: no other is in it, so it would lose its "
                                           "uplink. .* force: true.*Nothing was changed"):
        cluster.run("membership", name="host1", state="evacuated")
    assert cluster.members() == before and cluster.notes() == {}
    cluster.four_steps("membership", name="host1", state="evacuated", force=True)
    cluster.run("membership", name="host1")
    assert cluster.members() == before


def test_a_standby_that_is_not_registered_is_none(cluster):
    cluster.network("pair", "host1", "dead")
    with pytest.raises(InvalidInput, match=r"the last gateway of network pair: the others in it \(dead\) are not registered"):
        cluster.run("membership", name="host1", state="evacuated")
    cluster.run("membership", name="dead", state="evacuated")
    assert set(cluster.members()["overlay-pair"]) == {"host1"}


def test_hosts_that_leave_at_once_do_not_leave_a_network_alone(cluster):
    """One of two goes between reading and writing: the other must see it, and stay."""
    cluster.network("pair", "host1", "host2")
    from ansible_collections.overlay.ovn.plugins.module_utils.tasks import chassis_membership

    read, raced = chassis_membership.read_gateways, []

    def late(database, registered):
        found = read(database, registered)
        if not raced:
            raced.append(True)
            cluster.run("membership", name="host2", state="evacuated")
        return found

    chassis_membership.read_gateways = late
    try:
        with pytest.raises(InvalidInput, match="host1 is the last gateway of network pair"):
            cluster.run("membership", name="host1", state="evacuated")
    finally:
        chassis_membership.read_gateways = read
    assert set(cluster.members()["overlay-pair"]) == {"host1"}


def test_what_others_made_is_left_when_it_is_named(cluster):
    cluster.foreign_group("theirs", "host1", "host2")
    cluster.foreign_port("r0-uplink", "host1")
    result = cluster.run("membership", name="host1", state="evacuated")
    assert result["warnings"] == ["host1 stays in HA chassis group theirs, router port r0-uplink: made by somebody else. To take it out "
                                  "of them, name them in ha_chassis_groups or router_ports."]
    before = cluster.members()
    named = {"ha_chassis_groups": ["theirs"], "router_ports": ["r0-uplink"], "force": True}
    cluster.four_steps("membership", name="host1", state="evacuated", **named)
    assert cluster.members() == {**{name: its for name, its in before.items() if name != "r0-uplink"}, "theirs": {"host2": 7}}
    cluster.four_steps("membership", name="host1")
    assert cluster.members()["theirs"] == {"host1": 7, "host2": 7} and cluster.members()["r0-uplink"] == {"host1": 3}


def test_who_is_gone_for_good_leaves_no_note(cluster):
    before = cluster.members()
    cluster.run("membership", name="host1", state="evacuated")
    cluster.four_steps("membership", name="host1", state="absent")
    cluster.four_steps("membership", name="host2", state="absent")
    assert cluster.members() == without(without(before, "host1"), "host2") and cluster.notes() == {}


@pytest.mark.parametrize("state", ["present", "evacuated"])
def test_a_name_with_a_mistake_in_it(cluster, state):
    with pytest.raises(InvalidInput, match=r"name: there is no chassis 'hots1' \(known: host1, host2, host3\)"):
        cluster.run("membership", name="hots1", state=state)


def test_removing_what_was_never_there_says_so(cluster):
    result = cluster.run("membership", name="hots1", state="absent")
    assert not result["changed"] and "there is no chassis 'hots1' (known: host1, host2, host3)" in result["warnings"][0]


def test_bad_input_is_told_at_once(cluster):
    with pytest.raises(InvalidInput) as caught:
        cluster.run("membership", name="hots1", state="evacuated", networks=["net1"], ha_chassis_groups=["a"], router_ports=["b"])
    assert {fault.path for fault in caught.value.faults} == {"name", "networks", "ha_chassis_groups[0]", "router_ports[0]"}
    with pytest.raises(InvalidInput, match=r"networks\[1\]: no network 'net9' with a gateway is known \(known: net1, net2\)"):
        cluster.run("membership", name="host1", networks=["net1", "net9"])
    with pytest.raises(InvalidInput, match="It joins again what it left; leave this out"):
        cluster.run("membership", name="host1", ha_chassis_groups=["a"])
    assert cluster.notes() == {}


def test_a_note_that_was_written_by_hand_still_keeps_the_host_away(cluster):
    note = ["external_ids", "insert", ["map", [[mark("host1"), "broken"]]]]
    cluster.north.session().commit([op.mutate("NB_Global", [], [note])])
    cluster.network("new", *ALL)
    assert set(cluster.members()["overlay-new"]) == {"host2", "host3"}
    cluster.four_steps("membership", name="host1")


def test_waiting_until_the_gateway_has_moved(cluster):
    cluster.bind(GATEWAY, "host1")
    mover = threading.Thread(target=lambda: (time.sleep(0.5), cluster.bind(GATEWAY, "host2")))
    mover.start()
    result = cluster.run("membership", name="host1", state="evacuated", wait=True)
    mover.join()
    assert {"name": "network net1", "port": GATEWAY, "chassis": "host2"} in result["gateways"]
    assert not cluster.run("membership", name="host1", state="evacuated", wait=True)["changed"]


def test_waiting_in_vain_names_the_gateways_that_did_not_move(cluster):
    cluster.bind(GATEWAY, "host1")
    message = rf"after 1 s these gateways are still on host1, .*: network net1 \({GATEWAY}; members: host2, host3\)\. .* are written"
    for dummy in range(2):
        with pytest.raises(NotReached, match=message):
            cluster.run("membership", name="host1", state="evacuated", wait=True, wait_timeout=1)
    assert not cluster.run("membership", True, name="host1", state="evacuated", wait=True)["changed"], "check mode does not wait"


def test_who_is_back_is_waited_for_where_it_comes_first(cluster):
    members = cluster.members()["overlay-net1"]
    first, second, *_rest = sorted(members, key=members.get, reverse=True)
    cluster.run("membership", name=first, state="evacuated")
    cluster.bind(GATEWAY, second)
    with pytest.raises(NotReached, match=f"not where they should be, now that {first} is back"):
        cluster.run("membership", name=first, wait=True, wait_timeout=1)
    cluster.bind(GATEWAY, first)
    assert not cluster.run("membership", name=first, wait=True)["changed"]
    assert not cluster.run("membership", name=second, wait=True)["changed"], "it only stands by, and that is right"


def test_where_the_gateways_are(cluster):
    cluster.bind(GATEWAY, "host2")
    cluster.run("membership", name="host1", state="evacuated")
    found = cluster.run("info")
    assert not found["changed"] and found["evacuated"] == ["host1"]
    assert found["chassis"] == [
        {"name": "host1", "registered": True, "evacuated": True, "left": ["overlay-net1", "overlay-net2"], "member_of": [], "active_for": []},
        {"name": "host2", "registered": True, "evacuated": False, "left": [], "member_of": ["overlay-net1", "overlay-net2"],
         "active_for": [GATEWAY]},
        {"name": "host3", "registered": True, "evacuated": False, "left": [], "member_of": ["overlay-net1", "overlay-net2"], "active_for": []},
    ]
    (first, second) = found["gateways"]
    assert (first["port"], first["network"], first["group"], first["active_chassis"]) == (GATEWAY, "net1", "overlay-net1", "host2")
    assert [each["name"] for each in first["chassis"]] == ["host2", "host3"] and second["active_chassis"] is None
