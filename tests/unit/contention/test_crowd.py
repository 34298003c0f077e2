# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Twenty runs at the same moment, each a process: every row once, everything lands, and "changed" is the truth."""

from __future__ import annotations

import pytest

from ...support.crowd import crowd
from ...support.sites import port, rule, site

MANY = 20
ROUNDS = 2


def texts(results: list) -> list[str]:
    return [str(each) for each in results if isinstance(each, Exception)]


def test_twenty_who_want_the_same_make_no_row_twice_and_one_of_them_says_changed(place, quiet):
    document = site()
    results = crowd([lambda: place.topology(document)["changed"]] * MANY)
    assert texts(results) == []
    quiet.topology(document)
    assert place.dump() == quiet.dump()
    assert sorted(results) == [False] * (MANY - 1) + [True]


@pytest.mark.parametrize("state", ["merged", "replaced", "overridden"])
def test_twenty_who_change_the_same_rows_lose_nothing_and_one_of_them_says_changed(place, quiet, state):
    document = site(ports=5, rules=2, lease=60)
    for each in (place, quiet):
        each.topology(site())
    for dummy in range(ROUNDS):
        results = crowd([lambda: place.topology(document, state=state)["changed"]] * MANY)
        assert texts(results) == []
        assert sorted(results) == [False] * (MANY - 1) + [True]
        results = crowd([lambda: place.topology(site(), state=state)["changed"]] * MANY)
        assert texts(results) == []
        assert sorted(results) == [False] * (MANY - 1) + [True]
    quiet.topology(document, state=state), quiet.topology(site(), state=state)
    assert place.dump() == quiet.dump()


def test_twenty_who_remove_the_same_rows_all_succeed_and_one_of_them_says_changed(place):
    place.topology(site())
    results = crowd([lambda: place.topology(site(), state="absent")["changed"]] * MANY)
    assert texts(results) == []
    assert not any(place.dump().values())
    assert sorted(results) == [False] * (MANY - 1) + [True]


def test_twenty_sites_at_once_all_land(place, quiet):
    documents = [site(f"_{number}") for number in range(MANY)]
    results = crowd([lambda doc=each: place.topology(doc) for each in documents])
    assert texts(results) == []
    assert all(each["changed"] for each in results)
    for each in documents:
        assert quiet.topology(each)["changed"]
    assert place.dump() == quiet.dump()


def share(number: int) -> dict:
    """Somebody's ports and rules on a switch and a port group that all of them use."""
    ports = [port(f"p{number}-{index}", number * 10 + index) for index in range(3)]
    return {
        "switches": [{"name": "shared", "ports": ports, "acls": [rule(f"ip4.dst == 10.9.9.{number}", 10)]}],
        "port_groups": [{"name": "shared", "acls": [rule(f"outport == @shared && tcp.dst == {number}", 7)]}],
    }


def test_twenty_tenants_of_one_switch_do_not_push_each_other_out(place, quiet):
    base = {"switches": [{"name": "shared"}], "port_groups": [{"name": "shared"}]}
    for each in (place, quiet):
        each.topology(base)
    results = crowd([lambda n=number: place.topology(share(n)) for number in range(MANY)])
    assert texts(results) == []
    assert [len(each["diff"]) for each in results] == [5] * MANY
    for number in range(MANY):
        quiet.topology(share(number))
    assert place.dump() == quiet.dump()


def test_twenty_tenants_who_also_make_the_switch_make_one_of_it(place, quiet):
    results = crowd([lambda n=number: place.topology(share(n)) for number in range(MANY)])
    assert texts(results) == []
    assert sorted(len(each["diff"]) for each in results) == [5] * (MANY - 1) + [7]
    for number in range(MANY):
        quiet.topology(share(number))
    assert place.dump() == quiet.dump()
