# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples in the documentation of the northbound table modules do what they say."""

from __future__ import annotations

import importlib
import json

import pytest
import yaml
from ansible.module_utils.testing import patch_module_args

from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb

PREFIX = "overlay.ovn."
PACKAGE = "ansible_collections.overlay.ovn.plugins.modules"
MODULES = [
    "acl", "address_set", "dhcp_options", "dns", "ha_chassis_group", "logical_router", "logical_router_port",
    "logical_switch", "logical_switch_port", "nat", "port_group", "router_policy", "static_route",
]


@pytest.fixture
def site(database):
    """What the examples speak of."""
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    database.task(nb.LOGICAL_ROUTER, name="r0")
    database.task(nb.PORT_GROUP, name="web")
    database.task(nb.DHCP_OPTIONS, name="sw0-v4", cidr="10.0.0.0/24")
    database.group(name="gateways")
    for number in (1, 2, 3):
        database.task(nb.LOGICAL_SWITCH_PORT, name=f"c{number}-eth0", switch="sw0")
    return database


@pytest.mark.parametrize("name", MODULES)
def test_each_example_works_and_then_has_nothing_left_to_do(site, capsys, name):
    examples = yaml.safe_load(importlib.import_module(f"{PACKAGE}.{name}").EXAMPLES)
    assert examples[-1]
    for example in examples:
        results = []
        for dummy in range(2):
            action = next(key for key in example if key.startswith(PREFIX))
            module = importlib.import_module(f"{PACKAGE}.{action.removeprefix(PREFIX)}")
            arguments = {**example[action], "nb_connection": [site.server.endpoint]}
            with patch_module_args(arguments), pytest.raises(SystemExit):
                module.main()
            results.append(json.loads(capsys.readouterr().out))
        assert not results[0].get("failed"), (example["name"], results[0]["msg"])
        assert not results[1]["changed"], example["name"]
