# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lab as the tests of every scenario see it: its hosts, its instances, its databases, and runs of the playbooks."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml
from testinfra.backend.base import BaseBackend, CommandResult
from testinfra.host import Host

PROJECT = Path(__file__).parents[3]
INVENTORY = PROJECT / "molecule" / "inventory"
CHASSIS = ("host1", "host2", "host3")
LAB = os.environ.get("LAB_NAME", "ovnlab")
STATE = Path(os.environ.get("LAB_STATE", f"/var/lib/overlay-ovn-lab/{LAB}"))


def variables(inventory: Path = INVENTORY) -> dict[str, Any]:
    """What is to be built."""
    return yaml.safe_load((inventory / "group_vars" / "all.yml").read_text(encoding="utf-8"))


@cache
def underlay_addresses() -> dict[str, str]:
    """The address of each host on the underlay, which its folder is named after."""
    groups = yaml.safe_load((INVENTORY / "hosts.yml").read_text(encoding="utf-8"))["all"]["children"]
    hosts = {**groups["ovn_chassis"]["hosts"], **groups["lab"]["children"]["lab_outside"]["hosts"]}
    return {name: settings["ansible_host"] for name, settings in hosts.items()}


class Namespaces(BaseBackend):
    """For testinfra: enters the namespaces of a host's first process, some ten times quicker than C(podman exec)."""

    NAME = "lab"

    def run(self, command: str, *args: str, **kwargs: Any) -> CommandResult:
        pid = (STATE / underlay_addresses()[self.hostname] / "pid").read_text(encoding="ascii").strip()
        return self.run_local(
            f"nsenter --target={pid} --mount --uts --ipc --net --pid -- env -i HOME=/root LANG=C.UTF-8 "
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin /bin/sh -c %s",
            "cd /root && " + self.get_command(command, *args),
        )


@cache
def host(name: str) -> Host:
    """One host of the lab."""
    return Host(Namespaces(name))


def rows(tool: str, table: str, *columns: str, where: str = "") -> list[dict[str, str]]:
    """Rows of a table as dicts of text; tool is ovn-nbctl or ovn-sbctl."""
    verb = f"find {table} {where}" if where else f"list {table}"
    # check_output would take away the empty lines of rows that hold nothing in these columns.
    done = host("host1").run(f"{tool} --format=csv --data=bare --no-headings --columns={','.join(columns)} {verb}")
    assert done.rc == 0, done.stderr
    return [dict(zip_longest(columns, row, fillvalue="")) for row in csv.reader(done.stdout.splitlines())]


@dataclass(frozen=True)
class Instance:
    """An instance: a network namespace on a host."""

    name: str
    host: str
    network: str
    netns: str

    def run(self, command: str) -> CommandResult:
        return host(self.host).run(f"ip netns exec {self.netns} {command}")

    def output(self, command: str) -> str:
        done = self.run(command)
        assert done.rc == 0, f"{self.name}: {command}: {done.stdout}{done.stderr}"
        return done.stdout

    def addresses(self) -> list[dict[str, Any]]:
        links = json.loads(self.output("ip -json address show dev eth0"))
        return [entry for link in links for entry in link.get("addr_info", []) if entry.get("scope") == "global"]

    def address(self, family: str) -> str:
        found = [entry["local"] for entry in self.addresses() if entry["family"] == family]
        assert found, f"{self.name} has no {family} address"
        return found[0]

    def pings(self, address: str, options: str = "") -> bool:
        return self.run(f"ping -n -q -c 3 -i 0.2 -W 2 {options} {address}").rc == 0


def comes_true(check: Callable[[], Any], seconds: float = 30) -> Any:
    """What the check says once it says yes; its last no, when it has not by then."""
    until = time.monotonic() + seconds
    while not (found := check()):
        if time.monotonic() > until:
            return found
        time.sleep(0.5)
    return found


def ask(inventory: Path, module: str, **options: Any) -> dict[str, Any]:
    """What a module of the collection says on the central host; C(inventory) is the scenario's own."""
    command = ["ansible", "ovn_central", "--inventory", str(INVENTORY), "--inventory", str(inventory), "--module-name", module]
    command += ["--args", json.dumps(options)] if options else []
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout[done.stdout.index("{"):])


def _environment() -> dict[str, str]:
    """Ours, without what would change the form of Ansible's words."""
    environment = {**os.environ, "ANSIBLE_CALLBACK_RESULT_FORMAT": "json", "ANSIBLE_NOCOLOR": "1", "NO_COLOR": "1"}
    environment.pop("ANSIBLE_FORCE_COLOR", None)
    environment.pop("ANSIBLE_CONFIG", None)
    return environment


@dataclass
class Run:
    """What a playbook did."""

    rc: int
    text: str
    changed: dict[str, int] = field(default_factory=dict)
    results: list[dict[str, Any]] = field(default_factory=list)


def playbook(name: str, *options: str) -> Run:
    """Run a playbook of the collection on the lab; its changed results come along as dicts."""
    command = ["ansible-playbook", "--inventory", str(INVENTORY), "-v", *options, str(PROJECT / "playbooks" / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())
    recap = re.findall(r"^(\S+)\s+: ok=\d+\s+changed=(\d+)", done.stdout, re.MULTILINE)
    results = re.findall(r"^changed: \[.*\] (?:=> \(item=.*?\) )?=> (\{.*\})$", done.stdout, re.MULTILINE)
    return Run(
        done.returncode,
        done.stdout + done.stderr,
        {name: int(count) for name, count in recap},
        [json.loads(result) for result in results],
    )
