# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is removed is out of every group, switch and list for good: made again it is in none, and no rule of theirs is its own."""

from __future__ import annotations

import os
import subprocess

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.rows import Ref
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

from ...support.servers import Server
from ..conftest import Database

PORTS = {"switches": [{"name": "s", "ports": [{"name": "p1"}, {"name": "p2"}]}], "port_groups": [{"name": "g", "ports": ["p1", "p2"]}]}
GONE = {"switches": [{"name": "s", "ports": [{"name": "p1", "state": "absent"}]}]}
AGAIN = {"switches": [{"name": "s", "ports": [{"name": "p1"}]}]}


def uuid(name: str) -> str:
    return Ref(nb.LOGICAL_SWITCH_PORT, (name,)).uuid


def before_and_after(result: dict, label: str, column: str) -> tuple:
    return next((entry["before"].get(column), entry["after"].get(column)) for entry in result["diff"] if entry["after_header"] == label)


@pytest.fixture
def hole(database):
    """A group that still names a port which is gone, as earlier releases of this collection left it."""
    database.topology(PORTS)
    database.write(
        op.update("Port_Group", [["name", "==", "g"]], {"external_ids": ["map", [["note", "x"]]]}),
        op.delete("Logical_Switch_Port", [op.by_uuid(uuid("p1"))]),
        op.mutate("Logical_Switch", [], [["ports", "delete", ["uuid", uuid("p1")]]]),
    )
    assert [each[3] for each in database.holes()] == [uuid("p1")]
    return database


def test_a_port_that_is_removed_while_its_group_changes_leaves_the_group(database):
    database.topology(PORTS)
    done = database.topology({"port_groups": [{"name": "g", "external_ids": {"note": "x"}}], **GONE})
    assert before_and_after(done, "Port_Group g", "ports") == ([uuid("p2"), "Logical_Switch_Port p1"], [uuid("p2")])
    assert database.row("Port_Group")["ports"] == {uuid("p2")}
    database.topology(AGAIN)
    assert database.row("Port_Group")["ports"] == {uuid("p2")}


@pytest.mark.parametrize("kind, column, entry", [
    ("load_balancers", "load_balancer", {"name": "x", "vips": {"10.0.0.1": "10.0.0.2"}}),
    ("dns", "dns_records", {"name": "x", "records": {"a": "10.0.0.2"}}),
])
def test_what_is_removed_while_its_switch_changes_leaves_the_switch(database, kind, column, entry):
    database.topology({kind: [entry], "switches": [{"name": "s", column: ["x"]}]})
    going = {kind: [{"name": "x", "state": "absent"}], "switches": [{"name": "s", "other_config": {"mcast_snoop": "true"}}]}
    foretold, done = database.topology(going, check=True), database.topology(going)
    assert foretold == done and database.holes() == []
    database.topology({kind: [entry]})
    assert database.row("Logical_Switch")[column] == frozenset()


def test_a_single_reference_goes_too(database):
    database.topology({"dhcp_options": [{"name": "d", "cidr": "10.0.0.0/24"}],
                       "switches": [{"name": "s", "ports": [{"name": "p", "dhcpv4_options": "d"}]}]})
    database.topology({"dhcp_options": [{"name": "d", "state": "absent"}], "switches": [{"name": "s", "ports": [{"name": "p", "enabled": False}]}]})
    assert database.holes() == [] and database.row("Logical_Switch_Port")["dhcpv4_options"] is None


def test_an_old_hole_is_mended_when_its_row_is_touched(hole):
    options = {"name": "g", "external_ids": {"note": "y"}}
    foretold = hole.task(nb.PORT_GROUP, check=True, **options)
    done = hole.task(nb.PORT_GROUP, **options)
    assert foretold == done and before_and_after(done, "Port_Group g", "ports") == (sorted([uuid("p1"), uuid("p2")]), [uuid("p2")])
    assert hole.holes() == [] and not hole.task(nb.PORT_GROUP, **options)["changed"]


def test_an_old_hole_is_mended_before_a_row_is_made_that_would_fill_it(hole):
    foretold, done = hole.topology(AGAIN, check=True), hole.topology(AGAIN)
    assert foretold == done and before_and_after(done, "Port_Group g", "ports")[1] == [uuid("p2")]
    assert hole.row("Port_Group")["ports"] == {uuid("p2")}
    assert not hole.topology(AGAIN)["changed"]


def test_a_row_that_is_made_again_and_wanted_in_its_group_is_in_it(hole):
    hole.topology(PORTS)
    assert hole.row("Port_Group")["ports"] == {uuid("p1"), uuid("p2")} and hole.holes() == []
    assert not hole.topology(PORTS)["changed"]
    assert hole.task(nb.PORT_GROUP, name="g", ports=["p2"])["changed"]  # a server that does not know of the reference dies of this
    assert hole.row("Port_Group")["ports"] == {uuid("p2")}


@pytest.mark.parametrize("document", [AGAIN, PORTS])
def test_the_script_empties_the_hole_first_too(hole, short_path, schema_root, document):
    server = Server(short_path, schema_root, "OVN_Northbound", source=hole.server.file)
    try:
        script = "\n".join(hole.topology(document)["commands"])
        subprocess.run(["sh", "-ec", script], env={**os.environ, "OVN_NB_DB": server.endpoint}, check=True)
        other = Database(server)
        assert other.dump("Port_Group", "Logical_Switch_Port", "Logical_Switch") == hole.dump(
            "Port_Group", "Logical_Switch_Port", "Logical_Switch")
    finally:
        server.stop()


def test_a_member_that_is_added_to_a_group_takes_the_holes_out(hole):
    hole.topology({"switches": [{"name": "s", "ports": [{"name": "p3"}]}]})
    hole.task(nb.PORT_GROUP, name="g", ports=["p3"], append=True)
    assert hole.row("Port_Group")["ports"] == {uuid("p2"), uuid("p3")}


def test_nothing_is_touched_for_a_hole_alone(hole):
    assert not hole.task(nb.PORT_GROUP, name="g", external_ids={"note": "x"})["changed"]
    assert not hole.topology({"switches": [{"name": "s"}]})["changed"]
