# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task that is killed, at any instant: the database is as it was before it or as it would be after, never between."""

from __future__ import annotations

import os
import random
import signal
import time
import traceback

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

from ...support.sites import port, rule
from ..conftest import Database

pytestmark = pytest.mark.once
KILLS = 100
ROWS = 100


def document(first: int, mtu: str) -> dict:
    """Some 300 rows: two documents with other numbers share half of them."""
    numbers = range(first, first + ROWS)
    return {
        "switches": [{"name": "sw0", "other_config": {"mtu": mtu}, "ports": [port(f"p{number}", number) for number in numbers]}],
        "port_groups": [{"name": "pg0", "ports": [f"p{number}" for number in numbers],
                         "acls": [rule(f"outport == @pg0 && tcp.dst == {number}", number, name=mtu) for number in numbers]}],
        "dns": [{"name": f"dns{number}", "records": {"www": f"10.0.{number}.9"}} for number in numbers],
    }


class Watch:
    """Reads and restores the whole of a database, each in as few transactions as can be."""

    def __init__(self, database: Database):
        self.session = database.server.session()
        self.tables = sorted(database.dump())

    def look(self) -> dict[str, dict[str, dict]]:
        """All rows by table and UUID, as they are at one moment."""
        columns = [["_uuid", *self.session.schema[table].columns] for table in self.tables]
        found = self.session.read([op.select(table, [], some) for table, some in zip(self.tables, columns)])
        return {table: {row.pop("_uuid"): row for row in rows} for table, rows in zip(self.tables, found)}

    def restore(self, rows: dict[str, dict[str, dict]]) -> None:
        self.session.commit([op.delete(table, []) for table in self.tables])
        self.session.commit([op.insert(table, uuid, self._wire(table, row))
                             for table in self.tables for uuid, row in rows[table].items()])

    def _wire(self, table: str, row: dict) -> dict:
        schema = self.session.schema[table]
        return {name: schema[name].wire(value) for name, value in row.items() if value != schema[name].default}


def start(work) -> int:
    """Run something in a process of its own that has loaded everything already."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        except BaseException:  # pylint: disable=broad-except
            traceback.print_exc()
            os._exit(1)
    return pid


def test_a_kill_at_any_of_a_hundred_instants_leaves_all_of_the_task_or_nothing(database):
    database.topology(document(0, "1400"), owner="site")
    watch = Watch(database)

    def work():
        database.topology(document(ROWS // 2, "1500"), owner="site", state="overridden")

    before = watch.look()
    started = time.monotonic()
    assert os.waitpid(start(work), 0)[1] == 0
    duration = time.monotonic() - started
    after = watch.look()
    assert 290 < sum(map(len, before.values())) < 320
    assert sum(len(before[table].keys() - after[table].keys()) for table in before) == 3 * ROWS // 2
    assert sum(len(after[table].keys() - before[table].keys()) for table in before) == 3 * ROWS // 2

    watch.restore(before)
    chance, reach = random.Random(3), duration
    seen = {"before": 0, "after": 0}
    for number in range(KILLS):
        pid, delay = start(work), chance.uniform(0, reach)
        time.sleep(delay)
        os.kill(pid, signal.SIGKILL)
        assert os.waitpid(pid, 0)[1] in (0, signal.SIGKILL), "the task failed before it was killed"
        now = watch.look()
        assert now in (before, after), f"kill {number} left the database between"
        seen["before" if now == before else "after"] += 1
        if now != before:
            watch.restore(before)
        reach = _adjusted(reach, delay, now == before)
    print(f"\n{KILLS} kills during {duration:.2f} s: {seen['before']} before, {seen['after']} after the change")
    assert min(seen.values()) > 0


def _adjusted(reach: float, delay: float, early: bool) -> float:
    """On a machine whose pace changes, instants after the writing stay among those that are drawn."""
    if early:
        return reach * 1.2 if delay > 0.8 * reach else reach
    return max(delay * 1.3, reach * 0.8)
