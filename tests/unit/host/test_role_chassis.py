# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role chassis knows every option of the modules it runs, and refuses an inventory in which hosts do not fit together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import ansible_collections.overlay.ovn as collection
import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.host import bonds, bridges, chassis, managers, patches

yaml = pytest.importorskip("yaml")

PLACE = Path(next(iter(collection.__path__)))
ROLE = PLACE / "roles" / "chassis"
# Variables of their own, and what is of the connection or of one run.
OWN = {"system_id", "hostname", "remote", "encap_type", "encap_ip", "integration_bridge", "datapath_type"}
RUN = {"append", "replace", "owner", "ovs_connection", "timeout", "report_rows"}
LISTS = {
    "ovn_ovs_bridges": ("ovs_bridge", bridges.BRIDGE_ARGUMENTS),
    "ovn_ovs_bonds": ("ovs_bond", bonds.ARGUMENTS),
    "ovn_ovs_patches": ("ovs_patch", patches.ARGUMENTS),
    "ovn_ovs_managers": ("ovs_manager", managers.MANAGER_ARGUMENTS),
}


def variables() -> dict:
    return yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text())["argument_specs"]["main"]["options"]


def passed(module: str) -> dict:
    """What the role gives to a module."""
    tasks = yaml.safe_load((ROLE / "tasks" / "configure.yml").read_text())
    return next(task[f"overlay.ovn.{module}"] for task in tasks if f"overlay.ovn.{module}" in task)


def plain(options: dict, *but: set[str]) -> dict:
    """What is said of each option beside its description and its default."""
    left = set().union(*but)
    return {name: {key: each[key] for key in ("type", "elements", "choices") if each.get(key)} for name, each in options.items()
            if name not in left}


def test_settings_are_those_of_the_module():
    assert plain(variables()["ovn_chassis_settings"]["options"], {"replace"}) == plain(chassis.WISHES, OWN, RUN)
    given = passed("chassis")
    assert OWN - {"hostname"} <= given.keys()
    wrong = [name for name in variables()["ovn_chassis_settings"]["options"] if f"__chassis_settings.{name} |" not in str(given.get(name))]
    assert not wrong, "who uses the role could not set these"


@pytest.mark.parametrize("variable", LISTS)
def test_lists_have_the_options_of_their_modules(variable):
    module, arguments = LISTS[variable]
    mine = variables()[variable]["options"]
    assert plain(mine) == plain(arguments, RUN)
    assert not [name for name in mine if f"item.{name} " not in str(passed(module).get(name))]


def test_the_files_of_tls_have_the_options_of_their_module():
    mine = variables()["ovn_ovs_ssl"]["options"]
    assert plain(mine) == plain(managers.SSL_ARGUMENTS, RUN, {"state"})
    assert mine.keys() == passed("ovs_ssl").keys()


def preflight(path: Path, **hosts: dict) -> str:
    """What the role's checks say of an inventory."""
    book = [{"hosts": "ovn_chassis", "gather_facts": False, "tasks": [
        {"ansible.builtin.import_role": {"name": "overlay.ovn.chassis", "tasks_from": "preflight"}}]}]
    here = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable, "ovn_central_address": "198.18.0.11"}
    known = {name: {**here, "ansible_host": f"198.18.0.{index}", **its} for index, (name, its) in enumerate(hosts.items(), 21)}
    (path / "play.yml").write_text(json.dumps(book))
    (path / "hosts.json").write_text(json.dumps({"all": {"children": {
        "ovn_chassis": {"hosts": known}, "ovn_central": {"hosts": {next(iter(known)): {}}}}}}))
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(PLACE.parents[2]), "ANSIBLE_NOCOLOR": "1", "HOME": str(path)}
    command = [sys.executable, "-m", "ansible", "playbook", "-i", str(path / "hosts.json"), str(path / "play.yml")]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment).stdout


def test_hosts_that_fit_together(tmp_path):
    told = preflight(tmp_path, host1={}, host2={"ovn_integration_bridge": "br-int"})
    assert "failed=0" in told and "fatal" not in told, told


def test_integration_bridges_of_two_names(tmp_path):
    told = preflight(tmp_path, host1={}, host2={"ovn_integration_bridge": "br-ovn"}, host3={"ovn_integration_bridge": "br-ovn"})
    assert "the integration bridge has several names: br-int on host1 and br-ovn on host2." in told, told


def test_one_tunnel_address_on_two_hosts(tmp_path):
    told = preflight(tmp_path, host1={"ovn_encap_ip": ["198.18.0.99", "198.18.0.98"]}, host2={"ovn_encap_ip": "198.18.0.98"})
    assert "host1 and host2 have the same ovn_encap_ip, 198.18.0.98" in told, told
