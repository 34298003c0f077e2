# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documents of 50 to 2,500 networks, made, applied again and removed: what a NIC costs, in time, in memory and in one read."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.transport import Transport
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.networks import ARGUMENTS, run_networks

from ..support.servers import Server
from . import bench_kit as kit

# Networks, and how often a document of so many is measured.
SIZES = {50: kit.RUNS, 200: kit.RUNS, 450: kit.RUNS, 2500: 1}
EACH = 20
UPLINK = {
    "name": "UPLINK",
    "ipv4_gateway": "198.18.0.1/15", "ipv4_ovn_ranges": ["198.18.1.1-198.18.250.254"],
    "ipv6_gateway": "fd42:ffff::1/64", "ipv6_ovn_ranges": ["fd42:ffff::1:0-fd42:ffff::1:ffff"],
}


@dataclass(frozen=True)
class Cost:
    """Seconds of each step, and the longest read of all; what the client held at its peak beyond what it began with."""

    made: float
    again: float
    removed: float
    kilobytes: float
    longest: float


def run(report: kit.Report) -> None:
    report.head(f"Networks of {EACH} NICs in one task: dual stack, with uplink, ACL and NAT (2,500 once)",
                "made", "again", "removed", "ms/NIC made", "kB/NIC", "longest read")
    costs = {}
    for size, runs in SIZES.items():
        found = [_run(size) for dummy in range(runs)]
        cost = costs[size] = Cost(*(kit.median(getattr(each, name) for each in found) for name in Cost.__dataclass_fields__))
        nics = size * EACH
        report.line(f"{size:,} networks, {nics:,} NICs", cost.made, cost.again, cost.removed, 1000 * cost.made / nics, cost.kilobytes / nics, cost.longest)
    _targets(report, costs)


def _targets(report: kit.Report, costs: dict[int, Cost]) -> None:
    small, large = min(costs), max(costs)
    for step in ("made", "again", "removed"):
        per_nic = [getattr(costs[size], step) / size for size in (small, large)]
        report.target(f"{large:,} networks {step}, time a NIC of {small}", per_nic[1] / per_nic[0], 1.3)
    report.target(f"{large:,} networks of {EACH} NICs made", costs[large].made, 60, "s")
    report.target(f"{large:,} networks again, of the first run", costs[large].again / costs[large].made, 0.5)
    report.target(f"{large:,} networks, memory a NIC", costs[large].kilobytes / (large * EACH), 30, "kB")
    report.target(f"{large:,} networks, the longest read", costs[large].longest, 1, "s")


def _run(networks: int) -> Cost:
    """In a process of its own."""
    with kit.server() as private:
        return kit.in_fork(lambda: _cost(private, networks))


def _cost(private: Server, networks: int) -> Cost:
    document = _document(networks)
    gone = {"networks": [{"name": each["name"], "state": "absent"} for each in document["networks"]],
            "network_nics": [{"network": each["network"], "instance": each["instance"], "state": "absent"} for each in document["network_nics"]]}
    begun, waits = _kilobytes(), _noted_waits()
    made = kit.clock(lambda: _apply(private, document, changed=True))
    again = kit.clock(lambda: _apply(private, document, changed=False))
    held = _kilobytes() - begun
    removed = kit.clock(lambda: _apply(private, gone, changed=True))
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


def _kilobytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _apply(private: Server, document: dict, *, changed: bool) -> None:
    defaults = {name: spec.get("default") for name, spec in ARGUMENTS.items()}
    params = {**defaults, "nb_connection": [private.endpoint], "timeout": kit.TIMEOUT, **document}
    assert run_networks(params, False)["changed"] is changed


def _document(networks: int) -> dict:
    return {
        "uplinks": [UPLINK],
        "network_acls": [{"name": "web", "ingress": [{"action": "allow", "protocol": "tcp", "destination_port": "443"}]}],
        "networks": [_network(number) for number in range(networks)],
        "network_nics": [_nic(number, nic) for number in range(networks) for nic in range(EACH)],
    }


def _network(number: int) -> dict:
    high, low = divmod(number, 256)
    return {"name": f"n{number}", "network": "UPLINK", "ipv4_address": f"10.{high}.{low}.1/24", "ipv6_address": f"fd42:{high:x}:{low:x}::1/64",
            "ipv4_nat": True, "ipv6_nat": True, "ipv6_dhcp_stateful": True, "security_acls": ["web"]}


def _nic(number: int, nic: int) -> dict:
    high, low = divmod(number, 256)
    return {"network": f"n{number}", "instance": f"c{number}-{nic}", "ipv4_address": f"10.{high}.{low}.{nic + 2}",
            "ipv6_address": f"fd42:{high:x}:{low:x}::{nic + 2:x}"}
