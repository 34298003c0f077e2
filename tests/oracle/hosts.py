# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The host's half of the recorded uplinks: what was typed, done to a host of the test, and its rows in the recordings' form."""

from __future__ import annotations

import os
import re
import shlex
import subprocess

from ..unit.host.conftest import Host
from .host_deviations import HOST_DEVIATIONS
from .normalise import ordered

TABLES = ("Bridge", "Port", "Interface", "Open_vSwitch")
DAEMONS = ("lxc", "incus")
# The bridge that is made for an uplink, and the pair that leads from it to a Linux bridge.
BRIDGE = re.compile(r"\b(?:lxdovn\d+|incusovn\d+|ovn[0-9a-f]{8})(b?)\b")
MAPPINGS = "ovn-bridge-mappings"
# What the recordings and the tests hold of an interface, and what else says how it is.
INTERFACE = ("name", "type", "options", "external_ids")


class HostReplay:
    """A host on which the commands of a case are repeated: those of the operator as they are, those of the daemon as tasks."""

    def __init__(self, host: Host):
        self.host = host
        self.uplinks: dict[str, dict] = {}
        self.networks: dict[str, str] = {}

    def run(self, commands: list[str]) -> None:
        for command in commands:
            words = shlex.split(command) if command.startswith(DAEMONS) else []
            if words[1:3] == ["network", "create"]:
                self._create(words[3], dict(word.split("=", 1) for word in words[4:]))
            elif words[1:3] == ["network", "delete"]:
                self._delete(words[3])
            elif not words:
                self._operator(command)

    def wire(self, name: str, **options) -> dict:
        """The task that every network on an uplink calls for."""
        return self.host.four_steps("uplink", **{**self.uplinks[name], **options})

    def _create(self, name: str, settings: dict) -> None:
        kind = settings.pop("--type", None)
        if kind == "ovn":
            self.networks[name] = settings["network"]
            self.wire(settings["network"])
        elif kind == "physical":
            vlan = {"vlan": int(settings["vlan"])} if "vlan" in settings else {}
            self.uplinks[name] = {"name": name, "parent": settings["parent"], "datapath_type": "netdev", **vlan}
        elif kind == "bridge":
            self.uplinks[name] = {"name": name, "parent": name, "datapath_type": "netdev"}
            driver = settings.get("bridge.driver")
            self._operator(f"ovs-vsctl add-br {name}" if driver else f"ip link add {name} type bridge; ip link set {name} up")

    def _delete(self, name: str) -> None:
        uplink = self.networks.pop(name, None)
        if uplink:
            self.wire(uplink, state="absent", wait_timeout=0)
        elif self.uplinks.pop(name, {}).get("parent") == name:
            self._operator(f"ovs-vsctl --if-exists del-br {name}; ip link delete {name} 2>/dev/null; true")

    def _operator(self, command: str) -> None:
        """In the test's own network namespace. The kernel here may have no datapath, so bridges are of user space."""
        database = f"ovs-vsctl --db={self.host.server.endpoint}"
        command = re.sub(r"add-br ([\w-]+)", r"add-br \1 -- set Bridge \1 datapath_type=netdev", command)
        subprocess.run(command.replace("ovs-vsctl", database), shell=True, check=True, env={**os.environ, "LC_ALL": "C"})


def host_rows(host: Host) -> dict[str, list[dict]]:
    """The host's rows, without UUIDs, with references as names."""
    found = {table: host.rows(table) for table in TABLES}
    labels = {row["_uuid"]: f"<{table}:{row.get('name', '')}>" for table, rows in found.items() for row in rows}
    found["Interface"] = [{name: row[name] for name in INTERFACE} for row in found["Interface"]]
    return {table: [{name: _plain(value, labels) for name, value in row.items()} for row in rows] for table, rows in found.items()}


def _plain(value, labels: dict):
    if isinstance(value, frozenset):
        members = sorted(labels.get(each, each) for each in value)
        return members[0] if len(members) == 1 else members
    return labels.get(value, value) if isinstance(value, str) else value


def comparable(tables: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """Of rows in the recordings' form what uplinks are about, with the deviations taken out, and one name for their bridges."""
    result = {}
    for table in TABLES:
        rows = [_about_uplinks(table, row) for row in tables.get(table, []) if not _of_others(row)]
        result[table] = ordered([row for row in rows if row])
    return result


def _of_others(row: dict) -> bool:
    """The integration bridge, instances' NICs and ovn-controller's patches: none of these is made by who makes uplinks."""
    return row.get("name", "") == "br-int" or row.get("name", "").startswith(("patch-", "VETH"))


def _about_uplinks(table: str, row: dict) -> dict:
    if table == "Open_vSwitch":
        mapped = row.get("external_ids", {}).get(MAPPINGS)
        return {"external_ids": BRIDGE.sub(r"BRIDGE\1", mapped)} if mapped else {}
    kept = {"Bridge": ("name", "ports", "fail_mode", "external_ids"), "Port": ("name", "interfaces", "tag", "external_ids"),
            "Interface": INTERFACE}[table]
    row = {name: row[name] for name in kept if row.get(name) not in (None, "", {}, [], 0)}
    for deviation in HOST_DEVIATIONS:
        if deviation.table in (None, table):
            deviation.level(row)
    return {name: _renamed(value) for name, value in row.items() if value not in ({}, [])}


def _renamed(value):
    if isinstance(value, list):
        return sorted(_renamed(each) for each in value if "<Port:patch-" not in each)
    if isinstance(value, str):
        return BRIDGE.sub(r"BRIDGE\1", value)
    return value
