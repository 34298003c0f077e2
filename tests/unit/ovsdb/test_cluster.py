# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A cluster of three: a task finds the leader, and a leader that dies in the middle of it costs time and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from pathlib import Path

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.rows import Want, row
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.engine import reconcile

from ...support.servers import SCHEMAS


class Member:
    """One server of a cluster."""

    def __init__(self, folder: Path, name: str):
        self.folder, self.name = folder, name
        self.address, self.endpoint = f"unix:{folder}/{name}.raft", f"unix:{folder}/{name}.sock"
        self.process: subprocess.Popen | None = None

    def create(self, schema: Path) -> None:
        subprocess.run(["ovsdb-tool", "create-cluster", self.folder / self.name, schema, self.address], check=True)

    def join(self, other: Member) -> None:
        command = ["ovsdb-tool", "join-cluster", self.folder / self.name, "OVN_Northbound", self.address, other.address]
        subprocess.run(command, check=True)

    def start(self) -> None:
        self.process = subprocess.Popen([
            "ovsdb-server", f"--remote=p{self.endpoint}", f"--unixctl={self.folder}/{self.name}.ctl",
            f"--log-file={self.folder}/{self.name}.log", "-vconsole:off", self.folder / self.name,
        ])

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def leads(self) -> bool | None:
        """Whether this member leads; None while it is not part of the cluster yet."""
        query = ["_Server", {"op": "select", "table": "Database", "columns": ["leader", "connected"],
                             "where": [["name", "==", "OVN_Northbound"]]}]
        command = ["ovsdb-client", "transact", self.endpoint, json.dumps(query)]
        reply = subprocess.run(command, capture_output=True, text=True, check=False)
        rows = json.loads(reply.stdout)[0]["rows"] if reply.returncode == 0 else []
        return rows[0]["leader"] if rows and rows[0]["connected"] else None


@pytest.fixture
def cluster(short_path):
    members = [Member(short_path, name) for name in "abc"]
    root = Path(os.environ["OVN_TEST_SCHEMAS"].split(":")[0])
    members[0].create(root / SCHEMAS["OVN_Northbound"])
    for member in members[1:]:
        member.join(members[0])
    for member in members:
        member.start()
    deadline = time.monotonic() + 20
    while None in (states := [member.leads() for member in members]) or True not in states:
        assert time.monotonic() < deadline, "the cluster did not form"
        time.sleep(0.1)
    yield sorted(members, key=lambda member: member.leads() is True)
    for member in members:
        member.stop()


def test_a_leader_that_dies_in_the_middle_of_tasks_costs_no_row_and_makes_none_twice(cluster, connect):
    *followers, leader = cluster
    session = connect(*(member.endpoint for member in cluster), timeout=20)
    assert session.read([op.select("Logical_Switch", [], ["name"])]) == [[]]
    assert str(session.endpoint) == leader.endpoint

    killer = threading.Timer(0.2, leader.stop)
    killer.start()
    results = []
    for number in range(60):
        switches = [row(nb.LOGICAL_SWITCH, (f"sw{number}",)), row(nb.DNS, (f"dns{number}",))]
        results.append(reconcile(session, lambda _, rows=switches: Want(rows), owner="tests").changed)
        time.sleep(0.01)
    killer.join()

    assert str(session.endpoint) in {member.endpoint for member in followers}
    assert all(results)
    rows = session.read([op.select("Logical_Switch", [], ["_uuid", "name"]), op.select("DNS", [], ["_uuid"])])
    assert sorted(each["name"] for each in rows[0]) == sorted(f"sw{number}" for number in range(60))
    assert len(rows[1]) == 60


def test_followers_alone_are_an_error_that_says_so(cluster, connect):
    from ansible_collections.overlay.ovn.plugins.module_utils.errors import Unreachable

    session = connect(*(member.endpoint for member in cluster[:2]), timeout=1)
    with pytest.raises(Unreachable, match="follows, and no leader was found among the endpoints"):
        session.read([op.select("Logical_Switch", [], ["name"])])
