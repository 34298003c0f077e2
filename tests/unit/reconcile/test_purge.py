# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What goes because a topology does not name it, and what stays whatever the topology says."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model.rows import OWNER_MARK
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

from ...support.sites import port, rule, site
from ..network.conftest import Tasks

FOREIGN = ("neutron:network_id", "k8s.ovn.org/network", "lxd_switch", "incus_switch")
OURS = "site"


def hang(database, switch: str, name: str, **marks: str) -> str:
    """Somebody puts a port on a switch, behind our back; its UUID."""
    made = database.uuid_of("Logical_Switch", switch)
    uuid = "00000000-0000-4000-8000-" + name.encode().hex()[:12].rjust(12, "0")
    database.write(
        op.insert("Logical_Switch_Port", uuid, {"name": name, "external_ids": ["map", [list(each) for each in marks.items()]]}),
        op.mutate("Logical_Switch", [op.by_uuid(made)], [["ports", "insert", ["uuid", uuid]]]),
    )
    return uuid


@pytest.fixture
def world(database):
    """Our site; another owner's; rows that nobody marked; rows of other systems."""
    database.uuid_of = lambda table, name: database.row(table, name=name)["_uuid"]
    database.topology(site(), owner=OURS)
    database.topology(site("_theirs"), owner="others")
    database.insert("Logical_Switch", name="bare")
    hang(database, "bare", "bare1")
    for number, mark in enumerate(FOREIGN):
        database.insert("Logical_Switch", name=f"foreign{number}", external_ids=["map", [[mark, "x"]]])
        hang(database, f"foreign{number}", f"fp{number}", **{mark: "x"})
    return database


def owned(database, owner: str) -> set[str]:
    rows = [row for rows in database.dump().values() for row in rows]
    return {row["_uuid"] for row in rows if row.get("external_ids", {}).get(OWNER_MARK) == owner}


def not_ours(database) -> dict[str, dict]:
    """All rows but those that carry our mark."""
    return {row["_uuid"]: row for rows in database.dump().values() for row in rows
            if row.get("external_ids", {}).get(OWNER_MARK) != OURS}


SMALL = {"switches": [{"name": "sw", "ports": [port("sw-p0", 0)]}]}


def test_overridden_removes_the_owners_other_rows_and_nothing_else(world):
    before, others = owned(world, OURS), not_ours(world)
    result = world.topology(SMALL, owner=OURS, state="overridden")
    left = owned(world, OURS)
    assert left == {world.uuid_of("Logical_Switch", "sw"), world.uuid_of("Logical_Switch_Port", "sw-p0")}
    assert not_ours(world) == others
    assert len([each for each in result["diff"] if not each["after"]]) == len(before - left)
    assert not world.topology(SMALL, owner=OURS, state="overridden")["changed"]


def test_overridden_removes_the_owners_certificates_too(world):
    paths = {"server_private_key": "/etc/ovn/key.pem", "server_certificate": "/etc/ovn/cert.pem", "server_ca_cert": "/etc/ovn/ca.pem"}
    world.topology({**SMALL, "nb_global": {"ssl": paths}}, owner=OURS)
    planned, done = (world.topology(SMALL, check, owner=OURS, state="overridden") for check in (True, False))
    assert planned["diff"] == done["diff"] and not world.count("SSL")
    assert not world.topology(SMALL, owner=OURS, state="overridden")["changed"]


@pytest.mark.parametrize("state", ["replaced", "overridden"])
def test_what_others_hung_at_our_switch_stays(world, state):
    world.topology({"switches": [{"name": "sw", "ports": [port("tenant", 9)]}]}, owner="others")
    hung = {hang(world, "sw", f"hung{number}", **{mark: "x"}) for number, mark in enumerate(FOREIGN)}
    hung.add(world.uuid_of("Logical_Switch_Port", "tenant"))
    others = not_ours(world)
    world.topology({"switches": [{"name": "sw"}]}, owner=OURS, state=state)
    assert world.row("Logical_Switch", name="sw")["ports"] == hung
    assert not_ours(world) == others


def test_what_nobody_marked_stays_when_an_owner_clears_up(world):
    hung = hang(world, "sw", "unmarked")
    world.topology({"switches": [{"name": "sw"}]}, owner=OURS, state="overridden")
    assert world.row("Logical_Switch", name="sw")["ports"] == {hung}


def test_what_nobody_marked_goes_where_a_row_is_to_be_exactly_so_and_the_diff_says_it(world):
    hang(world, "sw", "unmarked")
    result = world.topology({"switches": [{"name": "sw"}]}, owner=OURS, state="replaced")
    assert world.row("Logical_Switch", name="sw")["ports"] == frozenset()
    assert "Logical_Switch_Port unmarked" in {each["before_header"] for each in result["diff"] if not each["after"]}


def test_merged_removes_nothing(world):
    before = world.dump()
    assert not world.topology({"switches": [{"name": "sw"}]}, owner=OURS)["changed"]
    assert world.dump() == before


@pytest.mark.parametrize("limit", ["0", "14", "50%"])
def test_more_than_max_deletes_is_refused_with_a_number_and_nothing_is_written(world, limit):
    before = world.dump()
    for check in (True, False):
        with pytest.raises(InvalidInput, match=rf"max_deletes: \d+ rows would be removed \(.*\), and {limit} of \d+ is the limit"):
            world.topology({**SMALL, "dns": [{"name": "new"}]}, check, owner=OURS, state="overridden", max_deletes=limit)
    assert world.dump() == before


@pytest.mark.parametrize("limit", ["15", "95%"])
def test_as_many_as_max_deletes_may_go(world, limit):
    result = world.topology(SMALL, owner=OURS, state="overridden", max_deletes=limit)
    assert sum(not each["after"] for each in result["diff"]) == 15


@pytest.mark.parametrize("text", ["many", "-1", "10 %%", "1.5", "\u0663"])
def test_a_max_deletes_that_is_no_number_is_an_error(world, text):
    with pytest.raises(InvalidInput, match="max_deletes: .* is neither a number nor a share"):
        world.topology(SMALL, owner=OURS, state="overridden", max_deletes=text)


def test_what_ignore_names_stays(world):
    patterns = ["DNS *", "Logical_Switch_Port sw-p1"]
    world.topology(SMALL, owner=OURS, state="overridden", ignore=patterns)
    assert world.row("Logical_Switch_Port", name="sw-p1")["_uuid"] in world.row("Logical_Switch", name="sw")["ports"]
    assert len(world.rows("DNS")) == 2
    assert {each["name"] for each in world.rows("Load_Balancer")} == {"lb_theirs"}


def test_what_hangs_at_an_ignored_row_stays_with_it(world):
    world.topology(SMALL, owner=OURS, state="overridden", ignore=["Logical_Router r"])
    router = world.row("Logical_Router", name="r")
    assert [len(router[column]) for column in ("ports", "nat", "static_routes")] == [1, 1, 1]


def test_a_row_that_holds_what_is_ignored_stays(world):
    world.topology({"dns": [{"name": "dns"}]}, owner=OURS, state="overridden", ignore=["Logical_Switch_Port sw-p1"])
    assert len(world.row("Logical_Switch", name="sw")["ports"]) == 1


def test_an_empty_document_is_refused_unless_it_is_meant(world):
    before = world.dump()
    with pytest.raises(InvalidInput, match="topology: is empty, and state is overridden: every row of owner 'site'.*allow_empty"):
        world.topology({}, owner=OURS, state="overridden")
    with pytest.raises(InvalidInput, match="is empty"):
        world.topology({"switches": []}, owner=OURS, state="overridden")
    assert world.dump() == before
    others = not_ours(world)
    assert world.topology({}, owner=OURS, state="overridden", allow_empty=True)["changed"]
    assert owned(world, OURS) == set()
    assert not_ours(world) == others


@pytest.mark.parametrize("state", ["replaced", "overridden", "absent"])
def test_every_row_that_goes_is_in_the_diff_and_no_other(world, state):
    before = {row["_uuid"]: row for rows in world.dump().values() for row in rows}
    document = {"switches": [{"name": "sw"}], "routers": [{"name": "r"}]}
    planned = world.topology(document, True, owner=OURS, state=state)
    done = world.topology(document, owner=OURS, state=state)
    assert planned == done
    gone = before.keys() - {row["_uuid"] for rows in world.dump().values() for row in rows}
    assert sum(not each["after"] for each in done["diff"]) == len(gone) > 4


@pytest.mark.parametrize("who", ["others", *FOREIGN])
def test_a_switch_of_ours_does_not_take_a_port_of_others_with_it(world, who):
    if who == "others":
        world.topology({"switches": [{"name": "sw", "ports": [port("tenant", 9)]}]}, owner="others")
    else:
        hang(world, "sw", "tenant", **{who: "x"})
    before = world.dump()
    with pytest.raises(InvalidInput, match="Logical_Switch sw would be removed, and Logical_Switch_Port tenant in it with it"):
        world.topology({"dns": [{"name": "dns"}]}, owner=OURS, state="overridden")
    assert world.dump() == before


def test_networks_and_their_nics_outlive_a_topology_of_the_same_owner(world):
    tasks = Tasks(world.server)
    tasks.network(owner=OURS)
    before = not_ours(world) | {row["_uuid"]: row for rows in world.dump().values() for row in rows
                                if "overlay_network" in row.get("external_ids", {})}
    world.topology(SMALL, owner=OURS, state="overridden")
    after = {row["_uuid"]: row for rows in world.dump().values() for row in rows}
    assert before.items() <= after.items()
    assert not tasks.network(owner=OURS)["changed"]


@pytest.mark.parametrize("mark", FOREIGN)
def test_adopting_changes_the_mark_alone_and_then_the_row_is_ours(database, mark):
    columns = {"external_ids": ["map", [[mark, "x"]]], "other_config": ["map", [["mtu", "1400"]]]}
    uuid = database.insert("Logical_Switch", name="sw", **columns)
    document = {"switches": [{"name": "sw"}]}
    with pytest.raises(InvalidInput, match="belongs to another system"):
        database.topology({"switches": [{"name": "sw", "other_config": {"mtu": "1500"}}]}, owner=OURS)
    before = database.row("Logical_Switch")
    result = database.topology(document, owner=OURS, adopt=True)
    after = database.row("Logical_Switch")
    assert after == {**before, "external_ids": {mark: "x", OWNER_MARK: OURS}} and after["_uuid"] == uuid
    assert [each["after"].keys() for each in result["diff"]] == [{"external_ids"}]
    assert not database.topology(document, owner=OURS, adopt=True)["changed"]
    assert database.topology({"switches": [{"name": "sw", "other_config": {"mtu": "1500"}}]}, owner=OURS)["changed"]
    assert database.row("Logical_Switch")["other_config"] == {"mtu": "1500"}


def test_adopting_takes_what_the_document_names_and_leaves_the_rest(world):
    before = world.dump()
    world.topology({"switches": [{"name": "sw_theirs", "acls": [rule("ip6", 1, direction="from-lport", action="drop")]}]},
                   owner=OURS, adopt=True)
    taken = {row["_uuid"] for rows in before.values() for row in rows} & owned(world, OURS) - {
        row["_uuid"] for rows in before.values() for row in rows if row.get("external_ids", {}).get(OWNER_MARK) == OURS
    }
    assert len(taken) == 2
    for table, rows in before.items():
        for old, new in zip(rows, world.rows(table)):
            changed = {name for name in old if old[name] != new[name]}
            assert changed == ({"external_ids"} if old["_uuid"] in taken else set())
