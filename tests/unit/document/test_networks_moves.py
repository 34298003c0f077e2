# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Networks that become something else: other names, other uplinks, a switch alone; and addresses that pass between them."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import recollection

from .conftest import UPLINK, network, nic

BASE = {"uplinks": [UPLINK], "networks": [network("net1", 1)]}


@pytest.mark.parametrize("inside", [{}, {"network_nics": [nic("c1", 11)]}])
@pytest.mark.parametrize(("was", "becomes", "names"), [
    (None, "lxd-net5", ("overlay-net1", "lxd-net5")),
    ("lxd-net5", None, ("lxd-net5", "overlay-net1")),
])
def test_a_network_is_not_left_behind_under_its_old_names(site, inside, was, becomes, names):
    site.apply({"uplinks": [UPLINK], "networks": [network("net1", 1, base_name=was)], **inside})
    before = site.rows()
    with pytest.raises(InvalidInput) as caught:
        site.apply({"networks": [network("net1", 1, base_name=becomes)], **inside})
    old, new = names
    assert str(caught.value) == (
        f"networks[0].base_name (network net1): network net1 is there as '{old}', and its rows cannot be renamed to '{new}'. "
        f"Remove the network first, or keep base_name '{old}'. Nothing was changed.")
    assert site.rows() == before


def test_a_network_that_was_removed_comes_back_under_other_names(site):
    site.apply(BASE)
    assert site.apply({"networks": [{"name": "net1"}]}, state="absent")["changed"]
    again = {"uplinks": [UPLINK], "networks": [network("net1", 1, base_name="lxd-net5")]}
    assert site.apply(again)["changed"] and not site.apply(again)["changed"]
    assert "overlay-net1" not in str(site.rows())


INCUS = network("net1", 1, flavor="incus", chassis=["host1", "host2"])
ALONE = {"network": "none", "ipv4_nat": False, "ipv6_nat": False}
UNATTACHED = {**UPLINK, "parent": "none"}


def gateways(site) -> list[str]:
    return sorted(row["chassis_name"] for row in site.rows("HA_Chassis")["HA_Chassis"].values())


@pytest.mark.parametrize("becomes", [
    {"uplinks": [UPLINK], "networks": [{**INCUS, **ALONE}]},
    {"uplinks": [UNATTACHED], "networks": [INCUS]},
    # The uplink alone says it, and the network follows.
    {"uplinks": [UNATTACHED]},
])
def test_an_incus_network_without_an_uplink_on_the_hosts_keeps_no_gateway(site, becomes):
    site.apply({"uplinks": [UPLINK], "networks": [INCUS]})
    assert gateways(site) == ["host1", "host2"]
    assert site.apply(becomes)["changed"] and gateways(site) == []
    assert not site.apply(becomes)["changed"] and site.info()["drift"] == []
    assert len(site.rows("HA_Chassis_Group")["HA_Chassis_Group"]) == 1
    site.apply({"uplinks": [UPLINK], "networks": [INCUS]})
    assert gateways(site) == ["host1", "host2"]


@pytest.mark.parametrize(("uplink", "flavor", "there"), [
    (UNATTACHED, "incus", []),
    (UNATTACHED, "lxd", ["host1", "host2"]),
    ({**UPLINK, "parent": "eth1"}, "incus", ["host1", "host2"]),
])
def test_a_new_network_gets_gateways_where_its_maker_would_have_some(site, uplink, flavor, there):
    site.apply({"uplinks": [uplink], "networks": [{**INCUS, "flavor": flavor}]})
    assert gateways(site) == there


V4, V6 = "volatile_network_ipv4_address", "volatile_network_ipv6_address"
# One address of each family.
SMALL = {**UPLINK, "ipv4_ovn_ranges": ["198.18.1.100-198.18.1.100"], "ipv6_ovn_ranges": ["fd42:18:1::100-fd42:18:1::100"]}


def fixed(number: int) -> dict:
    return {V4: f"198.18.1.{number}", V6: f"fd42:18:1::{number}"}


def outer(site) -> dict[str, set[str]]:
    """The addresses on the uplink, by network."""
    ports = site.rows("Logical_Router_Port")["Logical_Router_Port"].values()
    return {row["name"].split("-")[1]: set(row["networks"]) for row in ports if row["name"].endswith("-lrp-ext")}


def at(number: int) -> set[str]:
    return {f"198.18.1.{number}/24", f"fd42:18:1::{number}/64"}


def translated(site) -> dict[str, str]:
    return {row["logical_ip"]: row["external_ip"] for row in site.rows("NAT")["NAT"].values()}


def test_a_chosen_uplink_address_goes_to_who_chose_it_whatever_its_name(site):
    uplink = {**UPLINK, "ipv4_ovn_ranges": ["198.18.1.100-198.18.1.101"], "ipv6_ovn_ranges": ["fd42:18:1::100-fd42:18:1::101"]}
    document = {"uplinks": [uplink], "networks": [network("a", 1), network("z", 2, **fixed(100))]}
    assert site.apply(document, check=True)["changed"] and site.apply(document)["changed"]
    assert outer(site) == {"a": at(101), "z": at(100)}
    assert not site.apply(document)["changed"]


def test_a_kept_uplink_address_is_not_given_to_a_new_network_of_the_same_task(site):
    uplinks = [UPLINK]
    site.apply({"uplinks": uplinks, "networks": [network("z", 2)]})
    site.apply({"uplinks": uplinks, "networks": [network("a", 1), network("z", 2)]})
    assert outer(site) == {"a": at(101), "z": at(100)}


def test_networks_swap_their_uplink_addresses_in_one_task(site):
    both = {"uplinks": [UPLINK], "networks": [network("a", 1, **fixed(110)), network("b", 2, **fixed(111))]}
    site.apply(both)
    swapped = {"uplinks": [UPLINK], "networks": [network("a", 1, **fixed(111)), network("b", 2, **fixed(110))]}
    assert site.apply(swapped, check=True)["changed"] and site.apply(swapped)["changed"]
    assert outer(site) == {"a": at(111), "b": at(110)}
    assert translated(site)["10.10.1.0/24"] == "198.18.1.111" and translated(site)["10.10.2.0/24"] == "198.18.1.110"
    assert not site.apply(swapped)["changed"] and site.info()["drift"] == []


@pytest.mark.parametrize("purge", [True, False])
@pytest.mark.parametrize(("uplink", "options"), [(UPLINK, fixed(110)), (SMALL, {})])
def test_a_network_takes_the_uplink_address_of_the_one_that_it_replaces(site, purge, uplink, options):
    site.apply({"uplinks": [uplink], "networks": [network("old", 1, **options)]})
    (had,) = outer(site).values()
    gone = [] if purge else [{"name": "old", "state": "absent"}]
    replaced = {"uplinks": [uplink], "networks": [*gone, network("new", 1, **options)]}
    assert site.apply(replaced, purge=purge)["changed"] and outer(site) == {"new": had}
    assert not site.apply(replaced, purge=purge)["changed"]


def test_an_uplink_address_comes_free_when_its_network_leaves_the_uplink(site):
    site.apply({"uplinks": [SMALL], "networks": [network("a", 1)]})
    site.apply({"uplinks": [SMALL], "networks": [{**network("a", 1), **ALONE}, network("b", 2)]})
    assert outer(site) == {"b": at(100)}


def test_the_uplink_address_of_a_network_that_stays_is_still_refused(site):
    site.apply({"uplinks": [UPLINK], "networks": [network("a", 1)]})
    before = site.rows()
    for present in ([network("b", 2, **fixed(100))], [network("a", 1), network("b", 2, **fixed(100))]):
        with pytest.raises(InvalidInput, match="198.18.1.100 is in use by another router"):
            site.apply({"uplinks": [UPLINK], "networks": present})
    with pytest.raises(InvalidInput, match="is in use by another router"):
        site.apply({"uplinks": [UPLINK], "networks": [network("b", 2, **fixed(150)), network("c", 3, **fixed(150))]})
    assert site.rows() == before


def test_an_uplink_address_that_somebody_took_while_it_passed_on_is_not_given_twice(site, monkeypatch):
    site.apply({"uplinks": [UPLINK], "networks": [network("a", 1, **fixed(110)), network("b", 2, **fixed(111))]})
    plain = recollection.compile_change

    def compiled(*arguments):
        """Somebody writes after the task has planned, and before it writes."""
        found = plain(*arguments)
        monkeypatch.setattr(recollection, "compile_change", plain)
        site.apply({"networks": [network("a", 1, **fixed(112)), network("c", 3, **fixed(110))]})
        return found

    monkeypatch.setattr(recollection, "compile_change", compiled)
    with pytest.raises(InvalidInput, match="198.18.1.110 is in use by another router"):
        site.apply({"networks": [network("a", 1, **fixed(113)), network("b", 2, **fixed(110))]})
    assert outer(site) == {"a": at(112), "b": at(111), "c": at(110)}


SWITCH = {**network("net1", 1), **ALONE, "ipv4_address": "none", "ipv6_address": "none"}
ACL = {"name": "web", "ingress": [{"action": "allow", "source": "@internal"}]}
NIC = {"network": "net1", "instance": "c1", "hwaddr": "00:16:3e:00:00:01", "ipv4_address": "none", "ipv6_address": "none"}
NEEDS = "needs a router in network net1, which has neither a subnet nor an uplink. Give the network ipv4_address or " \
        "ipv6_address, or take security_acls out. Nothing was changed."


@pytest.mark.parametrize(("entries", "path"), [
    ({"networks": [{**SWITCH, "security_acls": ["web"]}]}, "networks[0].security_acls (network net1)"),
    ({"networks": [SWITCH], "network_nics": [{**NIC, "security_acls": ["web"]}]}, "network_nics[0].security_acls (NIC net1 c1 eth0)"),
])
def test_acls_that_nothing_would_tie_to_a_network_are_refused_where_they_stand(site, entries, path):
    site.apply({"network_acls": [ACL], "networks": [SWITCH], "network_nics": [NIC]})
    before = site.rows()
    with pytest.raises(InvalidInput) as caught:
        site.apply(entries)
    assert str(caught.value) == f"{path}: {NEEDS}"
    assert site.rows() == before


def test_a_network_does_not_lose_the_router_that_acls_of_its_nics_need(site):
    site.apply({"uplinks": [UPLINK], "network_acls": [ACL], "networks": [network("net1", 1)],
                "network_nics": [{**NIC, "security_acls": ["web"]}]})
    with pytest.raises(InvalidInput) as caught:
        site.apply({"networks": [SWITCH]})
    assert str(caught.value) == f"NIC net1 c1 eth0 (in the database).security_acls: {NEEDS}"
    site.apply({"networks": [SWITCH], "network_nics": [NIC]})
    assert site.info()["drift"] == [] and not site.rows("Logical_Router")["Logical_Router"]
