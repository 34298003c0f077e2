# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for ovn-northd and for chassis: it ends when they are done, and says who is not."""

from __future__ import annotations

import subprocess
import time

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput, MissingLibrary, NotReached
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

from ...support.servers import Server


@pytest.fixture
def southbound(short_path, schema_root):
    server = Server(short_path, schema_root, "OVN_Southbound")
    yield server
    server.stop()


@pytest.fixture
def northd(database, southbound, short_path):
    """ovn-northd between the two databases."""
    process = subprocess.Popen([
        "ovn-northd", f"--ovnnb-db={database.server.endpoint}", f"--ovnsb-db={southbound.endpoint}",
        f"--unixctl={short_path}/northd.ctl", f"--log-file={short_path}/northd.log", "-vconsole:off",
    ])
    for dummy in range(1000):
        if database.count("NB_Global"):
            break
        time.sleep(0.05)
    yield process
    process.kill()
    process.wait()


def chassis(database, southbound, name: str, nb_cfg: int) -> None:
    """A chassis that ovn-northd has seen."""
    southbound.session().commit([op.insert("Chassis_Private", nb_uuid(name), {"name": name, "nb_cfg": nb_cfg})])
    database.nbctl("--wait=sb", "sync")


def nb_uuid(name: str) -> str:
    return f"00000000-0000-0000-0000-{int.from_bytes(name.encode(), 'big') % 10**12:012d}"


def switches(southbound) -> int:
    return len(southbound.session().read([op.select("Datapath_Binding", [], ["_uuid"])])[0])


def test_the_task_ends_when_the_southbound_database_has_the_change(database, northd, southbound):
    for number in range(3):
        assert database.task(nb.LOGICAL_SWITCH, name=f"sw{number}", wait="sb")["changed"]
        assert switches(southbound) == number + 1


def test_a_task_that_changes_nothing_waits_for_what_came_before_it(database, northd, southbound):
    database.task(nb.LOGICAL_SWITCH, name="sw0", wait="sb")
    assert not database.task(nb.LOGICAL_SWITCH, name="sw0", wait="sb")["changed"]
    chassis(database, southbound, "host1", 0)
    with pytest.raises(NotReached):
        database.task(nb.LOGICAL_SWITCH, name="sw1", wait="hv", wait_timeout=1)
    with pytest.raises(NotReached):
        database.task(nb.LOGICAL_SWITCH, name="sw1", wait="hv", wait_timeout=1)


def test_chassis_that_lag_are_named(database, northd, southbound):
    chassis(database, southbound, "host1", 99)
    chassis(database, southbound, "host2", 0)
    with pytest.raises(NotReached, match=r"after 1 s not every chassis has the change yet: host2\. The northbound rows are written"):
        database.task(nb.LOGICAL_SWITCH, name="sw0", wait="hv", wait_timeout=1, sb_connection=[southbound.endpoint])
    assert database.count("Logical_Switch") == 1


def test_a_southbound_database_that_does_not_answer_does_not_hide_what_happened(database, northd, southbound):
    chassis(database, southbound, "host2", 0)
    with pytest.raises(NotReached, match="cannot be told.*The northbound rows are written"):
        database.task(nb.LOGICAL_SWITCH, name="sw0", wait="hv", wait_timeout=1, sb_connection=["unix:/nonexistent"])


def test_what_makes_waiting_impossible_is_told_before_anything_is_written(database, monkeypatch):
    with pytest.raises(InvalidInput, match="sb_connection: 'nonsense' is not an endpoint.*Nothing was changed"):
        database.task(nb.LOGICAL_SWITCH, name="sw0", wait="hv", sb_connection=["nonsense"])
    monkeypatch.setattr("ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.watch.IMPORT_ERROR", ImportError("no ovs"))
    with pytest.raises(MissingLibrary, match="waiting needs the Python libraries ovsdbapp and ovs"):
        database.task(nb.LOGICAL_SWITCH, name="sw0", wait="sb")
    assert database.count("Logical_Switch") == 0


def test_without_the_southbound_endpoint_the_message_says_how_to_get_the_names(database, northd, southbound):
    chassis(database, southbound, "host2", 0)
    with pytest.raises(NotReached, match="set sb_connection"):
        database.task(nb.LOGICAL_SWITCH, name="sw0", wait="hv", wait_timeout=1)


def test_a_northd_that_does_not_run_is_suspected(database):
    database.nbctl("init")
    with pytest.raises(NotReached, match="ovn-northd is not running, or is busy"):
        database.task(nb.LOGICAL_SWITCH, name="sw0", wait="sb", wait_timeout=1)
    assert database.count("Logical_Switch") == 1


def test_check_mode_waits_for_nothing(database):
    started = time.monotonic()
    assert database.task(nb.LOGICAL_SWITCH, name="sw0", wait="sb", wait_timeout=30, check=True)["changed"]
    assert time.monotonic() - started < 15


TOPOLOGY = {"switches": [{"name": "sw0"}, {"name": "sw1"}], "routers": [{"name": "r0"}]}


def test_a_topology_ends_when_the_southbound_database_has_all_of_it(database, northd, southbound):
    assert database.topology(TOPOLOGY, wait="sb")["changed"]
    assert switches(southbound) == 3
    counters = database.row("NB_Global")
    assert counters["sb_cfg"] >= counters["nb_cfg"] > 0
    assert not database.topology(TOPOLOGY, wait="sb")["changed"]
    assert database.row("NB_Global")["nb_cfg"] == counters["nb_cfg"]


def test_a_topology_names_the_chassis_that_lag_and_stays_written(database, northd, southbound):
    chassis(database, southbound, "host1", 99)
    for name in ("host2", "host3"):
        chassis(database, southbound, name, 0)
    with pytest.raises(NotReached, match=r"not every chassis has the change yet: host2, host3\. The northbound rows are written"):
        database.topology(TOPOLOGY, wait="hv", wait_timeout=1, sb_connection=[southbound.endpoint])
    assert database.count("Logical_Switch") == 2


def test_a_topology_in_check_mode_waits_for_nothing_and_counts_nothing(database):
    database.nbctl("init")
    started = time.monotonic()
    assert database.topology(TOPOLOGY, check=True, wait="hv", wait_timeout=30)["changed"]
    assert time.monotonic() - started < 15
    assert database.row("NB_Global")["nb_cfg"] == 0
