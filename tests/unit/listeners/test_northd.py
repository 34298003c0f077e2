# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Load balancers as ovn-northd understands them."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

from ...support.northd import Northd
from .conftest import NICS, SITE, Tasks

DYNAMIC = {"network": "net1", "instance": "dyn"}


@pytest.fixture
def northd(northbound, tmp_path_factory, schema_root):
    process = Northd(northbound, tmp_path_factory.mktemp("s"), schema_root)
    yield process
    process.stop()


@pytest.fixture
def site(northbound, northd) -> Tasks:
    made = Tasks(northbound)
    made.networks({**SITE, "network_nics": [*NICS, DYNAMIC]})
    return made


def balancer(address: str, *instances: str) -> dict:
    pool = {"name": "p1", "target_port": 80, "instances": [{"name": name} for name in instances]}
    return {"network": "net1", "listen_address": address, "pools": [pool],
            "ports": [{"protocol": "tcp", "listen_port": "80", "target_pool": "p1"}]}


def test_a_pool_has_the_addresses_that_ovn_assigns(site):
    more = {"network": "net1", "instance": "more"}
    site.networks({"network_nics": [more], "network_load_balancers": [balancer("198.18.3.20", "www1", "dyn", "more")]})
    assert site.rows("Load_Balancer")[0]["vips"] == {"198.18.3.20:80": "10.10.1.11:80,10.10.1.2:80,10.10.1.3:80"}
    assert not site.balancer(**balancer("198.18.3.20", "www1", "dyn", "more"))["changed"]


def test_ovn_probes_every_instance_of_a_pool(site, northd):
    site.balancer(**balancer("198.18.3.20", "www1", "www2"), wait="sb", wait_timeout=20)
    site.balancer(**balancer("fd42:18:2::20", "www1", "www2"), wait="sb", wait_timeout=20)
    columns = ["logical_port", "ip", "port", "protocol"]
    monitors = northd.southbound.session().read([op.select("Service_Monitor", [], columns)])[0]
    probed = {tuple(row[name] for name in columns) for row in monitors}
    every = {(f"overlay-net1-instance-www{number}-eth0", f"{stem}{number}", 80, "tcp")
             for number in (1, 2) for stem in ("10.10.1.1", "fd42:10:1::1")}
    assert probed == every
