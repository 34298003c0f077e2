# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""ovn-northd, which assigns addresses, behind the database of a test."""

from __future__ import annotations

import subprocess
import time

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

from ..support.servers import Server


@pytest.fixture
def northd(northbound, tmp_path_factory, schema_root):
    short_path = tmp_path_factory.mktemp("s")
    southbound = Server(short_path, schema_root, "OVN_Southbound")
    process = subprocess.Popen([
        "ovn-northd", f"--ovnnb-db={northbound.endpoint}", f"--ovnsb-db={southbound.endpoint}",
        f"--unixctl={short_path}/northd.ctl", f"--log-file={short_path}/northd.log", "-vconsole:off",
    ])
    while not northbound.session().read([op.select("NB_Global", [], ["_uuid"])])[0]:
        time.sleep(0.02)
    yield process
    process.kill()
    process.wait()
    southbound.stop()
