# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Twenty tasks at the same moment on one network or one uplink, each a process: all land, however they are in each other's way."""

from __future__ import annotations

import pytest

from ...support.crowd import crowd
from .tasks import SITE, network, nic

MANY = 20


@pytest.mark.parametrize("options", [{}, {"security_acls": ["db"], "ipv4_routes": True}], ids=["plain", "with ACLs and routes"])
def test_twenty_nics_of_one_network_all_land(cloud, options):
    tasks = [("networks", {"network_nics": [_nic(number, options)]}) for number in range(MANY)]
    cloud.put_back(cloud.start)
    assert crowd([lambda task=task: cloud.run(task) for task in tasks]) == [True] * MANY
    assert cloud.drift() == []


def _nic(number: int, options: dict) -> dict:
    routes = {"ipv4_routes": [f"10.20.{number}.0/24"]} if "ipv4_routes" in options else {}
    return nic(3, f"c{number}", 20 + number, **{**options, **routes})


def test_twenty_networks_on_one_uplink_all_land(cloud):
    tasks = [("networks", {"networks": [network(10 + number)]}) for number in range(MANY)]
    cloud.put_back(cloud.start)
    cloud.run(("networks", {"uplinks": [{**SITE["uplinks"][0], "ipv4_ovn_ranges": ["198.18.1.100-198.18.1.199"], "ipv6_ovn_ranges": []}]}))
    assert crowd([lambda task=task: cloud.run(task) for task in tasks]) == [True] * MANY
    assert cloud.drift() == []
