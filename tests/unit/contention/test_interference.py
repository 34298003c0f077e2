# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A writer who takes away what a task is about to change: the task tries again, ends, and leaves no half of its work."""

from __future__ import annotations

import random
import time

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import Conflict
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile import engine
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.engine import ATTEMPTS

from ...support.crowd import CONTEXT, crowd
from ...support.sites import port
from ..conftest import Database

SWITCH = [["name", "==", "sw0"]]
DOCUMENT = {
    "routers": [{"name": "r0"}],
    "switches": [{"name": "sw0", "other_config": {"mtu": "1400"}, "ports": [port("p0", 0)]}],
    "dns": [{"name": "dns0", "records": {"www": "10.0.0.2"}}],
}
# How long the writers of a soak go on: seconds.
SOAK = 2


def toggle(database: Database) -> None:
    """The switch goes, or if it is gone, somebody makes one of that name."""
    if database.rows("Logical_Switch"):
        database.write(op.delete("Logical_Switch", SWITCH))
    else:
        database.insert("Logical_Switch", name="sw0")


def test_a_writer_who_never_stops_ends_the_task_with_one_error_and_nothing_half_done(database, just_before, monkeypatch):
    monkeypatch.setattr(engine, "PAUSE", 0.001)  # he does not stop for a pause either
    database.topology({"switches": [{"name": "sw0"}]})
    acted = just_before(lambda: toggle(database), 1000)
    with pytest.raises(Conflict, match=f"other writers were first in each of {ATTEMPTS} attempts .*This task changed nothing"):
        database.topology(DOCUMENT)
    assert len(acted) == ATTEMPTS
    rows = {table: rows for table, rows in database.dump().items() if rows}
    assert rows.keys() <= {"Logical_Switch"}
    assert all(each["ports"] == frozenset() and each["other_config"] == {} for each in rows.get("Logical_Switch", []))


@pytest.mark.parametrize("times", [1, 2, 5])
def test_when_the_writer_stops_the_task_succeeds(database, just_before, times):
    database.topology({"switches": [{"name": "sw0"}]})
    just_before(lambda: toggle(database), times)
    assert database.topology(DOCUMENT)["changed"]
    assert [database.count(table) for table in ("Logical_Router", "Logical_Switch", "Logical_Switch_Port", "DNS")] == [1] * 4
    assert database.row("Logical_Switch")["other_config"] == {"mtu": "1400"}
    assert not database.topology(DOCUMENT)["changed"]


def vandalise(database: Database, stop) -> int:
    """Take the switch away and put another in its place, until told to stop."""
    chance, session, times = random.Random(1), database.server.session(), 0
    while not stop.is_set():
        session.commit([op.delete("Logical_Switch", SWITCH)])
        time.sleep(chance.uniform(0, 0.02))
        times += 1
    return times


def apply_for_a_while(database: Database) -> tuple[int, list[str]]:
    """How often a task succeeded, and what those that failed said."""
    end, done, failed = time.monotonic() + SOAK, 0, []
    while time.monotonic() < end:
        try:
            database.topology(DOCUMENT)
            done += 1
        except Conflict as exc:
            failed.append(str(exc))
    return done, failed


def test_tasks_against_a_vandal_succeed_or_say_why_and_the_next_one_succeeds(place):
    stop = CONTEXT.Event()

    def work():
        try:
            return apply_for_a_while(place)
        finally:
            stop.set()

    *workers, times = crowd([work] * 3 + [lambda: vandalise(place, stop)])
    assert times > 10
    assert [each for each in workers if isinstance(each, Exception)] == []
    assert sum(done for done, _failed in workers) > 0
    assert all("other writers were first" in text for _done, failed in workers for text in failed)
    place.topology(DOCUMENT)
    assert [place.count(table) for table in ("Logical_Router", "Logical_Switch", "Logical_Switch_Port", "DNS")] == [1] * 4
