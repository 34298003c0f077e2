# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What many networks rest on, changed: a rule that is the same everywhere, one that is another in each network, and an uplink's name
servers; under 100 networks and under 1,000. The time of a row that is written must not grow."""

from __future__ import annotations

from contextlib import ExitStack

from ansible_collections.overlay.ovn.plugins.module_utils.tasks.networks import run_networks

from ..support.servers import Server
from . import bench_cloud as cloud
from . import bench_kit as kit
from .bench_entries import Took, floor, timed

NETWORKS = (100, 1000)
MOST_A_ROW, MOST_TIMES = 1.0, 1.3


def _acl(name: str, source: str, port: int) -> dict:
    return {"network_acls": [{"name": name, "ingress": [{"action": "allow", "source": source, "protocol": "tcp", "destination_port": str(port)}]}]}


def _document(networks: int) -> dict:
    """Every network has both ACLs."""
    entries = cloud.document(networks)
    acls = [acl for each in (_acl("web", "10.0.0.0/8", 443), _acl("inside", "@internal", 80)) for acl in each["network_acls"]]
    return {**entries, "network_acls": acls, "networks": [cloud.network(number, ("web", "inside")) for number in range(networks)]}


CHANGES = {
    "a rule that is the same everywhere": lambda turn: _acl("web", "10.0.0.0/8", 8000 + turn),
    "a rule that is another in each network": lambda turn: _acl("inside", "@internal", 8000 + turn),
    "name servers of the uplink": lambda turn: {"uplinks": [{**cloud.UPLINK, "dns_nameservers": [f"198.18.0.{10 + turn}", "fd42:ffff::53"]}]},
}


def run(report: kit.Report) -> None:
    report.head("What is shared, changed under many networks, in process", "seconds", "floor", "rows", "engine ms/row", "peak MB")
    rounds = _measured()
    for name in CHANGES:
        cost = {networks: _line(report, name, networks, [each[networks, name] for each in rounds]) for networks in NETWORKS}
        few, many = cost.values()
        report.target(f"{name}, under {NETWORKS[1]:,}, engine time", *_limit(name, many, few))


def _limit(name: str, many: tuple[float, int], few: tuple[float, int]) -> tuple[float, float, str]:
    """A change of as few rows takes as long; one of more rows, as long for each."""
    if many[1] == few[1]:
        return many[0] / few[0], MOST_TIMES, "x"
    return 1000 * many[0] / many[1], MOST_A_ROW, "ms/row"


def _line(report: kit.Report, name: str, networks: int, took: list[tuple[Took, float]]) -> tuple[float, int]:
    """The engine's seconds, and how many rows it wrote."""
    seconds, least = kit.median(each.seconds for each, _floor in took), kit.median(floors for _each, floors in took)
    rows = len({_row(step) for writes in took[0][0].writes for step in writes})
    report.line(f"{name}, {networks:,}"[:44], seconds, least, rows, 1000 * (seconds - least) / rows, took[0][0].kilobytes / 1024)
    return seconds - least, rows


def _row(step: dict) -> tuple:
    return step["table"], step.get("uuid") or str(step.get("where"))


def _measured() -> list[dict[tuple[int, str], tuple[Took, float]]]:
    with ExitStack() as stack:
        pairs = {}
        for networks in NETWORKS:
            file = stack.enter_context(cloud.built(_document(networks)))
            pairs[networks] = [stack.enter_context(kit.server(file)) for dummy in range(2)]
        return [{(networks, name): _one(*pair, change(turn)) for name, change in CHANGES.items() for networks, pair in pairs.items()}
                for turn in range(kit.RUNS)]


def _one(one: Server, two: Server, entries: dict) -> tuple[Took, float]:
    took = timed(lambda: run_networks(cloud.params(one, entries), False))
    assert took.changed
    return took, floor(two, took)
