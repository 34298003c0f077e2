# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

"""Connection to a host of the lab: enters the namespaces of its container's first process."""

from __future__ import annotations

DOCUMENTATION = """
name: lab
short_description: Enter a host of the lab
description:
  - Runs commands in a container by C(nsenter), some forty times quicker than C(podman exec).
  - Nothing of the controller's environment reaches the host.
author: overlay.ovn contributors
options:
  pidfile:
    description: File with the number of the container's first process, as C(podman run --pidfile) writes it.
    type: path
    required: true
    vars:
      - name: lab_pidfile
"""

import os
import subprocess
import time
from typing import Any

from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.connection import ConnectionBase

PATIENCE = 10
ENVIRONMENT = (
    "HOME=/root",
    "USER=root",
    "LANG=C.UTF-8",
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
)


def _is_systemd(pid: int) -> bool:
    """A host that has just been started is the container's runtime, then init, before it calls itself systemd."""
    until = time.monotonic() + PATIENCE
    while True:
        with open(f"/proc/{pid}/comm", encoding="ascii") as file:
            if file.read().strip() == "systemd":
                return True
        if time.monotonic() > until:
            return False
        time.sleep(0.1)


class Connection(ConnectionBase):
    transport = "lab"
    has_pipelining = True

    def _connect(self) -> Connection:
        return self

    def _enter(self, command: str) -> list[str]:
        """The command line for a shell command in the host; its process is looked up each time, so restarts are seen."""
        pidfile = self.get_option("pidfile")
        try:
            with open(pidfile, encoding="ascii") as file:
                pid = int(file.read())
            running = _is_systemd(pid)
        except (OSError, ValueError):
            running = False
        if not running:
            raise AnsibleConnectionFailure(
                f"{pidfile} names no running host of the lab. 'make demo' starts the lab's hosts."
            )
        namespaces = ["--mount", "--uts", "--ipc", "--net", "--pid"]
        return [
            "nsenter", f"--target={pid}", *namespaces, "--",
            "env", "-i", *ENVIRONMENT, "/bin/sh", "-c", f"cd /root && {command}",
        ]  # fmt: skip

    def exec_command(self, cmd: str, in_data: bytes | None = None, sudoable: bool = True) -> tuple[int, bytes, bytes]:
        super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        done = subprocess.run(self._enter(cmd), input=in_data or b"", capture_output=True, check=False)
        return done.returncode, done.stdout, done.stderr

    def _copy(self, command: str, what: str, **streams: Any) -> None:
        done = subprocess.run(self._enter(command), stderr=subprocess.PIPE, check=False, **streams)
        if done.returncode:
            raise AnsibleConnectionFailure(f"{what}: {done.stderr.decode(errors='replace').strip()}")

    def put_file(self, in_path: str, out_path: str) -> None:
        super().put_file(in_path, out_path)
        with open(in_path, "rb") as source:
            self._copy(f"cat > {self._shell.quote(out_path)}", f"cannot write {out_path}", stdin=source)

    def fetch_file(self, in_path: str, out_path: str) -> None:
        super().fetch_file(in_path, out_path)
        os.makedirs(os.path.dirname(out_path) or ".", exist_ok=True)
        with open(out_path, "wb") as target:
            self._copy(f"cat {self._shell.quote(in_path)}", f"cannot read {in_path}", stdout=target)

    def close(self) -> None:
        """Nothing stays open."""
