# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose a row is: every row of a network says so, and no bulk state of topology takes one."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model.document import ROOTS
from ansible_collections.overlay.ovn.plugins.module_utils.model.rows import OWNER_MARK
from ansible_collections.overlay.ovn.plugins.module_utils.network.membership import Gateways, Joining, Leaving
from ansible_collections.overlay.ovn.plugins.module_utils.network.rows import ENTRY_MARKS
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.engine import reconcile
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import gateways, topology

from .conftest import UPLINK, WHOLE, network, nic

# What makes a row in each table that networks have rows in, beside those of WHOLE.
EVERYTHING = {
    **WHOLE,
    "uplinks": [{**UPLINK, "ipv4_gateway_hwaddr": "02:00:5e:10:00:01", "ovn_ingress_mode": "routed"}],
    "networks": [network("net1", 1, security_acls=["web"], chassis=["c1", "c2"]),
                 network("net2", 2, bridge_external_interfaces=[{"chassis": "c1", "name": "eth9"}])],
    "network_nics": [*WHOLE["network_nics"], nic("c4", 14, limits_ingress="10Mbit", ipv4_routes_external=["198.18.2.64/32"])],
    "network_load_balancers": [{**WHOLE["network_load_balancers"][0], "healthcheck": True}],
}
TABLES = {
    "ACL", "Address_Set", "Copp", "DHCP_Options", "DNS", "HA_Chassis", "HA_Chassis_Group", "Load_Balancer", "Load_Balancer_Health_Check",
    "Logical_Router", "Logical_Router_Policy", "Logical_Router_Port", "Logical_Router_Static_Route", "Logical_Switch", "Logical_Switch_Port",
    "NAT", "Port_Group", "QoS", "Static_MAC_Binding",
}
MINE = {"switches": [{"name": "mine"}]}


@pytest.fixture
def everything(site):
    """One of everything that networks and chassis_membership make: c1 left the gateways of net1 and is back."""
    site.apply(EVERYTHING)
    for request in (Leaving("c1"), Joining("c1", ("net2",))):
        move(site, request)
    return site


def move(site, request: Joining | Leaving) -> None:
    def program(database):
        found: Gateways = gateways.read_gateways(database, frozenset(("c1", "c2")))
        want, faults = request.want(found)
        assert not faults
        return want

    reconcile(site.server.session(), program, owner="ansible")


def bulk(site, document: dict, **options) -> dict:
    defaults = {name: spec.get("default") for name, spec in topology.ARGUMENTS.items()}
    return topology.run_topology({**defaults, "nb_connection": [site.server.endpoint], "timeout": 10, "topology": document, **options}, False)


def named(site) -> dict:
    """A topology that names every row of the database that stands by itself, and says nothing else of it."""
    rows = site.rows()
    return {plural: [{"name": each.get("name") or each["external_ids"].get("overlay_name")} for each in rows[table.name].values()]
            for plural, table in ROOTS.items() if len(table.key) == 1 and rows.get(table.name)}


def gone(site, before: dict) -> list[str]:
    now = site.rows()
    return [f"{table} {row}" for table, rows in before.items() for uuid, row in rows.items() if uuid not in now[table]]


def test_every_row_says_whose_it_is_and_what_entry_it_belongs_to(everything):
    rows = everything.rows()
    assert {table for table, found in rows.items() if found} == TABLES
    marked = [(table, row) for table, found in rows.items() for row in found.values() if "external_ids" in row]
    assert [each for each in marked if OWNER_MARK not in each[1]["external_ids"]] == []
    assert [each for each in marked if not ENTRY_MARKS & each[1]["external_ids"].keys()] == []


@pytest.mark.parametrize("options", [{"state": "overridden"}, {"state": "overridden", "adopt": True}, {"state": "replaced"}, {}], ids=str)
def test_nothing_of_a_network_goes_with_a_topology(everything, options):
    before = everything.rows()
    for document in (MINE, {}, named(everything)):
        bulk(everything, document, allow_empty=True, **options)
        assert gone(everything, before) == []
    bulk(everything, {}, state="overridden", allow_empty=True)
    assert "mine" not in {each["name"] for each in everything.rows("Logical_Switch")["Logical_Switch"].values()}


def test_chassis_that_an_older_release_did_not_mark_stay_at_the_gateways_of_networks(everything):
    bulk(everything, {"ha_chassis_groups": [{"name": "mine", "ha_chassis": [{"chassis_name": "c1", "priority": 1}]}]})
    mine = everything.row("HA_Chassis_Group", "mine")["ha_chassis"]
    before = everything.rows("HA_Chassis", "Logical_Switch")
    for uuid, row in before["HA_Chassis"].items():
        owner = {OWNER_MARK: row["external_ids"][OWNER_MARK]}
        everything.write([op.update("HA_Chassis", [op.by_uuid(uuid)], {"external_ids": ["map", [list(each) for each in owner.items()]]})])
    bulk(everything, MINE, state="overridden")
    assert everything.rows("HA_Chassis")["HA_Chassis"].keys() == before["HA_Chassis"].keys() - mine
    bulk(everything, {"ha_chassis_groups": [{"name": "overlay-net1"}]}, state="replaced")
    assert everything.rows("HA_Chassis")["HA_Chassis"].keys() == before["HA_Chassis"].keys() - mine
    everything.apply(EVERYTHING)
    assert all(ENTRY_MARKS & row["external_ids"].keys() for row in everything.rows("HA_Chassis")["HA_Chassis"].values()
               if row["chassis_name"] == "c2")
