# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One entry made, changed, left and removed by the task networks (a NIC by network_nic too), in clouds of 1,000 to 50,000 NICs.

The floor is what the same server takes for the same writes, sent by somebody who knows them and proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.session import Session
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import nic
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.networks import run_networks

from ..support.servers import Server
from . import bench_cloud as cloud
from . import bench_kit as kit

NICS = (1000, 10_000, 50_000)
STEPS = ("make", "change", "unchanged", "remove")
# Once for all, beside what each network has: an ACL of one network, and networks that listen and know each other.
MORE = {
    "network_acls": [{"name": "own", "ingress": [{"action": "allow", "source": "10.0.0.0/8"}]}],
    "networks": [cloud.network(0, ("web", "own"))],
    "network_forwards": [{"network": f"n{number}", "listen_address": f"198.19.0.{number + 1}", "target_address": f"10.0.{number}.2"}
                         for number in range(1, 50)],
    "network_peers": [{"network": "n2", "target_network": "n3"}],
}
MOST_BEYOND, MOST_TIMES, MOST_MEMORY = 0.040, 2, 1.2


def _rules(*ports: str) -> dict:
    rules = [{"action": "allow", "protocol": "tcp", "destination_port": port} for port in ports]
    return {"network_acls": [{"name": "own", "ingress": [{"action": "allow", "source": "10.0.0.0/8"}, *rules]}]}


def _steps(kind: str, entry: dict, change: dict) -> list[dict]:
    identity = {name: entry[name] for name in ("network", "instance", "listen_address", "target_network") if name in entry}
    changed = {kind: [{**entry, **change}]}
    return [{kind: [entry]}, changed, changed, {kind: [{**identity, "state": "absent"}]}]


NIC = cloud.nic(0, cloud.EACH)
FORWARD = {"network": "n0", "listen_address": "198.19.1.1", "target_address": "10.0.0.2"}
ENTRIES = {
    "NIC": _steps("network_nics", NIC, {"ipv4_address": "10.0.0.200"}),
    "forward": _steps("network_forwards", FORWARD, {"target_address": "10.0.0.3"}),
    "peer": _steps("network_peers", {"network": "n0", "target_network": "n1"}, {"description": "changed"}),
    "rule of an ACL": [_rules("80"), _rules("8080"), _rules("8080"), _rules()],
}


@dataclass(frozen=True)
class Took:
    """Seconds of a task, what it held beyond what it began with, and the writes of its transactions."""

    seconds: float
    kilobytes: float
    writes: list[list[dict]]
    changed: bool


def timed(work: Callable[[], dict]) -> Took:
    """In a process of its own."""
    return kit.in_fork(lambda: _timed(work))


def _timed(work: Callable[[], dict]) -> Took:
    writes, commit, result = [], Session.commit, {}

    def noted(self, operations, meanwhile=None):
        operations = list(operations)
        writes.append([each for each in operations if each["op"] != "wait"])
        return commit(self, operations, meanwhile)

    Session.commit = noted
    begun = kit.kilobytes()
    seconds = kit.clock(lambda: result.update(work()))
    return Took(seconds, kit.kilobytes() - begun, writes, result["changed"])


def floor(private: Server, took: Took) -> float:
    """Seconds of the bare writes, on a server that is as the other one was; of a connection, when there are none."""
    return sum(kit.raw(private, writes) for writes in took.writes or [[]])


def run(report: kit.Report) -> None:
    report.head("One entry in clouds of many NICs, in process", *(f"{name} (s)" for name in STEPS), "beyond floor", "peak kB")
    rounds = _measured()
    results = {(nics, name): _line(report, nics, name, [each[nics, name] for each in rounds]) for nics, name in rounds[0]}
    few, many = NICS[0], NICS[-1]
    for name in dict.fromkeys(name for _nics, name in results):
        small, large = results[few, name], results[many, name]
        for number, step in enumerate(STEPS):
            report.target(f"{name}, {step}: among {many:,}, of {few:,}", large.seconds[number] / small.seconds[number], MOST_TIMES)
        report.target(f"{name} among {many:,}, beyond the floor", 1000 * max(large.beyond), 1000 * MOST_BEYOND, "ms")
        report.target(f"{name} among {many:,}, memory of {few:,}", large.kilobytes / small.kilobytes, MOST_MEMORY)


@dataclass(frozen=True)
class Cost:
    """Medians of the steps, and the most that was held."""

    seconds: list[float]
    beyond: list[float]
    kilobytes: float


def _line(report: kit.Report, nics: int, name: str, rounds: list[list[tuple[Took, float]]]) -> Cost:
    steps = list(zip(*rounds))
    seconds = [kit.median(took.seconds for took, _floor in step) for step in steps]
    beyond = [kit.median(took.seconds - least for took, least in step) for step in steps]
    cost = Cost(seconds, beyond, max(kit.median(took.kilobytes for took, _floor in step) for step in steps))
    report.line(f"{name} among {nics:,} NICs", *seconds, max(beyond), cost.kilobytes)
    return cost


def _measured() -> list[dict[tuple[int, str], list[tuple[Took, float]]]]:
    """Rounds; each visits every cloud, so that a machine that is busy for a while is so for all of them."""
    with ExitStack() as stack:
        pairs = {}
        for nics in NICS:
            file = stack.enter_context(cloud.built(cloud.document(nics // cloud.EACH), MORE))
            pairs[nics] = [stack.enter_context(kit.server(file)) for dummy in range(2)]
        return [{(nics, name): work(*pair) for name, work in _works().items() for nics, pair in pairs.items()} for dummy in range(kit.RUNS)]


def _works() -> dict[str, Callable[[Server, Server], list[tuple[Took, float]]]]:
    by_networks = {name: lambda one, two, steps=steps: [_step(one, two, number, lambda e=entries: run_networks(cloud.params(one, e), False))
                                                        for number, entries in enumerate(steps)] for name, steps in ENTRIES.items()}
    return {**by_networks, "NIC by network_nic": _by_network_nic}


def _by_network_nic(one: Server, two: Server) -> list[tuple[Took, float]]:
    defaults = {name: spec.get("default") for name, spec in nic.ARGUMENTS.items()}
    entries = [next(iter(entries["network_nics"])) for entries in ENTRIES["NIC"]]
    given = [{**defaults, "nb_connection": [one.endpoint], "timeout": kit.TIMEOUT, **entry} for entry in entries]
    return [_step(one, two, number, lambda p=params: nic.run_nic(p, False)) for number, params in enumerate(given)]


def _step(one: Server, two: Server, number: int, work: Callable[[], dict]) -> tuple[Took, float]:
    took = timed(work)
    assert took.changed is (STEPS[number] != "unchanged"), (STEPS[number], took.writes)
    return took, floor(two, took)
