# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples of network_nic do what they say; ovn-northd assigns the addresses that they leave to it."""

from __future__ import annotations

import importlib

import pytest
import yaml

from ...support.northd import Northd

MODULE = "ansible_collections.overlay.ovn.plugins.modules.network_nic"
SITE = {
    "uplinks": [{
        "name": "internet",
        "ipv4_gateway": "198.18.1.1/24",
        "ipv4_ovn_ranges": ["198.18.1.100-198.18.1.199"],
        "ipv4_routes": ["198.18.2.0/24"],
    }],
    "networks": [{"name": "net1", "network": "internet", "ipv4_address": "10.10.1.1/24", "ipv6_address": "none", "ipv4_nat": True}],
    "network_acls": [{"name": "web", "ingress": [{"action": "allow", "protocol": "tcp", "destination_port": "80,443"}]}],
}


@pytest.fixture
def northd(database, tmp_path_factory, schema_root):
    northd = Northd(database.server, tmp_path_factory.mktemp("s"), schema_root)
    yield northd
    northd.stop()


def test_each_example_works_and_then_has_nothing_left_to_do(database, northd, run):
    connection = {"nb_connection": [database.server.endpoint]}
    assert not run("networks", **SITE, **connection).get("failed")
    for example in yaml.safe_load(importlib.import_module(MODULE).EXAMPLES):
        results = [run("network_nic", **example["overlay.ovn.network_nic"], **connection) for dummy in range(2)]
        assert not results[0].get("failed"), (example["name"], results[0]["msg"])
        assert [result["changed"] for result in results] == [True, False], example["name"]
