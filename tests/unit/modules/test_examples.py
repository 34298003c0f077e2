# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples in the documentation of the northbound table modules do what they say."""

from __future__ import annotations

import importlib

import pytest
import yaml

from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.form import children_of

from ..model.test_declarations import MODULES as TABLES

PREFIX = "overlay.ovn."
PACKAGE = "ansible_collections.overlay.ovn.plugins.modules"
MODULES = [
    "acl", "address_set", "bfd", "chassis_template_var", "copp", "dhcp_options", "dhcp_relay", "dns", "forwarding_group",
    "gateway_chassis", "ha_chassis_group", "load_balancer", "load_balancer_group", "load_balancer_health_check",
    "logical_router", "logical_router_port", "logical_switch", "logical_switch_port", "meter", "mirror", "nat",
    "nb_connection", "nb_global", "nb_ssl", "network_function", "network_function_group", "port_group", "qos",
    "router_policy", "sample_collector", "sampling_app", "static_mac_binding", "static_route",
]


@pytest.fixture
def site(database):
    """What the examples speak of."""
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    database.task(nb.LOGICAL_ROUTER, name="r0")
    database.task(nb.PORT_GROUP, name="web")
    database.task(nb.ADDRESS_SET, name="partners")
    database.task(nb.DHCP_OPTIONS, name="sw0-v4", cidr="10.0.0.0/24")
    database.group(name="gateways")
    database.task(nb.ADDRESS_SET, name="partners", addresses=["198.18.64.0/24"])
    uplink = {"mac": "00:16:3e:00:00:02", "networks": ["198.18.1.100/24"]}
    database.task(nb.LOGICAL_ROUTER_PORT, name="r0-uplink", router="r0", **uplink)
    for number in (1, 2, 3):
        database.task(nb.LOGICAL_SWITCH_PORT, name=f"c{number}-eth0", switch="sw0")
    return database


def lacks(site, table, arguments: dict) -> bool:
    """Whether the server in use is older than the table, or than a column that the example sets."""
    schema = site.server.session().schema
    if table is None or table.name not in schema.tables:
        return table is not None and table.since is not None
    newer = {option.name for option in table.options if option.since}
    newer |= {column for column in table.contains if children_of(table)[column][0].since}
    return bool((arguments.keys() & newer) - schema[table.name].columns.keys())


@pytest.mark.parametrize("name", MODULES)
def test_each_example_works_and_then_has_nothing_left_to_do(site, run, name):
    examples = yaml.safe_load(importlib.import_module(f"{PACKAGE}.{name}").EXAMPLES)
    assert examples[-1]
    for example in examples:
        action = next(key for key in example if key.startswith(PREFIX))
        if lacks(site, TABLES.get(action.removeprefix(PREFIX)), example[action]):
            continue
        arguments = {**example[action], "nb_connection": [site.server.endpoint]}
        results = [run(action.removeprefix(PREFIX), **arguments) for dummy in range(2)]
        if "It needs OVN" in results[0].get("msg", ""):
            continue
        assert not results[0].get("failed"), (example["name"], results[0]["msg"])
        assert not results[1]["changed"], example["name"]
