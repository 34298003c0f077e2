# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every table: check, do, check, do; then absent, the same way; and nothing of it stays."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb

MAC = "00:16:3e:00:00:01"
TASKS = {
    nb.LOGICAL_SWITCH: {"name": "sw1", "other_config": {"subnet": "10.0.0.0/24", "vlan-passthru": True}},
    nb.LOGICAL_SWITCH_PORT: {
        "name": "p1",
        "switch": "sw0",
        "addresses": [f"{MAC} 10.0.0.2 fd42::2", "unknown"],
        "port_security": [f"{MAC} 10.0.0.2/24"],
        "tag_request": 0,
        "enabled": False,
        "dhcpv4_options": "d0",
        "ha_chassis_group": "g0",
        "options": {"requested-chassis": "host1"},
    },
    nb.LOGICAL_ROUTER: {"name": "r1", "options": {"snat-ct-zone": 7}, "enabled": True},
    nb.LOGICAL_ROUTER_PORT: {
        "name": "rp1",
        "router": "r0",
        "mac": MAC,
        "networks": ["10.0.0.1/24", "FD42::1/64"],
        "ha_chassis_group": "g0",
        "ipv6_ra_configs": {"address_mode": "slaac", "mtu": 1442},
    },
    nb.STATIC_ROUTE: {"router": "r0", "ip_prefix": "0.0.0.0/0", "nexthop": "10.0.0.254", "output_port": "rp0"},
    nb.NAT: {"router": "r0", "type": "snat", "external_ip": "198.18.1.100", "logical_ip": "10.0.0.0/24"},
    nb.ROUTER_POLICY: {"router": "r0", "priority": 0, "match": "ip4", "action": "reroute", "nexthops": ["10.0.0.9"]},
    nb.DHCP_OPTIONS: {"name": "d1", "cidr": "10.0.0.0/24", "options": {"lease_time": 3600, "router": "10.0.0.1"}},
    nb.DNS: {"name": "dns1", "records": {"c1.ovn": "10.0.0.2 fd42::2"}},
    nb.ACL: {"switch": "sw0", "direction": "to-lport", "priority": 0, "match": "ip", "action": "drop", "log": True, "name": "x"},
    nb.PORT_GROUP: {"name": "pg1", "ports": ["p0"]},
    nb.ADDRESS_SET: {"name": "as1", "addresses": ["10.0.0.0/8", "198.18.0.1"]},
}
SUBJECTS = {str(table): table for table in TASKS}


@pytest.fixture
def site(database):
    """What the rows of the tests hang at and refer to."""
    for table, options in {
        nb.LOGICAL_SWITCH: {"name": "sw0"},
        nb.LOGICAL_ROUTER: {"name": "r0"},
        nb.LOGICAL_SWITCH_PORT: {"name": "p0", "switch": "sw0"},
        nb.LOGICAL_ROUTER_PORT: {"name": "rp0", "router": "r0", "mac": MAC, "networks": ["10.9.0.1/24"]},
        nb.DHCP_OPTIONS: {"name": "d0", "cidr": "10.0.0.0/24"},
        nb.HA_CHASSIS_GROUP: {"name": "g0"},
    }.items():
        database.task(table, **options)
    return database


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_row_is_made_and_removed_as_check_mode_says(site, four_steps, name):
    table = SUBJECTS[name]
    before = site.dump()
    four_steps(lambda **rest: site.task(table, **rest), **TASKS[table])
    assert len(site.rows(table.name)) == len(before[table.name]) + 1
    four_steps(lambda **rest: site.task(table, **rest), **{**TASKS[table], "state": "absent"})
    assert site.dump() == before


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_row_that_lacks_what_the_task_names_is_changed_and_keeps_its_uuid(site, four_steps, name):
    table = SUBJECTS[name]
    site.task(table, **TASKS[table])
    uuids = [row["_uuid"] for row in site.rows(table.name)]
    done = four_steps(lambda **rest: site.task(table, **rest), **{**TASKS[table], "external_ids": {"note": "changed"}})
    assert [entry["after"]["external_ids"]["note"] for entry in done["diff"]] == ["changed"]
    assert [row["_uuid"] for row in site.rows(table.name)] == uuids


def test_a_chassis_group_and_its_chassis(database, four_steps):
    chassis = [{"chassis_name": "host1", "priority": 20}, {"chassis_name": "host2", "priority": 0}]
    four_steps(database.group, name="g1", ha_chassis=chassis)
    four_steps(database.group, name="g1", ha_chassis=[{"chassis_name": "host1", "priority": 30}])
    assert {row["chassis_name"]: row["priority"] for row in database.rows("HA_Chassis")} == {"host1": 30, "host2": 0}
    four_steps(database.group, name="g1", ha_chassis=[{"chassis_name": "host2", "state": "absent"}])
    four_steps(database.group, name="g1", ha_chassis=[{"chassis_name": "host3", "priority": 1}], exact=True)
    assert [row["chassis_name"] for row in database.rows("HA_Chassis")] == ["host3"]
    four_steps(database.group, name="g1", state="absent")
    assert database.count("HA_Chassis") == database.count("HA_Chassis_Group") == 0


def test_a_parent_takes_its_children_along_and_the_diff_names_each(site, four_steps):
    site.task(nb.ACL, **TASKS[nb.ACL])
    done = four_steps(lambda **rest: site.task(nb.LOGICAL_SWITCH, **rest), name="sw0", state="absent")
    tables = sorted(entry["before_header"].split()[0] for entry in done["diff"])
    assert tables == ["ACL", "Logical_Switch", "Logical_Switch_Port"]
    assert site.count("Logical_Switch_Port") == site.count("ACL") == 0
