# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the operations made goes by the inventory that they left, and nothing stays behind."""

from __future__ import annotations

import pytest
from conftest import play, site
from lab import CHASSIS, host, rows


@pytest.fixture(scope="module", autouse=True)
def _torn_down() -> None:
    run = play("teardown.yml", site())
    assert run.rc == 0, run.text


@pytest.mark.parametrize("table", ["logical_switch", "logical_switch_port", "logical_router", "ha_chassis_group", "ha_chassis", "acl"])
def test_no_row_is_left(table: str) -> None:
    assert rows("ovn-nbctl", table, "_uuid") == []


@pytest.mark.parametrize("name", CHASSIS)
def test_no_host_keeps_a_nic_or_an_uplink(name: str) -> None:
    there = host(name)
    assert "iface-id" not in there.check_output("ovs-vsctl --columns=external_ids list Interface")
    assert there.check_output("ovs-vsctl list-br").split() == ["br-underlay"]
