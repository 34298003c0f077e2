# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules as Ansible runs them: arguments in, one JSON result out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import ansible_collections.overlay.ovn as collection
import pytest


def test_four_steps(database, run, four_steps):
    def task(check: bool) -> dict:
        options = {"name": "sw0", "nb_connection": [database.server.endpoint], "external_ids": {"a": 1}}
        result = run("logical_switch", check, **options)
        return {key: result[key] for key in ("changed", "plan", "diff", "commands")}

    four_steps(task)


def test_the_endpoint_may_come_from_the_environment(database, run, monkeypatch):
    monkeypatch.setenv("OVN_NB_DB", f"unix:/nonexistent,{database.server.endpoint}")
    monkeypatch.setenv("OVN_TIMEOUT", "7")
    result = run("logical_switch", name="sw0")
    assert result["changed"] and result["invocation"]["module_args"]["timeout"] == 7


def test_an_option_of_the_task_is_stronger_than_the_environment(database, run, monkeypatch):
    monkeypatch.setenv("OVN_NB_DB", "unix:/nonexistent")
    assert run("logical_switch", name="sw0", nb_connection=[database.server.endpoint])["changed"]


def test_a_server_that_is_not_there_is_one_message_with_option_and_variable(run):
    result = run("logical_switch", name="sw0", nb_connection=["unix:/nonexistent/sock"])
    assert result["failed"] and "exception" not in result
    assert "nb_connection" in result["msg"] and "OVN_NB_DB" in result["msg"] and "/nonexistent/sock" in result["msg"]


def test_faults_come_as_data_too(database, run):
    result = run("logical_router_port", name="p", router="r0", mac="x", networks=["y"], nb_connection=[database.server.endpoint])
    assert result["failed"]
    assert [fault["path"] for fault in result["faults"]] == ["mac", "networks", "router"]
    assert result["msg"].startswith("3 faults:\n- mac: 'x' is not an Ethernet address")


@pytest.mark.parametrize("name, options, message", [
    ("logical_switch", {}, "missing required arguments: name"),
    ("logical_switch_port", {"name": "p"}, "state is present but all of the following are missing: switch"),
    ("acl", {"direction": "to-lport", "priority": 1, "match": "ip"}, "one of the following is required: switch, port_group"),
    ("acl", {"direction": "to-lport", "priority": 1, "match": "ip", "switch": "s", "port_group": "p"}, "mutually exclusive"),
    ("nat", {"type": "snat", "external_ip": "1.1.1.1", "logical_ip": "10.0.0.0/8"}, "missing required arguments: router"),
    ("acl", {"direction": "up", "priority": 1, "match": "ip", "switch": "s"}, "value of direction must be one of"),
    ("network_acl", {"name": "web", "ingress": [{"action": "permit"}]}, "value of action must be one of: allow, allow-stateless, reject"),
    ("network_acl", {"name": "web", "egress": [{"protocol": "tcp"}]}, "missing required arguments: action found in egress"),
    ("network_acl", {"name": "web", "egress": [{"action": "drop", "state": "off"}]}, "value of state must be one of: enabled, disabled"),
    ("network_acl", {"name": "web", "egress": [{"action": "drop", "protocol": "sctp"}]}, "value of protocol must be one of: icmp4, icmp6"),
])
def test_what_is_missing_or_contradicts_is_said_before_anything_is_reached(run_both, name, options, message):
    result = run_both(name, **options)
    assert result["failed"] and message in result["msg"]


def test_a_playbook_sets_the_connection_once_for_all_modules(database, tmp_path):
    """The one test that pays for Ansible itself: action group, check mode and diff as an operator sees them."""
    play = [{
        "hosts": "localhost",
        "gather_facts": False,
        "module_defaults": {"group/overlay.ovn.northbound": {"nb_connection": [database.server.endpoint]}},
        "tasks": [
            {"overlay.ovn.logical_router": {"name": "r0"}, "check_mode": True, "register": "planned"},
            {"overlay.ovn.logical_router": {"name": "r0"}, "register": "done"},
            {"overlay.ovn.logical_router": {"name": "r0"}, "register": "again"},
            {"ansible.builtin.assert": {"that": [
                "planned is changed", "done is changed", "again is not changed", "planned.diff == done.diff",
            ]}},
        ],
    }]
    (tmp_path / "play.yml").write_text(json.dumps(play))
    home = Path(next(iter(collection.__path__))).parents[2]
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(home), "ANSIBLE_NOCOLOR": "1", "HOME": str(tmp_path)}
    command = [sys.executable, "-m", "ansible", "playbook", "-i", "localhost,", "-c", "local", "--diff",
               "-e", f"ansible_python_interpreter={sys.executable}", tmp_path / "play.yml"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "+++ after: Logical_Router r0" in done.stdout
    assert database.count("Logical_Router") == 1
