# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plays that tests/tools/bench times, and its figures from the time stamps in Ansible's logs."""

from __future__ import annotations

import json
import re
import statistics
import sys
from datetime import datetime
from pathlib import Path

RUNS = 5
NETWORK = {
    "name": "net1",
    "network": "UPLINK",
    "uplinks": "{{ ovn_uplinks }}",
    "ipv4_address": "10.10.1.1/24",
    "ipv6_address": "fd42:10:1::1/64",
    "ipv4_nat": True,
    "ipv6_nat": True,
}
PING = ("ansible.builtin.ping", {})
LINE = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) .*?\| (TASK|PLAY RECAP|PLAY) ?\[?([^\]*]*)")


def plays() -> list[dict]:
    """A playbook in which each task stands often enough for a median."""
    single = [("one floor", *PING)] * RUNS
    single += [("network unchanged", "overlay.ovn.network", NETWORK)] * RUNS
    single += [("network changed", "overlay.ovn.network", {**NETWORK, "bridge_mtu": 1400 + run}) for run in range(RUNS)]
    for dummy in range(RUNS):
        single.append(("switch made", "overlay.ovn.logical_switch", {"name": "bench"}))
        single.append(("switch removed", "overlay.ovn.logical_switch", {"name": "bench", "state": "absent"}))
    return [_play("ovn_chassis", [("floor", *PING)] * RUNS), _play("ovn_central", single)]


def _play(hosts: str, tasks: list[tuple[str, str, dict]]) -> dict:
    listed = [{"name": name, module: options} for name, module, options in tasks]
    return {"name": hosts, "hosts": hosts, "gather_facts": False, "tasks": listed}


def marks(log: Path) -> list[tuple[float, str, str]]:
    """When each task began, and when the run ended."""
    found = filter(None, map(LINE.match, log.read_text().splitlines()))
    return [(datetime.strptime(each[1], "%Y-%m-%d %H:%M:%S,%f").timestamp(), each[2], each[3].strip()) for each in found]


def durations(log: Path) -> dict[str, list[float]]:
    """The seconds that each task of a name took."""
    result: dict[str, list[float]] = {}
    every = marks(log)
    for (start, kind, name), (end, *_rest) in zip(every, every[1:]):
        if kind == "TASK":
            result.setdefault(name, []).append(end - start)
    return result


def row(what: str, seconds: float, floor: float) -> str:
    return f"{what:44} {seconds:8.2f} s   floor {floor:7.2f} s   {seconds / floor:5.2f} x"


def report(folder: Path) -> None:
    tasks = durations(folder / "tasks")
    median = {name: statistics.median(values) for name, values in tasks.items()}
    print(f"{'a task that does nothing, on three hosts':44} {median['floor']:8.2f} s   (median of {len(tasks['floor'])})")
    print(f"{'a task that does nothing, on one host':44} {median['one floor']:8.2f} s   (median of {len(tasks['one floor'])})")
    for name in ("first", "second"):
        every = marks(folder / name)
        count = sum(each[1] == "TASK" for each in every)
        label = {"first": "converge from nothing", "second": "second converge"}[name]
        print(row(f"{label}, {count} tasks", every[-1][0] - every[0][0], count * median["floor"]))
    for name in ("network unchanged", "network changed", "switch made", "switch removed"):
        print(row(f"one task: {name}", median[name], median["one floor"]))


if __name__ == "__main__":
    if sys.argv[1] == "plays":
        print(json.dumps(plays()))
    else:
        report(Path(sys.argv[2]))
