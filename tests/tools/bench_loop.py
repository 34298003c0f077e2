# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A loop over one module in a playbook: in the controller's process, as modules, and the floor of a task that does nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import ansible_collections.overlay.ovn as collection

from ..support.servers import Server
from . import bench_kit as kit
from .bench_figures import durations

ITEMS, FEW = 100, 10
BEYOND = 3.0


def run(report: kit.Report) -> None:
    with tempfile.TemporaryDirectory(prefix="b") as folder, kit.server() as private:
        kit.nbctl(private, ["ls-add", "sw0"])
        here = _play(Path(folder) / "here", _here(private), {})
        there = _play(Path(folder) / "there", _there(private), {"ANSIBLE_COLLECTIONS_PATH": str(_unrouted(Path(folder)))})
    floor, made, again, few = here["floor"], here["made"], here["again"], there["modules"] - there["floor"]
    report.head(f"A loop of {ITEMS} items in ansible-playbook", "seconds", "floor", "beyond", "ms/item")
    report.line("logical_switch_port, made, in process", made, floor, made - floor, 1000 * made / ITEMS)
    report.line("logical_switch_port, unchanged, in process", again, floor, again - floor, 1000 * again / ITEMS)
    report.line(f"made, by modules ({FEW} measured, times {ITEMS // FEW})", few * ITEMS / FEW + floor, floor, few * ITEMS / FEW,
                1000 * few / FEW)
    report.target(f"a loop of {ITEMS} in process, beyond the floor", made - floor, BEYOND, "s")


def _here(private: Server) -> list[dict]:
    tasks = []
    for number in range(kit.RUNS):
        tasks += [_floor(ITEMS), _ports("made", private, f"p{number}", ITEMS), _ports("again", private, f"p{number}", ITEMS)]
    return tasks


def _there(private: Server) -> list[dict]:
    return [task for number in range(kit.RUNS) for task in (_floor(FEW), _ports("modules", private, f"m{number}", FEW))]


def _floor(items: int) -> dict:
    return {"name": "floor", "ansible.builtin.debug": {"msg": "p{{ item }}"}, "loop": list(range(items))}


def _ports(name: str, private: Server, prefix: str, items: int) -> dict:
    options = {"name": prefix + "-{{ item }}", "switch": "sw0", "nb_connection": private.endpoint}
    return {"name": name, "overlay.ovn.logical_switch_port": options, "loop": list(range(items))}


def _play(path: Path, tasks: list[dict], environment: dict) -> dict[str, float]:
    """The median seconds of each task by name, from the times in Ansible's log."""
    path.mkdir()
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks,
            "vars": {"ansible_python_interpreter": sys.executable}}
    (path / "play.json").write_text(json.dumps([play]))
    variables = {**os.environ, "ANSIBLE_LOG_PATH": str(path / "log"), "ANSIBLE_LOCALHOST_WARNING": "false", **environment}
    variables.pop("ANSIBLE_CONNECTION_PLUGINS", None)
    command = ["ansible-playbook", "-i", "localhost,", path / "play.json"]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    return {name: kit.median(values) for name, values in durations(path / "log").items()}


def _unrouted(folder: Path) -> Path:
    """The collection without its action plugin: every task is a module."""
    source, copy = Path(next(iter(collection.__path__))), folder / "collections" / "ansible_collections" / "overlay" / "ovn"
    copy.mkdir(parents=True)
    for name in ("galaxy.yml", "plugins"):
        (copy / name).symlink_to(source / name)
    return folder / "collections"
