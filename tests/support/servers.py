# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Private ovsdb-servers for tests: real ones, with real schemas, on a unix socket in a directory of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.endpoint import parse_endpoints
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.session import Session

SCHEMAS = {
    "OVN_Northbound": "usr/share/ovn/ovn-nb.ovsschema",
    "OVN_Southbound": "usr/share/ovn/ovn-sb.ovsschema",
    "Open_vSwitch": "usr/share/openvswitch/vswitch.ovsschema",
}


def schema_roots() -> list[Path]:
    """The trees that hold the schemas, one for each OVN release to test against (OVN_TEST_SCHEMAS)."""
    roots = [Path(root) for root in os.environ.get("OVN_TEST_SCHEMAS", "").split(":") if root]
    if not roots:
        raise RuntimeError("OVN_TEST_SCHEMAS names no tree with OVN's schemas. Run the tests with: make unit")
    return roots


class Server:
    """One ovsdb-server with one database: empty, or a copy of the file C(source)."""

    def __init__(self, folder: Path, root: Path, database: str, source: Path | None = None):
        self.folder = folder
        self.database = database
        self.socket = folder / f"{database}.sock"
        self.endpoint = f"unix:{self.socket}"
        self._pidfile = folder / f"{database}.pid"
        if source:
            shutil.copy(source, self.file)
        else:
            subprocess.run(["ovsdb-tool", "create", self.file, root / SCHEMAS[database]], check=True)
        self.start()

    @property
    def file(self) -> Path:
        return self.folder / f"{self.database}.db"

    def start(self) -> None:
        command = ["ovsdb-server", "-vconsole:off", f"--remote=punix:{self.socket}", f"--unixctl={self.folder / self.database}.ctl"]
        command += [f"--pidfile={self._pidfile}", f"--log-file={self.folder / self.database}.log", "--detach", "--no-chdir"]
        subprocess.run([*command, self.file], check=True)

    def stop(self) -> None:
        if self._pidfile.exists():
            os.kill(int(self._pidfile.read_text()), 15)

    def await_end(self) -> None:
        deadline = time.monotonic() + 10
        while self._pidfile.exists() and time.monotonic() < deadline:
            time.sleep(0.01)

    def restart(self) -> None:
        self.stop()
        self.await_end()
        self.start()

    def session(self, timeout: float = 10) -> Session:
        return Session(self.database, parse_endpoints([self.endpoint], "endpoint"), option="endpoint", timeout=timeout)
