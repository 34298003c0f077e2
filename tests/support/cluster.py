# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A cluster of three ovsdb-servers on this machine, whose leader can be lost."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.endpoint import parse_endpoints
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.session import Session

from .servers import SCHEMAS

DATABASE = "OVN_Northbound"
# How long a cluster may take until it has a leader: seconds.
PATIENCE = 20


class Member:
    """One server of a cluster."""

    def __init__(self, folder: Path, name: str):
        self.folder, self.name = folder, name
        self.address, self.endpoint = f"unix:{folder}/{name}.raft", f"unix:{folder}/{name}.sock"
        self.process: subprocess.Popen | None = None

    def create(self, schema: Path) -> None:
        subprocess.run(["ovsdb-tool", "-vconsole:off", "create-cluster", self.folder / self.name, schema, self.address], check=True)

    def join(self, other: Member) -> None:
        command = ["ovsdb-tool", "join-cluster", self.folder / self.name, DATABASE, self.address, other.address]
        subprocess.run(command, check=True)

    def start(self) -> None:
        self.process = subprocess.Popen([
            "ovsdb-server", "-vconsole:off", f"--remote=p{self.endpoint}", f"--unixctl={self.folder}/{self.name}.ctl",
            f"--log-file={self.folder}/{self.name}.log", self.folder / self.name,
        ])

    def stop(self) -> None:
        """SIGKILL: it has no time to hand its lead over."""
        self.process.kill()
        self.process.wait()

    def leads(self) -> bool | None:
        """Whether this member leads; None while it is not part of the cluster yet."""
        query = ["_Server", {"op": "select", "table": "Database", "columns": ["leader", "connected"],
                             "where": [["name", "==", DATABASE]]}]
        command = ["ovsdb-client", "transact", self.endpoint, json.dumps(query)]
        reply = subprocess.run(command, capture_output=True, text=True, check=False)
        rows = json.loads(reply.stdout)[0]["rows"] if reply.returncode == 0 else []
        return rows[0]["leader"] if rows and rows[0]["connected"] else None

    def control(self, *words: str) -> str:
        """Speak to the server's own control socket."""
        command = ["ovs-appctl", f"--target={self.folder}/{self.name}.ctl", *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class Cluster:
    """Three members, all started."""

    def __init__(self, folder: Path, root: Path):
        self.members = [Member(folder, name) for name in "abc"]
        self.members[0].create(root / SCHEMAS[DATABASE])
        for member in self.members[1:]:
            member.join(self.members[0])
        for member in self.members:
            member.start()
        try:
            self.wait()
        except AssertionError:
            self.stop()
            raise

    @property
    def endpoint(self) -> str:
        """All of them, as OVN_NB_DB would hold them."""
        return ",".join(self.endpoints)

    @property
    def endpoints(self) -> list[str]:
        return [member.endpoint for member in self.members]

    def wait(self) -> Member:
        """The leader, once every member is part of the cluster and one leads."""
        deadline = time.monotonic() + PATIENCE
        while None in (states := [member.leads() for member in self.members]) or True not in states:
            assert time.monotonic() < deadline, "the cluster has no leader, or a member is not part of it"
            time.sleep(0.05)
        return self.members[states.index(True)]

    def wait_for_leader(self) -> Member:
        """The leader, as soon as one leads of the members that are up."""
        deadline = time.monotonic() + PATIENCE
        while not (leaders := [member for member in self.members if member.leads()]):
            assert time.monotonic() < deadline, "the cluster has no leader"
            time.sleep(0.02)
        return leaders[0]

    def followers_and_leader(self) -> list[Member]:
        leader = self.wait()
        return [*(member for member in self.members if member is not leader), leader]

    def transfer(self) -> None:
        """The leader writes its snapshot: for that it hands its lead to another, as it does on a busy day."""
        self.wait().control("ovsdb-server/compact", DATABASE)

    def session(self, timeout: float = 10) -> Session:
        return Session(DATABASE, parse_endpoints(self.endpoints, "endpoint"), option="endpoint", timeout=timeout)

    def stop(self) -> None:
        for member in self.members:
            member.stop()
