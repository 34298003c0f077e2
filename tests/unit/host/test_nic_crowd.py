# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hundreds of NICs on a host: how long they take, and what is left when they go."""

from __future__ import annotations

import os
import time

import pytest

from .test_nics import container, entry, iface_ids, links, ready

pytestmark = pytest.mark.any_release
__all__ = ["ready"]
# Seconds for 200 NICs on a busy machine of two cores; an idle one takes a tenth.
BOUND = 60


def test_two_hundred_in_one_task(ready, namespaces):
    spaces = [namespaces.add() for _space in range(100)]
    wanted = [container(f"c{number}", spaces[number % 100], number) for number in range(200)]
    times = []
    for _run in range(2):
        began = time.monotonic()
        changed = ready.run("nics", nics=wanted)["changed"]
        times.append((changed, round(time.monotonic() - began, 1)))
    assert len(iface_ids(ready)) == 201
    print(f"200 NICs in 100 namespaces: {times[0][1]} s, again {times[1][1]} s")
    assert [changed for changed, _seconds in times] == [True, False]
    assert max(seconds for _changed, seconds in times) < BOUND


def test_thirty_nics_come_and_go_twenty_times_and_leave_nothing(ready, namespaces):
    def counts() -> dict:
        rows = {table: len(ready.rows(table, "_uuid")) for table in ("Bridge", "Port", "Interface")}
        spaces = len(used & set(os.listdir("/run/netns")))
        return {**rows, "links": len(links()), "namespaces": spaces, "files": len(os.listdir("/proc/self/fd"))}

    used: set[str] = set()
    before = counts()
    for number in range(20):
        spaces = [namespaces.add() for _space in range(10)]
        wanted = [container(f"c{each}", spaces[each], each) for each in range(10)]
        wanted += [container(f"d{each}", spaces[each], 10 + each) for each in range(10)]
        wanted += [entry(f"v{each}", type="tap") for each in range(10)]
        used.update(spaces)
        assert ready.run("nics", nics=wanted)["changed"]
        assert len(ready.rows("Port", "_uuid")) == before["Port"] + 30
        if number % 2:
            for space in spaces:  # the instances stop first: their ends are gone before the task comes
                namespaces.delete(space)
        ready.run("nics", nics=[entry(nic["iface_id"], state="absent") for nic in wanted])
        if not number % 2:
            for space in spaces:
                namespaces.delete(space)
    deadline = time.monotonic() + 10
    while counts() != before and time.monotonic() < deadline:
        time.sleep(0.1)  # the kernel takes its time to clear a namespace
    assert counts() == before
