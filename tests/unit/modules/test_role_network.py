# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role network makes what the example inventory says, foresees it, and takes all of it away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import ansible_collections.overlay.ovn as collection
import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

pytestmark = pytest.mark.any_release
yaml = pytest.importorskip("yaml")

PLACE = Path(next(iter(collection.__path__)))
EXAMPLE = yaml.safe_load((PLACE / "playbooks" / "inventory.example" / "group_vars" / "all.yml").read_text())
TABLES = ("Port_Group", "Address_Set", "Load_Balancer", "Logical_Router_Port", "Logical_Switch", "ACL")
INSTANCES = [{"name": "c1", "host": "here", "nics": [{"network": "net1", "security_acls": ["web"], "ipv4_address": "10.10.1.20", "netns": "c1"}]}]
POOL = {
    "network": "net1", "listen_address": "198.18.2.21",
    "pools": [{"name": "dns", "protocol": "udp", "target_port": 53, "healthcheck": False, "instances": [{"name": "c1"}]}],
    "ports": [{"protocol": "udp", "listen_port": ["53"], "target_pool": "dns"}],
}
ROLE = {"ansible.builtin.import_role": {"name": "overlay.ovn.network"}}


def named(entries: list[dict], **more) -> list[dict]:
    return [{**entry, **more} for entry in entries]


class Site:
    """The example on one host, without what needs Open vSwitch."""

    def __init__(self, server, path: Path):
        self.server = server
        self.path = path
        self.variables = {
            **EXAMPLE, "ansible_connection": "local", "ansible_python_interpreter": sys.executable, "ovn_wait": "none",
            "ovn_northbound_connection": [server.endpoint], "ovn_networks": named(EXAMPLE["ovn_networks"][:1], security_acls=["web"])
            + EXAMPLE["ovn_networks"][1:],
            "ovn_network_load_balancers": [*EXAMPLE["ovn_network_load_balancers"], POOL], "ovn_instances": INSTANCES,
        }

    def play(self, tasks: list[dict], *arguments: str, fails: bool = False, **variables) -> str:
        book = [{"hosts": "all", "gather_facts": False, "tasks": tasks}]
        host = {**self.variables, **variables}
        groups = {"ovn_central": {"hosts": {"here": {}}}, "ovn_chassis": {"hosts": {"here": {}}}}
        (self.path / "play.yml").write_text(json.dumps(book))
        (self.path / "hosts.json").write_text(json.dumps({"all": {"hosts": {"here": host}, "children": groups}}))
        environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(PLACE.parents[2]), "ANSIBLE_NOCOLOR": "1", "HOME": str(self.path)}
        command = [sys.executable, "-m", "ansible", "playbook", "-i", self.path / "hosts.json", self.path / "play.yml", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode == 0) is not fails, done.stdout + done.stderr
        return done.stdout

    def rows(self) -> dict[str, int]:
        session = self.server.session()
        found = session.read([op.select(table, [], ["_uuid"]) for table in TABLES])
        session.close()
        return {table: len(rows) for table, rows in zip(TABLES, found)}


@pytest.fixture
def site(northbound, tmp_path):
    return Site(northbound, tmp_path)


def test_the_example_is_foreseen_made_and_taken_away(site):
    nothing = site.rows()
    assert not any(nothing.values())
    assert "changed=1 " in site.play([ROLE], "--check") and site.rows() == nothing

    site.play([ROLE])
    made = site.rows()
    assert made["Load_Balancer"] == 3 and made["Address_Set"] and made["ACL"] and made["Logical_Router_Port"] == 5
    for arguments in ((), ("--check",)):
        assert "changed=0" in site.play([ROLE], *arguments)
    assert site.rows() == made

    assert "changed=1 " in site.play([ROLE], "--check", ovn_state="absent") and site.rows() == made
    site.play([ROLE], ovn_state="absent")
    assert site.rows() == nothing
    assert "changed=0" in site.play([ROLE], ovn_state="absent")


def test_a_check_run_foresees_the_very_rows(site):
    """An empty database, so that all that entries name is only foreseen itself."""
    foreseen, done = (site.play([ROLE], "--diff", *arguments) for arguments in (["--check"], []))
    assert _rows_of(foreseen) == _rows_of(done) and "Load_Balancer" in foreseen


def _rows_of(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith(("---", "+++"))]


def test_a_check_run_does_not_speak_to_a_database_that_is_not_there(site):
    bare = {"ansible.builtin.set_fact": {"packages": {}, "cacheable": True}}
    assert "changed=0" in site.play([bare, ROLE], "--check", ovn_northbound_connection=["unix:/nonexistent"])
    assert "changed=0" in site.play([bare, ROLE], ovn_northbound_connection=["unix:/nonexistent"], ovn_state="absent")


def test_entries_that_say_so_go_with_what_names_them(site):
    bare = {name: [] for name in site.variables if name.startswith("ovn_network_") or name == "ovn_instances"}
    site.play([ROLE], **bare, ovn_networks=EXAMPLE["ovn_networks"])
    networks = site.rows()
    site.play([ROLE])
    gone = {name: named(site.variables[name], state="absent") for name in bare}
    assert "changed=1 " in site.play([ROLE], "--check", **gone, ovn_networks=EXAMPLE["ovn_networks"])
    site.play([ROLE], **gone, ovn_networks=EXAMPLE["ovn_networks"])
    assert site.rows() == networks


def test_a_nic_stays_whose_host_did_not_let_go_of_it(site):
    site.play([ROLE])
    made = site.rows()
    elsewhere = [{**INSTANCES[0], "host": "dead", "state": "absent"}]
    assert "changed=0" in site.play([ROLE], ovn_instances=elsewhere) and site.rows() == made


def test_an_acl_that_speaks_of_a_peer_comes_and_goes_with_it(site):
    acls = [*EXAMPLE["ovn_network_acls"], {"name": "beside", "ingress": [{"action": "allow", "source": "@net1/quiet"}]}]
    networks = named(EXAMPLE["ovn_networks"][:1], security_acls=["beside"]) + EXAMPLE["ovn_networks"][1:]
    for _again in range(2):
        output = site.play([ROLE], ovn_network_acls=acls, ovn_networks=networks)
    assert "changed=0" in output
    site.play([ROLE], ovn_network_acls=acls, ovn_networks=networks, ovn_state="absent")
    assert not any(site.rows().values())


def test_the_document_is_judged_and_nothing_is_made(site):
    judge = {"ansible.builtin.import_role": {"name": "overlay.ovn.network", "tasks_from": "judge"}}
    assert "changed=0" in site.play([judge]), "it is no check run, and nothing is written"
    bad = [{"network": "net1", "listen_address": "203.0.113.5", "target_address": "10.10.1.20"}]
    said = site.play([judge], ovn_network_forwards=bad, fails=True)
    assert "203.0.113.5 lies in none of" in said and "Nothing was changed." in said
    assert not any(site.rows().values())


def test_a_document_is_judged_by_itself_where_no_database_can_be_reached(site):
    judge = {"ansible.builtin.import_role": {"name": "overlay.ovn.network", "tasks_from": "judge"}}
    nowhere = {"ovn_northbound_connection": ["unix:/nonexistent"]}
    assert "are judged by themselves" in site.play([judge], **nowhere), "nothing is wrong with it"
    bad = [{"network": "net1", "listen_address": "203.0.113.5", "target_address": "10.10.1.20"}]
    said = site.play([judge], ovn_network_forwards=bad, fails=True, **nowhere)
    assert "203.0.113.5 lies in none of" in said and "Nothing was changed." in said


def test_networks_that_others_use_go_when_it_is_said_so(site):
    site.play([ROLE])
    absent = {"ovn_state": "absent", "ovn_instances": []}
    assert "is in use by" in site.play([ROLE], fails=True, **absent)
    site.play([ROLE], **absent, ovn_networks_force=True)
    assert not any(site.rows().values())
