# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""ovsdbapp, the library that OpenStack uses, reads what we write, and we read what it writes."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb

connection = pytest.importorskip("ovsdbapp.backend.ovs_idl.connection")
impl_idl = pytest.importorskip("ovsdbapp.schema.ovn_northbound.impl_idl")


@pytest.fixture
def ovsdbapp(database):
    class Api(impl_idl.OvnNbApiIdlImpl):
        """A class of its own: the library keeps the connection in the class."""

    idl = connection.OvsdbIdl.from_server(database.server.endpoint, "OVN_Northbound", leader_only=False)
    link = connection.Connection(idl, timeout=10)
    api = Api(link)
    yield api
    link.stop(timeout=5)


def test_it_reads_what_we_wrote_and_we_read_what_it_wrote(database, ovsdbapp):
    mac = "00:16:3e:00:00:01"
    database.task(nb.LOGICAL_SWITCH, name="sw0", external_ids={"n": 7})
    database.task(nb.LOGICAL_SWITCH_PORT, name="p0", switch="sw0", addresses=[f"{mac} 10.0.0.2"])
    database.task(nb.LOGICAL_ROUTER, name="r0")
    database.task(nb.STATIC_ROUTE, router="r0", ip_prefix="0.0.0.0/0", nexthop="10.0.0.1")
    database.task(nb.NAT, router="r0", type="snat", external_ip="198.18.1.1", logical_ip="10.0.0.0/24")

    # A write of its own first: then its replica has what was there before.
    ovsdbapp.ls_add("sw1").execute(check_error=True)
    assert ovsdbapp.ls_get("sw0").execute(check_error=True).external_ids["n"] == "7"
    assert ovsdbapp.lsp_get_addresses("p0").execute(check_error=True) == [f"{mac} 10.0.0.2"]
    assert [route.nexthop for route in ovsdbapp.lr_route_list("r0").execute(check_error=True)] == ["10.0.0.1"]
    assert [rule.logical_ip for rule in ovsdbapp.lr_nat_list("r0").execute(check_error=True)] == ["10.0.0.0/24"]

    ovsdbapp.lsp_add("sw1", "p1", addresses=[mac]).execute(check_error=True)
    ovsdbapp.lr_route_add("r0", "10.8.0.0/16", "10.0.0.9").execute(check_error=True)
    ovsdbapp.lr_nat_add("r0", "dnat_and_snat", "198.18.1.2", "10.0.0.2").execute(check_error=True)
    ovsdbapp.acl_add("sw1", "to-lport", 5, "ip", "drop").execute(check_error=True)
    for table, options in {
        nb.LOGICAL_SWITCH: {"name": "sw1"},
        nb.LOGICAL_SWITCH_PORT: {"name": "p1", "switch": "sw1", "addresses": [mac]},
        nb.STATIC_ROUTE: {"router": "r0", "ip_prefix": "10.8.0.0/16", "nexthop": "10.0.0.9"},
        nb.NAT: {"router": "r0", "type": "dnat_and_snat", "external_ip": "198.18.1.2", "logical_ip": "10.0.0.2"},
        nb.ACL: {"switch": "sw1", "direction": "to-lport", "priority": 5, "match": "ip", "action": "drop"},
    }.items():
        assert not database.task(table, **options)["changed"], table
