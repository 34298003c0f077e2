# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The commands of tasks of networks are their plan too, when things go: ovn-nbctl runs them, and nothing refers to what is gone."""

from __future__ import annotations

import copy
import os
import subprocess

import pytest

from ...support.servers import Server
from ..conftest import Database
from .conftest import WHOLE, Site

GATEWAYS = {**WHOLE, "networks": [{**each, "chassis": ["host1", "host2"]} for each in WHOLE["networks"]]}


def changed() -> dict:
    """The balancer of the second network is one for UDP, and an option of that network is another."""
    document = copy.deepcopy(GATEWAYS)
    document["network_load_balancers"][0]["ports"][0]["protocol"] = "udp"
    document["networks"][1]["dns_domain"] = "other.example"
    return document


@pytest.mark.parametrize("document, options", [
    (changed(), {}),
    ({"uplinks": GATEWAYS["uplinks"], "networks": [{**GATEWAYS["networks"][1], "chassis": ["host2"]}]}, {"purge": True}),
    ({"networks": [{"name": "net1"}]}, {"state": "absent", "force": True}),
    ({kind: GATEWAYS[kind] for kind in reversed(GATEWAYS)}, {"state": "absent"}),
], ids=["a balancer changes its protocol", "purge", "a network goes", "all goes"])
def test_the_script_does_what_the_task_does_and_leaves_no_hole(site, short_path, schema_root, document, options):
    database = Database(site.server)
    database.nbctl("init")
    site.apply(GATEWAYS)
    server = Server(short_path, schema_root, "OVN_Northbound", source=site.server.file)
    try:
        script = "\n".join(site.apply(document, **options)["commands"])
        subprocess.run(["sh", "-ec", script], env={**os.environ, "OVN_NB_DB": server.endpoint}, check=True)
        assert Site(server).rows() == site.rows()
        assert database.holes() == [] == Database(server).holes()
    finally:
        server.stop()
