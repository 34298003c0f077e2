# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What site.yml costs the controller where there are many hosts and instances, beside as many tasks that do nothing.

The databases are real; a module that a host would run is counted, and answered as a host does where there is nothing to do.
So these are the figures of Ansible and of the northbound tasks, not those of the hosts.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from ..support.cloud import Cloud, Run
from ..support.servers import schema_roots
from . import bench_kit as kit

# Hosts and instances, from small to large.
SIZES = ((25, 250), (100, 1000))
EMPTY = 20
SHOWN = 25


def floor(cloud: Cloud) -> tuple[float, float]:
    """The seconds that a task which does nothing takes for a host: by the clock, and of computing."""
    tasks = [{"ansible.builtin.debug": {"msg": "nothing"}}] * EMPTY
    run = cloud.play([{"hosts": "ovn_chassis", "gather_facts": False, "tasks": tasks}])
    turns = sum(task["hosts"] for task in run.tasks)
    return sum(task["wall"] for task in run.tasks) / turns, run.cpu / turns


def measured(report: kit.Report, hosts: int, instances: int) -> Run:
    with tempfile.TemporaryDirectory(prefix="c") as folder:
        cloud = Cloud(Path(folder), schema_roots()[0], hosts, instances)
        try:
            whole = [cloud.play("site.yml") for _first_and_again in range(2)]
            short = cloud.play("instances.yml", "-e", "ovn_only=c17")
            wall, cpu = floor(cloud)
        finally:
            cloud.stop()
    for run in (*whole, short):
        if run.status:
            sys.exit(run.text[-4000:])
    report.head(f"{hosts} hosts, {instances} instances, {len(cloud.variables['ovn_networks'])} networks", "wall s", "CPU s", "turns", "modules")
    for name, run in zip(("site.yml, first", "site.yml, again", "instances.yml for one"), (*whole, short)):
        turns = sum(task["hosts"] for task in run.tasks)
        report.line(name, run.wall, run.cpu, turns, len(run.modules))
        report.line("  as many empty tasks", turns * wall, turns * cpu, turns, 0)
    report.line("again, for each host", whole[1].wall / hosts, whole[1].cpu / hosts, "", f"{len(whole[1].modules) / hosts:.1f}")
    _tasks(report, whole[1])
    turns = sum(task["hosts"] for task in whole[1].tasks)
    if (hosts, instances) == SIZES[-1]:
        report.target("site.yml unchanged, beyond as many empty tasks", whole[1].wall - turns * wall, 60, "s")
        report.target("instances.yml, beyond as many empty tasks", short.wall - sum(task["hosts"] for task in short.tasks) * wall, 5, "s")
    return whole[1]


def _tasks(report: kit.Report, run: Run) -> None:
    report.head("The longest tasks of the second run", "wall s", "CPU s", "hosts", "modules")
    for task in sorted(run.tasks, key=lambda task: -task["cpu"])[:SHOWN]:
        modules = sum(each["within"] == task["task"] for each in run.modules)
        report.line(task["task"].removeprefix("overlay.ovn.")[:44], task["wall"], task["cpu"], task["hosts"], modules)


def main() -> None:
    started = time.monotonic()
    report = kit.Report()
    runs = [measured(report, *size) for size in SIZES]
    ratio = (runs[-1].cpu / sum(SIZES[-1])) / (runs[0].cpu / sum(SIZES[0]))
    report.target("CPU for each host and instance, from end to end", ratio, 1.3)
    report.end()
    print(f"  in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
