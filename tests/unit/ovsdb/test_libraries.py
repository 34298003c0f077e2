# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which of the libraries' many releases the tests run with: what waits for a database is the only part that uses them."""

from __future__ import annotations

import os
import subprocess
from importlib.metadata import version
from pathlib import Path

import ovs.version
import ovsdbapp
import pytest


def test_the_libraries_are_those_that_the_suite_has_beside_its_server(schema_root):
    home = schema_root / "python"
    if str(home) not in os.environ.get("PYTHONPATH", "").split(":"):
        pytest.skip("this run has the libraries of its own Python")
    assert {Path(ovs.version.__file__).parents[1], Path(ovsdbapp.__file__).parents[1]} == {home}
    server = subprocess.run(["ovsdb-server", "--version"], check=True, capture_output=True, text=True).stdout.split("\n")[0]
    print(f"{server}, ovs {ovs.version.VERSION}, ovsdbapp {version('ovsdbapp')}")
    assert server == f"ovsdb-server (Open vSwitch) {ovs.version.VERSION}"
