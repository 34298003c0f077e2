# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples of the modules whose entries live in networks do what they say."""

from __future__ import annotations

import importlib

import pytest
import yaml

PREFIX = "overlay.ovn."
PACKAGE = "ansible_collections.overlay.ovn.plugins.modules"
SITE = {
    "uplinks": [{
        "name": "internet",
        "ipv4_gateway": "198.18.1.1/24",
        "ipv4_ovn_ranges": ["198.18.1.100-198.18.1.199"],
        "ipv4_routes": ["198.18.2.0/24"],
    }],
    "networks": [
        {"name": "web", "network": "internet", "ipv4_address": "10.1.1.1/24", "ipv6_address": "none", "ipv4_nat": True},
        {"name": "db", "network": "internet", "ipv4_address": "10.1.2.1/24", "ipv6_address": "none", "ipv4_nat": True},
    ],
    "network_nics": [{"network": "web", "instance": "www", "ipv4_address": "10.1.1.10"}],
}


@pytest.mark.parametrize("name", ["network_acl", "network_address_set", "network_forward", "network_load_balancer", "network_peer"])
def test_each_example_works_and_then_has_nothing_left_to_do(database, run, name):
    connection = {"nb_connection": [database.server.endpoint]}
    made = run("networks", **SITE, **connection)
    assert not made.get("failed"), made["msg"]
    for example in yaml.safe_load(importlib.import_module(f"{PACKAGE}.{name}").EXAMPLES):
        action = next(key for key in example if key.startswith(PREFIX))
        results = [run(action.removeprefix(PREFIX), **example[action], **connection) for dummy in range(2)]
        assert not results[0].get("failed"), (example["name"], results[0]["msg"])
        assert results[0]["changed"], example["name"]
        assert not results[1]["changed"], example["name"]
