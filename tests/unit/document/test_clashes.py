# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names that follow from names: two entries that would come to one are refused, in whichever task they come."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput

from .conftest import UPLINK, network, nic

ALLOW = {"action": "allow", "protocol": "tcp"}


def acl(name: str, **options) -> dict:
    return {"name": name, "ingress": [ALLOW], **options}


# What is there, what comes, the option at fault, whose it is, the name, and who has it.
CLASHES = {
    "the addresses behind a router": (
        {"networks": [network("a", 1)]}, {"networks": [network("a-routes", 2)]},
        "name (network a-routes)", "an address set", "overlay_a_routes_ip4", "network a"),
    "the same the other way round": (
        {"networks": [network("a-routes", 1)]}, {"networks": [network("a", 2)]},
        "name (network a)", "an address set", "overlay_a_routes_ip4", "network a-routes"),
    "a network and an ACL": (
        {"network_acls": [acl("web")]}, {"networks": [network("acl-web", 1)]},
        "name (network acl-web)", "an address set", "overlay_acl_web_ip4", "ACL web"),
    "a network and an address set": (
        {"network_address_sets": [{"name": "office", "addresses": []}]}, {"networks": [network("set-office", 1)]},
        "name (network set-office)", "an address set", "overlay_set_office_ip4", "address set office"),
    "an ACL on a network and an ACL of that name": (
        {"network_acls": [acl("web"), acl("other", base_name="overlay_acl_web_a")], "networks": [network("a", 1)]},
        {"networks": [network("a", 1, security_acls=["web"])]},
        "name (network a)", "an address set", "overlay_acl_web_a_ip4", "ACL other"),
    "an ACL in Incus' form": (
        {"network_acls": [acl("web", flavor="incus")]}, {"network_acls": [acl("other", base_name="overlay_acl_web_ingress")]},
        "base_name (ACL other)", "an address set", "overlay_acl_web_ingress_ip4", "ACL web"),
    "an address set by its base name": (
        {"networks": [network("a", 1)]}, {"network_address_sets": [{"name": "office", "addresses": [], "base_name": "overlay_a"}]},
        "base_name (address set office)", "an address set", "overlay_a_ip4", "network a"),
    "NICs of two networks": (
        {"networks": [network("a", 1), network("a-instance-b", 2)], "network_nics": [nic("b-instance-c", 11, "net1", network="a")]},
        {"network_nics": [nic("c", 11, "net2", network="a-instance-b")]},
        "instance (NIC a-instance-b c eth0)", "a switch port", "overlay-a-instance-b-instance-c-eth0", "NIC a b-instance-c eth0"),
    "peers of two makers": (
        {"networks": [network("a", 1), network("b", 2), network("c", 3, base_name="lxd-b")],
         "network_peers": [{"network": "a", "target_network": "b"}]},
        {"network_peers": [{"network": "a", "target_network": "c"}]},
        "target_network (peer a c)", "a router port", "overlay-a-lr-lrp-peer-b", "peer a b"),
}


@pytest.mark.parametrize("clash", CLASHES)
def test_a_name_that_is_taken_is_refused(site, clash):
    there, comes, option, what, name, holder = CLASHES[clash]
    site.apply({"uplinks": [UPLINK], **there, "networks": [*there.get("networks", []), network("zero", 9)]})
    before = site.rows()
    kind = next(iter(comes))
    with pytest.raises(InvalidInput) as caught:
        site.apply(comes)
    assert str(caught.value) == (
        f"{kind}[0].{option}: '{name}' would be the name of {what} of this and of {holder} (in the database). "
        "Choose another name for one of them. Nothing was changed.")
    assert site.rows() == before


def test_of_two_in_one_task_both_are_named(site):
    with pytest.raises(InvalidInput) as caught:
        site.apply({"uplinks": [UPLINK], "networks": [network("a", 1), network("a-routes", 2)]})
    text = str(caught.value)
    assert "networks[0].name (network a): 'overlay_a_routes_ip4'" in text and "of this and of networks[1]." in text
    assert "networks[1].name (network a-routes): " in text and "of this and of networks[0]." in text


def test_names_that_only_look_alike_are_no_clash(site):
    site.apply({"uplinks": [UPLINK], "networks": [network("a", 1), network("a-route", 2), network("a-ls-int", 3)],
                "network_acls": [acl("a"), acl("a-b", flavor="incus")]})
    assert len(site.info()["networks"]) == 3


LEAVING = {
    "an ACL": ({"network_acls": [acl("web")]}, {"network_acls": [acl("other", base_name="overlay_acl_web")]},
               "base_name (ACL other)", "'overlay_acl_web_ip4' would be the name of an address set", "ACL web"),
    "an address set": (
        {"network_address_sets": [{"name": "office", "addresses": ["10.0.0.1"]}]},
        {"network_address_sets": [{"name": "shop", "addresses": ["10.0.0.2"], "base_name": "overlay_set_office"}]},
        "base_name (address set shop)", "'overlay_set_office_ip4' would be the name of an address set", "address set office"),
    "a NIC": (
        {"networks": [network("a", 1), network("a-instance-b", 2)], "network_nics": [nic("b-instance-c", 11, "net1", network="a")]},
        {"network_nics": [nic("c", 11, "net2", network="a-instance-b")]},
        "instance (NIC a-instance-b c eth0)", "'overlay-a-instance-b-instance-c-eth0' would be the name of a switch port",
        "NIC a b-instance-c eth0"),
    "a peer": (
        {"networks": [network("a", 1), network("b", 2), network("c", 3, base_name="lxd-b")],
         "network_peers": [{"network": "a", "target_network": "b"}]},
        {"network_peers": [{"network": "a", "target_network": "c"}]},
        "target_network (peer a c)", "'overlay-a-lr-lrp-peer-b' would be the name of a router port", "peer a b"),
}


@pytest.mark.parametrize("purge", [False, True])
@pytest.mark.parametrize("kind", LEAVING)
def test_a_name_of_what_the_same_task_removes_is_refused(site, kind, purge):
    there, comes, option, words, holder = LEAVING[kind]
    site.apply({"uplinks": [UPLINK], **there})
    before = site.rows()
    name = next(iter(comes))
    stays = {each: entries for each, entries in there.items() if each != name} if purge else {}
    gone = [] if purge else [{**entry, "state": "absent"} for entry in there[name]]
    with pytest.raises(InvalidInput) as caught:
        site.apply({**stays, name: [*comes[name], *gone]}, purge=purge)
    assert str(caught.value).startswith(f"{name}[0].{option}: {words} of this, and is that of {holder}, which the same task removes. ")
    assert site.rows() == before


@pytest.mark.parametrize("purge", [False, True])
def test_a_network_that_would_have_the_rows_of_one_that_goes_is_refused(site, purge):
    site.apply({"networks": [{**network("alpha", 1), "network": "none", "ipv4_nat": False, "ipv6_nat": False}]})
    before = site.rows()
    beta = {"name": "beta", "base_name": "overlay-alpha", "ipv4_address": "10.10.1.1/24", "ipv6_address": "none"}
    with pytest.raises(InvalidInput, match=r"networks\[0\].base_name .network beta.: 'overlay-alpha' names the rows of network alpha, which the same "
                                           "task removes.*renamed_from: alpha"):
        site.apply({"networks": [beta, *([] if purge else [{"name": "alpha", "state": "absent"}])]}, purge=purge)
    assert site.rows() == before
