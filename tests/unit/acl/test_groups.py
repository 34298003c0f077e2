# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The groups of ACLs, the places of NICs in them, and what is done by default."""

from __future__ import annotations

import json

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model.edits import Members
from ansible_collections.overlay.ovn.plugins.module_utils.network.acl_groups import (
    acl_network_scopes,
    acl_rows,
    acl_scopes,
    network_acl_rows,
    nic_default_rows,
    nic_group_rows,
)
from ansible_collections.overlay.ovn.plugins.module_utils.network.combine import combine
from ansible_collections.overlay.ovn.plugins.module_utils.network.world import Network

from .worlds import make_nic, make_settings, make_world

INCUS_GROUPS = ["all", "ingress", "ingress_reversed", "egress", "egress_reversed"]
PLACES = [{"action": "allow", "source": ["@internal", "@external"]}]


def groups(rows) -> dict[str, dict]:
    return {row.ref.key[0]: row.columns for row in rows if row.ref.table.name == "Port_Group"}


def failsafes(rows) -> list[str]:
    return [row.ref.key[2] for row in rows if row.ref.table.name == "ACL" and row.columns["action"] == "drop"]


def test_an_acl_without_rules_lets_nothing_through():
    world = make_world(acls=[{"name": "web"}])
    rows = acl_rows(world.acls["web"], world)
    assert list(groups(rows)) == ["overlay_acl_web"]
    assert failsafes(rows) == [
        "(inport == @overlay_acl_web || ip4.src == $overlay_acl_web_ip4 || ip6.src == $overlay_acl_web_ip6 || outport == @overlay_acl_web)"]


def test_incus_has_a_group_for_each_direction_and_default():
    world = make_world(acls=[{"name": "web", "flavor": "incus", "base_name": "incus_acl1"}])
    rows = acl_rows(world.acls["web"], world)
    assert list(groups(rows)) == [f"incus_acl1_{each}" for each in INCUS_GROUPS]
    assert failsafes(rows)[0] == "((ip4.src == $incus_acl1_all_ip4 || ip6.src == $incus_acl1_all_ip6) || outport == @incus_acl1_all)"
    assert len(failsafes(rows)) == 5


@pytest.mark.parametrize("flavor", ["lxd", "incus"])
def test_one_group_remembers_the_acl_and_all_rows_are_marked_as_its_own(flavor):
    entry = {"name": "web-1", "flavor": flavor, "ingress": PLACES, "description": None}
    world = make_world(acls=[entry], networks={"net1": ["web-1"]})
    rows = acl_rows(world.acls["web-1"], world)
    marks = [row.columns["external_ids"].items for row in rows]
    assert all(each["overlay_acl"] == "overlay_acl_web.1" for each in marks)
    remembering = [each for each in marks if "overlay_config" in each]
    assert [each["overlay_kind"] for each in remembering] == ["network_acls"]
    assert json.loads(remembering[0]["overlay_config"]) == {"name": "web-1", "flavor": flavor, "ingress": PLACES}
    assert all(scope.marks == (("overlay_acl", "overlay_acl_web.1"),) for scope in acl_scopes(world.acls["web-1"], world))


def test_each_network_that_uses_an_acl_has_a_group_of_it():
    nic = make_nic("c1", ["web"], "net2")
    world = make_world(acls=[{"name": "web", "ingress": PLACES}], networks={"net1": ["web"], "net2": [], "net3": []}, nics=[nic])
    found = groups(acl_rows(world.acls["web"], world))
    assert list(found) == ["overlay_acl_web", "overlay_acl_web_net1", "overlay_acl_web_net2"]
    pair = found["overlay_acl_web_net2"]
    assert [ref.key for ref in pair["ports"]] == [("overlay-net2-ls-int-lsp-router",)]
    assert pair["external_ids"].items == {"overlay_acl": "overlay_acl_web", "overlay_acl_network": "overlay-net2"}


def test_what_a_network_makes_of_its_acls_is_what_the_acls_make_of_it():
    nic = make_nic("c1", ["db", "web"])
    inward = [{"action": "drop", "destination": ["@internal"]}]
    acls = [{"name": "web", "ingress": PLACES}, {"name": "db", "flavor": "incus", "egress": inward}]
    world = make_world(acls=acls, networks={"net1": ["web"]}, nics=[nic])
    network = world.networks["net1"]
    rows = network_acl_rows(network, world)
    both = combine([*rows, *acl_rows(world.acls["web"], world), *acl_rows(world.acls["db"], world)])
    assert set(groups(rows)) == {"overlay_acl_web_net1", "overlay_acl_db_net1"}
    assert len([row for row in rows if row.ref.table.name == "ACL"]) == 3
    assert len(both) == len(combine([*acl_rows(world.acls["web"], world), *acl_rows(world.acls["db"], world)]))
    assert {scope.marks for scope in acl_network_scopes(network.names)} == {(("overlay_acl_network", "overlay-net1"),)}


def places(rows) -> dict[str, str]:
    """Whether the port joins or leaves each group."""
    edits = {row.ref.key[0]: row.columns["ports"] for row in rows}
    assert all(isinstance(edit, Members) and len(edit.add | edit.remove) == 1 for edit in edits.values())
    return {name: "in" if edit.add else "out" for name, edit in edits.items()}


def test_a_nic_is_in_the_groups_of_its_acls_and_of_its_networks():
    nic = make_nic("c1", ["db"])
    world = make_world(acls=[{"name": "web"}, {"name": "db"}, {"name": "other"}], networks={"net1": ["web"]}, nics=[nic])
    assert places(nic_group_rows(nic, world)) == {"overlay_acl_web": "in", "overlay_acl_db": "in"}


def test_a_nic_leaves_what_it_or_its_network_no_longer_names():
    nic = make_nic("c1", ["db"])
    world = make_world(acls=[{"name": "web"}, {"name": "db"}, {"name": "old"}], networks={"net1": []}, nics=[nic])
    world.former = {
        "networks": {("net1",): make_settings("net1", ["web", "gone"])},
        "network_nics": {nic.identity: make_nic("c1", ["db", "old"])},
    }
    assert places(nic_group_rows(nic, world)) == {"overlay_acl_db": "in", "overlay_acl_web": "out", "overlay_acl_old": "out"}
    assert places(nic_group_rows(nic, world, acls=())) == {"overlay_acl_web": "out", "overlay_acl_db": "out", "overlay_acl_old": "out"}


@pytest.mark.parametrize(("ingress", "egress"), [("reject", "reject"), ("drop", "allow"), ("allow", "drop"), ("allow", "allow")])
def test_incus_puts_a_nic_where_the_precedence_suits_its_defaults(ingress, egress):
    nic = make_nic("c1", ["web"], security_acls_default_ingress_action=ingress, security_acls_default_egress_action=egress)
    world = make_world(acls=[{"name": "web", "flavor": "incus"}], networks=["net1"], nics=[nic])
    chosen = {f"ingress{'_reversed' * (ingress == 'allow')}", f"egress{'_reversed' * (egress == 'allow')}", "all"}
    expected = {f"overlay_acl_web_{each}": "in" if each in chosen else "out" for each in INCUS_GROUPS}
    assert places(nic_group_rows(nic, world)) == expected


def defaults(nic, settings=None) -> list[tuple]:
    world = make_world(acls=[{"name": "web"}], networks=["net1"], nics=[nic])
    network = Network(settings) if settings else world.networks["net1"]
    return [
        (row.link.parent.key[0], *row.ref.key[1:3], row.columns["action"], row.columns["name"], row.columns["log"])
        for row in nic_default_rows(nic, network, world)
    ]


OUT, IN = 'inport == "overlay-net1-instance-c1-eth0"', 'outport == "overlay-net1-instance-c1-eth0"'


def test_without_an_acl_nothing_is_refused():
    assert defaults(make_nic("c1")) == []


def test_what_no_rule_names_is_rejected():
    assert defaults(make_nic("c1", ["web"])) == [
        ("overlay_net1", 111, OUT, "reject", None, False), ("overlay_net1", 100, IN, "reject", None, False)]


def test_a_nics_defaults_go_before_its_networks():
    settings = make_settings("net1", ingress=("drop", True), egress=("drop", False))
    nic = make_nic("c1", ["web"], security_acls_default_egress_action="allow", security_acls_default_ingress_logged=False,
                   security_acls_default_ingress_action=None, security_acls_default_egress_logged=True)
    assert defaults(nic, settings) == [
        ("overlay_net1", 111, OUT, "allow-related", "c1-eth0-egress", True), ("overlay_net1", 100, IN, "drop", None, False)]


def test_the_rows_of_defaults_are_the_nics():
    nic = make_nic("c1", ["web"])
    world = make_world(acls=[{"name": "web"}], networks=["net1"], nics=[nic])
    for row in nic_default_rows(nic, world.networks["net1"], world):
        assert row.columns["external_ids"].items == {"overlay_nic_network": "overlay-net1", "overlay_nic": nic.port}


def test_who_names_whom():
    rules = [{"action": "allow", "source": ["db", "$office", "@net1/net2"]}]
    world = make_world(acls=[{"name": "web", "ingress": rules}, {"name": "db"}], sets=["office"])
    for named in (("network_acls", ("db",)), ("network_address_sets", ("office",)), ("network_peers", ("net1", "net2"))):
        assert world.using("network_acls", named) == [("web",)]
    for named in (("network_acls", ("web",)), ("network_address_sets", ("db",))):
        assert world.using("network_acls", named) == []
