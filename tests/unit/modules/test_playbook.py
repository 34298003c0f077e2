# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Real runs of ansible-playbook: the same tasks on two hosts, one of which Ansible does not know to be the controller."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import ansible_collections.overlay.ovn as collection
import pytest

from ...support.servers import Server
from ..ovsdb.conftest import Line

pytestmark = pytest.mark.any_release
HOME = Path(next(iter(collection.__path__))).parents[2]
GROUP = "group/overlay.ovn.northbound"
PORTS = [{"op": "select", "table": "Logical_Switch_Port", "where": [], "columns": ["name"]}]
ELSEWHERE = '''
DOCUMENTATION = """
name: elsewhere
short_description: The controller by another name
description: [The controller by another name.]
author: overlay.ovn contributors
"""
from ansible.plugins.connection.local import Connection as Local


class Connection(Local):
    transport = "elsewhere"
'''


@pytest.fixture
def play(tmp_path):
    """Run tasks on a host with this connection each; returns the output."""

    def play(hosts: dict[str, dict], tasks: list[dict], *arguments: str, **keywords) -> str:
        (tmp_path / "connections").mkdir(exist_ok=True)
        (tmp_path / "connections" / "elsewhere.py").write_text(ELSEWHERE)
        book = [{"hosts": "all", "gather_facts": False, "tasks": tasks, **keywords}]
        (tmp_path / "play.yml").write_text(json.dumps(book))
        python = {"ansible_python_interpreter": sys.executable}
        inventory = {"all": {"hosts": {name: {**python, **variables} for name, variables in hosts.items()}}}
        (tmp_path / "hosts.json").write_text(json.dumps(inventory))
        environment = {
            **os.environ, "ANSIBLE_COLLECTIONS_PATH": str(HOME), "ANSIBLE_NOCOLOR": "1", "HOME": str(tmp_path),
            "ANSIBLE_CONNECTION_PLUGINS": str(tmp_path / "connections"), "ANSIBLE_ASYNC_DIR": str(tmp_path / "async"),
        }
        command = [sys.executable, "-m", "ansible", "playbook", "-i", tmp_path / "hosts.json", tmp_path / "play.yml", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return play


@pytest.fixture
def databases(tmp_path, schema_root):
    """Two databases that are alike."""
    servers = []
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        servers.append(Server(tmp_path / name, schema_root, "OVN_Northbound"))
    yield servers
    for server in servers:
        server.stop()


def switch(**options) -> dict:
    return {"overlay.ovn.logical_switch": options}


STEPS = {
    "planned": {**switch(name="sw0", external_ids={"a": 1, 2: "b"}), "check_mode": True},
    "done": switch(name="sw0", external_ids={"a": 1, 2: "b"}),
    "again": switch(name="sw0", external_ids={"a": 1, 2: "b"}),
    "again_planned": {**switch(name="sw0", external_ids={"a": 1, 2: "b"}), "check_mode": True},
    "replaced": switch(name="sw0", external_ids={"c": None, "d": "{{ inventory_hostname | length > 0 }}"}, replace=True),
    "looped": {"overlay.ovn.logical_switch_port": {"name": "{{ item }}", "switch": "sw0"}, "loop": ["p0", "p1", "p0"]},
    "bad_value": {"overlay.ovn.logical_switch_port": {"name": "p2", "switch": "nowhere", "addresses": ["x"]}},
    "missing": switch(),
    "unknown": switch(name="sw0", colour="red"),
    "not_a_choice": switch(name="sw0", state="gone"),
    "not_a_number": switch(name="sw0", timeout="soon"),
    "unreachable": switch(name="sw0", nb_connection="unix:/nonexistent"),
    "by_environment": {**switch(name="sw1", owner="me"), "environment": {"OVN_NB_DB": "{{ database }}", "OVN_TIMEOUT": "7"},
                       "module_defaults": {GROUP: {}}},
    "defaults_of_one_module": {**switch(name="sw2"), "module_defaults": {
        GROUP: {"nb_connection": "{{ database }}"}, "overlay.ovn.nat": {"router": "r0"},
        "overlay.ovn.logical_switch": {"external_ids": {"by": "default"}},
    }},
    "as_myself": {**switch(name="sw3"), "become": True, "become_user": "{{ lookup('pipe', 'id -un') }}"},
    "unlogged": {**switch(name="sw4"), "no_log": True},
    "later": {**switch(name="sw5"), "async": 20, "poll": 1},
    "delegated": {**switch(name="sw6"), "delegate_to": "{{ inventory_hostname }}"},
    "failed_when": {**switch(name="sw6"), "failed_when": "result.changed", "register": "result"},
}
CHANGED = ("planned", "done", "replaced", "looped", "by_environment", "defaults_of_one_module", "as_myself", "delegated", "later",
           "unlogged")
FAILED = ("bad_value", "missing", "unknown", "not_a_choice", "not_a_number", "unreachable")
# What async_status says of the job, and delegation of the host.
THEIRS = ("ansible_job_id", "results_file", "started", "finished", "_ansible_delegated_vars")


def test_the_same_tasks_here_and_elsewhere_have_the_same_results(play, databases, tmp_path):
    hosts = {
        name: {"ansible_connection": connection, "database": server.endpoint}
        for (name, connection), server in zip((("here", "local"), ("there", "elsewhere")), databases)
    }
    tasks = [{"register": name, "ignore_errors": True, **step} for name, step in STEPS.items()]
    names = [task["register"] for task in tasks]
    results = "{{ {" + ", ".join(f"'{name}': {name}" for name in names) + "} | to_json }}"
    file = f"{tmp_path}/{{{{ inventory_hostname }}}}.json"
    tasks.append({"ansible.builtin.copy": {"content": results, "dest": file, "mode": "0600"}})
    output = play(hosts, tasks, "-vvv", "--diff", module_defaults={GROUP: {"nb_connection": "{{ database }}"}})

    here, there = (json.loads((tmp_path / f"{host}.json").read_text()) for host in hosts)
    assert names == list(here)
    for name in names:
        for result in (here[name], there[name]):
            for key in THEIRS:
                result.pop(key, None)
        text = json.dumps(here[name]).replace(databases[0].endpoint, databases[1].endpoint)
        assert json.loads(text) == there[name], name
        assert here[name]["changed"] is (name in CHANGED), name
        assert here[name].get("failed", False) is (name in FAILED), name
    assert here["planned"]["diff"] == here["done"]["diff"] != []
    assert output.count("+++ after: Logical_Switch sw0") == 6

    by_action = [line for line in output.splitlines() if "runs in the controller's process" in line]
    assert by_action and all("<here>" in line for line in by_action)
    assert len(by_action) == len(STEPS) + 2 - 1  # three items, and one task that is async


def test_a_loop_of_a_hundred_items_is_one_connection(play, northbound, short_path):
    session = northbound.session()
    assert session.read(PORTS) == [[]]
    line = Line(short_path / "line", northbound.socket)
    tasks = [
        {**switch(name="sw0")},
        {"overlay.ovn.logical_switch_port": {"name": "p{{ item }}", "switch": "sw0"}, "loop": list(range(100))},
    ]
    play({"here": {"ansible_connection": "local"}}, tasks, module_defaults={GROUP: {"nb_connection": line.endpoint}})
    line.close()
    assert line.connections == 2  # one for each task
    assert len(session.read(PORTS)[0]) == 100
