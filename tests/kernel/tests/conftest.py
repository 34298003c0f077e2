# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the tests look at the machines of tests/tools/kernel-lab."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[1]
ADDRESSES = {"host1": "198.18.255.11", "host2": "198.18.255.12"}
# The inventory's ControlPersist leaves a connection that is used again.
COMMAND = [
    str(HERE / "ssh"), "-i", os.environ.get("KERNEL_FILES", "") + "/key",
    "-o", "ControlMaster=auto", "-o", "ControlPersist=60", "-o", f"ControlPath={os.environ.get('KERNEL_STATE', '')}/%h.ssh",
]  # fmt: skip


def run(host: str, command: str, seconds: float = 60) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, f"root@{ADDRESSES[host]}", command], capture_output=True, text=True, timeout=seconds, check=False)


def output(host: str, command: str) -> str:
    done = run(host, command)
    assert done.returncode == 0, f"{host}: {command}: {done.stdout}{done.stderr}"
    return done.stdout


def link(host: str, name: str) -> dict[str, Any]:
    """A link with all its kind tells."""
    (found,) = [each for each in json.loads(output(host, f"ip -json -d link show dev {name}")) if each]
    return found


def address(host: str, netns: str, family: str) -> str | None:
    """The address that an instance was given."""
    links = json.loads(output(host, f"ip -n {netns} -json address show dev eth0"))
    found = [each for entry in links for each in entry.get("addr_info", []) if each["family"] == family and each["scope"] == "global"]
    return found[0]["local"] if found else None


def comes_true(check: Callable[[], Any], seconds: float = 60) -> Any:
    until = time.monotonic() + seconds
    while not (found := check()) and time.monotonic() < until:
        time.sleep(1)
    return found
