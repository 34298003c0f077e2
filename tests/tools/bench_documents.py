# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documents of 50 to 2,500 networks, made, applied again and removed: what a NIC costs, in time, in memory and in one read."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.transport import Transport

from ..support.servers import Server
from . import bench_cloud as cloud
from . import bench_kit as kit

# Networks, and how often a document of so many is measured.
SIZES = {50: kit.RUNS, 200: kit.RUNS, 450: kit.RUNS, 2500: 1}


@dataclass(frozen=True)
class Cost:
    """Seconds of each step, and the longest read of all; what the client held at its peak beyond what it began with."""

    made: float
    again: float
    removed: float
    kilobytes: float
    longest: float


def run(report: kit.Report) -> None:
    report.head(f"Networks of {cloud.EACH} NICs in one task: dual stack, with uplink, ACL and NAT (2,500 once)",
                "made", "again", "removed", "ms/NIC made", "kB/NIC", "longest read")
    costs = {}
    for size, runs in SIZES.items():
        found = [_run(size) for dummy in range(runs)]
        cost = costs[size] = Cost(*(kit.median(getattr(each, name) for each in found) for name in Cost.__dataclass_fields__))
        nics = size * cloud.EACH
        report.line(f"{size:,} networks, {nics:,} NICs", cost.made, cost.again, cost.removed, 1000 * cost.made / nics, cost.kilobytes / nics, cost.longest)
    _targets(report, costs)


def _targets(report: kit.Report, costs: dict[int, Cost]) -> None:
    small, large = min(costs), max(costs)
    for step in ("made", "again", "removed"):
        per_nic = [getattr(costs[size], step) / size for size in (small, large)]
        report.target(f"{large:,} networks {step}, time a NIC of {small}", per_nic[1] / per_nic[0], 1.3)
    report.target(f"{large:,} networks of {cloud.EACH} NICs made", costs[large].made, 60, "s")
    report.target(f"{large:,} networks again, of the first run", costs[large].again / costs[large].made, 0.5)
    report.target(f"{large:,} networks, memory a NIC", costs[large].kilobytes / (large * cloud.EACH), 30, "kB")
    report.target(f"{large:,} networks, the longest read", costs[large].longest, 1, "s")


def _run(networks: int) -> Cost:
    """In a process of its own."""
    with cloud.server() as private:
        return kit.in_fork(lambda: _cost(private, networks))


def _cost(private: Server, networks: int) -> Cost:
    document = cloud.document(networks)
    gone = {"networks": [{"name": each["name"], "state": "absent"} for each in document["networks"]],
            "network_nics": [{"network": each["network"], "instance": each["instance"], "state": "absent"} for each in document["network_nics"]]}
    begun, waits = kit.kilobytes(), _noted_waits()
    made = kit.clock(lambda: cloud.apply(private, document, changed=True))
    again = kit.clock(lambda: cloud.apply(private, document, changed=False))
    held = kit.kilobytes() - begun
    removed = kit.clock(lambda: cloud.apply(private, gone, changed=True))
    # The two transactions are no reads; they take longest.
    return Cost(made, again, removed, held, sorted(waits)[-3])


def _noted_waits() -> list[float]:
    """The seconds for which answers are waited for, from now on."""
    waits: list[float] = []
    receive = Transport.receive

    def noted(self, serial: int, deadline: float):
        started = time.perf_counter()
        try:
            return receive(self, serial, deadline)
        finally:
            waits.append(time.perf_counter() - started)

    Transport.receive = noted
    return waits
