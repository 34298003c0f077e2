# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole networks with their NICs in one task, beside what the same took LXD and Incus when they were recorded."""

from __future__ import annotations

from ..support.servers import Server
from . import bench_cloud as cloud
from . import bench_kit as kit

NETWORKS, EACH, MANY = 50, 20, 200
# Seconds that LXD spent inside 3,400 ovn-nbctl and ovs-vsctl processes to start 200 NICs, and how many transactions Incus
# makes for as many: figures of the recordings in tests/oracle.
LXD_SECONDS, INCUS_TRANSACTIONS = 84.0, 1400
AT_MOST = 1.0
UPLINK = {"name": "UPLINK", "ipv4_gateway": "198.18.0.1/16", "ipv4_ovn_ranges": ["198.18.1.1-198.18.1.254"]}


def run(report: kit.Report) -> None:
    report.head("The task networks, addresses given", "seconds", "again", "ms/NIC", "beside")
    whole = [_run([_document(NETWORKS, EACH)]) for dummy in range(kit.RUNS)]
    made, again = (kit.median(column) for column in zip(*whole))
    report.line(f"{NETWORKS} networks with {EACH} NICs each", made, again, 1000 * made / (NETWORKS * EACH))
    added = [_run([_document(1, 0), {"network_nics": _document(1, MANY)["network_nics"]}]) for dummy in range(kit.RUNS)]
    made, again = (kit.median(column) for column in zip(*added))
    report.line(f"{MANY} NICs added to one network", made, again, 1000 * made / MANY)
    report.line(f"  LXD, {MANY} NICs (recorded)", LXD_SECONDS, "", 1000 * LXD_SECONDS / MANY, f"{LXD_SECONDS / made:.0f} x ours")
    report.line(f"  Incus, {MANY} NICs (recorded)", "", "", "", f"{INCUS_TRANSACTIONS} transactions, ours 1")
    report.target(f"{MANY} NICs added to one network", made, AT_MOST, "s")


def _document(networks: int, nics: int) -> dict:
    return {
        "uplinks": [UPLINK],
        "networks": [
            {"name": f"n{number}", "network": "UPLINK", "ipv4_address": f"10.{number}.0.1/16", "ipv6_address": "none", "ipv4_nat": True}
            for number in range(networks)
        ],
        "network_nics": [
            {"network": f"n{number}", "instance": f"c{number}-{nic}", "ipv4_address": f"10.{number}.1.{nic + 1}"}
            for number in range(networks) for nic in range(nics)
        ],
    }


def _run(documents: list[dict]) -> tuple[float, float]:
    """Seconds of the last document, and of it again, in a process of its own."""
    with cloud.server() as private:
        return kit.in_fork(lambda: _seconds(private, documents))


def _seconds(private: Server, documents: list[dict]) -> tuple[float, float]:
    for document in documents[:-1]:
        cloud.apply(private, document)
    made = kit.clock(lambda: cloud.apply(private, documents[-1], changed=True))
    return made, kit.clock(lambda: cloud.apply(private, documents[-1], changed=False))
