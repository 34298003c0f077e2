# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The commands of a topology are its plan: run by ovn-nbctl on a copy of the database as it was, they give the same rows."""

from __future__ import annotations

import os
import subprocess

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import TABLES

from ...support.servers import Server
from ...support.sites import port, rule, site
from ..conftest import Database

EVERYTHING = {
    **site(ports=4),
    "bfd": [{"logical_port": "r-p0", "dst_ip": "10.0.0.9", "min_tx": 300}],
    "copps": [{"name": "copp0", "meters": {"arp": "m0"}}],
    "ha_chassis_groups": [{"name": "ha0", "ha_chassis": [{"chassis_name": f"host{each}", "priority": each} for each in (1, 2)]}],
    "meters": [{"name": "m0", "unit": "kbps", "bands": [{"action": "drop", "rate": 10}]}],
    "static_mac_bindings": [{"logical_port": "r-p0", "ip": "10.0.0.7", "mac": "00:16:3e:00:00:07"}],
    "nb_global": {"name": "lab", "options": {"use_logical_dp_groups": "true"}},
}

GATEWAY = {
    "ha_chassis_groups": [{"name": "ha0", "ha_chassis": [{"chassis_name": "host1", "priority": 1}]}],
    "routers": [{"name": "gw", "ports": [{"name": "gw-p", "mac": "00:16:3e:00:00:02", "networks": ["10.9.0.1/24"], "ha_chassis_group": "ha0"}]}],
}

# What is there before, the document, and the task's options.
STEPS = {
    "all is new": ({}, EVERYTHING, {}),
    "some changes, some is new": (site(), site(ports=5, rules=4, lease=60), {}),
    "replaced, some goes": (site(ports=5, rules=4), {
        "switches": [{"name": "sw", "ports": [port("sw-p1", 8, enabled=False), port("new", 9)]}],
        "port_groups": [{"name": "pg", "ports": ["new"], "acls": [rule("ip4", 3)]}],
        "routers": [{"name": "r"}],
    }, {"state": "replaced"}),
    "overridden, most goes": (EVERYTHING, {
        "switches": [{"name": "sw", "ports": [port("sw-p1", 1)]}],
        "routers": [{"name": "other"}],
    }, {"state": "overridden"}),
    "overridden, all goes": (EVERYTHING, {}, {"state": "overridden", "allow_empty": True}),
    "absent": (EVERYTHING, {"switches": [{"name": "sw"}], "routers": [{"name": "r"}], "meters": [{"name": "m0"}],
                            "copps": [{"name": "copp0"}], "bfd": EVERYTHING["bfd"]}, {"state": "absent"}),
    "what a gateway hung at goes with it": (GATEWAY, {"routers": [{"name": "gw"}], "ha_chassis_groups": [{"name": "ha0"}]}, {"state": "absent"}),
    "a group goes, and its member while the group's switch changes": (site(), {
        "load_balancers": [{"name": "lb", "state": "absent"}],
        "switches": [{"name": "sw", "other_config": {"mcast_snoop": "true"}, "ports": [{"name": "sw-p1", "state": "absent"}]}],
        "port_groups": [{"name": "pg", "external_ids": {"note": "x"}}],
    }, {}),
    "adopted": (site(), site(), {"adopt": True, "owner": "somebody else"}),
}


@pytest.mark.parametrize("step", STEPS)
def test_the_script_of_a_topology_does_what_the_task_does(database, short_path, schema_root, step):
    before, document, options = STEPS[step]
    database.nbctl("init")
    if before:
        database.topology(before)
    server = Server(short_path, schema_root, "OVN_Northbound", source=database.server.file)
    try:
        other = Database(server)
        result = database.topology(document, **options)
        assert result["changed"]
        assert everything(other) != everything(database)
        environment = {**os.environ, "OVN_NB_DB": server.endpoint}
        script = ["sh", "-ec", "\n".join(result["commands"])]
        done = subprocess.run(script, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert everything(other) == everything(database)
        assert not other.topology(document, **options)["changed"]
    finally:
        server.stop()


@pytest.mark.parametrize("document", [
    {"nb_global": {"name": "lab"}, "switches": [{"name": "sw"}]},
    {"nb_global": {"name": "lab", "connections": [{"target": "ptcp:6641"}]}},
])
def test_the_script_works_in_a_database_that_nobody_has_opened_yet(database, short_path, schema_root, document):
    server = Server(short_path, schema_root, "OVN_Northbound", source=database.server.file)
    try:
        script = "\n".join(database.topology(document)["commands"])
        subprocess.run(["sh", "-ec", script], env={**os.environ, "OVN_NB_DB": server.endpoint}, check=True)
        assert not Database(server).topology(document)["changed"]
        assert Database(server).count("NB_Global") == 1
    finally:
        server.stop()


def everything(database: Database) -> dict:
    return database.dump(*sorted(database.server.session().schema.tables.keys() & TABLES.keys()))
