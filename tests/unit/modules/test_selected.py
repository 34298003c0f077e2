# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""No playbook ends green with nothing done: whatever --limit, --tags or an inventory leaves of it, it works or says what is wrong."""

from __future__ import annotations

import importlib.util

import pytest

from ...support.cloud import PLACE, Cloud

pytestmark = [pytest.mark.once, pytest.mark.skipif(importlib.util.find_spec("ansible") is None, reason="playbooks are Ansible's")]

PLAYBOOKS = sorted(path.name for path in (PLACE / "playbooks").glob("*.yml"))
# What each must be told.
ASKED = {
    "evacuate.yml": ("-e", "ovn_hosts=h1"), "restore.yml": ("-e", "ovn_hosts=h1"), "instances.yml": ("-e", "ovn_only=c0"),
    "decommission.yml": ("-e", "ovn_hosts=h1", "-e", "ovn_decommission_confirm=true"),
}
# The one that can run for some hosts.
PARTIAL = "site.yml"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory, schema_root):
    made = Cloud(tmp_path_factory.mktemp("c"), schema_root, hosts=2, instances=2, networks=1)
    yield made
    made.stop()


def refused(cloud: Cloud, playbook: str, *arguments: str) -> str:
    """What a run says that fails, and has changed nothing."""
    run = cloud.play(playbook, *ASKED.get(playbook, ()), *arguments)
    assert run.status != 0 and "changed: [" not in run.text and not run.modules, run.text
    return " ".join(run.text.split())


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_tags_that_select_nothing(cloud, playbook):
    assert "There is no tag nonsense." in refused(cloud, playbook, "--tags", "nonsense", "--limit", "h1")


@pytest.mark.parametrize("playbook", [each for each in PLAYBOOKS if each != PARTIAL])
def test_a_limit_that_leaves_out_what_is_needed(cloud, playbook):
    assert "leave --limit h1 out. Nothing was changed." in refused(cloud, playbook, "--limit", "h1")


def test_a_limit_of_hosts_that_have_no_part_in_it(cloud):
    cloud.strangers = ["web1"]
    told = refused(cloud, PARTIAL, "--limit", "web1")
    assert "None of the hosts that --limit web1 leaves is a central host or a chassis. Nothing was changed." in told


def test_a_limit_of_one_chassis(cloud):
    assert cloud.play(PARTIAL).status == 0
    run = cloud.play(PARTIAL, "--limit", "h1")
    assert run.status == 0 and run.on("chassis") == ["h1"], run.text


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_groups_that_are_empty(cloud, playbook):
    told = refused(cloud, playbook, "-e", "ovn_central_group=nobody", "-e", "ovn_chassis_group=nobody", "-e", "ovn_dns_group=nobody")
    assert "nobody" in told
