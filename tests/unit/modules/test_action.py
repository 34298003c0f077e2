# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action plugin does what the module does, where it may; everywhere else it runs the module."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import ansible_collections.overlay.ovn as collection
import pytest
import yaml

from ansible_collections.overlay.ovn.plugins.action import northbound as action
from ansible_collections.overlay.ovn.plugins.module_utils.errors import MissingLibrary
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.run import Task
from ansible_collections.overlay.ovn.plugins.modules import logical_switch

from ...support.tasks import MODULES, as_action, make_action

ROOT = Path(next(iter(collection.__path__)))
NOWHERE = {"name": "sw0", "nb_connection": ["unix:/nonexistent"]}


def test_group_routes_and_modules_agree():
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text())
    names = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py") if path.stem != "__init__")
    options = {name: importlib.import_module(f"{MODULES}.{name}").TASK.argument_spec for name in names}
    northbound = [name for name in names if "nb_connection" in options[name]]
    assert sorted(runtime["action_groups"]["northbound"]) == northbound
    assert sorted(runtime["action_groups"]["open_vswitch"]) == [name for name in names if "ovs_connection" in options[name]]
    assert runtime["plugin_routing"]["modules"] == {name: {"action_plugin": "overlay.ovn.northbound"} for name in northbound}


@pytest.mark.parametrize("name, arguments", [
    ("logical_switch", NOWHERE),
    ("logical_switch", {**NOWHERE, "nb_connection": "nonsense"}),
    ("logical_switch", {}),
    ("logical_switch", {"name": "sw0", "colour": "red", "size": 3}),
    ("logical_switch", {**NOWHERE, "external_ids": "no map"}),
    ("logical_switch", {**NOWHERE, "timeout": "soon"}),
    ("logical_switch", {**NOWHERE, "state": "gone"}),
    ("logical_switch", {**NOWHERE, "replace": "perhaps"}),
    ("ha_chassis_group", {**NOWHERE, "ha_chassis": [{"chassis_name": "a", "priority": "high"}]}),
    ("ha_chassis_group", {**NOWHERE, "ha_chassis": [{"name": "a"}]}),
    ("network", {**NOWHERE, "ipv4_address": "10.0.0.300/24"}),
    ("network_nic", {"network": "net1", "instance": "c1", "nb_connection": ["tcp:127.0.0.1:1"]}),
])
def test_what_is_wrong_is_said_in_the_same_words(run_both, name, arguments):
    assert run_both(name, **arguments)["failed"]


@pytest.mark.parametrize("name, arguments", [
    ("logical_switch", {"name": "sw1", "external_ids": {1: 2, "when": None, "so": True, "a": 0.5}}),
    ("logical_switch", {"name": "sw0"}),
    ("logical_switch_port", {"name": "p", "switch": "sw0", "addresses": "dynamic"}),
    ("acl", {"switch": "sw0", "direction": "to-lport", "priority": "9", "match": "ip", "action": "drop", "log": "yes"}),
    ("acl", {"switch": "sw0", "direction": "to-lport", "priority": 99999, "match": "ip", "action": "drop"}),
    ("logical_router_port", {"name": "p", "router": "r0", "mac": "x", "networks": ["y"]}),
    ("network", {"name": "net1", "ipv4_address": "10.0.0.1/24"}),
])
def test_check_mode_and_its_diff_are_the_same(database, run_both, name, arguments):
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    result = run_both(name, check=True, nb_connection=[database.server.endpoint], **arguments)
    assert result.get("failed") or "diff" in result
    assert database.count("Logical_Switch") == 1


@pytest.fixture
def as_if(monkeypatch):
    """Make the module logical_switch a task of the test's choice."""
    return lambda spec, work, **rules: monkeypatch.setattr(logical_switch, "TASK", Task(spec, work, rules))


def test_what_must_not_be_logged_is_not_in_the_result(as_if, run_both):
    spec = {"password": {"type": "str", "no_log": True}, "name": {"type": "str"}}
    as_if(spec, lambda params, check: {"changed": True, "said": f"it is {params['password']}", "list": [params["password"]]})
    result = run_both("logical_switch", password="sesame", name="x")
    assert "sesame" not in str(result) and result["invocation"]["module_args"]["name"] == "x"


def test_aliases_and_rules_are_as_in_a_module(as_if, run_both):
    spec = {"a": {"aliases": ["b"]}, "c": {"type": "int", "choices": [1, 2]}, "d": {"type": "list", "elements": "int"}}
    as_if(spec, lambda params, check: {"changed": check, "a": params["a"]}, required_together=[("a", "c")], required_by={"d": "c"})
    assert run_both("logical_switch", b="x", c="2")["a"] == "x"
    for wrong in ({"a": "x"}, {"c": 3, "a": "x"}, {"d": "1,2"}, {"d": ["one"], "c": 1, "a": 1}, {"e": 1}):
        assert run_both("logical_switch", **wrong)["failed"]


def test_values_that_json_does_not_know_arrive_as_in_a_module(as_if):
    as_if({}, lambda params, check: {"changed": False, "set": {1}, "tuple": (1, 2), "map": {1: "a"}})
    result = as_action("logical_switch", {})
    assert (result["set"], result["tuple"], result["map"]) == ([1], [1, 2], {"1": "a"})


def test_the_task_s_environment_stands_in_for_options_and_ends_with_the_task(database, monkeypatch):
    monkeypatch.setenv("OVN_NB_DB", "unix:/nonexistent")
    before = dict(os.environ)
    environment = [{"OVN_NB_DB": "unix:/nowhere", "OVN_TIMEOUT": 3}, {"OVN_NB_DB": database.server.endpoint}]
    result = as_action("logical_switch", {"name": "sw0"}, environment=environment)
    assert result["changed"] and result["invocation"]["module_args"]["timeout"] == 3
    assert dict(os.environ) == before
    assert as_action("logical_switch", {"name": "sw0"})["failed"]


def test_a_relative_path_begins_at_the_playbook_as_for_a_local_module(database, tmp_path, monkeypatch):
    playbook = tmp_path / "playbook"
    playbook.mkdir()
    (playbook / "sock").symlink_to(database.server.socket)
    monkeypatch.chdir(tmp_path)
    plugin = make_action("logical_switch", {"name": "sw0", "nb_connection": ["unix:sock"]})
    plugin._loader.set_basedir(str(playbook))
    assert plugin.run(task_vars={})["changed"]
    assert Path.cwd() == tmp_path


def test_tasks_leave_their_arguments_as_they_were(database):
    arguments = {"name": "sw0", "nb_connection": database.server.endpoint, "_ansible_check_mode": True}
    plugin = make_action("logical_switch", arguments)
    assert plugin.run(task_vars={})["changed"] and plugin._task.args == arguments
    assert database.count("Logical_Switch") == 1


@pytest.mark.parametrize("why", [
    {"connection": "ssh"},
    {"async_val": 10},
    {"become_user": "nobody"},
    {"_resolved_action": "someone.elses.logical_switch"},
    {"_resolved_action": "overlay.ovn.nothing"},
    {"_resolved_action": "logical_switch"},
], ids=str)
def test_elsewhere_the_module_runs_as_ever(monkeypatch, why):
    plugin = make_action("logical_switch", NOWHERE, **why)
    asked = {}
    monkeypatch.setattr(plugin, "_execute_module", lambda **arguments: asked.update(arguments) or {"changed": True, "by": "module"})
    assert plugin.run(task_vars={"a": 1}) == {"changed": True, "by": "module"}
    assert asked == {"task_vars": {"a": 1}, "wrap_async": "async_val" in why}


def test_to_become_the_user_one_is_changes_nothing():
    assert "/nonexistent" in as_action("logical_switch", NOWHERE, become_user=os.environ.get("USER") or "root")["msg"]


def test_a_library_that_only_the_module_s_python_has_is_found_there(database, monkeypatch):
    watch = "ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.watch.IMPORT_ERROR"
    monkeypatch.setattr(watch, ImportError("no ovs"))
    plugin = make_action("logical_switch", {"name": "sw0", "nb_connection": [database.server.endpoint], "wait": "sb"})
    monkeypatch.setattr(plugin, "_execute_module", lambda **_: {"by": "module"})
    assert plugin.run(task_vars={}) == {"by": "module"}
    assert database.count("Logical_Switch") == 0


def test_a_nic_that_must_wait_for_addresses_asks_for_the_library_before_it_writes(database, run_module, run_action, monkeypatch):
    server = {"nb_connection": [database.server.endpoint]}
    run_module("network", name="net1", ipv4_address="10.0.0.1/24", **server)
    before = database.dump("Logical_Switch_Port", "DNS")
    watch = "ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.watch.IMPORT_ERROR"
    monkeypatch.setattr(watch, ImportError("no ovs"))
    assert "python3-ovsdbapp" in run_module("network_nic", network="net1", instance="c1", **server)["msg"]
    assert database.dump("Logical_Switch_Port", "DNS") == before


def test_without_what_it_needs_of_ansible_it_only_runs_modules(monkeypatch):
    monkeypatch.setattr(action, "HAS_ALL", False)
    plugin = make_action("logical_switch", NOWHERE)
    monkeypatch.setattr(plugin, "_execute_module", lambda **_: {"by": "module"})
    assert plugin.run(task_vars={}) == {"by": "module"}


def test_what_nobody_foresaw_is_left_to_ansible_and_ends_the_connections(as_if, database):
    as_action("logical_switch", {"name": "sw0", "nb_connection": [database.server.endpoint]})
    assert action.SESSIONS._sessions

    def work(params, check):
        raise ZeroDivisionError("so it is")

    as_if({}, work)
    with pytest.raises(ZeroDivisionError):
        as_action("logical_switch", {})
    assert not action.SESSIONS._sessions


def test_a_missing_library_is_not_taken_for_an_unforeseen_error(as_if):
    def work(params, check):
        raise MissingLibrary("no")

    as_if({}, work)
    plugin = make_action("logical_switch", {})
    plugin._execute_module = lambda **_: {"by": "module"}
    assert plugin.run(task_vars={}) == {"by": "module"}
