# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role uplink gives each host its own way to an uplink, and pings only what it has a way to."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import ansible_collections.overlay.ovn as collection
import pytest

yaml = pytest.importorskip("yaml")
pytestmark = pytest.mark.skipif(importlib.util.find_spec("ansible") is None, reason="templates are Ansible's")
ROLE = Path(next(iter(collection.__path__))) / "roles" / "uplink"
UPLINKS = [
    {"name": "UPLINK", "type": "physical", "parent": "eth1", "vlan": 100, "mtu": 9000, "ipv4_gateway": "198.18.1.1/24"},
    {"name": "br0", "type": "bridge", "ipv4_address": "198.18.2.1/24"},
]


def templated(folder: Path, name: str, **variables):
    """The value of one of the role's variables."""
    task = {"ansible.builtin.copy": {"dest": str(folder / "out"), "content": f"{{{{ {name} | to_json }}}}"}}
    given = {"ansible_python_interpreter": sys.executable, **variables}
    play = [{"hosts": "localhost", "gather_facts": False, "vars_files": [str(ROLE / "vars" / "main.yml")], "vars": given, "tasks": [task]}]
    (folder / "play.yml").write_text(json.dumps(play))
    command = [sys.executable, "-m", "ansible", "playbook", "-i", "localhost,", "-c", "local", str(folder / "play.yml")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads((folder / "out").read_text())


@pytest.mark.parametrize(("parents", "expected"), [
    ({}, {"parent": "eth1", "vlan": 100, "mtu": 9000}),
    ({"UPLINK": "eth2"}, {"parent": "eth2", "vlan": 100, "mtu": 9000}),
    ({"UPLINK": {"parent": "br9", "type": "native_bridge", "vlan": None}}, {"parent": "br9", "type": "native_bridge", "vlan": None, "mtu": 9000}),
])
def test_what_a_host_says_of_an_uplink_goes_before_what_is_said_of_all(tmp_path, parents, expected):
    wishes = templated(tmp_path, "__uplink_wishes", ovn_uplinks=UPLINKS, ovn_uplink_parents=parents)
    assert wishes == [{"name": "UPLINK", **expected}, {"name": "br0", "parent": "br0"}]


@pytest.mark.parametrize(("uplinks", "parents"), [
    ([{**UPLINKS[0], "parent": "none"}], {}), (UPLINKS[:1], {"UPLINK": "none"}), (UPLINKS[:1], {"UPLINK": {"parent": "none"}}),
])
def test_an_uplink_without_parent_is_not_wired(tmp_path, uplinks, parents):
    assert templated(tmp_path, "__uplink_wishes", ovn_uplinks=uplinks, ovn_uplink_parents=parents) == []


def test_routers_are_pinged_through_the_bridge_behind_which_they_are(tmp_path):
    wired = {"changed": True, "results": [
        {"item": {"name": "UPLINK"}, "type": "native_bridge", "parent": "br9"}, {"item": {"name": "OTHER"}, "type": "physical", "parent": "eth1"},
        {"item": {"name": "THIRD"}, "skipped": True},
    ]}
    made = {"changed": False, "networks": [
        {"network": uplink, "uplink_ipv4_address": f"198.18.{number}.100/24", "uplink_ipv6_address": None}
        for number, uplink in enumerate(("UPLINK", "OTHER", "THIRD", "FOURTH"), 1)
    ]}
    lessons = templated(tmp_path, "__uplink_lessons", __uplink_wired=wired, __network_made=made)
    assert lessons == [{"address": "198.18.1.100", "through": ["-I", "br9"]}, {"address": "198.18.2.100", "through": []}]
    assert templated(tmp_path, "__uplink_lessons", __uplink_wired={**wired, "changed": False}, __network_made=made) == []
