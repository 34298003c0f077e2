# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds with any ansible-core that meta/runtime.yml names, and any Python of hosts. Run by tests/tools/cores, with one after the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import ansible_collections.overlay.ovn as collection
import pytest

from .. import support
from ..support.cloud import Cloud
from ..support.pythons import pythons

COLLECTIONS = str(Path(next(iter(collection.__path__))).parents[2])
TASKS = (
    {"overlay.ovn.topology": {"topology": {"switches": [{"name": "sw0", "ports": [{"name": "p1"}]}]}}},
    {"overlay.ovn.networks": {"networks": [{"name": "net1", "network": "none"}], "network_acls": [{"name": "web"}]}},
)


def ansible(folder: Path, tool: str, *arguments) -> str:
    """What a tool of Ansible's says; it succeeds, and warns of nothing that is ours."""
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": COLLECTIONS, "ANSIBLE_NOCOLOR": "1", "HOME": str(folder),
                   "ANSIBLE_CONNECTION_PLUGINS": str(Path(support.__file__).with_name("connections"))}
    done = subprocess.run([Path(sys.executable).with_name(tool), *arguments], env=environment, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "does not support Ansible" not in said and "DEPRECATION" not in said, said
    return said


def four_steps(server, folder: Path, python: str, connection: str = "local") -> str:
    """Check, do, check, do: the first two change something, the last two nothing."""
    steps = [{**task, "check_mode": check, "register": f"it{number}_{step}"}
             for number, task in enumerate(TASKS) for step, check in enumerate((True, False, True, False))]
    proofs = [f"it{number}_{step} is {'not ' if step > 1 else ''}changed" for number in range(len(TASKS)) for step in range(4)]
    play = {"hosts": "localhost", "gather_facts": False, "tasks": [*steps, {"ansible.builtin.assert": {"that": proofs}}],
            "module_defaults": {"group/overlay.ovn.northbound": {"nb_connection": [server.endpoint]}}}
    (folder / "play.yml").write_text(json.dumps([play]))
    return ansible(folder, "ansible-playbook", "-vvv", "-i", "localhost,", "-c", connection, "-e", f"ansible_python_interpreter={python}",
                   folder / "play.yml")


def test_tasks_run_in_the_controllers_process(northbound, tmp_path):
    assert four_steps(northbound, tmp_path, sys.executable).count("runs in the controller's process") == 4 * len(TASKS)


@pytest.mark.parametrize("python", pythons())
def test_tasks_run_as_modules_with_the_pythons_that_hosts_have(northbound, tmp_path, python):
    assert "runs in the controller's process" not in four_steps(northbound, tmp_path, pythons()[python], "elsewhere")


def test_the_documentation_is_read(tmp_path):
    for kind, name in (("module", "networks"), ("module", "acl"), ("role", "network"), ("filter", "run_plan")):
        said = ansible(tmp_path, "ansible-doc", "-t", kind, f"overlay.ovn.{name}")
        assert f"overlay.ovn.{name}" in said and not [line for line in said.splitlines() if "WARNING" in line and "overlay" in line]


def test_site_comes_to_rest(tmp_path_factory, schema_root):
    cloud = Cloud(tmp_path_factory.mktemp("c"), schema_root, hosts=3, instances=4, networks=2)
    try:
        for change in (True, False):
            run = cloud.play("site.yml")
            assert run.status == 0 and ("changed: [" in run.text) == change, run.text
    finally:
        cloud.stop()
