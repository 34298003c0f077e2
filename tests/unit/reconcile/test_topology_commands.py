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
                            "copps": [{"name": "copp0"}]}, {"state": "absent"}),
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


def everything(database: Database) -> dict:
    return database.dump(*sorted(database.server.session().schema.tables.keys() & TABLES.keys()))
