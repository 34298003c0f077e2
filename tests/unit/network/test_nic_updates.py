# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A NIC that changes while it is in use: only what follows from the change is touched, and back again leaves no trace."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import TABLES
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import network_acl

pytestmark = pytest.mark.any_release
PORT = "overlay-net1-instance-c1-eth0"
UPLINK = {
    "name": "UPLINK",
    "ipv4_gateway": "198.18.1.1/24",
    "ipv4_ovn_ranges": ["198.18.1.100-198.18.1.110"],
    "ipv4_routes": ["198.18.2.0/24", "10.10.0.0/16"],
    "ipv6_gateway": "fd42:18:1::1/64",
    "ipv6_ovn_ranges": ["fd42:18:1::100-fd42:18:1::110"],
    "ipv6_routes": ["fd42:10::/32"],
}
FIXED = {"ipv4_address": "10.10.1.50", "ipv6_address": "fd42:10:1::50", "hwaddr": "00:16:3e:00:00:50"}
PLAIN = {"ipv4_nat": False, "ipv6_nat": False, "ipv6_dhcp_stateful": True, "uplinks": [UPLINK]}
CHANGES = {
    "fixed addresses": ({"ipv4_address": "10.10.1.51"}, {"Logical_Switch_Port", "DNS", "NAT"}),
    "Ethernet address": ({"hwaddr": "00:16:3e:00:00:51"}, {"Logical_Switch_Port"}),
    "no addresses": ({"ipv4_address": "none", "ipv6_address": "none"}, {"Logical_Switch_Port", "DNS", "NAT"}),
    "routes": ({"ipv4_routes": ["10.20.0.0/24"], "ipv6_routes": ["fd42:20::/64"]},
               {"Logical_Switch_Port", "Logical_Router_Static_Route", "Address_Set"}),
    "external routes": ({"ipv4_routes_external": ["198.18.2.64/30"]},
                        {"Logical_Switch_Port", "Logical_Router_Static_Route", "Address_Set", "NAT"}),
    "limits": ({"limits_max": "10Mbit", "limits_priority": 7}, {"Logical_Switch_Port", "QoS"}),
    "a promiscuous NIC": ({"security_promiscuous": True}, {"Logical_Switch_Port"}),
    "ACLs": ({"security_acls": ["web"], "security_acls_default_egress_action": "allow"},
             {"Logical_Switch_Port", "Port_Group", "ACL", "Logical_Switch"}),
    "a stopped instance": ({"enabled": False}, {"Logical_Switch_Port", "DNS", "NAT", "Port_Group"}),
    "its chassis": ({"requested_chassis": "host2"}, {"Logical_Switch_Port"}),
    "its domain": ({"dns_domain": "lab.example"}, {"Logical_Switch_Port", "DNS"}),
    "what it is for": ({"user": {"what": "mail"}}, {"Logical_Switch_Port"}),
}


@pytest.fixture(autouse=True)
def site(tasks):
    tasks.network(**PLAIN)
    acl = {"name": "web", "ingress": [{"action": "allow", "protocol": "tcp", "destination_port": ["80"], "state": "enabled"}], "egress": []}
    network_acl.run_network_acl(tasks._params(network_acl.ARGUMENTS, acl), False)


def everything(tasks) -> dict[str, list[dict]]:
    return {table: tasks.rows(table) for table in TABLES if table in tasks.server.session().schema.tables and table != "NB_Global"}


def touched(result: dict) -> set[str]:
    """The tables whose rows come, change or go; a port's place in a group is the group's."""
    return {(part.get("after_header") or part["before_header"]).split()[0] for part in result["diff"]}


@pytest.mark.parametrize("what", CHANGES)
def test_each_option_touches_what_follows_from_it_and_back_again_leaves_no_trace(tasks, what):
    options, tables = CHANGES[what]
    tasks.nic(**FIXED)
    before = everything(tasks)
    planned, done = tasks.nic(check=True, **{**FIXED, **options}), tasks.nic(**{**FIXED, **options})
    assert planned["diff"] == done["diff"] and done["changed"]
    assert touched(done) <= tables, touched(done)
    assert not tasks.nic(**{**FIXED, **options})["changed"]
    assert tasks.nic(**FIXED)["changed"]
    assert everything(tasks) == before


@pytest.mark.parametrize("l2proxy", ["dnat_and_snat", "arp_proxy"])
def test_a_nic_leaves_nothing_behind(tasks, l2proxy):
    tasks.network(**PLAIN, l2proxy=l2proxy)
    before = everything(tasks)
    options = {name: value for change, _tables in CHANGES.values() for name, value in change.items() if name not in FIXED}
    tasks.nic(**{**FIXED, **options, "enabled": True})
    assert tasks.nic(state="absent")["changed"]
    assert everything(tasks) == before
    assert not tasks.nic(state="absent")["changed"]


def test_nics_share_the_list_that_answers_on_the_uplink(tasks):
    def listed() -> str | None:
        port = next(row for row in tasks.rows("Logical_Switch_Port") if row["name"] == "overlay-net1-ls-ext-lsp-router")
        return port["options"].get("arp_proxy")

    tasks.network(**PLAIN, l2proxy="arp_proxy")
    tasks.nic(**FIXED)
    tasks.nic(instance="c2", hwaddr="00:16:3e:00:00:52", ipv4_address="10.10.1.52", ipv6_address="fd42:10:1::52")
    assert listed() == "10.10.1.50/32 10.10.1.52/32 fd42:10:1::50/128 fd42:10:1::52/128"
    tasks.nic(instance="c2", state="absent")
    assert listed() == "10.10.1.50/32 fd42:10:1::50/128"
    tasks.network(**PLAIN)
    assert listed() is None
    assert {row["type"] for row in tasks.rows("NAT")} == {"dnat_and_snat"}


def test_a_network_in_another_mode_or_domain_changes_its_nics(tasks):
    tasks.nic(**FIXED)
    before = everything(tasks)
    assert {"NAT", "DNS"} <= touched(tasks.network(**{**PLAIN, "ipv4_nat": True, "ipv6_nat": True, "dns_domain": "lab.example"}))
    assert "c1.lab.example" in tasks.rows("DNS")[0]["records"]
    tasks.network(**PLAIN)
    assert everything(tasks) == before


def test_a_nic_that_others_are_nested_in_stays_while_they_do(tasks):
    tasks.nic(**FIXED)
    tasks.nic(name="eth1", nested="eth0", vlan=10, ipv4_address="10.10.1.51")
    with pytest.raises(Exception, match="NIC net1 c1 eth0 is in use by NIC c1 eth1"):
        tasks.nic(state="absent")
    tasks.nic(name="eth1", state="absent")
    assert tasks.nic(state="absent")["changed"]


@pytest.mark.parametrize("flavor", ["lxd", "incus"])
def test_a_network_that_is_a_switch_alone_has_nics_too(tasks, flavor):
    tasks.network(name="net2", network="none", uplinks=[], flavor=flavor, ipv4_address="none", ipv6_address="none",
                  ipv4_nat=None, ipv6_nat=None)
    before = everything(tasks)
    done = tasks.nic(network="net2", **{"hwaddr": FIXED["hwaddr"]})
    assert done["changed"] and done["ipv4_address"] is done["ipv6_address"] is None
    assert not tasks.nic(network="net2", **{"hwaddr": FIXED["hwaddr"]})["changed"]
    assert tasks.nic(network="net2", state="absent")["changed"]
    assert everything(tasks) == before
