# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The task uplink: a network card given to OVN, and taken back."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.host.links import Links, read_sysctl
from ansible_collections.overlay.ovn.plugins.module_utils.host.names import uplink_bridge

from .conftest import ip

UPLINK = {"name": "UPLINK", "parent": "eth1", "datapath_type": "netdev"}
BRIDGE = uplink_bridge("UPLINK")


@pytest.fixture
def wired(host):
    host.card("eth1", up=False)
    return host


def link(name: str):
    with Links() as links:
        return links.get(name)


def quiet(name: str) -> tuple:
    return read_sysctl("ipv6", name, "disable_ipv6"), read_sysctl("ipv6", name, "forwarding")


def test_bridge_names_are_short_and_stable():
    assert BRIDGE == uplink_bridge("UPLINK") != uplink_bridge("UPLINK2")
    assert BRIDGE.startswith("ovn") and len(BRIDGE) == 11


def test_there_and_back(wired):
    wired.note(ovn_bridge_mappings="physnet9:br-foreign")
    wired.run("bridge", name="br-foreign", datapath_type="netdev")
    result = wired.four_steps("uplink", **UPLINK)
    assert result["bridge"] == BRIDGE
    assert wired.names("Port") == {BRIDGE, "eth1", "br-foreign"}
    assert wired.external_ids == {"ovn-bridge-mappings": f"physnet9:br-foreign,UPLINK:{BRIDGE}"}
    assert link("eth1").up and quiet("eth1") == ("1", "0")

    wired.four_steps("uplink", name="UPLINK", state="absent")
    assert wired.names("Bridge") == {"br-foreign"}
    assert wired.external_ids == {"ovn-bridge-mappings": "physnet9:br-foreign"}
    assert not link("eth1").up and quiet("eth1") == ("0", "0")


def test_a_parent_that_was_up_stays_up(host):
    host.card("eth1")
    host.run("uplink", **UPLINK, mtu=1400)
    assert link("eth1").mtu == 1400
    host.run("uplink", name="UPLINK", state="absent")
    assert link("eth1").up and link("eth1").mtu == 1500


def test_drift_is_repaired(wired):
    wired.run("uplink", **UPLINK, mtu=1400)
    ip("link", "set", "eth1", "mtu", "1300", "down")
    wired.note(ovn_bridge_mappings="")
    result = wired.four_steps("uplink", **UPLINK, mtu=1400)
    assert [entry["before_header"] for entry in result["diff"]] == ["Open_vSwitch", "link eth1"]
    assert result["diff"][1]["before"] == {"mtu": 1300, "up": False}


def test_another_parent(wired):
    wired.run("uplink", **UPLINK)
    wired.card("eth2")
    wired.four_steps("uplink", **{**UPLINK, "parent": "eth2"})
    assert wired.names("Port") == {BRIDGE, "eth2"}
    assert not link("eth1").up and quiet("eth1") == ("0", "0")


def test_a_bridge_of_others_stays(wired):
    wired.run("bridge", name="br-ex", datapath_type="netdev", external_ids={"whose": "operator"})
    wired.run("port", bridge="br-ex", name="tap1", type="internal")
    wired.four_steps("uplink", **UPLINK, bridge="br-ex")
    wired.four_steps("uplink", name="UPLINK", bridge="br-ex", state="absent")
    assert wired.names("Port") == {"br-ex", "tap1"}
    assert wired.row("Bridge", "br-ex")["external_ids"] == {"whose": "operator", "overlay_owner": "ansible"}


def test_a_port_of_others_in_a_bridge_of_others_stays(wired):
    wired.run("bridge", name="br-ex", datapath_type="netdev")
    wired.run("port", bridge="br-ex", name="eth1")
    wired.run("uplink", **UPLINK, bridge="br-ex")
    wired.run("uplink", name="UPLINK", bridge="br-ex", state="absent")
    assert wired.names("Port") == {"br-ex", "eth1"}


def test_foreign_ports_are_not_lost(wired):
    wired.run("uplink", **UPLINK)
    wired.run("port", bridge=BRIDGE, name="tap1", type="internal")
    with pytest.raises(InvalidInput, match=f"bridge {BRIDGE} holds ports that are not the uplink's: tap1"):
        wired.run("uplink", name="UPLINK", state="absent")
    assert wired.names("Port") == {BRIDGE, "eth1", "tap1"}


def test_patches_of_ovn_controller_are_no_obstacle(wired):
    wired.run("uplink", **UPLINK)
    wired.run("port", bridge=BRIDGE, name="patch-to-int", type="patch", options={"peer": "patch-to-ext"})
    wired.run("uplink", name="UPLINK", state="absent")
    assert wired.names("Bridge") == set()


@pytest.mark.parametrize("address", ["10.1.2.3/24", "fd42::5/64", "198.18.1.5/32"])
def test_a_parent_with_an_address_is_refused(wired, address):
    ip("address", "add", address, "dev", "eth1")
    with pytest.raises(InvalidInput, match=f"parent: eth1 has the address {address}"):
        wired.run("uplink", **UPLINK)
    assert wired.names("Bridge") == set() and quiet("eth1") == ("0", "0")


def test_a_link_local_address_is_no_obstacle(wired):
    ip("address", "add", "169.254.1.1/16", "dev", "eth1")
    ip("address", "add", "fe80::5/64", "dev", "eth1")
    assert wired.run("uplink", **UPLINK)["changed"]


def test_a_parent_that_is_not_there(wired):
    with pytest.raises(InvalidInput, match="there is no network interface eth7 on this host .*eth1"):
        wired.run("uplink", **{**UPLINK, "parent": "eth7"})


def test_a_parent_in_a_linux_bridge(wired):
    ip("link", "add", "br0", "type", "bridge")
    ip("link", "set", "eth1", "master", "br0")
    with pytest.raises(InvalidInput, match="eth1 belongs to br0"):
        wired.run("uplink", **UPLINK)
    with pytest.raises(InvalidInput, match="br0 is a Linux bridge"):
        wired.run("uplink", **{**UPLINK, "parent": "br0"})


def test_a_parent_in_another_bridge_of_open_vswitch(wired):
    wired.run("bridge", name="br-ex", datapath_type="netdev")
    wired.run("port", bridge="br-ex", name="eth1")
    with pytest.raises(InvalidInput, match="Port eth1 exists already, in Bridge br-ex"):
        wired.run("uplink", **UPLINK)
    with pytest.raises(InvalidInput, match="br-ex is an Open vSwitch bridge"):
        wired.run("uplink", **{**UPLINK, "parent": "br-ex"})
    assert quiet("eth1") == ("0", "0")


def test_a_network_that_is_mapped_elsewhere(wired):
    wired.note(ovn_bridge_mappings="UPLINK:br-ex")
    with pytest.raises(InvalidInput, match="UPLINK is mapped to the bridge br-ex"):
        wired.run("uplink", **UPLINK)
    assert not wired.run("uplink", name="UPLINK", state="absent")["changed"]


def test_a_bridge_is_not_renamed(wired):
    wired.run("uplink", **UPLINK)
    wired.note(ovn_bridge_mappings="")
    with pytest.raises(InvalidInput, match=f"the uplink UPLINK has the bridge {BRIDGE}"):
        wired.run("uplink", **UPLINK, bridge="br-new")
