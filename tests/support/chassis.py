# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A private ovn-controller for a host of a test; it lives in the network namespace in which it is started."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


class Controller:
    """It follows the host's Open_vSwitch database, and drives the integration bridge of the ovs-vswitchd beside it."""

    def __init__(self, endpoint: str, folder: Path):
        command = ["ovn-controller", endpoint, f"--log-file={folder}/controller.log", "-vconsole:off"]
        own = {name: str(folder) for name in ("OVS_RUNDIR", "OVN_RUNDIR", "OVN_SYSCONFDIR")}
        self.process = subprocess.Popen(command, env={**os.environ, **own})

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
