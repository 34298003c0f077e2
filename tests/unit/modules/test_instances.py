# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The short way for one instance touches its hosts and no others, and leads to where site.yml leads."""

from __future__ import annotations

import importlib.util

import pytest

from ...support.cloud import Cloud

pytestmark = [pytest.mark.any_release, pytest.mark.skipif(importlib.util.find_spec("ansible") is None, reason="playbooks are Ansible's")]


@pytest.fixture
def cloud(tmp_path_factory, schema_root):
    made = Cloud(tmp_path_factory.mktemp("c"), schema_root, hosts=4, instances=6, networks=2)
    yield made
    made.stop()


def ports(cloud: Cloud) -> dict[str, str | None]:
    """The chassis that each instance's port asks for."""
    rows = cloud.northbound.session().read([{"op": "select", "table": "Logical_Switch_Port", "where": [], "columns": ["name", "options"]}])[0]
    return {row["name"].split("-")[3]: row["options"].get("requested-chassis") for row in rows if "-instance-" in row["name"]}


def changed(run) -> int:
    return run.text.count("changed: [") + run.text.count("fatal: [")


def test_one_instance_is_added_moved_and_removed(cloud):
    assert cloud.play("site.yml").status == 0
    new = {"name": "c9", "host": "h1", "nics": [{"network": "net0", "netns": "c9"}]}
    instances = cloud.variables["ovn_instances"]
    instances.append(new)
    instances[0]["state"] = "absent"  # what else there is to do waits
    made = cloud.play("instances.yml", "-e", "ovn_only=c9")
    assert made.status == 0 and made.on("nics") == ["h1"] and ports(cloud)["c9"] == "h1" and "c0" in ports(cloud), made.text
    new["host"] = "h2"
    moved = cloud.play("instances.yml", "-e", "ovn_only=c9")
    assert moved.status == 0 and set(moved.on("nics")) == {"h1", "h2"} and ports(cloud)["c9"] == "h2", moved.text
    del instances[0]["state"]
    assert changed(cloud.play("site.yml")) == 0, "site.yml would have come to the same"
    new["state"] = "absent"
    gone = cloud.play("instances.yml", "-e", "ovn_only=c9")
    assert gone.status == 0 and gone.on("nics") == ["h2"] and "c9" not in ports(cloud), gone.text
    assert changed(cloud.play("site.yml")) == 0


@pytest.mark.parametrize(("arguments", "told"), [
    ((), "No instance is named"), (("-e", "ovn_only=c1,c77"), "ovn_instances has no c77. Say which are meant"),
])
def test_instances_that_are_not_known_are_refused(cloud, arguments, told):
    run = cloud.play("instances.yml", *arguments)
    assert run.status != 0 and told in " ".join(run.text.split()) and not run.on("nics")


def test_a_tag_that_selects_nothing_says_so(cloud):
    run = cloud.play("site.yml", "--tags", "nic")
    assert run.status != 0 and "There is no tag nic. The parts of this playbook are central, chassis, uplinks, networks, nics." in " ".join(
        run.text.split())


def test_each_tag_does_its_part(cloud):
    done = {}
    for tag in ("central", "chassis", "uplinks", "networks", "nics"):
        run = cloud.play("site.yml", "--tags", tag)
        assert run.status == 0, run.text
        done[tag] = {each["module"].rpartition(".")[2] for each in run.modules} & {"chassis", "uplink", "nics", "wait_for"}
        assert bool(ports(cloud)) == (tag in ("networks", "nics")), tag
    assert done == {"central": {"wait_for"}, "chassis": {"chassis"}, "uplinks": {"uplink"}, "networks": set(), "nics": {"nics"}}
