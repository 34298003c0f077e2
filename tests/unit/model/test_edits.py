# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Edits: what a task wants of a column, where that is less than exactly this value."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model.edits import Entries, Members, Merge, Replace


@pytest.mark.parametrize("items, old, new", [
    ({"a": "1"}, {}, {"a": "1"}),
    ({"a": "1"}, {"b": "2"}, {"a": "1", "b": "2"}),
    ({"a": "2"}, {"a": "1"}, {"a": "2"}),
    ({"a": None}, {"a": "1", "b": "2"}, {"b": "2"}),
    ({"a": None}, {}, {}),
    ({}, {"a": "1"}, {"a": "1"}),
])
def test_merge_sets_what_is_named_and_leaves_the_rest(items, old, new):
    before = dict(old)
    assert Merge(items).apply(old) == new
    assert old == before


@pytest.mark.parametrize("items, spared, old, new", [
    ({"a": "1"}, (), {"b": "2"}, {"a": "1"}),
    ({"a": None}, (), {"a": "1"}, {}),
    ({}, ("keep_",), {"keep_x": "1", "y": "2"}, {"keep_x": "1"}),
    ({"keep_x": "9"}, ("keep_",), {"keep_x": "1"}, {"keep_x": "9"}),
])
def test_replace_leaves_nothing_but_what_is_spared(items, spared, old, new):
    assert Replace(items, spared).apply(old) == new


def test_members_come_and_go_and_others_stay():
    assert Members(frozenset("ab"), frozenset("c")).apply(frozenset("bcd")) == frozenset("abd")


@pytest.mark.parametrize("items, old, new", [
    ({"physnet1": "br-ex"}, None, "physnet1:br-ex"),
    ({"physnet1": "br-ex"}, "physnet0:br-0", "physnet0:br-0,physnet1:br-ex"),
    ({"physnet0": "br-9"}, "physnet0:br-0,physnet1:br-1", "physnet0:br-9,physnet1:br-1"),
    ({"physnet0": None}, "physnet0:br-0,physnet1:br-1", "physnet1:br-1"),
    ({"physnet0": None}, "physnet0:br-0", None),
    ({"physnet0": None}, None, None),
    ({"physnet0": "br-0"}, " physnet0:br-0 , other:x", "physnet0:br-0,other:x"),
    ({"enable-chassis-as-gw": True}, "availability-zones=a", "availability-zones=a,enable-chassis-as-gw"),
])
def test_entries_of_a_text_are_edited_one_by_one(items, old, new):
    assert Entries(items).apply(old) == new


def test_entries_with_another_pair_sign():
    edit = Entries({"card-serial-number": "7"}, pair="=")
    assert edit.apply("enable-chassis-as-gw,card-serial-number=1") == "enable-chassis-as-gw,card-serial-number=7"


def test_an_edit_may_stand_inside_a_map():
    edit = Merge({"ovn-bridge-mappings": Entries({"b": "br-b"})})
    assert edit.apply({"ovn-bridge-mappings": "a:br-a"}) == {"ovn-bridge-mappings": "a:br-a,b:br-b"}


def test_values_are_converted_wherever_they_stand():
    def text(key, value):
        return str(value)

    assert Merge({"a": 1, "b": None}).map_values(text) == Merge({"a": "1", "b": None})
    assert Replace({"a": 1}, ("k",)).map_values(text) == Replace({"a": "1"}, ("k",))
    assert Members(frozenset([1]), frozenset([2])).map_values(text) == Members(frozenset("1"), frozenset("2"))
