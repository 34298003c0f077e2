# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is left when the document is empty and the cluster taken away: nothing of ours."""

from __future__ import annotations

import json

import pytest
from conftest import INSTANCES
from lab import CHASSIS, host


@pytest.fixture(scope="session", autouse=True)
def _settled() -> None:
    """Here nothing is up."""


def test_the_northbound_database_is_empty() -> None:
    dump = host("host1").check_output("ovsdb-client --format=json dump unix:/run/ovn/ovnnb_db.sock OVN_Northbound")
    tables = [json.loads(line) for line in dump.splitlines() if line]
    assert len(tables) > 20
    assert {table["caption"].split()[0] for table in tables if table["data"]} == {"NB_Global"}


@pytest.mark.parametrize("name", CHASSIS)
def test_no_instance_is_wired(name: str) -> None:
    assert "iface-id" not in host(name).check_output("ovs-vsctl --bare --columns=external_ids list interface")


@pytest.mark.parametrize("name", INSTANCES)
def test_instances_live_without_a_nic(name: str) -> None:
    assert INSTANCES[name].run("ip link show dev eth0").rc != 0
    assert host(INSTANCES[name].host).service(f"instance@{name}").is_running


def test_no_zone_is_served() -> None:
    outside = host("outside")
    assert outside.service("nsd").is_running
    answer = outside.check_output("dig +noall +answer +tries=2 +time=1 @198.18.1.1 w1.web.example A")
    assert not answer, "it replies, and knows no such name"
    assert not outside.file("/etc/nsd/overlay-ovn").exists
