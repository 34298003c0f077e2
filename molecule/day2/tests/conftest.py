# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The site as an operator edits it, and one step after the other: what operations.yml says is done to it."""

from __future__ import annotations

import copy
import json
import os
import subprocess
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml
from lab import CHASSIS, LAB, STATE, Instance, Run, comes_true, host, playbook, variables
from loss import tell

SCENARIO = Path(__file__).parents[1]
OPERATIONS = yaml.safe_load((SCENARIO / "tests" / "operations.yml").read_text(encoding="utf-8"))
# What the operations have made of the inventory's variables by now.
SITE = STATE / "day2.json"
PINGED = {"b": "10.10.1.20", "m": "10.10.1.30", "outside": "198.18.1.1"}
# Seconds without an answer that a busy machine makes of none.
LEAST = 1


@dataclass
class Step:
    """Operations that are done in one run."""

    name: str
    operations: list[dict]
    changes: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    loss: dict[str, float] = field(default_factory=dict)
    served: bool = False
    apart: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.served = all(each.get("served") for each in self.operations if "refused" in each)
        for each in self.operations:
            self.changes |= set(each["changes"])
            self.refused += each.get("refused", [])
            for name, seconds in each.get("loss", {}).items():
                self.loss[name] = max(seconds, self.loss.get(name, LEAST))
        # Who comes anew in the same run has a new lease.
        self.apart = set(self.operations[-1].get("apart", []))


def steps() -> list[Step]:
    """The operations of each stage as one; each alone, and the long ones too, where there is time."""
    if os.environ.get("OVN_TEST_LONG"):
        return [Step(each["name"], [each]) for each in OPERATIONS]
    short = [each for each in OPERATIONS if not each.get("long")]
    return [Step(stage, list(found)) for stage, found in groupby(short, key=lambda each: each["stage"])]


def edited(site: dict[str, Any], edits: dict[str, Any]) -> dict[str, Any]:
    """The variables with these changes."""
    site = copy.deepcopy(site)
    for path, value in edits.items():
        *way, last = path.split(".")
        place: Any = site
        for key in way:
            place = place[key] if isinstance(place, dict) else next(each for each in place if each["name"] == key)
        if last == "+":
            place.append(value)
        else:
            place[last] = value
    return site


def site() -> dict[str, Any]:
    return json.loads(SITE.read_text()) if SITE.exists() else variables(SCENARIO / "inventory")


def keep(variables_of: dict[str, Any]) -> None:
    """This is the inventory from now on."""
    SITE.write_text(json.dumps(variables_of))


def play(name: str, variables_of: dict[str, Any], *options: str) -> Run:
    """A playbook over the site that these variables describe."""
    keep(variables_of)
    return playbook(name, "--inventory", str(SCENARIO / "inventory"), "-e", f"@{SITE}", *options)


def happen(step: Step) -> None:
    """What comes before the run, by other hands."""
    for each in step.operations:
        if "restart" in each:
            subprocess.run(["podman", "restart", "--time", "5", f"{LAB}-{each['restart']}"], check=True, capture_output=True)
            assert comes_true(lambda name=each["restart"]: host(name).run("systemctl is-system-running").stdout.strip() == "running", 60)
        for name, command in each.get("by_hand", {}).items():
            host(name).check_output(command)


def instances(variables_of: dict[str, Any]) -> list[tuple[Instance, str]]:
    """Those that there are, each with the address of its network's router."""
    routers = {each["name"]: each["ipv4_address"].split("/")[0] for each in variables_of["ovn_networks"]}
    return [
        (Instance(each["name"], each["host"], nic["network"], nic["netns"]), routers[nic["network"]])
        for each in variables_of["ovn_instances"] if each.get("state") != "absent" for nic in each["nics"]
    ]


def cut_off(variables_of: dict[str, Any], but: set[str]) -> list[str]:
    """The instances that do not reach their routers."""
    return [each.name for each, router in instances(variables_of) if each.name not in but and not each.pings(router)]


def changed(run: Run) -> dict[str, int]:
    return {name: run.changed.get(name, 0) for name in CHASSIS}


def pytest_terminal_summary(terminalreporter) -> None:
    tell(terminalreporter, "day2")
