# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""ACLs and address sets in a database: made, changed, used and removed."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

from ...support.steps import four_steps
from .conftest import ALLOW, INTERNAL, PLACES, network, nic


@pytest.mark.parametrize("flavor", ["lxd", "incus"])
def test_an_acl_comes_changes_and_goes(site, flavor):
    made = four_steps(site.acl, flavor=flavor, ingress=[ALLOW, {"action": "drop", "protocol": "tcp"}], egress=[ALLOW])
    assert made["port_group"] == {"lxd": "overlay_acl_web", "incus": "overlay_acl_web_all"}[flavor]
    four_steps(site.acl, flavor=flavor, ingress=[{"action": "drop", "protocol": "udp"}])
    assert four_steps(site.acl, state="absent")["port_group"] is None
    assert not any(site.dump().values())


def test_a_set_comes_changes_and_goes(site):
    four_steps(site.address_set, addresses=["10.0.0.1", "fd42::/64"])
    four_steps(site.address_set, addresses=["10.0.0.1-10.0.0.3"])
    sizes = {row["name"]: len(row["addresses"]) for row in site.rows("Address_Set")}
    assert sizes == {"overlay_set_office_ip4": 3, "overlay_set_office_ip6": 0}
    four_steps(site.address_set, state="absent")
    assert not any(site.dump().values())


def test_a_set_may_be_empty_and_its_description_is_remembered(site):
    four_steps(site.address_set)
    four_steps(site.address_set, description="where we sit")
    assert "where we sit" in str(site.rows("Address_Set"))


def test_only_the_row_of_a_changed_rule_changes(site):
    rules = [{**ALLOW, "protocol": "tcp", "destination_port": [str(port)]} for port in (80, 443, 22)]
    site.acl(ingress=rules)
    before = {row["match"]: row["_uuid"] for row in site.rows("ACL")}
    result = four_steps(site.acl, ingress=[rules[2], {**rules[0], "state": "logged"}, rules[1]])
    headers = [entry["before_header"] for entry in result["diff"]]
    assert len(headers) == 2 and sum(header.startswith("ACL") for header in headers) == 1
    assert {row["match"]: row["_uuid"] for row in site.rows("ACL")} == before
    four_steps(site.acl, ingress=rules)
    assert not any(row["log"] or row["name"] for row in site.rows("ACL"))


def test_a_changed_set_touches_no_rule(site):
    site.address_set(addresses=["10.0.0.1"])
    site.acl(ingress=[{**ALLOW, "source": ["$office"]}])
    rules = site.rows("ACL")
    result = four_steps(site.address_set, addresses=["10.0.0.2"])
    assert {entry["before_header"].split()[0] for entry in result["diff"]} == {"Address_Set"}
    assert site.rows("ACL") == rules


def test_what_a_rule_names_must_be_there(site):
    with pytest.raises(InvalidInput) as caught:
        site.acl(ingress=[{**ALLOW, "source": ["db", "$office", "@net1/net2"]}], egress=[{**ALLOW, "destination": ["db"]}])
    assert [fault.path for fault in caught.value.faults] == ["ingress[0].source"] * 3 + ["egress[0].destination"]
    assert not any(site.dump().values())


def test_acls_that_name_each_other_are_made_together(site):
    rules = {"web": "db", "db": "web"}
    acls = [{"name": name, "ingress": [{**ALLOW, "source": [other]}]} for name, other in rules.items()]
    assert site.document(network_acls=acls)["changed"]
    assert site.groups() == {"overlay_acl_web", "overlay_acl_db"}
    assert not site.document(network_acls=acls)["changed"]


ACLS = [{"name": "web", "ingress": [PLACES, ALLOW]}, {"name": "db", "flavor": "incus", "ingress": [PLACES, {"action": "drop"}]}]


def in_use(site, **options) -> None:
    site.document(networks=[network(security_acls=["web"]), network("net2", 2)], network_acls=ACLS, **options)


def test_a_networks_acl_is_in_force_on_its_nics(site):
    in_use(site, network_nics=[nic("c1", 11), nic("c2", 12, security_acls=["db"]), nic("c3", 11, "net2")])
    one, two = "overlay-net1-instance-c1-eth0", "overlay-net1-instance-c2-eth0"
    assert site.group("overlay_acl_web")["ports"] == {one, two}
    assert site.group("overlay_acl_db_all")["ports"] == site.group("overlay_acl_db_ingress")["ports"] == {two}
    assert site.group("overlay_acl_db_ingress_reversed")["ports"] == set()
    assert site.group("overlay_acl_web_net1") == {
        "ports": {"overlay-net1-ls-int-lsp-router"}, "rules": {f"(outport == @overlay_acl_web) && ({INTERNAL})"}}
    assert site.group("overlay_net1")["rules"] == {f'{side} == "{port}"' for side in ("inport", "outport") for port in (one, two)}
    assert site.group("overlay_net2")["rules"] == set()
    assert "overlay_acl_web_net2" not in site.groups()


def test_a_network_that_drops_an_acl_lets_its_nics_go(site):
    in_use(site, network_nics=[nic("c1", 11), nic("c2", 12, security_acls=["db"])])
    before = site.dump()
    dropped = site.document(networks=[network()])
    assert dropped["changed"]
    assert site.group("overlay_acl_web")["ports"] == set()
    assert "overlay_acl_web_net1" not in site.groups()
    assert len(site.group("overlay_net1")["rules"]) == 2
    assert not site.document(networks=[network()])["changed"]
    site.document(networks=[network(security_acls=["web"])])
    assert site.dump() == before


def test_a_nic_takes_and_leaves_acls_alone(site):
    in_use(site, network_nics=[nic("c3", 11, "net2")])
    before = site.dump()
    assert site.document(network_nics=[nic("c3", 11, "net2", security_acls=["web", "db"])])["changed"]
    assert {"overlay_acl_web_net2", "overlay_acl_db_net2"} <= site.groups()
    assert site.group("overlay_acl_web")["ports"] == {"overlay-net2-instance-c3-eth0"}
    assert len(site.group("overlay_net2")["rules"]) == 2
    assert site.document(network_nics=[nic("c3", 11, "net2")])["changed"]
    assert site.dump() == before


def test_a_nics_default_moves_it_to_the_group_with_the_suitable_precedence(site):
    in_use(site, network_nics=[nic("c1", 11, security_acls=["db"])])
    port = {"overlay-net1-instance-c1-eth0"}
    before = site.dump()
    assert site.document(network_nics=[nic("c1", 11, security_acls=["db"], security_acls_default_ingress_action="allow")])["changed"]
    assert (site.group("overlay_acl_db_ingress")["ports"], site.group("overlay_acl_db_ingress_reversed")["ports"]) == (set(), port)
    assert site.group("overlay_acl_db_egress")["ports"] == port
    assert site.document(network_nics=[nic("c1", 11, security_acls=["db"])])["changed"]
    assert site.dump() == before


def test_an_acl_that_takes_another_form_takes_its_nics_along(site):
    in_use(site, network_nics=[nic("c1", 11)])
    assert four_steps(site.acl, ingress=[PLACES], flavor="incus")["port_group"] == "overlay_acl_web_all"
    assert "overlay_acl_web" not in site.groups()
    assert site.group("overlay_acl_web_ingress")["ports"] == {"overlay-net1-instance-c1-eth0"}
    assert site.group("overlay_acl_web_net1")["rules"] == {
        f"(outport == @overlay_acl_web_{each}) && ({INTERNAL})"
        for each in ("ingress", "ingress_reversed")
    }
    four_steps(site.acl, ingress=[PLACES, ALLOW])
    assert site.group("overlay_acl_web")["ports"] == {"overlay-net1-instance-c1-eth0"}


def test_an_acl_that_takes_another_base_name_leaves_nothing_behind(site):
    in_use(site, network_nics=[nic("c1", 11)])
    four_steps(site.acl, ingress=[PLACES], base_name="lxd_acl1")
    assert {name for name in site.groups() if "db" not in name} == {"lxd_acl1", "lxd_acl1_overlay_net1", "overlay_net1", "overlay_net2"}
    assert site.group("lxd_acl1")["ports"] == {"overlay-net1-instance-c1-eth0"}


def test_who_names_an_acl_follows_when_its_form_changes(site):
    site.acl("db")
    site.acl("web", ingress=[{**ALLOW, "source": ["db"]}])
    four_steps(site.acl, name="db", flavor="incus")
    source = "(ip4.src == $overlay_acl_db_all_ip4 || ip6.src == $overlay_acl_db_all_ip6)"
    assert f"(outport == @overlay_acl_web) && ({source})" in site.group("overlay_acl_web")["rules"]


def test_an_acl_in_use_stays(site):
    in_use(site, network_nics=[nic("c3", 11, "net2", security_acls=["db"])])
    site.acl("shop", ingress=[{**ALLOW, "source": ["web"]}])
    for name, users in (("web", "network net1, a rule of ACL shop"), ("db", "NIC c3 eth0 of network net2")):
        with pytest.raises(InvalidInput, match=f"ACL {name} is in use by {users}"):
            site.acl(name, state="absent")
    assert four_steps(site.acl, name="shop", state="absent")["port_group"] is None


def test_a_set_in_use_stays(site):
    site.address_set()
    site.acl(ingress=[{**ALLOW, "source": ["$office"]}])
    with pytest.raises(InvalidInput, match="address set office is in use by a rule of ACL web"):
        site.address_set(state="absent")


def test_an_unknown_acl_is_refused_where_it_is_named(site):
    with pytest.raises(InvalidInput) as caught:
        site.document(networks=[network(security_acls=["wbe"])], network_nics=[nic("c1", 11, security_acls=["bd"])])
    assert [str(fault) for fault in caught.value.faults] == [
        f"{path}.security_acls[0] ({about}): there is no ACL named '{name}'. Make it in this task or before, or correct the name."
        for path, about, name in (("networks[0]", "network net1", "wbe"), ("network_nics[0]", "NIC net1 c1 eth0", "bd"))]


def test_a_peer_that_rules_speak_of_stays(site):
    site.document(networks=[network(), network("net2", 2)], network_peers=[{"network": "net1", "target_network": "net2"}],
                  network_acls=[{"name": "web", "ingress": [{**ALLOW, "source": ["@net1/net2"]}]}])
    assert "(outport == @overlay_acl_web) && (ip6.src == $overlay_net2_routes_ip6 || ip4.src == $overlay_net2_routes_ip4)" in (
        site.group("overlay_acl_web")["rules"])
    with pytest.raises(InvalidInput, match="ACL web"):
        site.document(network_peers=[{"network": "net2", "target_network": "net1"}], state="absent")


def test_damage_is_repaired_and_nothing_else_is_touched(site):
    in_use(site, network_nics=[nic("c1", 11)])
    before = site.dump()
    rule = next(row for row in before["ACL"] if row["priority"] == 300)
    site.write(op.update("ACL", [op.by_uuid(rule["_uuid"])], {"action": "drop", "log": True}))
    assert len(four_steps(site.document, network_acls=ACLS[:1])["diff"]) == 1
    assert site.dump() == before


def test_whole_and_in_parts_is_the_same(site):
    in_use(site, network_nics=[nic("c1", 11, security_acls=["db"])])
    before = site.dump()
    site.document(network_acls=ACLS, networks=[network(security_acls=["web"]), network("net2", 2)],
                  network_nics=[nic("c1", 11, security_acls=["db"])], state="absent")
    assert not any(site.dump().values())
    for entry in ACLS:
        site.document(network_acls=[entry])
    site.document(networks=[network(security_acls=["web"])])
    site.document(networks=[network("net2", 2)])
    site.document(network_nics=[nic("c1", 11, security_acls=["db"])])
    assert site.dump() == before
