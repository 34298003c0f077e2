# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A private ovn-northd, which assigns addresses, between the northbound database of a test and a southbound one of its own."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import time
from pathlib import Path

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

from .servers import Server


class Northd:
    """It runs from the beginning; its folder's path is short enough for sockets."""

    def __init__(self, northbound: Server, folder: Path, root: Path):
        self.southbound = Server(folder, root, "OVN_Southbound")
        self.log = folder / "northd.log"
        self.process = subprocess.Popen([
            "ovn-northd", f"--ovnnb-db={northbound.endpoint}", f"--ovnsb-db={self.southbound.endpoint}",
            f"--unixctl={folder}/northd.ctl", f"--log-file={self.log}", "-vconsole:off",
        ])
        while not northbound.session().read([op.select("NB_Global", [], ["_uuid"])])[0]:
            time.sleep(0.02)

    def complaints(self) -> list[str]:
        """What it says of values that it cannot read. Of addresses that it assigns itself it may say that they are set twice."""
        return [line for line in self.log.read_text().splitlines() if "|WARN|" in line and " bad " in line]

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.southbound.stop()


def tracer() -> list[str]:
    """ovn-trace of the same release, which lies beside ovn-northd; nothing where it is not installed."""
    if found := shutil.which("ovn-trace"):
        return [found]
    northd = Path(shutil.which("ovn-northd") or "/").resolve()
    words = shlex.split(northd.read_text().splitlines()[-1])[1:-1] if northd.is_file() and northd.read_bytes()[:2] == b"#!" else []
    program = Path(words[-1]).with_name("ovn-trace") if words else northd
    return [*words[:-1], str(program)] if words and program.is_file() else []
