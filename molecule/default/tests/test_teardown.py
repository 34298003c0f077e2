# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is left after playbooks/teardown.yml: nothing of ours, everything of others."""

from __future__ import annotations

from typing import Any

import pytest
from lab import Instance, host, playbook, rows

TABLES = (
    "logical_switch", "logical_switch_port", "logical_router", "logical_router_port", "logical_router_static_route",
    "logical_router_policy", "nat", "acl", "address_set", "port_group", "dhcp_options", "dns", "ha_chassis_group",
    "ha_chassis",
)  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_the_northbound_database_is_empty(table: str) -> None:
    assert rows("ovn-nbctl", table, "_uuid") == []


def test_no_chassis_is_registered() -> None:
    assert rows("ovn-sbctl", "chassis", "name") == []


def test_only_foreign_bridges_and_mappings_are_left(chassis: Any) -> None:
    foreign = {"br-foreign"} if chassis.lab_name == "host2" else set()
    bridges = set(chassis.check_output("ovs-vsctl list-br").split()) - {"br-int", "br-underlay"}
    assert bridges == foreign
    mappings = chassis.run("ovs-vsctl --if-exists get Open_vSwitch . external_ids:ovn-bridge-mappings").stdout.strip()
    assert mappings.strip('"') == ("FOREIGN:br-foreign" if foreign else "")


def test_the_wire_is_nobodys_port(chassis: Any) -> None:
    assert chassis.run("ovs-vsctl port-to-br eth1").rc != 0
    assert chassis.run("ip link show dev eth1").rc == 0


def test_instances_have_no_nic_but_live(instance: Instance) -> None:
    assert instance.run("ip link show dev eth0").rc != 0
    assert host(instance.host).service(f"instance@{instance.name}").is_running


def test_taking_away_what_is_gone_changes_nothing() -> None:
    run = playbook("teardown.yml")
    assert run.rc == 0, run.text
    assert not any(run.changed.values()), run.text
