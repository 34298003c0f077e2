# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server that goes away in the middle of tasks: they finish or fail clearly, run again they converge, nothing is doubled."""

from __future__ import annotations

import random
import threading
import time

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import OutcomeUnknown, Unreachable

from ...support.cluster import Cluster
from ...support.servers import Server
from ...support.sites import site
from ..conftest import Database

# What a task may say that was cut off. Anything else, and any other exception, is a mistake.
CLEAR = (OutcomeUnknown, Unreachable)
# What a machine that is busy with other things adds: seconds.
MARGIN = 4
TURNS = 8


class Tasks(threading.Thread):
    """Applies one site after the other until told to stop; notes what each said, when it began and how long it took."""

    def __init__(self, database: Database):
        super().__init__(daemon=True)
        self.database = database
        self.done: list[tuple[str, object, float, float]] = []
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.is_set():
            name, started = f"_{len(self.done)}", time.monotonic()
            try:
                said = self.database.topology(site(name), timeout=15)["changed"]
            except Exception as exc:  # pylint: disable=broad-except  # the test judges it
                said = exc
            self.done.append((name, said, started, time.monotonic() - started))
            time.sleep(0.1 if isinstance(said, Exception) else 0)

    def end(self) -> None:
        self.stopped.set()
        self.join(30)
        assert not self.is_alive(), "a task has not ended"

    def wait_for(self, more: int) -> None:
        enough, deadline = len(self.done) + more, time.monotonic() + 30
        while len(self.done) < enough:
            assert time.monotonic() < deadline and self.is_alive(), "tasks do not go on"
            time.sleep(0.01)


@pytest.fixture
def tasks(place):
    tasks = Tasks(place)
    tasks.start()
    tasks.wait_for(2)
    yield tasks
    tasks.stopped.set()


def disturb(server: Server | Cluster, turn: int) -> None:
    """Kill what serves the database, and start it again."""
    if isinstance(server, Server):
        server.kill() if turn % 2 else server.stop()
        time.sleep(0.1 * (turn % 3))
        server.start()
    elif turn % 2:
        leader = server.followers_and_leader()[-1]
        leader.stop()
        server.wait_for_leader()
        leader.start()
    else:
        server.transfer()


def test_tasks_finish_or_fail_clearly_and_run_again_they_converge(place, tasks, quiet):
    chance = random.Random(5)
    for turn in range(TURNS):
        time.sleep(chance.uniform(0, 0.2))
        disturb(place.server, turn)
        tasks.wait_for(2)
    tasks.end()

    failed = [said for _name, said, _started, _took in tasks.done if isinstance(said, Exception)]
    assert [each for each in failed if not isinstance(each, CLEAR)] == []
    assert all(said is True for _name, said, _started, _took in tasks.done if not isinstance(said, Exception))
    print(f"\n{len(tasks.done)} tasks, {TURNS} losses, {len(failed)} tasks failed clearly")
    for name, said, _started, _took in tasks.done:
        again = place.topology(site(name), timeout=15)["changed"]
        assert not again or isinstance(said, Exception)
        quiet.topology(site(name))
    assert place.dump() == quiet.dump()


def test_a_leader_that_dies_costs_a_task_at_most_twice_the_election(cluster):
    tasks = Tasks(Database(cluster))
    tasks.start()
    tasks.wait_for(3)
    *_followers, leader = cluster.followers_and_leader()
    killed = time.monotonic()
    leader.stop()
    cluster.wait_for_leader()
    election = time.monotonic() - killed
    tasks.wait_for(2)
    tasks.end()

    longest = max(took for _name, _said, started, took in tasks.done if started + took > killed)
    print(f"\nelection {election:.2f} s, the task that was under way {longest:.2f} s")
    assert [said for _name, said, _started, _took in tasks.done if said is not True] == []
    assert longest <= 2 * election + MARGIN
