# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What roles make of an inventory, before any host is asked."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import ansible_collections.overlay.ovn as collection
import pytest
import yaml

pytestmark = pytest.mark.skipif(importlib.util.find_spec("ansible") is None, reason="templates are Ansible's")
PLACE = Path(next(iter(collection.__path__)))
HERE = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}


def play(folder: Path, hosts: dict[str, dict], tasks: list[dict], roles: tuple[str, ...] = (), arguments: tuple[str, ...] = ()) -> str:
    """Tasks on these chassis, with the variables of some roles; what Ansible says."""
    book = [{"hosts": "all", "gather_facts": False, "tasks": tasks,
             "vars_files": [str(PLACE / "roles" / role / "vars" / "main.yml") for role in roles]}]
    known = {name: {**HERE, **its} for name, its in hosts.items()}
    (folder / "play.yml").write_text(json.dumps(book))
    (folder / "hosts.json").write_text(json.dumps({"all": {"children": {
        "ovn_chassis": {"hosts": known}, "ovn_central": {"hosts": {next(iter(known)): {}}}}}}))
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(PLACE.parents[2]), "ANSIBLE_NOCOLOR": "1", "HOME": str(folder)}
    command = [sys.executable, "-m", "ansible", "playbook", "-i", str(folder / "hosts.json"), str(folder / "play.yml"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    return done.stdout + done.stderr


def values(folder: Path, hosts: dict[str, dict], role: str, *names: str, facts: dict | None = None) -> dict:
    """Variables of a role, as the first host sees them."""
    content = "{{ {" + ", ".join(f"'{name}': {name}" for name in names) + "} | to_json }}"
    tasks = [{"ansible.builtin.set_fact": {**facts, "cacheable": True}}] if facts else []
    tasks += [{"ansible.builtin.copy": {"dest": str(folder / "out"), "content": content, "mode": "0600"}, "run_once": True}]
    said = play(folder, hosts, tasks, ("common", role))
    assert "failed=0" in said, said
    return json.loads((folder / "out").read_text())


def interface(mtu: int, *addresses: str) -> dict:
    return {"mtu": mtu, "ipv4": {"address": addresses[0]}, "ipv6": [{"address": each} for each in addresses[1:]]}


@pytest.mark.parametrize(("encaps", "expected"), [
    (["198.18.0.11", "198.18.2.11"], {"encap_mtu": 1400, "encap_ip": "198.18.2.11"}),
    (["198.18.2.11", "198.18.0.11"], {"encap_mtu": 1400, "encap_ip": "198.18.0.11"}),
    (["fd42::11", "198.18.0.11"], {"encap_mtu": 1500, "encap_ip": "fd42::11"}),
    (["198.18.0.11", "198.18.9.9"], {}),
])
def test_networks_fit_the_smallest_of_all_tunnels(tmp_path, encaps, expected):
    facts = {"interfaces": ["eth0", "eth2"], "eth0": interface(1500, "198.18.0.11", "fd42::11"), "eth2": interface(1400, "198.18.2.11")}
    found = values(tmp_path, {"host1": {"ovn_encap_ip": encaps}}, "network", "__network_underlay", facts=facts)
    assert found == {"__network_underlay": expected}


REFUSED = {
    "--ovn-northd-log=-vconsole:emer -vsyslog:err": "has a blank", '--db-nb-schema="/x"': "quote", "-v": "does not begin with --",
    "--db-nb-addr=198.18.0.12": "is not where the roles look for the database, 198.18.0.11", "--db-sb-port=16642": "6642",
}
TAKEN = ["--db-nb-addr=[198.18.0.11]", "--db-sb-port=6642", "--ovn-northd-log=-vconsole:off"]


def test_options_that_would_take_the_databases_down_are_refused_before_a_restart(tmp_path):
    host = {"ovn_central_address": "198.18.0.11", "ovn_central_options": [*REFUSED, *TAKEN]}
    found = values(tmp_path, {"host1": host}, "central", "__central_faults", "__central_listeners")
    assert len(found["__central_listeners"]) == 2
    assert [fault in said for said, fault in zip(found["__central_faults"], REFUSED.values(), strict=True)] == [True] * len(REFUSED)


def test_nobody_waits_for_a_listener_that_rows_make(tmp_path):
    host = {"ovn_central_address": "198.18.0.11", "ovn_central_options": ["--db-nb-create-insecure-remote=no"]}
    found = values(tmp_path, {"host1": host}, "central", "__central_faults", "__central_listeners")
    assert found["__central_faults"] == [] and [each["name"] for each in found["__central_listeners"]] == ["southbound"]


def test_one_mistake_of_fifty_networks_is_one_line(tmp_path):
    networks = [{"name": f"n{number}", "network": "WRONG"} for number in range(50)]
    instances = [{"name": "c1", "host": "nowhere", "nics": [{"network": "none1"}]}]
    role = {"ansible.builtin.import_role": {"name": "overlay.ovn.common", "tasks_from": "preflight"}}
    said = " ".join(play(tmp_path, {"host1": {"ovn_networks": networks, "ovn_instances": instances}}, [role]).split())
    assert "ovn_networks: network is WRONG for n0, n1, n2, n3, n4 and 45 more; ovn_uplinks knows none only." in said and "n7" not in said
    assert "ovn_instances: c1 is on the host nowhere, which is no chassis. The chassis are host1." in said, "all faults at once"
    assert "ovn_instances: c1 has eth0 in none1, which is no network. ovn_networks knows n0, n1," in said


def test_hosts_outside_of_the_gateways_group_leave(tmp_path):
    membership = {"gateways": [
        {"network": "net1", "chassis": [{"name": "host1"}, {"name": "node2"}]}, {"network": None, "chassis": [{"name": "host3"}]},
    ]}
    hosts = {"host1": {"__common_membership": membership}, "host2": {"ovn_system_id": "node2"}, "host3": {}}
    names = ("__common_gateways_left", "__common_gateway_hosts")
    found = values(tmp_path, hosts, "network", *names)
    assert found == {"__common_gateways_left": [], "__common_gateway_hosts": ["host1", "host2", "host3"]}, "all are where there is no group"
    hosts["host1"]["ovn_gateways_group"] = "ovn_central"
    found = values(tmp_path, hosts, "network", *names)
    assert found == {"__common_gateways_left": ["node2"], "__common_gateway_hosts": ["host1"]}, "host3 is the gateway of others"


@pytest.mark.parametrize(("arguments", "before", "coming"), [(("--check",), {}, True), (("--check",), {"fail_mode": "secure"}, False), ((), {}, False)])
def test_a_check_run_foresees_the_bridge_of_a_host_that_joins(tmp_path, arguments, before, coming):
    registered = {"diff": [{"after_header": "chassis", "before": {}}, {"after_header": "Bridge br-int", "before": before}]}
    tasks = [{"ansible.builtin.set_fact": {"__chassis_registered": registered}},
             {"ansible.builtin.debug": {"msg": "coming: {{ __instance_nic_bridge_coming }}, {{ __instance_nic_missing }}"}}]
    said = play(tmp_path, {"host1": {}}, tasks, ("common", "instance_nic"), arguments)
    assert f"coming: {coming}, " in said, said
    assert ("host1 has no integration bridge yet" in said) == coming, said


def test_no_host_goes_through_all_instances_for_itself():
    once = {"common/tasks/assigned.yml", "common/tasks/only.yml", "common/tasks/preflight.yml", "common/vars/main.yml"}
    files = [*PLACE.glob("roles/*/tasks/*.yml"), *PLACE.glob("roles/*/vars/*.yml")]
    found = {str(path.relative_to(PLACE / "roles")) for path in files if "ovn_instances" in path.read_text()}
    assert found == once | {"instance_nic/tasks/attach.yml"}, "100 hosts with 1,000 instances would take minutes: see assigned.yml"
    tasks = yaml.safe_load((PLACE / "roles/common/tasks/assigned.yml").read_text())
    assert all(task["run_once"] for task in tasks)


@pytest.mark.parametrize("name", ["site", "teardown"])
def test_lists_of_all_instances_are_checked_by_one_host(name):
    plays = yaml.safe_load((PLACE / "playbooks" / f"{name}.yml").read_text())
    tasks = [task for play in plays for task in play.get("tasks", []) if "ansible.builtin.import_role" in task]
    roles = [(task["ansible.builtin.import_role"], task.get("run_once")) for task in tasks]
    heavy = [(role, once) for role, once in roles if role["name"] in ("overlay.ovn.network", "overlay.ovn.instance_nic")
             and role.get("tasks_from", "main") in ("main", "judge", "absent")]
    assert [once for role, once in heavy if role.get("rolespec_validate", True)] == [True], "and that one is the judge"
    assert not [role for play in plays for role in play.get("roles", []) if role["role"] == "overlay.ovn.instance_nic"]
