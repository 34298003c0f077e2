# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""decommission.yml takes a chassis out of our groups, and stops before it harms those of others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import ansible_collections.overlay.ovn as collection
import pytest

pytestmark = pytest.mark.any_release


pytest.importorskip("ansible", reason="roles are Ansible's")
PLACES = Path(next(iter(collection.__path__))).parents[2]


class Site:
    """An operator who runs the first play of decommission.yml for host3."""

    def __init__(self, cluster, folder: Path):
        self.cluster = cluster
        self.folder = folder

    def leave(self, chassis: dict | None = None, **variables) -> str:
        host = {
            "ansible_connection": "local", "ansible_python_interpreter": sys.executable, "ovn_hosts": "host3",
            "ovn_northbound_connection": [self.cluster.north.endpoint], "ovn_southbound_connection": [self.cluster.south.endpoint],
            **variables,
        }
        role = {"ansible.builtin.import_role": {"name": "overlay.ovn.network", "tasks_from": "leave"}}
        inventory = {"all": {"children": {"ovn_central": {"hosts": {"here": host}}, "ovn_chassis": {"hosts": chassis or {}}}}}
        (self.folder / "hosts.json").write_text(json.dumps(inventory))
        (self.folder / "play.yml").write_text(json.dumps([{"hosts": "ovn_central", "gather_facts": False, "tasks": [role]}]))
        command = [sys.executable, "-m", "ansible", "playbook", "-i", self.folder / "hosts.json", self.folder / "play.yml"]
        environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(PLACES), "ANSIBLE_NOCOLOR": "1", "HOME": str(self.folder)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    def where(self, chassis: str) -> set[str]:
        return {group for group, members in self.cluster.members().items() if chassis in members}


@pytest.fixture
def site(cluster, tmp_path):
    return Site(cluster, tmp_path)


def test_without_confirmation_nothing_is_written(site):
    before = site.where("host3")
    said = site.leave()
    assert len(before) == 2 and site.where("host3") == before, said
    assert "failed=0" in said and "changed=1" in said


def test_a_chassis_in_a_group_of_others_is_refused_before_its_host_is_touched(site):
    site.cluster.foreign_group("theirs", "host1", "host3")
    said = site.leave(ovn_decommission_confirm=True)
    assert "failed=1" in said, said
    assert "host3 is still in theirs, which this collection did not make" in " ".join(said.split())
    assert site.where("host3") == {"theirs"}, "it has left ours, and ours alone"


def test_a_group_of_others_is_left_by_name(site):
    site.cluster.foreign_group("theirs", "host1", "host3")
    said = site.leave(ovn_decommission_confirm=True, ovn_evacuate_ha_chassis_groups=["theirs"])
    assert "failed=0" in said, said
    assert site.where("host3") == set() and site.where("host1")


def test_a_host_is_not_taken_for_a_chassis_that_it_is_not_yet(site):
    before = site.where("host3")
    said = " ".join(site.leave({"host3": {"ovn_system_id": "node3"}}, ovn_decommission_confirm=True).split())
    assert "There is no chassis node3, as ovn_system_id of host3 says, but one called host3." in said and "failed=1" in said, said
    assert site.where("host3") == before
