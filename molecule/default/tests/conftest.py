# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lab as the tests see it: its hosts, its instances, its databases, and runs of the playbooks."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import testinfra
import yaml

PROJECT = Path(__file__).parents[3]
INVENTORY = PROJECT / "molecule" / "inventory"
CHASSIS = ("host1", "host2", "host3")


@cache
def host(name: str) -> Any:
    """One host of the lab, for testinfra."""
    return testinfra.get_host(f"podman://{os.environ.get('LAB_NAME', 'ovnlab')}-{name}")


def rows(tool: str, table: str, *columns: str, where: str = "") -> list[dict[str, str]]:
    """Rows of a table as dicts of text; tool is ovn-nbctl or ovn-sbctl."""
    verb = f"find {table} {where}" if where else f"list {table}"
    text = host("host1").check_output(f"{tool} --format=csv --data=bare --no-headings --columns={','.join(columns)} {verb}")
    return [dict(zip(columns, row)) for row in csv.reader(text.splitlines())]


@dataclass(frozen=True)
class Instance:
    """An instance: a network namespace on a host."""

    name: str
    host: str
    network: str
    netns: str

    def run(self, command: str) -> Any:
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


def variables() -> dict[str, Any]:
    return yaml.safe_load((INVENTORY / "group_vars" / "all.yml").read_text(encoding="utf-8"))


INSTANCES = [
    Instance(entry["name"], entry["host"], entry["nics"][0]["network"], entry["nics"][0]["netns"])
    for entry in variables()["ovn_instances"]
]
NETWORKS = {entry["name"]: entry for entry in variables()["ovn_networks"]}


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
    environment = {**os.environ, "ANSIBLE_CALLBACK_RESULT_FORMAT": "json", "ANSIBLE_NOCOLOR": "1", "NO_COLOR": "1"}
    environment.pop("ANSIBLE_FORCE_COLOR", None)
    environment.pop("ANSIBLE_CONFIG", None)
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    recap = re.findall(r"^(\S+)\s+: ok=\d+\s+changed=(\d+)", done.stdout, re.MULTILINE)
    results = re.findall(r"^changed: \[.*\] (?:=> \(item=.*?\) )?=> (\{.*\})$", done.stdout, re.MULTILINE)
    return Run(
        done.returncode,
        done.stdout + done.stderr,
        {name: int(count) for name, count in recap},
        [json.loads(result) for result in results],
    )


@pytest.fixture(params=INSTANCES, ids=lambda instance: instance.name)
def instance(request: pytest.FixtureRequest) -> Instance:
    return request.param


@pytest.fixture(params=CHASSIS)
def chassis(request: pytest.FixtureRequest) -> Any:
    """Each host of the cluster; its name is chassis.lab_name."""
    found = host(request.param)
    found.lab_name = request.param
    return found
