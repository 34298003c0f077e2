# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The leader of a cluster is killed while tasks run: what the one under way takes, beside the election itself."""

from __future__ import annotations

import subprocess
import tempfile
import threading
import time
from pathlib import Path

from ..support.cluster import Cluster
from ..support.servers import schema_roots
from . import bench_kit as kit
from .bench_topology import apply


class Tasks(threading.Thread):
    """Applies small topologies one after the other; when each began and ended."""

    def __init__(self, cluster: Cluster):
        super().__init__(daemon=True)
        self.cluster = cluster
        self.spans: list[tuple[float, float]] = []
        self.stopped = threading.Event()
        self.failed: Exception | None = None

    def run(self) -> None:
        while not self.stopped.is_set() and self.failed is None:
            started = time.monotonic()
            try:
                apply(self.cluster, {"switches": [{"name": f"sw{started}", "ports": [{"name": f"p{started}"}]}]}, timeout=20)
            except Exception as exc:  # pylint: disable=broad-except  # handed to the report
                self.failed = exc
            self.spans.append((started, time.monotonic()))


def run(report: kit.Report) -> None:
    with tempfile.TemporaryDirectory(prefix="b") as folder:
        cluster = Cluster(Path(folder), schema_roots()[0])
        try:
            rounds = [_lose(cluster) for dummy in range(kit.RUNS)]
        finally:
            cluster.stop()
    election, ours, rival = (kit.median(each) for each in zip(*rounds))
    report.head("The leader of three is killed during a task", "election", "ours", "ovn-nbctl", "ours/elect.")
    report.line(f"seconds, {kit.RUNS} kills", election, ours, rival, f"{ours / election:.2f} x")
    report.target("a leader lost during a task, of the election", ours / election, 2)


def _lose(cluster: Cluster) -> tuple[float, float, float]:
    """Seconds of the election, of the task that it hit, and until an ovn-nbctl that is tried again and again has succeeded."""
    tasks = Tasks(cluster)
    tasks.start()
    time.sleep(0.3)
    *_others, leader = cluster.followers_and_leader()
    rival: list[float] = []
    client = threading.Thread(target=lambda: rival.append(kit.clock(lambda: _persist(cluster))))
    killed = time.monotonic()
    leader.stop()
    client.start()
    cluster.wait_for_leader()
    election = time.monotonic() - killed
    while not any(start > killed for start, _end in tasks.spans) and tasks.failed is None:
        time.sleep(0.01)
    tasks.stopped.set()
    tasks.join()
    client.join()
    leader.start()
    cluster.wait()
    if tasks.failed:
        raise tasks.failed
    return election, max(end - start for start, end in tasks.spans if end > killed), rival[0]


def _persist(cluster: Cluster) -> None:
    """A single ovn-nbctl gives up on the first refused connection."""
    command = ["ovn-nbctl", f"--db={cluster.endpoint}", "--timeout=20", "ls-add", f"n{time.monotonic()}"]
    while subprocess.run(command, capture_output=True, check=False).returncode:
        time.sleep(0.02)
