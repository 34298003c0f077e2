# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writers at the same moment: every row once, everything lands, nobody's work is lost."""

from __future__ import annotations

import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import Conflict, InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.edits import Merge
from ansible_collections.overlay.ovn.plugins.module_utils.model.rows import Ref, Want, row
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.engine import ATTEMPTS, reconcile

SWITCH = Ref(nb.LOGICAL_SWITCH, ("sw0",))
ROUTER = Ref(nb.LOGICAL_ROUTER, ("r0",))


def site() -> list:
    """Rows of every kind of identity: a name that is not unique, an index, a key under a parent, a mark."""
    return [
        row(nb.LOGICAL_SWITCH, ("sw0",)),
        row(nb.LOGICAL_ROUTER, ("r0",)),
        row(nb.LOGICAL_SWITCH_PORT, ("p0",), parent=SWITCH),
        row(nb.NAT, ("snat", "198.18.1.1", "10.0.0.0/24"), parent=ROUTER),
        row(nb.ACL, ("to-lport", 1, "ip"), {"action": "drop"}, parent=SWITCH),
        row(nb.DHCP_OPTIONS, ("d0",), {"cidr": "10.0.0.0/24"}),
        row(nb.ADDRESS_SET, ("as0",), {"addresses": ["10.0.0.1"]}),
    ]


def at_once(jobs: list) -> list:
    """Run all jobs, each started when all are ready."""
    barrier = threading.Barrier(len(jobs))

    def start(job):
        barrier.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(start, job) for job in jobs]]


def test_many_who_want_the_same_make_each_row_once_and_one_says_changed(database):
    for dummy in range(5):
        results = at_once([lambda: database.apply(*site())] * 6)
        assert sorted(result["changed"] for result in results) == [False] * 5 + [True]
        for each in site():
            assert database.count(each.ref.table.name) == 1
        database.apply(*(row(each.ref.table, each.ref.key, state="absent") for each in site() if not each.link))


def _apply_site(endpoint: str, queue) -> None:
    from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.endpoint import parse_endpoints
    from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.session import Session

    session = Session("OVN_Northbound", parse_endpoints([endpoint], "x"), option="x", timeout=10)
    queue.put(reconcile(session, lambda _: Want(site()), owner="tests").changed)


def test_processes_are_twins_as_well_as_threads(database):
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    processes = [context.Process(target=_apply_site, args=(database.server.endpoint, queue)) for dummy in range(4)]
    for process in processes:
        process.start()
    results = [queue.get(timeout=20) for dummy in processes]
    for process in processes:
        process.join()
    assert sorted(results) == [False, False, False, True]
    assert {each.ref.table.name: database.count(each.ref.table.name) for each in site()} == {
        each.ref.table.name: 1 for each in site()
    }


def test_tasks_that_want_different_things_all_land(database):
    database.apply(*site())

    def job(number: int):
        return lambda: database.apply(
            row(nb.LOGICAL_SWITCH_PORT, (f"port{number}",), parent=SWITCH),
            row(nb.LOGICAL_SWITCH, ("sw0",), {"external_ids": Merge({f"note{number}": "x"})}),
        )

    assert all(result["changed"] for result in at_once([job(number) for number in range(5)]))
    assert database.count("Logical_Switch_Port") == 6
    assert {f"note{number}" for number in range(5)} <= database.row("Logical_Switch")["external_ids"].keys()


def test_members_that_join_a_set_at_once_are_all_in_it(database):
    database.task(nb.ADDRESS_SET, name="as0")
    jobs = [lambda n=n: database.task(nb.ADDRESS_SET, name="as0", addresses=[f"10.0.0.{n}"], append=True) for n in range(1, 7)]
    assert all(result["changed"] for result in at_once(jobs))
    assert len(database.row("Address_Set")["addresses"]) == 6


def interfering(database, *rows, actions: list):
    """Apply rows while another writer acts between our reading and our writing, once for each action."""
    left = list(actions)

    class Session:
        """A session whose commit comes too late."""

        def __init__(self, inner):
            self.inner = inner

        def __getattr__(self, name):
            return getattr(self.inner, name)

        def commit(self, operations, **options):
            if left:
                left.pop(0)()
            return self.inner.commit(operations, **options)

    return database.apply(*rows, session=Session(database.server.session()))


def test_a_parent_that_goes_between_reading_and_writing_leaves_no_half_of_the_task(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    port = row(nb.LOGICAL_SWITCH_PORT, ("p0",), parent=SWITCH)
    with pytest.raises(InvalidInput, match="there is no Logical_Switch sw0"):
        interfering(database, port, actions=[lambda: database.task(nb.LOGICAL_SWITCH, name="sw0", state="absent")])
    assert database.count("Logical_Switch_Port") == 0


def test_a_row_that_changes_between_reading_and_writing_is_read_again(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    ours = row(nb.LOGICAL_SWITCH, ("sw0",), {"external_ids": Merge({"ours": "1"})})
    interfering(database, ours, actions=[lambda: database.task(nb.LOGICAL_SWITCH, name="sw0", external_ids={"theirs": "2"})])
    assert {"ours", "theirs"} <= database.row("Logical_Switch")["external_ids"].keys()


def test_a_row_that_goes_between_reading_and_writing_is_made_again(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    ours = row(nb.LOGICAL_SWITCH, ("sw0",), {"external_ids": Merge({"ours": "1"})})
    interfering(database, ours, actions=[lambda: database.task(nb.LOGICAL_SWITCH, name="sw0", state="absent")])
    assert database.row("Logical_Switch")["external_ids"]["ours"] == "1"


def test_a_foreign_switch_of_our_name_that_comes_between_is_taken_and_not_doubled(database):
    ours = row(nb.LOGICAL_SWITCH, ("sw0",))
    result = interfering(database, ours, actions=[lambda: database.insert("Logical_Switch", name="sw0")])
    assert not result["changed"]
    assert database.count("Logical_Switch") == 1


def test_a_row_that_somebody_else_removes_first_is_no_change_of_ours(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    gone = row(nb.LOGICAL_SWITCH, ("sw0",), state="absent")
    result = interfering(database, gone, actions=[lambda: database.task(nb.LOGICAL_SWITCH, name="sw0", state="absent")])
    assert not result["changed"]


def test_a_server_that_loses_its_lead_while_we_read_is_asked_again(database):
    class Session:
        """A session whose server steps down once."""

        def __init__(self, inner):
            self.inner, self.down = inner, False

        def __getattr__(self, name):
            return getattr(self.inner, name)

        def read(self, operations):
            if operations and not self.down:
                self.down = True
                raise Conflict("not leader")
            return self.inner.read(operations)

    assert database.apply(row(nb.LOGICAL_SWITCH, ("sw0",)), session=Session(database.server.session()))["changed"]


def test_a_writer_who_is_always_first_ends_the_task_with_an_error_and_not_for_ever(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    notes = iter(range(1000))

    def annoy():
        database.write(op.update("Logical_Switch", [], {"external_ids": ["map", [["n", str(next(notes))]]]}))

    ours = row(nb.LOGICAL_SWITCH, ("sw0",), {"external_ids": Merge({"ours": "1"})})
    with pytest.raises(Conflict, match=f"first in each of {ATTEMPTS} attempts"):
        interfering(database, ours, actions=[annoy] * ATTEMPTS)
    assert "ours" not in database.row("Logical_Switch")["external_ids"]


def test_a_row_that_is_in_use_is_not_removed_and_the_message_says_by_whom(database):
    database.group(name="g0")
    database.task(nb.LOGICAL_ROUTER, name="r0")
    port = {"name": "rp0", "router": "r0", "mac": "00:16:3e:00:00:01", "networks": ["10.0.0.1/24"]}
    database.task(nb.LOGICAL_ROUTER_PORT, **port, ha_chassis_group="g0")
    for check in (True, False):
        with pytest.raises(InvalidInput, match="HA_Chassis_Group g0 is in use by Logical_Router_Port rp0"):
            database.group(name="g0", state="absent", check=check)
    used = row(nb.HA_CHASSIS_GROUP, ("g0",), state="absent")
    with_user = row(nb.LOGICAL_ROUTER_PORT, ("rp0",), state="absent")
    assert database.apply(used, with_user)["changed"]


def test_rows_of_other_systems_are_not_touched(database):
    for mark in ("neutron:network_id", "k8s.ovn.org/network", "lxd_switch", "incus_switch"):
        made = database.insert("Logical_Switch", name="foreign", external_ids=["map", [[mark, "x"]]])
        before = database.dump()
        for options in ({"state": "absent"}, {"external_ids": {"a": "1"}}):
            with pytest.raises(InvalidInput, match=f"belongs to another system .external_ids:{mark}"):
                database.task(nb.LOGICAL_SWITCH, name="foreign", **options)
        assert not database.task(nb.LOGICAL_SWITCH, name="foreign")["changed"]
        assert database.dump() == before
        database.write(op.delete("Logical_Switch", [op.by_uuid(made)]))


def test_a_row_that_was_renamed_by_hand_is_named_with_its_new_name(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    database.write(op.update("Logical_Switch", [], {"name": "renamed"}))
    with pytest.raises(InvalidInput, match="was renamed to 'renamed' since"):
        database.task(nb.LOGICAL_SWITCH, name="sw0")


def test_a_row_that_was_renamed_by_hand_is_not_removed_under_its_old_name(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    database.task(nb.LOGICAL_SWITCH_PORT, name="p0", switch="sw0")
    database.write(op.update("Logical_Switch", [], {"name": "important"}))
    database.write(op.update("Logical_Switch_Port", [], {"name": "vm1"}))
    before = database.dump()
    for table, options in ((nb.LOGICAL_SWITCH, {"name": "sw0"}), (nb.LOGICAL_SWITCH_PORT, {"name": "p0"})):
        assert not database.task(table, **options, state="absent")["changed"]
    with pytest.raises(InvalidInput, match="switch: there is no Logical_Switch sw0"):
        database.task(nb.LOGICAL_SWITCH_PORT, name="p1", switch="sw0")
    with pytest.raises(InvalidInput, match="ports: there is no Logical_Switch_Port p0"):
        database.task(nb.PORT_GROUP, name="pg0", ports=["p0"])
    assert database.dump() == before


def test_of_two_rows_the_one_is_removed_that_has_the_name_by_now(database):
    database.task(nb.PORT_GROUP, name="pg0")
    database.write(op.update("Port_Group", [], {"name": "important"}))
    database.insert("Port_Group", name="pg0")
    assert database.task(nb.PORT_GROUP, name="pg0", state="absent")["changed"]
    assert [each["name"] for each in database.rows("Port_Group")] == ["important"]


def test_a_rule_that_was_edited_by_hand_is_not_removed_under_its_old_key(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    rule = {"switch": "sw0", "direction": "to-lport", "priority": 10, "match": "ip4"}
    database.task(nb.ACL, **rule, action="drop")
    database.write(op.update("ACL", [], {"priority": 20}))
    before = database.dump()
    assert not database.task(nb.ACL, **rule, state="absent")["changed"]
    assert database.dump() == before
    assert database.task(nb.ACL, **{**rule, "priority": 20}, state="absent")["changed"]


def test_a_port_in_another_switch_is_an_error_and_not_moved(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0"), database.task(nb.LOGICAL_SWITCH, name="sw1")
    database.task(nb.LOGICAL_SWITCH_PORT, name="p0", switch="sw0")
    with pytest.raises(InvalidInput, match="p0 exists already, in Logical_Switch sw0, and not in Logical_Switch sw1"):
        database.task(nb.LOGICAL_SWITCH_PORT, name="p0", switch="sw1")


def test_absent_from_one_switch_leaves_the_port_of_another(database):
    database.task(nb.LOGICAL_SWITCH, name="sw0"), database.task(nb.LOGICAL_SWITCH, name="sw1")
    database.task(nb.LOGICAL_SWITCH_PORT, name="p0", switch="sw0")
    assert not database.task(nb.LOGICAL_SWITCH_PORT, name="p0", switch="sw1", state="absent")["changed"]
    assert database.task(nb.LOGICAL_SWITCH_PORT, name="p0", state="absent")["changed"]


def test_a_rule_that_hangs_at_a_port_group_is_not_the_one_of_a_switch(database):
    rule = {"direction": "to-lport", "priority": 1, "match": "ip", "action": "drop"}
    database.task(nb.LOGICAL_SWITCH, name="same"), database.task(nb.PORT_GROUP, name="same")
    assert database.task(nb.ACL, switch="same", **rule)["changed"]
    assert database.task(nb.ACL, port_group="same", **rule)["changed"]
    assert database.count("ACL") == 2
