# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose rows are whose: marks, scopes that are cleared of the rest, adoption, guards."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import Conflict, InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.edits import Merge
from ansible_collections.overlay.ovn.plugins.module_utils.model.rows import Guard, Ref, Scope, Want, row
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.engine import reconcile

MARK = {"site": "a"}
SCOPES = [Scope(table, tuple(MARK.items())) for table in (nb.LOGICAL_SWITCH, nb.LOGICAL_SWITCH_PORT, nb.ADDRESS_SET)]


def switch(name: str, **rest):
    return row(nb.LOGICAL_SWITCH, (name,), {"external_ids": Merge(MARK)}, **rest)


def port(name: str, parent: str, **rest):
    return row(nb.LOGICAL_SWITCH_PORT, (name,), {"external_ids": Merge(MARK)}, parent=Ref(nb.LOGICAL_SWITCH, (parent,)), **rest)


@pytest.fixture
def site(database):
    """Two marked switches with a port each, and rows of others beside them."""
    database.apply(switch("sw0"), switch("sw1"), port("p0", "sw0"), port("p1", "sw1"))
    database.task(nb.LOGICAL_SWITCH, name="theirs", external_ids={"site": "b"})
    database.task(nb.LOGICAL_SWITCH_PORT, name="unmarked", switch="sw0")
    return database


def names(database, table: str) -> set[str]:
    return {each["name"] for each in database.rows(table)}


def test_marked_rows_that_are_not_wanted_go_and_no_others(site):
    planned = site.apply(switch("sw0"), scopes=SCOPES, check=True)
    assert sorted(entry["before_header"] for entry in planned["diff"]) == [
        "Logical_Switch sw1", "Logical_Switch_Port p0", "Logical_Switch_Port p1",
    ]
    done = site.apply(switch("sw0"), scopes=SCOPES)
    assert done["diff"] == planned["diff"]
    assert names(site, "Logical_Switch") == {"sw0", "theirs"}
    assert names(site, "Logical_Switch_Port") == {"unmarked"}
    assert not site.apply(switch("sw0"), scopes=SCOPES)["changed"]


def test_a_marked_port_goes_wherever_it_hangs(site):
    uuid = site.row("Logical_Switch_Port", name="unmarked")["_uuid"]
    site.write(op.update("Logical_Switch_Port", [op.by_uuid(uuid)], {"external_ids": ["map", [["site", "a"]]]}))
    site.apply(switch("sw0"), switch("sw1"), port("p0", "sw0"), port("p1", "sw1"), scopes=SCOPES)
    assert names(site, "Logical_Switch_Port") == {"p0", "p1"}


def test_without_a_scope_nothing_goes_unasked(site):
    before = site.dump()
    assert not site.apply(switch("sw0"))["changed"]
    assert site.dump() == before


def test_what_we_make_says_who_made_it(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0", owner="team-a")
    assert database.row("Logical_Switch")["external_ids"] == {"overlay_owner": "team-a"}
    assert not database.task(nb.LOGICAL_SWITCH, name="sw0", owner="team-b")["changed"]


def test_a_foreign_row_is_taken_over_only_when_that_is_asked(database):
    database.insert("Logical_Switch", name="lxd-net5-ls-int", external_ids=["map", [["lxd_switch", "1"]]])
    want = row(nb.LOGICAL_SWITCH, ("lxd-net5-ls-int",), {"external_ids": Merge({"note": "x"})})
    with pytest.raises(InvalidInput, match="belongs to another system .external_ids:lxd_switch"):
        database.apply(want)
    assert database.apply(want, adopt=True)["changed"]
    assert database.row("Logical_Switch")["external_ids"] == {"lxd_switch": "1", "note": "x", "overlay_owner": "tests"}


def test_a_guard_that_does_not_hold_writes_nothing(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    guard = Guard("Logical_Switch", (("name", "==", "sw0"),))  # nobody of that name, though there is one
    with pytest.raises(Conflict, match="other writers were first"):
        reconcile(database.server.session(), lambda _: Want([switch("sw1")], guards=[guard]), owner="tests")
    assert names(database, "Logical_Switch") == {"sw0"}
