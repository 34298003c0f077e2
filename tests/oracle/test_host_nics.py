# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A NIC that LXD or Incus attached on a host is attached so by us: the same ports on the integration bridge, and no others."""

from __future__ import annotations

import shlex

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.host.links import Links, read_sysctl
from ansible_collections.overlay.ovn.plugins.module_utils.host.names import nic_link
from ansible_collections.overlay.ovn.plugins.module_utils.host.nic_wish import OPTIONS

from ..unit.host.conftest import host, namespaces
from .cases import cases
from .hosts import host_rows

__all__ = ["host", "namespaces"]
CASES = [(daemon, case) for daemon in ("lxd", "incus") for case in cases(daemon) if "-nic-" in case.path.stem]
BRIDGE = "br-int"
# What ovn-controller writes, which runs where the recordings were made, and our marks.
NOTES = ("ovn-installed", "overlay_")


class Instances:
    """The instances of a case on a host: what their commands come to, as one list of NICs."""

    def __init__(self, daemon: str, host, namespaces):
        self.daemon = daemon
        self.host = host
        self.space = namespaces.add()
        self.nics: dict[str, dict] = {}
        self.running = False

    def run(self, commands: list[str]) -> None:
        for command in commands:
            words = shlex.split(command)[1:]
            if words[:3] == ["config", "device", "add"] and words[5] == "nic":
                self._add(words[3], words[4], dict(word.split("=", 1) for word in words[6:]))
            elif words[0] in ("start", "stop", "delete"):
                self.running = words[0] == "start"
                self.host.run("nics", nics=[self._state(nic) for nic in self.nics.values()])

    def wanted(self) -> list[dict]:
        return [self._state(nic) for nic in self.nics.values()]

    def _state(self, nic: dict) -> dict:
        return nic if self.running else {**nic, "state": "absent"}

    def _add(self, instance: str, device: str, settings: dict) -> None:
        """The daemons number networks and instances from 1, in the order in which they were made."""
        number, inst = settings["network"].removeprefix("net"), instance.removeprefix("c")
        options = {"hwaddr": settings.get("hwaddr"), "name": settings.get("host_name"), "guest_name": device, "mtu": 1442}
        kind = {"type": "nested"} if "nested" in settings else {"type": "veth", "netns": self.space}
        defaults = {name: spec.get("default") for name, spec in OPTIONS.items()}
        iface_id = f"{self.daemon}-NET{number}-instance-INST{inst}-{device}"
        self.nics[iface_id] = {**defaults, "state": "present", "iface_id": iface_id, **kind, **options}


def attached(tables: dict) -> dict[str, dict]:
    """The ports of the integration bridge but for its own and patches, each with what its interface says of the instance."""
    ports = next(row["ports"] for row in tables["Bridge"] if row["name"] == BRIDGE)
    names = {port.removeprefix("<Port:").removesuffix(">") for port in ([ports] if isinstance(ports, str) else ports)}
    names = {name for name in names if name != BRIDGE and not name.startswith("patch-")}
    rows = {row["name"]: row for row in tables["Interface"] if row["name"] in names}
    assert rows.keys() == names
    ids = {name: row.get("external_ids", {}) for name, row in rows.items()}
    return {name: {key: value for key, value in each.items() if not key.startswith(NOTES)} for name, each in ids.items()}


def named(rows: dict[str, dict]) -> dict[str, dict]:
    """A name that the daemon drew by chance, and ours that follows from the port, are one."""
    return {"VETH1" if name == nic_link(ids["iface-id"]) else name: ids for name, ids in rows.items()}


def test_the_recordings_are_there():
    assert {case.path.stem[:2] for _daemon, case in CASES} >= {"50", "51", "52", "54", "55", "58"}


@pytest.mark.parametrize(("daemon", "case"), CASES, ids=[f"{daemon}-{case.path.stem}" for daemon, case in CASES])
def test_each_phase_leaves_the_integration_bridge_as_the_daemon_does(daemon, case, host, namespaces):
    host.run("bridge", name=BRIDGE, datapath_type="netdev")
    instances = Instances(daemon, host, namespaces)
    for phase, recording in case.document["phases"].items():
        instances.run(recording["commands"])
        assert named(attached(host_rows(host))) == attached(recording["open_vswitch"]), phase
        assert not host.run("nics", nics=instances.wanted())["changed"], phase
        with Links() as links:
            for name in attached(host_rows(host)):
                assert links.get(name).up and links.get(name).mtu >= max(1442, links.get(BRIDGE).mtu)
                assert links.get(name).queue_length == links.get(BRIDGE).queue_length
                assert (read_sysctl("ipv6", name, "disable_ipv6"), read_sysctl("ipv4", name, "forwarding")) == ("1", "0")
            marked = [link for link in links.all() if (link.alias or "").startswith("overlay.ovn ")]
        assert len(marked) == len(attached(host_rows(host))), f"{phase}: links are left"
