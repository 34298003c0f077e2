# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gateway priorities: if they moved when a host joins, every join would interrupt all networks."""

from __future__ import annotations

from ansible_collections.overlay.ovn.plugins.module_utils.network import chassis
from ansible_collections.overlay.ovn.plugins.module_utils.network.chassis import HIGHEST, priorities

HOSTS = [f"host{number}" for number in range(300)]


def test_priorities_are_distinct_and_in_range():
    numbers = priorities("net1", HOSTS, {})
    assert len(set(numbers.values())) == len(HOSTS)
    assert all(0 <= number <= HIGHEST for number in numbers.values())


def test_the_order_in_which_hosts_join_does_not_matter():
    assert priorities("net1", HOSTS[:50], {}) == priorities("net1", HOSTS[49::-1], {})


def test_a_host_that_joins_moves_no_other():
    members = priorities("net1", HOSTS[:-1], {})
    assert {name: priorities("net1", HOSTS, members)[name] for name in members} == members


def test_a_host_that_leaves_moves_no_other():
    members = priorities("net1", HOSTS, {})
    del members["host7"]
    assert priorities("net1", [], members) == members


def test_networks_have_gateways_on_different_hosts():
    first = {max(numbers, key=numbers.get) for net in range(30) if (numbers := priorities(f"net{net}", HOSTS[:3], {}))}
    assert first == set(HOSTS[:3])


def test_a_priority_changed_by_hand_goes_back():
    right = priorities("net1", HOSTS[:3], {})
    assert priorities("net1", [], {**right, "host1": right["host1"] + 5}) == right


def test_two_hosts_that_draw_the_same_number_get_two(monkeypatch):
    monkeypatch.setattr(chassis, "_draw", lambda group, name: HIGHEST)
    first = priorities("net1", ["a", "b"], {})
    assert first == {"a": HIGHEST, "b": 0}
    assert priorities("net1", ["c"], first) == {"a": HIGHEST, "b": 0, "c": 1}


def test_the_order_that_is_given_is_the_order_of_the_gateways():
    """However high the numbers are that the others draw."""
    members = priorities("net1", HOSTS, {})
    for order in (("host5", "host1"), ("host1", "host5")):
        numbers = priorities("net1", [], members, order)
        assert sorted(numbers, key=numbers.get, reverse=True)[:2] == list(order)
        assert len(set(numbers.values())) == len(HOSTS)


def test_an_order_that_goes_leaves_everything_as_it_was():
    members = priorities("net1", HOSTS[:3], {})
    assert priorities("net1", [], priorities("net1", [], members, ("host2",))) == members


def test_an_order_names_hosts_that_are_no_gateways_without_making_them_such():
    assert set(priorities("net1", ["host1"], {}, ("host2", "host1"))) == {"host1"}
