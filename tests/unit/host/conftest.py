# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host of its own for each test: a network namespace with a real ovsdb-server and a real ovs-vswitchd in it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from pyroute2 import netns

from ansible_collections.overlay.ovn.plugins.module_utils.host import bonds, bridges, chassis, chassis_info, managers, nics, patches, uplink
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

from ...support.servers import Server
from ...support.steps import four_steps

TASKS = {
    "bridge": (bridges.run_bridge, bridges.BRIDGE_ARGUMENTS),
    "port": (bridges.run_port, bridges.PORT_ARGUMENTS),
    "bond": (bonds.run_bond, bonds.ARGUMENTS),
    "patch": (patches.run_patch, patches.ARGUMENTS),
    "manager": (managers.run_manager, managers.MANAGER_ARGUMENTS),
    "ssl": (managers.run_ssl, managers.SSL_ARGUMENTS),
    "mapping": (bridges.run_mapping, bridges.MAPPING_ARGUMENTS),
    "uplink": (uplink.run_uplink, uplink.ARGUMENTS),
    "nic": (nics.run_nic, nics.NIC_ARGUMENTS),
    "nics": (nics.run_nics, nics.NICS_ARGUMENTS),
    "chassis": (chassis.run_chassis, chassis.ARGUMENTS),
    "chassis_info": (chassis_info.run_chassis_info, chassis_info.ARGUMENTS),
}
DEADLINE = 10
# Whether an address answers: that nobody listens at a port of it. Without a checksum, which nobody in user space completes.
REACH = """
import socket, sys, time
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
    probe.setsockopt(socket.SOL_SOCKET, 11, 1)
    probe.settimeout(0.2)
    probe.connect((sys.argv[1], 9))
    until = time.monotonic() + float(sys.argv[2])
    while time.monotonic() < until:
        try:
            probe.send(b"x")
            probe.recv(1)
        except ConnectionRefusedError:
            sys.exit(0)
        except OSError:
            time.sleep(0.1)
sys.exit(1)
"""


def ip(*words: str) -> str:
    return subprocess.run(["ip", *words], check=True, capture_output=True, text=True).stdout


def reaches(space: str, address: str) -> bool:
    """Whether packets pass from a namespace to an address and back, within a while."""
    command = ["ip", "netns", "exec", space, sys.executable, "-c", REACH, address, str(DEADLINE)]
    return subprocess.run(command, check=False).returncode == 0


class Namespaces:
    """Network namespaces with names that nothing else uses."""

    def __init__(self):
        self.names: list[str] = []

    def add(self, name: str = "") -> str:
        name = name or f"t-{uuid.uuid4().hex[:10]}"
        ip("netns", "add", name)
        self.names.append(name)
        return name

    def delete(self, name: str) -> None:
        ip("netns", "delete", name)
        self.names.remove(name)

    def clear(self) -> None:
        for name in list(self.names):
            self.delete(name)


class Vswitchd:
    """Open vSwitch's daemon, in user space, on a private database."""

    def __init__(self, folder: Path, root: Path, server: Server):
        binary = next(root.rglob("openvswitch-switch/ovs-vswitchd"))
        self.pidfile = folder / "vswitchd.pid"
        loader = next(root.rglob("ld-linux-*.so.*"), None)
        libraries = ":".join(str(path) for path in (*root.glob("usr/lib/*-linux-gnu"), *root.glob("lib/*-linux-gnu")))
        starter = [loader, "--library-path", libraries] if loader else []
        command = [*starter, binary, server.endpoint, "--disable-system", f"--pidfile={self.pidfile}", "--detach", "--no-chdir"]
        command += [f"--log-file={folder / 'vswitchd.log'}", f"--unixctl={folder / 'vswitchd.ctl'}", "-vconsole:off"]
        subprocess.run(command, check=True, env={**os.environ, "OVS_RUNDIR": str(folder)})

    def stop(self) -> None:
        if not self.pidfile.exists():
            return
        pid = int(self.pidfile.read_text())
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + DEADLINE
        while self.pidfile.exists() and time.monotonic() < deadline:
            time.sleep(0.01)


class Host:
    """One host: its tasks, its links, its Open_vSwitch rows."""

    def __init__(self, server: Server, daemon: Vswitchd, folder: Path):
        self.server = server
        self.daemon = daemon
        self.folder = folder

    def run(self, task: str, check: bool = False, **options) -> dict:
        work, arguments = TASKS[task]
        defaults = {name: spec.get("default") for name, spec in arguments.items()}
        private = {"ovs_connection": [self.server.endpoint], "timeout": 10, "owner": "ansible"}
        if task == "chassis":
            private.update(system_id_file=str(self.folder / "etc" / "system-id.conf"), hostname="host1", wait_timeout=20)
        return work({**defaults, **private, **options}, check)

    def four_steps(self, task: str, **options) -> dict:
        return four_steps(partial(self.run, task), tells_of_the_host=True, **options)

    def rows(self, table: str, *columns: str) -> list[dict]:
        session = self.server.session()
        names = list(columns or ("_uuid", *session.schema[table].columns))
        return session.read([op.select(table, [], names)])[0]

    def names(self, table: str) -> set[str]:
        return {row["name"] for row in self.rows(table, "name")}

    def row(self, table: str, name: str) -> dict:
        return next(row for row in self.rows(table) if row["name"] == name)

    def later(self, seconds: float, task: str, **options) -> None:
        """A task that somebody else runs meanwhile."""
        timer = threading.Timer(seconds, self.run, [task], options)
        timer.start()

    @property
    def external_ids(self) -> dict:
        return self.rows("Open_vSwitch", "external_ids")[0]["external_ids"]

    def note(self, **items) -> None:
        """What somebody else writes into the host's row."""
        pairs = [[key.replace("_", "-"), value] for key, value in items.items()]
        keys = ["set", [pair[0] for pair in pairs]]
        mutations = [["external_ids", "delete", keys], ["external_ids", "insert", ["map", pairs]]]
        self.server.session().commit([op.mutate("Open_vSwitch", [], mutations)])

    def card(self, name: str, *, up: bool = True) -> None:
        """A network card: the end of a pair whose other end is the wire."""
        ip("link", "add", name, "type", "veth", "peer", "name", f"{name}-wire")
        ip("link", "set", f"{name}-wire", "up")
        if up:
            ip("link", "set", name, "up")


@pytest.fixture
def namespaces():
    spaces = Namespaces()
    yield spaces
    spaces.clear()


@pytest.fixture
def host(tmp_path, schema_root, namespaces):
    """A host with Open vSwitch and nothing in it."""
    with ExitStack() as stack:
        netns.pushns(namespaces.add())
        stack.callback(netns.popns)
        server = Server(tmp_path, schema_root, "Open_vSwitch")
        stack.callback(server.stop)
        server.session().commit([{"op": "insert", "table": "Open_vSwitch", "row": {}}])
        daemon = Vswitchd(tmp_path, schema_root, server)
        stack.callback(daemon.stop)
        yield Host(server, daemon, tmp_path)


@pytest.fixture
def southbound(tmp_path, schema_root):
    """An empty southbound database."""
    server = Server(tmp_path, schema_root, "OVN_Southbound")
    yield server
    server.stop()
