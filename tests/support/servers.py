# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Private ovsdb-servers for tests: real ones, with real schemas, on a unix socket in a directory of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

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


@cache
def _empty(schema: Path) -> bytes:
    """The file of a database without rows."""
    with TemporaryDirectory() as folder:
        subprocess.run(["ovsdb-tool", "create", f"{folder}/db", schema], check=True)
        return Path(folder, "db").read_bytes()


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Server:
    """One ovsdb-server with one database: empty, or a copy of the file C(source). C(options) are the program's."""

    def __init__(self, folder: Path, root: Path, database: str, source: Path | None = None, options: tuple[str, ...] = ()):
        self.folder = folder
        self.options = options
        self.database = database
        self.socket = folder / f"{database}.sock"
        self.endpoint = f"unix:{self.socket}"
        self._pidfile = folder / f"{database}.pid"
        if source:
            shutil.copy(source, self.file)
        else:
            self.file.write_bytes(_empty(root / SCHEMAS[database]))
        self.start()

    @property
    def file(self) -> Path:
        return self.folder / f"{self.database}.db"

    def start(self) -> None:
        command = ["ovsdb-server", "-vconsole:off", f"--remote=punix:{self.socket}", f"--unixctl={self.folder / self.database}.ctl"]
        command += [f"--pidfile={self._pidfile}", f"--log-file={self.folder / self.database}.log", "--detach", "--no-chdir", *self.options]
        subprocess.run([*command, self.file], check=True)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Without any time to say good-bye."""
        self._end(signal.SIGKILL)

    def _end(self, number: int) -> None:
        """Wait for it too: the lock on the file goes with the process."""
        if self._pidfile.exists():
            pid = int(self._pidfile.read_text())
            with suppress(ProcessLookupError):
                os.kill(pid, number)
            self._pidfile.unlink(missing_ok=True)
            while _is_running(pid):
                time.sleep(0.002)

    def session(self, timeout: float = 10) -> Session:
        return Session(self.database, parse_endpoints([self.endpoint], "endpoint"), option="endpoint", timeout=timeout)
