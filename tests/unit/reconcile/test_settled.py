# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A large topology that runs again: what is as it is wanted is passed by, and whatever is not is seen all the same."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile import engine
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.summary import NOTHING
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import topology as task

from ...support.sites import SERVER

UNCHANGED = {"changed": False, "plan": NOTHING, "diff": [], "commands": []}
HALVES = range(2)
DHCP, PORT, ACL = "DHCP_Options", "Logical_Switch_Port", "ACL"


def _port(half: int, number: int) -> dict:
    return {"name": f"p{half}-{number}", "addresses": [f"00:16:3e:00:0{half}:{number:02x} 10.0.{half}.{number + 2}"], "enabled": True,
            "dhcpv4_options": f"d{half}", "external_ids": {"vm": f"{half}-{number}"}}


def _rule(half: int, number: int) -> dict:
    return {"direction": "to-lport", "priority": number + 1, "action": "allow", "match": f"outport == @g{half} && tcp.dst == {number + 1}"}


DOCUMENT = {
    "dhcp_options": [{"name": f"d{half}", "cidr": f"10.0.{half}.0/24", "options": {**SERVER, "lease_time": "3600"}}
                     for half in HALVES],
    "switches": [{"name": f"sw{half}", "ports": [_port(half, number) for number in range(30)]} for half in HALVES],
    "port_groups": [{"name": f"g{half}", "ports": [f"p{half}-{number}" for number in range(30)],
                     "acls": [_rule(half, number) for number in range(30)]} for half in HALVES],
    "routers": [{"name": "r0", "ports": [{"name": "r0-sw0", "mac": "00:16:3e:00:ff:01", "networks": ["10.0.0.1/24"]}]}],
}


@pytest.fixture
def planned(monkeypatch) -> list[str]:
    """The tables of the rows that were planned one by one."""
    make_plan, tables = engine.make_plan, []

    def noting(want, have, **options):
        tables.extend(row.ref.table.name for row in want.rows)
        return make_plan(want, have, **options)

    monkeypatch.setattr(engine, "make_plan", noting)
    return tables


@pytest.fixture
def outcomes(database, monkeypatch) -> Callable:
    """What a topology comes to in check mode, and what it does where no row is passed by."""

    def outcome(document: dict, **options) -> dict | list:
        try:
            return database.topology(deepcopy(document), check=True, **options)
        except InvalidInput as exc:
            return exc.faults

    def both(document: dict | None = None, **options) -> tuple:
        document = document or DOCUMENT
        first = outcome(document, **options)
        with monkeypatch.context() as without:
            without.setattr(task, "outline", lambda topology: {})
            return first, outcome(document, **options)

    return both


def _changed(table: str, row: dict, **columns) -> dict:
    return op.update(table, [op.by_uuid(row["_uuid"])], columns)


def _set(table: str, known_as: str, **columns) -> Callable:
    """Somebody sets columns of the row that is known by this name."""
    return lambda database: database.write(_changed(table, database.row(table, name=known_as), **columns))


def _set_rule(**columns) -> Callable:
    return lambda database: database.write(_changed(ACL, database.row(ACL, priority=7, match=_rule(1, 6)["match"]), **columns))


def _let_go(table: str, parent: str, column: str, child: str, **columns) -> Callable:
    """Somebody takes a row from its parent."""

    def act(database) -> None:
        where = [op.by_uuid(database.row(table, name=parent)["_uuid"])]
        database.write(op.mutate(table, where, [[column, "delete", ["uuid", database.row(child, **columns)["_uuid"]]]]))

    return act


def _move_to_other_group(database) -> None:
    rule = ["uuid", database.row(ACL, priority=7, match=_rule(1, 6)["match"])["_uuid"]]
    database.write(op.mutate("Port_Group", [["name", "==", "g1"]], [["acls", "delete", rule]]),
                   op.mutate("Port_Group", [["name", "==", "g0"]], [["acls", "insert", rule]]))


def _move_to_other_switch(database) -> None:
    port = ["uuid", database.row(PORT, name="p1-3")["_uuid"]]
    database.write(op.mutate("Logical_Switch", [["name", "==", "sw1"]], [["ports", "delete", port]]),
                   op.mutate("Logical_Switch", [["name", "==", "sw0"]], [["ports", "insert", port]]))


def _refer_to_other_options(database) -> None:
    other = next(row for row in database.rows(DHCP) if row["cidr"] == "10.0.0.0/24")["_uuid"]
    _set(PORT, "p1-3", dhcpv4_options=["uuid", other])(database)


def _remove_options(database) -> None:
    database.write(op.delete(DHCP, [["cidr", "==", "10.0.1.0/24"]]))


def _make_options_elsewhere(database) -> None:
    """Somebody's own row takes the place of ours, under our name."""
    old = next(row for row in database.rows(DHCP) if row["cidr"] == "10.0.1.0/24")
    database.write(op.delete(DHCP, [op.by_uuid(old["_uuid"])]))
    database.insert(DHCP, cidr="10.0.1.0/24", external_ids=["map", [["overlay_name", "d1"]]])


def _refer_to_it_twice(database) -> None:
    """A second row of one name, which some ports use."""
    twin = database.insert(DHCP, cidr="10.0.1.0/24", external_ids=["map", [["overlay_name", "d1"]]])
    _set(PORT, "p1-3", dhcpv4_options=["uuid", twin])(database)


MENDED = {
    "a text": _set_rule(action="drop"),
    "a number that says who the rule is": _set_rule(priority=77),
    "a flag": _set(PORT, "p1-3", enabled=False),
    "a flag that is unset": _set(PORT, "p1-3", enabled=["set", []]),
    "a set that holds another value": _set(PORT, "p1-3", addresses="unknown"),
    "a set that holds one value more": _set(PORT, "p1-3", addresses=["set", [_port(1, 3)["addresses"][0], "unknown"]]),
    "a key of a map": _set(PORT, "p1-3", external_ids=["map", [["vm", "other"], ["overlay_owner", "ansible"]]]),
    "a key of a map that is gone": _set(PORT, "p1-3", external_ids=["map", []]),
    "a reference to another row": _refer_to_other_options,
    "a reference to a row that went": _remove_options,
    "a reference to another row of that name": _refer_to_it_twice,
    "a row whose name has gone to another": _make_options_elsewhere,
    "a port that is in no group": _let_go("Port_Group", "g1", "ports", PORT, name="p1-3"),
    "a port that went": _let_go("Logical_Switch", "sw1", "ports", PORT, name="p1-3"),
    "a rule that went": _let_go("Port_Group", "g1", "acls", ACL, priority=7, match=_rule(1, 6)["match"]),
    "a switch that went": lambda database: database.write(op.delete("Logical_Switch", [["name", "==", "sw1"]])),
    "a group that went": lambda database: database.write(op.delete("Port_Group", [["name", "==", "g1"]])),
    "a router port's networks": _set("Logical_Router_Port", "r0-sw0", networks="10.0.0.2/24"),
}


@pytest.mark.parametrize("drift", MENDED.values(), ids=MENDED)
def test_what_drifted_in_a_large_topology_is_mended(database, outcomes, drift):
    database.topology(DOCUMENT)
    drift(database)
    outcome, as_ever = outcomes()
    assert outcome == as_ever
    assert outcome["changed"]
    assert database.topology(DOCUMENT) == outcome
    assert database.topology(DOCUMENT) == UNCHANGED


REFUSED = {
    "a port that was renamed": (_set(PORT, "p1-3", name="other"), r"was renamed to 'other'"),
    "a port on another switch": (_move_to_other_switch, r"exists already, in Logical_Switch sw0"),
    "a second switch of that name": (lambda database: database.insert("Logical_Switch", name="sw1"), r"is ambiguous"),
    "a port that another system keeps": (_set(PORT, "p1-3", enabled=False, external_ids=["map", [["neutron:port_name", "x"]]]),
                                         r"belongs to another system"),
}


@pytest.mark.parametrize("drift, message", REFUSED.values(), ids=REFUSED)
def test_what_nobody_can_tell_in_a_large_topology_is_refused(database, outcomes, drift, message):
    database.topology(DOCUMENT)
    drift(database)
    outcome, as_ever = outcomes()
    assert outcome == as_ever
    with pytest.raises(InvalidInput, match=message):
        database.topology(DOCUMENT)


LEFT = {
    "a rule that another group holds now": _move_to_other_group,
    "a second row of a name that no index guards": lambda database: database.insert(
        DHCP, cidr="10.0.9.0/24", external_ids=["map", [["overlay_name", "d1"]]]),
    "a column that nobody asked for": _set(PORT, "p1-3", tag=7),
    "a key that nobody asked for": _set(PORT, "p1-3", external_ids=["map", [["vm", "1-3"], ["more", "x"]]]),
    "another owner": _set(PORT, "p1-3", external_ids=["map", [["vm", "1-3"], ["overlay_owner", "somebody"]]]),
    "the mark of another system": _set(PORT, "p1-3", external_ids=["map", [["vm", "1-3"], ["neutron:port_name", "x"]]]),
}


@pytest.mark.parametrize("drift", LEFT.values(), ids=LEFT)
@pytest.mark.parametrize("adopt", [False, True])
def test_what_others_did_beside_a_large_topology_is_judged_as_ever(database, outcomes, drift, adopt):
    database.topology(DOCUMENT)
    drift(database)
    outcome, as_ever = outcomes(adopt=adopt)
    assert outcome == as_ever


def _edited(edit: Callable[[dict], object]) -> dict:
    document = deepcopy(DOCUMENT)
    edit(document)
    return document


EDITS = {
    "a port twice": _edited(lambda each: each["switches"][0]["ports"].append(_port(0, 3))),
    "a port twice, once otherwise": _edited(lambda each: each["switches"][0]["ports"].append({"name": "p0-3", "enabled": False})),
    "a port twice, first otherwise": _edited(lambda each: each["switches"][0]["ports"].insert(0, {"name": "p0-3", "enabled": False})),
    "a port of another switch": _edited(lambda each: each["switches"][0]["ports"].append(_port(1, 3))),
    "a value twice in a set": _edited(lambda each: each["switches"][0]["ports"][3].update(addresses=["unknown", "unknown"])),
    "another value": _edited(lambda each: each["switches"][0]["ports"][3].update(dhcpv4_options="d1")),
    "a bad value": _edited(lambda each: each["switches"][0]["ports"][3].update(addresses=["nonsense"])),
    "no value": _edited(lambda each: each["switches"][0]["ports"][3].update(dhcpv4_options="")),
    "a name that is not there": _edited(lambda each: each["port_groups"][0]["ports"].append("nobody")),
    "a row that shall go": _edited(lambda each: each["switches"][0]["ports"][3].update(state="absent")),
    "numbers as texts": _edited(lambda each: each["port_groups"][0]["acls"][3].update(priority="4", log="false")),
    "a network twice on a router": _edited(lambda each: each["routers"][0]["ports"].append(
        {"name": "r0-sw1", "mac": "00:16:3e:00:ff:02", "networks": ["10.0.0.7/24"]})),
}


@pytest.mark.parametrize("document", EDITS.values(), ids=EDITS)
def test_what_is_edited_in_a_large_topology_is_planned_as_ever(database, outcomes, document):
    database.topology(DOCUMENT)
    outcome, as_ever = outcomes(document)
    assert outcome == as_ever
    assert outcome != UNCHANGED or document is EDITS["numbers as texts"]


def test_a_row_that_is_named_by_its_uuid_too_is_given_twice(database, outcomes):
    database.topology(DOCUMENT)
    options = next(row for row in database.rows(DHCP) if row["cidr"] == "10.0.1.0/24")["_uuid"]
    outcome, as_ever = outcomes({**DOCUMENT, "dhcp_options": [*DOCUMENT["dhcp_options"], {"name": options, "cidr": "10.0.7.0/24"}]})
    assert outcome == as_ever
    assert "given twice" in str(outcome)


def test_a_value_that_is_held_twice_in_words_only_is_written(database):
    """What is given as often as the set has members is not therefore what it holds."""
    database.topology({"switches": [{"name": "sw0", "ports": [{"name": "p0", "addresses": ["unknown", "dynamic"]}]}]})
    database.topology({"switches": [{"name": "sw0", "ports": [{"name": "p0", "addresses": ["unknown", "unknown"]}]}]})
    assert database.row(PORT, name="p0")["addresses"] == frozenset(["unknown"])


def test_what_is_as_it_is_wanted_is_not_planned_again(database, planned):
    database.topology(DOCUMENT)
    planned.clear()
    assert database.topology(DOCUMENT) == UNCHANGED
    assert set(planned).isdisjoint([PORT, ACL, DHCP, "Port_Group"])


def test_of_what_changes_the_diff_has_the_names(database, planned):
    """Also of rows that only such rows name that are as they are wanted."""
    database.topology(DOCUMENT)
    document = _edited(lambda each: each.pop("dhcp_options"))
    document["switches"][1]["ports"][3]["dhcpv4_options"] = ""
    planned.clear()
    [entry] = database.topology(document, check=True)["diff"]
    assert entry["before"] == {"dhcpv4_options": f"{DHCP} d1"}
    assert planned.count(PORT) == 1
