# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The declarations of tables agree with the schema, and with the documentation of their modules."""

from __future__ import annotations

import ast
import json

import pytest
import yaml

from ansible_collections.overlay.ovn.plugins.module_utils.arguments import own_arguments, table_arguments
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.rows import Ref, row
from ansible_collections.overlay.ovn.plugins.module_utils.model.table import Option

from ...conftest import CHECKOUT
from ...support.servers import SCHEMAS

MODULES = {
    "logical_switch": nb.LOGICAL_SWITCH,
    "logical_switch_port": nb.LOGICAL_SWITCH_PORT,
    "logical_router": nb.LOGICAL_ROUTER,
    "logical_router_port": nb.LOGICAL_ROUTER_PORT,
    "static_route": nb.STATIC_ROUTE,
    "nat": nb.NAT,
    "router_policy": nb.ROUTER_POLICY,
    "dhcp_options": nb.DHCP_OPTIONS,
    "dns": nb.DNS,
    "dhcp_relay": nb.DHCP_RELAY,
    "qos": nb.QOS,
    "forwarding_group": nb.FORWARDING_GROUP,
    "gateway_chassis": nb.GATEWAY_CHASSIS,
    "bfd": nb.BFD,
    "static_mac_binding": nb.STATIC_MAC_BINDING,
    "acl": nb.ACL,
    "port_group": nb.PORT_GROUP,
    "address_set": nb.ADDRESS_SET,
    "sample_collector": nb.SAMPLE_COLLECTOR,
    "sampling_app": nb.SAMPLING_APP,
    "meter": nb.METER,
    "copp": nb.COPP,
    "mirror": nb.MIRROR,
    "load_balancer": nb.LOAD_BALANCER,
    "load_balancer_health_check": nb.LOAD_BALANCER_HEALTH_CHECK,
    "load_balancer_group": nb.LOAD_BALANCER_GROUP,
    "chassis_template_var": nb.CHASSIS_TEMPLATE_VAR,
    "network_function": nb.NETWORK_FUNCTION,
    "network_function_group": nb.NETWORK_FUNCTION_GROUP,
    "nb_global": nb.NB_GLOBAL,
    "nb_connection": nb.CONNECTION,
    "nb_ssl": nb.SSL,
}
TYPES = {"string": "str", "integer": "int", "boolean": "bool", "uuid": "str"}


@pytest.fixture
def schema(schema_root) -> dict:
    return json.loads((schema_root / SCHEMAS["OVN_Northbound"]).read_text())["tables"]


def described(schema: dict, name: str) -> dict:
    """What the schema says of a table; a test is skipped when the release has no such table, and should have none."""
    if name not in schema and nb.TABLES[name].since:
        pytest.skip(f"{name} came with OVN {nb.TABLES[name].since}")
    return schema[name]


def wanted_type(option: Option, kind: dict, key: dict) -> str:
    """The type that an option has whose column is of this kind."""
    if "value" in kind or option.inline:
        return "dict"
    if kind.get("max") == "unlimited":
        return "list"
    several = option.refers and len(nb.TABLES[option.refers].key) > 1
    return "dict" if several else TYPES[key["type"]]


@pytest.mark.parametrize("name", nb.TABLES)
def test_every_option_is_a_column_of_the_right_type(schema, name):
    table, columns = nb.TABLES[name], described(schema, name)["columns"]
    for option in table.options:
        if option.target not in columns:
            assert option.since, f"{name} has no column {option.target}"
            continue
        kind = columns[option.target]["type"]
        kind = kind if isinstance(kind, dict) else {"key": kind}
        key = kind["key"] if isinstance(kind["key"], dict) else {"type": kind["key"]}
        wanted = wanted_type(option, kind, key)
        assert ("str" if option.type == "path" else option.type) == wanted, option.name
        assert (option.refers is not None) == (key["type"] == "uuid"), option.name
        assert option.refers in (None, key.get("refTable"))
        if wanted != "dict":
            assert set(key.get("enum", ["set", []])[1]) <= set(option.choices), option.name


@pytest.mark.parametrize("name", nb.TABLES)
def test_every_parent_holds_the_table(schema, name):
    described(schema, name)
    for parent in nb.TABLES[name].parents:
        column = schema[parent.table]["columns"][parent.column]["type"]
        assert column["key"]["refTable"] == name


@pytest.mark.parametrize("name", nb.TABLES)
def test_a_name_that_no_index_guards_is_declared_ambiguous(schema, name):
    table = nb.TABLES[name]
    if table.key == ("name",):
        assert table.ambiguous == (["name"] not in described(schema, name).get("indexes", []))


@pytest.mark.parametrize("name", MODULES)
def test_every_option_is_documented_with_its_choices(name):
    text = (CHECKOUT / "plugins" / "modules" / f"{name}.py").read_text()
    found = {node.targets[0].id: node.value.value for node in ast.parse(text).body
             if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)}
    documented = yaml.safe_load(found["DOCUMENTATION"])["options"]
    table = MODULES[name]
    parents = {parent.option for parent in table.parents if parent.option}
    spec = {option: table_arguments(table)[option] for option in {*own_arguments(table), *table.contains, *parents}}
    assert_documented(documented, spec)


def assert_documented(documented: dict, spec: dict) -> None:
    assert set(documented) == set(spec)
    for option, wanted in spec.items():
        for word in ("type", "elements", "choices", "required"):
            assert documented[option].get(word) == wanted.get(word), (option, word)
        assert_documented(documented[option].get("suboptions", {}), wanted.get("options", {}))


def test_a_row_has_the_same_uuid_everywhere_and_for_ever():
    switch = Ref(nb.LOGICAL_SWITCH, ("sw0",))
    assert switch.uuid == Ref(nb.LOGICAL_SWITCH, ("sw0",)).uuid == "40c0511c-8158-5058-9e10-e5e19ba4614d"
    assert switch.uuid != Ref(nb.LOGICAL_ROUTER, ("sw0",)).uuid


def test_what_is_unset_in_a_key_is_one_however_it_is_written():
    router = Ref(nb.LOGICAL_ROUTER, ("r0",))
    short = row(nb.STATIC_ROUTE, ("0.0.0.0/0", "10.0.0.1"), parent=router)
    long = row(nb.STATIC_ROUTE, ("0.0.0.0/0", "10.0.0.1", "", None), parent=router)
    assert short.ref == long.ref and short.ref.uuid == long.ref.uuid
    other = row(nb.STATIC_ROUTE, ("0.0.0.0/0", "10.0.0.1"), parent=Ref(nb.LOGICAL_ROUTER, ("r1",)))
    assert other.ref.uuid != short.ref.uuid
