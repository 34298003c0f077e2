# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Uplinks over bridges that the host has for itself: those keep all that they had."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput

from .conftest import ip
from .uplinks import (
    ABSENT,
    ADDRESS,
    ALIAS,
    BRIDGE,
    INNER,
    MAPPINGS,
    NATIVE,
    OUTER,
    OVS,
    PHYSICAL,
    addresses,
    link,
    linux_bridge,
    nothing_is_left,
    operators_bridge,
    ports_of_linux_bridge,
    quiet,
)

LOCALNET = {"ovn-localnet-port": "overlay-net1-ls-ext-lsp-provider"}


def test_an_open_vswitch_bridge_is_mapped_and_nothing_else(host):
    operators_bridge(host)
    before = host.rows("Bridge"), host.rows("Port"), host.rows("Interface", "name", "type", "mtu_request")
    result = host.four_steps("uplink", **OVS, mtu=1400)
    assert (result["bridge"], result["type"], result["parent"]) == ("br-ex", "ovs_bridge", "br-ex")
    assert host.external_ids[MAPPINGS] == "UPLINK:br-ex"
    assert (host.rows("Bridge"), host.rows("Port"), host.rows("Interface", "name", "type", "mtu_request")) == before
    host.four_steps("uplink", **ABSENT)
    assert nothing_is_left(host) and (host.rows("Bridge"), host.rows("Port")) == before[:2]


def test_two_uplinks_over_one_open_vswitch_bridge(host):
    operators_bridge(host)
    host.run("uplink", **OVS)
    host.run("uplink", **{**OVS, "name": "SECOND"})
    host.four_steps("uplink", **ABSENT)
    assert host.external_ids[MAPPINGS] == "SECOND:br-ex"
    assert host.names("Bridge") == {"br-ex"}


def test_a_linux_bridge_there_and_back(host):
    linux_bridge()
    result = host.four_steps("uplink", **NATIVE)
    assert (result["bridge"], result["type"], result["parent"]) == (BRIDGE, "native_bridge", "br0")
    assert host.names("Port") == {BRIDGE, OUTER} and host.external_ids == {MAPPINGS: f"UPLINK:{BRIDGE}"}
    assert ports_of_linux_bridge() == {"eth9", INNER}
    assert [(link(name).alias, link(name).up, quiet(name)) for name in (INNER, OUTER)] == [(ALIAS, True, ("1", "0"))] * 2
    assert addresses("br0") == {ADDRESS} and quiet("br0") == ("0", "0")

    host.four_steps("uplink", **ABSENT)
    assert nothing_is_left(host) and not link(INNER) and not link(OUTER)
    assert ports_of_linux_bridge() == {"eth9"} and addresses("br0") == {ADDRESS}


def test_the_pair_never_lowers_the_mtu_of_the_host(host):
    linux_bridge()
    for name in ("eth9", "eth9-wire"):
        ip("link", "set", name, "mtu", "9000")
    assert link("br0").mtu == 9000, "a bridge follows its ports"
    host.run("uplink", **NATIVE, mtu=1400)
    assert [link(name).mtu for name in ("br0", INNER, OUTER)] == [9000] * 3
    host.four_steps("uplink", **NATIVE, mtu=9100)
    assert [link(name).mtu for name in ("br0", INNER, OUTER)] == [9000, 9100, 9100]


def test_a_bridge_that_leads_nowhere_is_told(host):
    linux_bridge()
    assert host.run("uplink", True, **NATIVE)["warnings"] == []
    ip("link", "set", "eth9", "nomaster")
    (first,) = host.four_steps("uplink", **NATIVE)["warnings"]
    assert "the Linux bridge br0 has no port" in first and "ip link set LINK master br0" in first
    ip("link", "set", "eth9", "master", "br0")
    assert host.run("uplink", **NATIVE)["warnings"] == []


def test_the_host_keeps_the_ethernet_address_that_others_know(host):
    linux_bridge()
    ip("link", "set", "eth9", "address", "fa:00:00:00:00:09")
    known = link("br0").address
    host.run("uplink", **NATIVE)
    assert link("br0").address == known == "fa:00:00:00:00:09"
    ip("link", "set", INNER, "address", "02:00:00:00:00:01")
    host.four_steps("uplink", **NATIVE)
    assert link("br0").address == known
    host.run("uplink", **ABSENT)
    assert link("br0").address == known


def test_a_linux_bridge_without_ports_keeps_its_address(host):
    ip("link", "add", "br0", "type", "bridge")
    ip("address", "add", ADDRESS, "dev", "br0")
    ip("link", "set", "br0", "up")
    known = link("br0").address
    host.four_steps("uplink", **NATIVE)
    assert link("br0").address == known and ports_of_linux_bridge() == {INNER}
    host.four_steps("uplink", **ABSENT)
    assert link("br0").address == known and addresses("br0") == {ADDRESS}


def _lose_a_name():
    ip("link", "set", OUTER, "down")
    ip("link", "set", OUTER, "name", "other")


def _lose_into_a_namespace(namespaces):
    ip("link", "set", OUTER, "netns", namespaces.add())


@pytest.mark.parametrize("damage", [_lose_a_name, _lose_into_a_namespace])
def test_a_pair_with_one_end_is_made_anew(host, namespaces, damage):
    linux_bridge()
    host.run("uplink", **NATIVE)
    damage(*([namespaces] if damage is _lose_into_a_namespace else []))
    host.four_steps("uplink", **NATIVE)
    assert link(INNER).peer == link(OUTER).index and ports_of_linux_bridge() == {"eth9", INNER}
    assert host.row("Interface", OUTER)["error"] is None and host.row("Interface", OUTER)["ifindex"] == link(OUTER).index


def test_a_pair_that_is_gone_is_made_anew(host):
    linux_bridge()
    host.run("uplink", **NATIVE)
    ip("link", "delete", INNER)
    host.four_steps("uplink", **NATIVE)
    assert link(INNER).peer == link(OUTER).index and ports_of_linux_bridge() == {"eth9", INNER}


def test_a_pair_that_drifted_is_repaired(host):
    linux_bridge()
    host.run("uplink", **NATIVE)
    made = link(INNER).index
    ip("link", "set", INNER, "nomaster", "down", "mtu", "1300", "alias", "x")
    host.four_steps("uplink", **NATIVE)
    assert ports_of_linux_bridge() == {"eth9", INNER}
    assert (link(INNER).index, link(INNER).mtu, link(INNER).alias, link(INNER).up) == (made, 1500, ALIAS, True)


def test_a_pair_that_was_left_behind_goes(host):
    linux_bridge()
    host.run("uplink", **NATIVE)
    host.run("bridge", name=BRIDGE, state="absent")
    host.note(ovn_bridge_mappings="")
    host.four_steps("uplink", **ABSENT)
    assert nothing_is_left(host) and not link(INNER)


def test_a_card_of_the_pairs_name_is_nobodys_to_take(host):
    linux_bridge()
    ip("link", "add", INNER, "type", "bridge")
    with pytest.raises(InvalidInput, match=f"the link {INNER} is there already and is not the uplink's"):
        host.run("uplink", **NATIVE)
    assert link(INNER).kind == "bridge" and host.names("Bridge") == set()


@pytest.mark.parametrize(("options", "match"), [
    ({"parent": "br0", "vlan": 100}, "vlan: the Linux bridge br0 does not filter VLANs.*vlan_filtering 1.*or use type physical"),
    ({"parent": "br0", "type": "ovs_bridge"}, "type: ovs_bridge does not fit: br0 is a Linux bridge. Use type native_bridge"),
    ({"parent": "br0", "type": "physical"}, "type: physical does not fit: br0 is a Linux bridge"),
    ({"parent": "br-ex", "type": "native_bridge"}, "br-ex is an Open vSwitch bridge. Use type ovs_bridge"),
    ({"parent": "br-ex", "type": "physical"}, "br-ex is an Open vSwitch bridge"),
    ({"parent": "eth1", "type": "ovs_bridge"}, "eth1 is a network interface. Use type physical"),
    ({"parent": "br-ex", "type": "ovs_bridge", "vlan": 100}, "vlan: 100 cannot be set on the Open vSwitch bridge br-ex"),
    ({"parent": "br-ex", "bridge": "br-other"}, "bridge: br-other is another bridge than the parent br-ex"),
    ({"parent": "br-int"}, "parent: br-int is OVN's integration bridge"),
])
def test_a_parent_that_does_not_fit(host, options, match):
    linux_bridge()
    operators_bridge(host)
    host.run("bridge", name="br-int", datapath_type="netdev")
    host.card("eth1")
    with pytest.raises(InvalidInput, match=f"{match}.*Nothing was changed"):
        host.run("uplink", **{"name": "UPLINK", "datapath_type": "netdev", **options})
    assert host.external_ids == {} and not link(INNER)


def test_the_bridge_of_an_uplink_is_no_parent(host):
    host.card("eth1")
    host.run("uplink", **PHYSICAL)
    with pytest.raises(InvalidInput, match=f"{BRIDGE} was made for the uplink UPLINK and goes with it"):
        host.run("uplink", name="OTHER", parent=BRIDGE)


@pytest.mark.parametrize("wish", [PHYSICAL, OVS, NATIVE], ids=["physical", "ovs_bridge", "native_bridge"])
def test_an_uplink_that_networks_use_stays_until_it_is_forced(host, wish):
    linux_bridge()
    operators_bridge(host)
    host.card("eth1")
    bridge = host.run("uplink", **wish)["bridge"]
    host.run("port", bridge=bridge, name="patch-out", type="patch", options={"peer": "patch-in"}, external_ids=LOCALNET)
    before = host.rows("Open_vSwitch", "external_ids"), host.names("Port")
    for check in (True, False):
        with pytest.raises(InvalidInput, match=f"ovn-controller has bound {LOCALNET['ovn-localnet-port']} to its bridge"):
            host.run("uplink", check, **ABSENT)
    assert (host.rows("Open_vSwitch", "external_ids"), host.names("Port")) == before
    host.four_steps("uplink", **ABSENT, force=True)
    assert nothing_is_left(host)


def test_a_bridge_that_carries_another_network_too_does_not_keep_the_uplink(host):
    operators_bridge(host)
    host.run("uplink", **OVS)
    host.run("mapping", network="FOREIGN", bridge="br-ex")
    host.run("port", bridge="br-ex", name="patch-out", type="patch", options={"peer": "patch-in"}, external_ids=LOCALNET)
    host.four_steps("uplink", **ABSENT)
    assert host.external_ids == {MAPPINGS: "FOREIGN:br-ex"} and "patch-out" in host.names("Port")


def test_networks_that_were_just_removed_are_waited_for(host):
    host.card("eth1")
    host.run("uplink", **PHYSICAL)
    host.run("port", bridge=BRIDGE, name="patch-out", type="patch", options={"peer": "patch-in"}, external_ids=LOCALNET)
    host.later(0.5, "port", name="patch-out", bridge=BRIDGE, state="absent")
    assert host.run("uplink", **{**ABSENT, "wait_timeout": 10})["changed"]
    assert nothing_is_left(host)
