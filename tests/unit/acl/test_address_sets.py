# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sets of addresses that rules can name."""

from __future__ import annotations

import json

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.network.address_set import (
    address_set_absent,
    address_set_rows,
    address_set_scopes,
    check_address_set,
    read_address_set,
)
from ansible_collections.overlay.ovn.plugins.module_utils.network.reading import Reading

from .worlds import make_world


def read(**options):
    reading = Reading({"name": "office", **options}, "set")
    return read_address_set(reading), [str(fault) for fault in reading.faults]


def rows(**options) -> dict[str, list[str]]:
    address_set, faults = read(**options)
    assert not faults
    return {row.ref.key[0]: sorted(row.columns["addresses"]) for row in address_set_rows(address_set, None)}


def test_each_family_has_a_row_also_an_empty_one():
    assert rows() == {"overlay_set_office_ip4": [], "overlay_set_office_ip6": []}
    assert rows(addresses=["10.1.0.0/16", "10.2.3.4", "FD42::1"]) == {
        "overlay_set_office_ip4": ["10.1.0.0/16", "10.2.3.4/32"], "overlay_set_office_ip6": ["fd42::1/128"]}


def test_ranges_are_written_out():
    assert rows(addresses=["10.0.0.254-10.0.1.1", "10.0.0.255"])["overlay_set_office_ip4"] == [
        "10.0.0.254/32", "10.0.0.255/32", "10.0.1.0/32", "10.0.1.1/32"]
    assert len(rows(addresses=["fd42::-fd42::ff"])["overlay_set_office_ip6"]) == 256


def test_names_stand_in_matches():
    assert list(rows(name="my-office")) == ["overlay_set_my.office_ip4", "overlay_set_my.office_ip6"]
    assert list(rows(base_name="incus_set2")) == ["incus_set2_ip4", "incus_set2_ip6"]


BROKEN = {
    "x": ["'x'", "no address, network or range", "Write for example"],
    "10.0.0.1/24": ["'10.0.0.1/24'", "host bits", "Write 10.0.0.0/24"],
    "10.0.0.0-10.0.1.0": ["'10.0.0.0-10.0.1.0'", "257 addresses", "256", "Write networks in CIDR form"],
    "10.0.0.9-10.0.0.1": ["'10.0.0.9-10.0.0.1'", "from a lower to a higher"],
    "00:16:3e:00:00:01": ["'00:16:3e:00:00:01'", "no address"],
    "10.0.0.5": ["10.0.0.5 is addresses[0] already", "Leave one of them out"],
}


@pytest.mark.parametrize("text", BROKEN)
def test_what_a_set_cannot_hold_is_refused(text):
    _set, faults = read(addresses=["10.0.0.5", text])
    assert len(faults) == 1
    assert faults[0].startswith("set.addresses[1]: ")
    assert all(word in faults[0] for word in BROKEN[text]), faults[0]


@pytest.mark.parametrize("name", ["", "1st", "a_b", "$a", "a" * 64])
def test_a_set_has_a_name_that_rules_can_use(name):
    _set, faults = read(name=name)
    assert faults == [f"set.name: {name!r} is not a name that can be used in rules. Use 1 to 63 letters, digits and dashes, "
                      "beginning with a letter and not ending with a dash."]


def test_two_sets_are_not_one():
    world = make_world(sets=["office"])
    reading = Reading({"name": "home", "base_name": "overlay_set_office"}, "set")
    address_set = read_address_set(reading)
    world.things["network_address_sets"]["home",] = address_set
    check_address_set(address_set, world, reading)
    assert [str(fault) for fault in reading.faults] == ["set.base_name: overlay_set_office is that of address set office. Choose another."]


def test_one_row_remembers_the_set():
    address_set, _faults = read(addresses=["10.0.0.1"])
    marks = [row.columns["external_ids"].items for row in address_set_rows(address_set, None)]
    assert json.loads(marks[0]["overlay_config"]) == {"name": "office", "addresses": ["10.0.0.1"]}
    assert marks[1] == {"overlay_address_set": "office"}
    assert [scope.marks for scope in address_set_scopes(address_set, None)] == [(("overlay_address_set", "office"),)]
    assert [row.ref.key[0] for row in address_set_absent(address_set, None)] == ["overlay_set_office_ip4", "overlay_set_office_ip6"]
