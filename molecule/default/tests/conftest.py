# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What this scenario builds; molecule/lab/python/lab.py is how the tests look at it."""

from __future__ import annotations

from typing import Any

import pytest
from lab import CHASSIS, Instance, host, variables

INSTANCES = [
    Instance(entry["name"], entry["host"], entry["nics"][0]["network"], entry["nics"][0]["netns"])
    for entry in variables()["ovn_instances"]
]
NETWORKS = {entry["name"]: entry for entry in variables()["ovn_networks"]}


@pytest.fixture(params=INSTANCES, ids=lambda instance: instance.name)
def instance(request: pytest.FixtureRequest) -> Instance:
    return request.param


@pytest.fixture(params=CHASSIS)
def chassis(request: pytest.FixtureRequest) -> Any:
    """Each host of the cluster; its name is chassis.lab_name."""
    found = host(request.param)
    found.lab_name = request.param
    return found
