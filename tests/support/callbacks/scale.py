# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

"""What a run of a playbook costs the controller, task by task. Modules for hosts are counted, and answered here instead of there."""

from __future__ import annotations

DOCUMENTATION = """
name: scale
type: aggregate
short_description: What each task of a playbook costs
description:
  - Writes a line of JSON for each task into the file C(SCALE_LOG), and a line for each module that a host would run.
  - No module reaches a host. The answers are those of hosts where all is as it should be.
author: overlay.ovn contributors
"""

import json
import os
import resource
import time

from ansible.plugins.action import ActionBase
from ansible.plugins.callback import CallbackBase

PACKAGES = ("openvswitch-switch", "ovn-host", "ovn-central", "python3-ovsdbapp", "python3-pyroute2")
FACTS = {"os_family": "Debian", "distribution": "Debian", "distribution_version": "13", "default_ipv4": {"address": "198.18.0.1"}}


def write(**line) -> None:
    """Lines are short, so that those of several processes do not mix."""
    with open(os.environ["SCALE_LOG"], "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def answer(module: str, arguments: dict) -> dict:
    """What a host says to a module when there is nothing to do."""
    name = module.rpartition(".")[2]
    same = {"changed": False, "invocation": {"module_args": {}}}
    if name == "setup":
        return {**same, "ansible_facts": FACTS}
    if name == "package_facts":
        return {**same, "ansible_facts": {"packages": {package: [{"version": "1"}] for package in PACKAGES}}}
    if name == "stat":
        return {**same, "stat": {"exists": True, "isdir": False, "checksum": "0", "path": "", "mode": "0644"}}
    if name == "nics":
        present = [nic for nic in arguments["nics"] if nic.get("state", "present") == "present"]
        return {**same, "diff": [], "left_out": [], "nics": [{"iface_id": nic["iface_id"]} for nic in present]}
    if name == "chassis":
        return {**same, "diff": [], "replaced": []}
    return {**same, "diff": [], "rc": 0, "stdout": "Status: active"}


def _execute_module(self, module_name=None, module_args=None, task_vars=None, **_more) -> dict:
    name = module_name or self._task.action
    write(module=name, host=(task_vars or {}).get("inventory_hostname"), within=self._task.get_name())
    return answer(name, module_args if module_args is not None else self._task.args)


ActionBase._execute_module = _execute_module


def processor() -> float:
    """The seconds that this process and its children have computed."""
    return sum(each.ru_utime + each.ru_stime for each in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "scale"

    def __init__(self):
        super().__init__()
        self._task: str | None = None
        self._began = (0.0, 0.0)
        self._hosts = 0

    def _begin(self, name: str | None) -> None:
        now = (time.monotonic(), processor())
        if self._task:
            write(task=self._task, hosts=self._hosts, wall=now[0] - self._began[0], cpu=now[1] - self._began[1])
        self._task, self._began, self._hosts = name, now, 0

    def v2_playbook_on_task_start(self, task, is_conditional) -> None:
        self._begin(task.get_name())

    def v2_playbook_on_play_start(self, play) -> None:
        self._begin(f"play {play.get_name()}")

    def v2_runner_on_start(self, host, task) -> None:
        self._hosts += 1

    def v2_playbook_on_stats(self, stats) -> None:
        self._begin(None)
