# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows of a large topology are read while the topology is: once, and never at the price of what others do meanwhile."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.transport import Transport
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.summary import NOTHING

UNCHANGED = {"changed": False, "plan": NOTHING, "diff": [], "commands": []}
PORTS = [{"name": f"p{number}", "external_ids": {"number": str(number)}} for number in range(120)]


def topology(ports: list[dict] = PORTS) -> dict:
    return {"switches": [{"name": "sw0", "ports": ports}]}


@pytest.fixture
def asked(monkeypatch) -> list[tuple[str, int]]:
    """The tables that were asked for their rows, and how many columns of them."""
    send, tables = Transport.send, []

    def noting(self, method, params, deadline):
        params = list(params)
        tables.extend((each["table"], len(each["columns"])) for each in params[1:] if each["op"] == "select")
        return send(self, method, params, deadline)

    monkeypatch.setattr(Transport, "send", noting)
    return tables


def of_ports(asked: list) -> list[int]:
    return [columns for table, columns in asked if table == "Logical_Switch_Port" and columns > 1]


def test_each_row_of_a_topology_that_is_there_is_read_once(database, asked):
    database.topology(topology())
    asked.clear()
    assert database.topology(topology()) == UNCHANGED
    assert len(of_ports(asked)) == 1


def test_a_topology_that_is_new_asks_for_no_rows(database, asked):
    database.topology(topology())
    assert not of_ports(asked)


def test_few_ports_among_many_of_the_same_owner_are_asked_for_one_by_one(database, asked):
    database.topology(topology([{"name": f"p{number}"} for number in range(1000)]))
    asked.clear()
    assert database.topology(topology([{"name": f"p{number}"} for number in range(60)])) == UNCHANGED
    assert len(of_ports(asked)) == 60


def test_rows_that_others_own_are_found_too(database):
    database.topology(topology(), owner="somebody")
    database.topology({"switches": [{"name": "mine"}]})
    assert database.topology(topology()) == UNCHANGED


@pytest.mark.parametrize("times", [1, 3])
def test_a_row_that_goes_after_it_was_read_ahead_is_made_again(database, just_before, times):
    database.topology(topology())

    def remove():
        for row in database.rows("Logical_Switch_Port"):
            if row["name"] == "p7":
                database.write(op.mutate("Logical_Switch", [], [["ports", "delete", ["uuid", row["_uuid"]]]]))

    acted = just_before(remove, times)
    wanted = [{**port, "enabled": True} for port in PORTS]
    assert database.topology(topology(wanted))["changed"] and acted
    assert database.topology(topology(wanted)) == UNCHANGED
    assert database.count("Logical_Switch_Port") == 120


@pytest.mark.parametrize("bad", [{"ports": 7}, {"ports": [7] * 60}, {"ports": {"name": "p0"}}, {"ports": [{"colour": "red"}] * 60}])
def test_a_large_topology_that_is_no_topology_is_refused_by_path(database, bad):
    with pytest.raises(InvalidInput, match=r"topology\.switches\[60\]\.ports"):
        database.topology({"switches": [{"name": f"sw{number}"} for number in range(60)] + [{"name": "bad", **bad}]})
