# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The network namespace of an instance: by its name, its file, a process, or the container that its control group names.

Container engines are not asked: the kernel tells in /proc which container a process is in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .actions import Netns
from .links import find_netns

PROCESSES = "/proc"
# What engines put around an id or a name: podman, Docker, containerd, CRI-O; LXC, LXD and Incus; systemd-nspawn.
AROUND = re.compile(r"(?:libpod-|docker-|cri-containerd-|crio-|lxc\.payload\.|machine-)(.+?)(?:\.scope)?")
ID = re.compile(r"[0-9a-f]{12,64}")


@dataclass(frozen=True)
class Process:
    """A process: its number on the host and in its own PID namespace, and the containers that its control groups name."""

    number: int
    own_number: int
    containers: frozenset[str]


class Instances:
    """Finds namespaces; processes are looked at once, and only when a container is looked for."""

    def __init__(self, root: str = PROCESSES):
        self._root = root

    def find(self, text: str) -> Netns:
        """Raises ValueError when there is no such instance, or more than one."""
        return find_netns(text) or self._container(text)

    def _container(self, text: str) -> Netns:
        matching = [each for each in self._processes if _names(each, text)]
        names = {name for each in matching for name in each.containers if _means(name, text)}
        if not names:
            raise ValueError(f"there is no network namespace {text} on this host. Start the instance first, or name its namespace "
                             "(in /run/netns), a file, a process, or the id of a running container.")
        if len(names) > 1:
            raise ValueError(f"{text} may be each of the containers {', '.join(sorted(names))}. Give more of the id.")
        # The container's first process lives as long as it does; without a PID namespace, the eldest comes next to it.
        first = min(matching, key=lambda each: (each.own_number != 1, each.number))
        prefix = ("nsenter", "-t", str(first.number), "-n", "--")
        return Netns(text, f"{self._root}/{first.number}/ns/net", prefix)

    @cached_property
    def _processes(self) -> list[Process]:
        folders = [folder for folder in Path(self._root).iterdir() if folder.name.isdigit()]
        return [found for folder in folders if (found := _process(folder))]


def _process(folder: Path) -> Process | None:
    try:
        groups = (folder / "cgroup").read_text(encoding="utf-8", errors="replace")
        status = (folder / "status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None  # it ended meanwhile
    numbers = re.search(r"^NSpid:\s*(.+)$", status, re.MULTILINE)
    own = int(numbers[1].split()[-1]) if numbers else int(folder.name)
    parts = {part for line in groups.splitlines() for part in line.split(":", 2)[-1].split("/") if part}
    named = {match[1] for part in parts if (match := AROUND.fullmatch(part))}
    return Process(int(folder.name), own, frozenset(named | {part for part in parts if ID.fullmatch(part)}))


def _names(process: Process, text: str) -> bool:
    return any(_means(name, text) for name in process.containers)


def _means(name: str, text: str) -> bool:
    """A name in full; an id also by its first twelve digits and more."""
    return name == text or (bool(ID.fullmatch(text)) and bool(ID.fullmatch(name)) and name.startswith(text))
