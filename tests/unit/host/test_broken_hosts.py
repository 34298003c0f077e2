# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts that are broken: a task says what is broken, what to do, and what it has written."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import ansible_collections.overlay.ovn as collection
import pytest
from pyroute2 import netns

from ansible_collections.overlay.ovn.plugins.module_utils.errors import HalfDone, InvalidInput, NotReached, Refused, Unreachable

from ...support.servers import Server
from .conftest import Host, Vswitchd, ip

PLACE = Path(next(iter(collection.__path__))).parents[2]
NETDEV = {"datapath_type": "netdev"}
CHASSIS = {"system_id": "host1", "remote": ["unix:/nowhere.sock"], "encap_ip": ["198.18.0.21"], **NETDEV}
# One task of each kind, with what it needs beside Open vSwitch.
TASKS = {
    "bridge": {"name": "br-a"},
    "port": {"bridge": "br-a", "name": "p1"},
    "bond": {"bridge": "br-a", "name": "bond0", "interfaces": ["eth1", "eth2"]},
    "patch": {"bridge": "br-a", "name": "a", "peer_bridge": "br-b", "peer": "b"},
    "manager": {"target": "ptcp:6640"},
    "ssl": {"state": "absent"},
    "mapping": {"network": "physnet1", "bridge": "br-a"},
    "uplink": {"name": "UPLINK", "parent": "eth1"},
    "nic": {"iface_id": "lsp1", "state": "absent"},
    "chassis": CHASSIS,
}
# The database's disk: enough for the schema and a few changes.
DISK = 512 * 1024


class SmallDisk(Server):
    """A server whose database lies on a disk of its own, which only it sees, and which can be filled."""

    @property
    def file(self) -> Path:
        (self.folder / "disk").mkdir(exist_ok=True)
        return self.folder / "disk" / "conf.db"

    def start(self) -> None:
        script = 'set -e; cp "$2" "$2.copy"; exec 3<"$2.copy"; mount -t tmpfs -o "size=$3" none "$1"; cat <&3 >"$2"; shift 3; exec "$@"'
        command = ["ovsdb-server", "-vconsole:off", f"--remote=punix:{self.socket}", f"--unixctl={self.folder / 'ovsdb'}.ctl"]
        command += [f"--pidfile={self._pidfile}", f"--log-file={self.folder / 'ovsdb'}.log", "--detach", "--no-chdir", str(self.file)]
        subprocess.run(["unshare", "--mount", "sh", "-c", script, "sh", self.file.parent, self.file, str(DISK), *command], check=True)

    @property
    def junk(self) -> Path:
        return Path(f"/proc/{self._pidfile.read_text().strip()}/root{self.file.parent}/junk")

    def fill(self) -> None:
        with pytest.raises(OSError, match="No space left"), self.junk.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 512)


@pytest.fixture
def small(tmp_path, schema_root, namespaces):
    """A host whose database has little room."""
    with ExitStack() as stack:
        netns.pushns(namespaces.add())
        stack.callback(netns.popns)
        server = SmallDisk(tmp_path, schema_root, "Open_vSwitch")
        stack.callback(server.stop)
        server.session().commit([{"op": "insert", "table": "Open_vSwitch", "row": {}}])
        daemon = Vswitchd(tmp_path, schema_root, server)
        stack.callback(daemon.stop)
        yield Host(server, daemon, tmp_path)


@pytest.mark.parametrize("task", TASKS)
def test_open_vswitch_is_stopped(host, task):
    host.card("eth1")
    host.card("eth2")
    host.daemon.stop()
    host.server.stop()
    with pytest.raises(Unreachable) as caught:
        host.run(task, **TASKS[task])
    text = str(caught.value)
    assert "cannot reach the Open_vSwitch database" in text and "systemctl start openvswitch-switch" in text
    assert text.endswith("Nothing was changed.") and text.count("Nothing was changed.") == 1
    assert "ovn" not in ip("-brief", "link"), "no link is made for a database that is away"


@pytest.mark.parametrize("task, options", [
    ("bridge", {"name": "br-b", **NETDEV}), ("port", {"bridge": "br-a", "name": "p1", "type": "internal"}), ("chassis", CHASSIS),
    ("uplink", {"name": "UPLINK", "parent": "eth1", **NETDEV}),
])
def test_only_ovs_vswitchd_is_stopped(host, task, options):
    """The rows are written then, and the task says so, the second time too."""
    host.card("eth1")
    host.run("bridge", name="br-a", **NETDEV)
    host.daemon.stop()
    for dummy in range(2):
        with pytest.raises(NotReached, match="after 3 s ovs-vswitchd has not done .* The rows are written; check ovs-vswitchd on this host "
                                             r"\(systemctl status ovs-vswitchd\)"):
            host.run(task, **options, timeout=3)
    assert not host.run(task, True, **options)["changed"]


def test_the_disk_of_the_database_is_full(small):
    small.run("bridge", name="br-a", **NETDEV)
    small.server.fill()
    with pytest.raises(Refused) as caught:
        for number in range(100):
            small.run("bridge", name=f"br-{number}", **NETDEV, external_ids={"much": "x" * 1000})
    text = str(caught.value)
    assert "conf.db: write failed" in text and "see whether that disk is full or read-only (df -h)" in text
    assert text.endswith("Nothing was changed.")
    refused = f"br-{number}"
    assert refused not in small.names("Bridge"), "the server's memory has nothing that its disk has not"

    small.server.junk.unlink()
    assert small.run("bridge", name=refused, **NETDEV)["changed"], "with room again the same task works"
    assert refused in small.names("Bridge")


def fill_whole(small) -> None:
    """Until not even a note finds room."""
    small.server.fill()
    with pytest.raises(Refused):
        for number in range(10000):
            small.note(much=str(number))


def test_a_card_of_which_nothing_can_be_noted_stays_as_it_is(small):
    small.card("eth1", up=False)
    fill_whole(small)
    uplink = {"name": "UPLINK", "parent": "eth1", "bridge": "br-up", **NETDEV}
    with pytest.raises(Refused, match="see whether that disk is full.*Nothing was changed"):
        small.run("uplink", **uplink)
    assert "state DOWN" in ip("link", "show", "eth1")
    small.server.junk.unlink()
    assert small.run("uplink", **uplink)["changed"]
    assert not small.run("uplink", **uplink)["changed"]


def test_the_disk_is_full_after_links_were_made(small, namespaces):
    small.run("bridge", name="br-int", **NETDEV)
    fill_whole(small)
    nic = {"iface_id": "a", "netns": namespaces.add(), "name": "n0"}
    with pytest.raises(HalfDone) as caught:
        small.run("nic", **nic)
    text = str(caught.value)
    assert "see whether that disk is full" in text and "Nothing was changed" not in text
    assert "The Open_vSwitch rows are not written. Done before that, and left: " in text and "ip link add " in text
    assert "n0" not in small.names("Interface")
    small.server.junk.unlink()
    assert small.run("nic", **nic)["changed"]
    assert not small.run("nic", **nic)["changed"]


LACKING = """
import sys
for name in {names!r}:
    sys.modules[name] = None
from ansible_collections.overlay.ovn.plugins.module_utils.errors import OvnError
from ansible_collections.overlay.ovn.plugins.module_utils.host import {module}
defaults = {{name: spec.get("default") for name, spec in {module}.{arguments}.items()}}
try:
    {module}.{work}({{**defaults, "ovs_connection": [{endpoint!r}], "timeout": 5, **{options!r}}}, False)
except OvnError as exc:
    print(exc)
"""


@pytest.mark.parametrize("names, module, arguments, work, options, message", [
    (["ovs", "ovsdbapp"], "bridges", "BRIDGE_ARGUMENTS", "run_bridge", {"name": "br-a"}, "Install python3-ovsdbapp"),
    (["pyroute2"], "bonds", "ARGUMENTS", "run_bond", {"name": "b", "bridge": "br-a", "interfaces": ["x", "y"]}, "Install python3-pyroute2"),
])
def test_a_python_library_is_missing(host, names, module, arguments, work, options, message):
    script = LACKING.format(names=names, module=module, arguments=arguments, work=work, endpoint=host.server.endpoint, options=options)
    path = os.pathsep.join([str(PLACE), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": path})
    assert message in done.stdout, done.stderr
    assert host.names("Bridge") == set(), "it is missed before the first write"


def test_the_integration_bridge_is_missing(host, namespaces):
    with pytest.raises(InvalidInput, match="br-int"):
        host.run("nic", iface_id="lsp1", netns=namespaces.add())
    with pytest.raises(InvalidInput, match="bridge: there is no Bridge br-int"):
        host.run("port", bridge="br-int", name="p1", type="internal")
    assert host.names("Port") == set() and "ovn" not in ip("-brief", "link")
