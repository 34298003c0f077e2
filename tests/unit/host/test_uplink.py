# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The task uplink: a network card given to OVN, and taken back."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import HalfDone, InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.host.names import uplink_bridge, uplink_pair

from .conftest import ip
from .uplinks import ABSENT, BRIDGE, MAPPINGS, PHYSICAL, link, nothing_is_left, quiet


@pytest.fixture
def wired(host):
    host.card("eth1", up=False)
    return host


def test_names_are_short_and_stable():
    assert BRIDGE == uplink_bridge("UPLINK") != uplink_bridge("UPLINK2")
    assert BRIDGE.startswith("ovn") and len(BRIDGE) == 11
    assert uplink_pair("UPLINK") == (f"{BRIDGE}a", f"{BRIDGE}b")


def test_there_and_back(wired):
    wired.note(ovn_bridge_mappings="physnet9:br-foreign")
    wired.run("bridge", name="br-foreign", datapath_type="netdev")
    result = wired.four_steps("uplink", **PHYSICAL)
    assert (result["bridge"], result["type"], result["parent"]) == (BRIDGE, "physical", "eth1")
    assert wired.names("Port") == {BRIDGE, "eth1", "br-foreign"}
    assert wired.external_ids[MAPPINGS] == f"physnet9:br-foreign,UPLINK:{BRIDGE}"
    assert link("eth1").up and quiet("eth1") == ("1", "0")

    wired.four_steps("uplink", **ABSENT)
    assert nothing_is_left(wired) and wired.names("Bridge") == {"br-foreign"}
    assert wired.external_ids == {"ovn-bridge-mappings": "physnet9:br-foreign"}
    assert not link("eth1").up and quiet("eth1") == ("0", "0")


def test_a_parent_that_was_up_stays_up(host):
    host.card("eth1")
    ip("link", "set", "eth1", "mtu", "1450")
    host.run("uplink", **PHYSICAL, mtu=1400)
    assert link("eth1").mtu == 1400
    host.run("uplink", **ABSENT)
    assert link("eth1").up and link("eth1").mtu == 1450


def test_settings_that_the_card_had_come_back(host):
    host.card("eth1")
    ip("link", "set", "eth1-wire", "down")
    for key, value in (("disable_ipv6", "1"), ("forwarding", "1")):
        with open(f"/proc/sys/net/ipv6/conf/eth1/{key}", "w", encoding="ascii") as file:
            file.write(value)
    host.run("uplink", **PHYSICAL)
    assert quiet("eth1") == ("1", "0")
    host.run("uplink", **ABSENT)
    assert quiet("eth1") == ("1", "1")


def test_drift_is_repaired(wired):
    wired.run("uplink", **PHYSICAL, mtu=1400)
    ip("link", "set", "eth1", "mtu", "1300", "down")
    wired.note(ovn_bridge_mappings="")
    result = wired.four_steps("uplink", **PHYSICAL, mtu=1400)
    assert [entry["before_header"] for entry in result["diff"]] == ["link eth1", "Open_vSwitch"]
    assert result["diff"][0]["before"] == {"mtu": 1300, "up": False}


def test_a_mapping_whose_bridge_is_gone_gets_it_again(wired):
    wired.run("uplink", **PHYSICAL)
    wired.run("bridge", name=BRIDGE, state="absent")
    assert wired.external_ids[MAPPINGS] == f"UPLINK:{BRIDGE}"
    wired.four_steps("uplink", **PHYSICAL)
    assert wired.names("Port") == {BRIDGE, "eth1"}


def test_a_mapping_whose_bridge_is_gone_goes(wired):
    wired.run("uplink", **PHYSICAL)
    wired.run("bridge", name=BRIDGE, state="absent")
    wired.four_steps("uplink", **ABSENT)
    assert wired.external_ids == {}


def test_a_bridge_without_its_port_gets_it_again(wired):
    wired.run("uplink", **PHYSICAL)
    wired.run("port", name="eth1", bridge=BRIDGE, state="absent")
    wired.four_steps("uplink", **PHYSICAL)
    assert wired.names("Port") == {BRIDGE, "eth1"}


def test_an_uplink_whose_card_was_pulled_can_be_removed(wired):
    wired.run("uplink", **PHYSICAL)
    ip("link", "delete", "eth1")
    wired.four_steps("uplink", **ABSENT)
    assert nothing_is_left(wired)


def test_another_parent(wired):
    wired.run("uplink", **PHYSICAL)
    wired.card("eth2")
    wired.four_steps("uplink", **{**PHYSICAL, "parent": "eth2"})
    assert wired.names("Port") == {BRIDGE, "eth2"}
    assert not link("eth1").up and quiet("eth1") == ("0", "0")


def test_a_bridge_of_others_stays(wired):
    wired.run("bridge", name="br-ex", datapath_type="netdev", external_ids={"whose": "operator"})
    wired.run("port", bridge="br-ex", name="tap1", type="internal")
    wired.four_steps("uplink", **PHYSICAL, bridge="br-ex")
    wired.four_steps("uplink", **ABSENT, bridge="br-ex")
    assert wired.names("Port") == {"br-ex", "tap1"} and wired.external_ids == {}
    assert wired.row("Bridge", "br-ex")["external_ids"] == {"whose": "operator", "overlay_owner": "ansible"}


def test_a_port_of_others_in_a_bridge_of_others_stays(wired):
    wired.run("bridge", name="br-ex", datapath_type="netdev")
    wired.run("port", bridge="br-ex", name="eth1")
    wired.run("uplink", **PHYSICAL, bridge="br-ex")
    wired.run("uplink", **ABSENT, bridge="br-ex")
    assert wired.names("Port") == {"br-ex", "eth1"}


def test_foreign_ports_are_not_lost(wired):
    wired.run("uplink", **PHYSICAL)
    wired.run("port", bridge=BRIDGE, name="tap1", type="internal")
    with pytest.raises(InvalidInput, match=f"bridge {BRIDGE} holds ports that are not the uplink's: tap1"):
        wired.run("uplink", **ABSENT)
    assert wired.names("Port") == {BRIDGE, "eth1", "tap1"}


@pytest.mark.parametrize("address", ["10.1.2.3/24", "fd42::5/64", "198.18.1.5/32"])
def test_a_parent_with_an_address_is_refused(wired, address):
    ip("address", "add", address, "dev", "eth1")
    with pytest.raises(InvalidInput, match=rf"parent: eth1 has the address {address}.*\(migrate_address is false\)"):
        wired.run("uplink", **PHYSICAL)
    assert wired.names("Bridge") == set() and quiet("eth1") == ("0", "0")


def test_an_address_that_came_later_is_told(wired):
    wired.run("uplink", **PHYSICAL)
    ip("address", "add", "10.1.2.3/24", "dev", "eth1")
    with pytest.raises(InvalidInput, match="eth1 has the address 10.1.2.3/24"):
        wired.run("uplink", **PHYSICAL)
    wired.run("uplink", **ABSENT)
    assert nothing_is_left(wired)


def test_a_link_local_address_is_no_obstacle(wired):
    ip("address", "add", "169.254.1.1/16", "dev", "eth1")
    ip("address", "add", "fe80::5/64", "dev", "eth1")
    assert wired.run("uplink", **PHYSICAL)["changed"]


def test_a_parent_that_is_not_there(wired):
    with pytest.raises(InvalidInput, match="there is no network interface eth7 on this host .*eth1"):
        wired.run("uplink", **{**PHYSICAL, "parent": "eth7"})


def test_the_loopback_interface(wired):
    with pytest.raises(InvalidInput, match="lo is the host's loopback interface"):
        wired.run("uplink", **{**PHYSICAL, "parent": "lo"})


def test_a_parent_in_a_linux_bridge(wired):
    ip("link", "add", "br0", "type", "bridge")
    ip("link", "set", "eth1", "master", "br0")
    with pytest.raises(InvalidInput, match="eth1 belongs to br0 already. Give br0 as the parent"):
        wired.run("uplink", **PHYSICAL)


def test_a_parent_in_another_bridge_of_open_vswitch(wired):
    wired.run("bridge", name="br-ex", datapath_type="netdev")
    wired.run("port", bridge="br-ex", name="eth1")
    with pytest.raises(InvalidInput, match="eth1 belongs to the Open vSwitch bridge br-ex already. Give br-ex as the parent"):
        wired.run("uplink", **PHYSICAL)
    assert quiet("eth1") == ("0", "0")


def test_a_parent_of_another_uplink(wired):
    wired.run("uplink", **PHYSICAL)
    with pytest.raises(InvalidInput, match="eth1 belongs to the bridge of the uplink UPLINK already.*use vlan"):
        wired.run("uplink", **{**PHYSICAL, "name": "OTHER"})


@pytest.mark.parametrize(("options", "match"), [
    ({"vlan": 4095}, "vlan: 4095 is out of range, which is 1 to 4094"),
    ({"vlan": 0}, "vlan: 0 is out of range"),
    ({"mtu": 70000}, "mtu: 70000 is out of range"),
    ({"name": "UP,LINK"}, "name: 'UP,LINK' cannot stand in a bridge mapping"),
    ({"bridge": "a-name-that-is-too-long"}, "bridge: 'a-name-that-is-too-long' is not a link's name: 1 to 15 characters"),
    ({"migrate_address": True}, "migrate_address: true is not supported.*give that bridge as the parent"),
])
def test_what_is_wrong_on_any_host(wired, options, match):
    with pytest.raises(InvalidInput, match=f"{match}.*Nothing was changed"):
        wired.run("uplink", **{**PHYSICAL, **options})
    assert wired.names("Bridge") == set()


def test_a_kernel_without_vlans_says_what_is_missing_and_nothing_is_changed(wired):
    refused = r"the kernel refused 'ip link add link eth1 name eth1.100 type vlan id 100': .*not supported. .*modprobe 8021q"
    with pytest.raises(HalfDone, match=f"{refused}.*The Open_vSwitch rows are not written"):
        wired.run("uplink", **PHYSICAL, vlan=100)
    assert wired.names("Bridge") == set() and wired.external_ids == {} and not link("eth1").up


def test_a_network_that_is_mapped_elsewhere(wired):
    wired.note(ovn_bridge_mappings="UPLINK:br-ex")
    with pytest.raises(InvalidInput, match="UPLINK is mapped to the bridge br-ex"):
        wired.run("uplink", **PHYSICAL)
    assert not wired.run("uplink", **ABSENT)["changed"]
    wired.four_steps("uplink", **PHYSICAL, force=True)
    assert wired.external_ids[MAPPINGS] == f"UPLINK:{BRIDGE}"


def test_a_bridge_is_not_renamed(wired):
    wired.run("uplink", **PHYSICAL)
    wired.note(ovn_bridge_mappings="")
    with pytest.raises(InvalidInput, match=f"the uplink UPLINK has the bridge {BRIDGE}"):
        wired.run("uplink", **PHYSICAL, bridge="br-new")
