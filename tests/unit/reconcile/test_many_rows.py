# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks of so many rows that they are read in passes over their tables, and not one by one."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.size import Size


def document(address: str = "00:16:3e:00:00:07") -> dict:
    ports = [{"name": f"p{number}"} for number in range(60)]
    ports[7]["addresses"] = [address]
    acls = [{"direction": "to-lport", "priority": each, "match": "ip4", "action": "drop"} for each in range(60)]
    return {"switches": [{"name": "sw", "ports": ports, "acls": acls}]}


@pytest.fixture
def busy(database):
    """A database with other switches, so that most rows of each table are somebody else's."""
    for number in range(6):
        database.insert("Logical_Switch", name=f"other{number}")
    database.topology(document())
    return database


def test_many_rows_are_all_found_again(busy):
    assert not busy.topology(document())["changed"]


def test_a_row_that_lost_its_mark_is_found_among_those_that_bear_it(busy):
    port, acl = busy.row("Logical_Switch_Port", name="p7"), busy.row("ACL", priority=7)
    busy.write(op.update("Logical_Switch_Port", [op.by_uuid(port["_uuid"])], {"external_ids": ["map", []]}),
               op.update("ACL", [op.by_uuid(acl["_uuid"])], {"external_ids": ["map", [["overlay_owner", "another"]]]}))
    assert not busy.topology(document())["changed"]
    result = busy.topology(document("00:16:3e:00:00:08"))
    assert [entry["after"] for entry in result["diff"]] == [{"addresses": ["00:16:3e:00:00:08"]}]


def test_a_new_row_beside_many_is_the_only_change(busy):
    more = document()
    more["switches"][0]["acls"].append({"direction": "to-lport", "priority": 99, "match": "ip6", "action": "drop"})
    assert [entry["after"]["priority"] for entry in busy.topology(more)["diff"]] == [99]


@pytest.mark.parametrize("size, wanted, can_be_marked, way", [
    (Size(100, 100), 100, True, "whole"),
    (Size(1000, 100), 100, True, "marked"),
    (Size(1000, 100), 100, False, "questions"),
    (Size(1000, 1000), 100, True, "questions"),
    (Size(100_000, 100), 100, True, "questions"),
])
def test_rows_are_read_the_way_that_costs_least(size, wanted, can_be_marked, way):
    assert size.way(wanted, can_be_marked) == way
