# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What others made is neither taken nor turned into something else, and what cannot work is told before the first write."""

from __future__ import annotations

import os

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput, OvnError, Refused
from ansible_collections.overlay.ovn.plugins.module_utils.host.files import replace_text
from ansible_collections.overlay.ovn.plugins.module_utils.host.names import link_faults, uplink_bridge, uplink_hwaddr
from ansible_collections.overlay.ovn.plugins.module_utils.model.edits import Entries

from .conftest import ip
from .test_ports import members
from .uplinks import ABSENT, BRIDGE, PHYSICAL, link, linux_bridge, nothing_is_left, operators_bridge, quiet

NETDEV = {"datapath_type": "netdev"}
PATCH = {"bridge": "br-ex", "peer": "pb", "peer_bridge": "br-dc"}
CHASSIS = {"system_id": "host1", "remote": ["unix:/nowhere.sock"], "encap_ip": ["198.18.0.21"], **NETDEV}


@pytest.fixture
def wired(host):
    """Two bridges of an operator, each with a port of type internal, and two cards."""
    for name in ("br-ex", "br-dc"):
        operators_bridge(host, name)
    for name in ("eth1", "eth2"):
        host.card(name)
    return host


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_port_that_is_no_patch_is_none(wired, state):
    with pytest.raises(InvalidInput, match="name: br-ex-tap is a port of type internal, not a patch.*Nothing was changed"):
        wired.run("patch", name="br-ex-tap", **PATCH, state=state)
    assert wired.row("Interface", "br-ex-tap")["type"] == "internal"


def test_a_patch_of_somebody_else_keeps_its_other_end(wired):
    wired.run("patch", name="a", **PATCH)
    port = wired.row("Port", "a")["_uuid"]
    wired.server.session().commit([
        {"op": "update", "table": "Port", "where": [["_uuid", "==", ["uuid", port]]], "row": {"external_ids": ["map", []]}}])
    with pytest.raises(InvalidInput, match="name: a is a patch to pb which was not made here"):
        wired.run("patch", name="a", **{**PATCH, "peer": "pc"})


def test_the_bridge_that_is_missing_is_named_by_its_option(wired):
    with pytest.raises(InvalidInput, match="peer_bridge: there is no bridge br-none on this host"):
        wired.run("patch", name="a", **{**PATCH, "peer_bridge": "br-none"})


def test_a_bond_stays_a_bond(wired):
    wired.run("bond", bridge="br-ex", name="bo", interfaces=["eth1", "eth2"])
    with pytest.raises(InvalidInput, match="name: bo is a bond of eth1, eth2. Use overlay.ovn.ovs_bond"):
        wired.run("port", bridge="br-ex", name="bo", tag=5)
    assert members(wired, "bo") == {"eth1", "eth2"}


def test_members_of_a_bond_that_the_host_would_lose(wired):
    ip("link", "property", "add", "dev", "eth1", "altname", "other1")
    ip("address", "add", "198.18.9.9/24", "dev", "eth2")
    with pytest.raises(InvalidInput) as caught:
        wired.run("bond", bridge="br-ex", name="bo", interfaces=["eth1", "other1", "eth2"])
    assert [fault.path for fault in caught.value.faults] == ["interfaces[1]", "interfaces[2]"]


def test_members_of_a_bond_that_are_no_links(wired):
    """The bridge exists, and Open vSwitch without DPDK cannot use them: that is told, and the rows are right."""
    bond = {"bridge": "br-ex", "name": "bo", "interfaces": ["dpdk0", "dpdk1"], "bond_mode": "balance-tcp", "lacp": "active"}
    options = {f"dpdk{number}": {"dpdk-devargs": f"0000:04:00.{number}"} for number in (0, 1)}
    with pytest.raises(OvnError, match="ovs-vswitchd cannot use the interface dpdk0"):
        wired.run("bond", **bond, interface_type="dpdk", interface_options=options)
    assert {name: wired.row("Interface", name)["options"] for name in options} == options
    assert wired.row("Interface", "dpdk0")["type"] == "dpdk"
    assert not wired.run("bond", True, **bond)["changed"], "one that is there may be named without"
    with pytest.raises(InvalidInput, match="there is no link dpdk7 .*give interface_type"):
        wired.run("bond", **{**bond, "interfaces": ["dpdk0", "dpdk7"]})


@pytest.mark.parametrize("task, options, table, columns", [
    ("port", {"bridge": "br-ex", "name": "br-ex-tap", "tag": 100, "trunks": [1, 2], "vlan_mode": "access"}, "Port", ("tag", "trunks", "vlan_mode")),
    ("port", {"bridge": "br-ex", "name": "br-ex-tap", "mtu_request": 1400, "mac": "00:16:3e:00:00:01"}, "Interface", ("mtu_request", "mac")),
    ("bridge", {"name": "br-ex", "fail_mode": "secure", "protocols": ["OpenFlow13"]}, "Bridge", ("fail_mode", "protocols")),
    ("bond", {"bridge": "br-ex", "name": "bo", "interfaces": ["eth1", "eth2"], "bond_updelay": 100, "lacp": "active"}, "Port",
     ("bond_updelay", "lacp")),
])
def test_what_was_set_can_be_unset(wired, task, options, table, columns):
    plain = {name: value for name, value in options.items() if name not in columns}
    wired.run(task, **plain)
    before = {name: wired.row(table, options["name"])[name] for name in columns}
    wired.run(task, **options)
    assert not wired.run(task, **plain)["changed"], "what is not named is left"
    wired.four_steps(task, **plain, unset=list(columns))
    assert {name: wired.row(table, options["name"])[name] for name in columns} == before
    with pytest.raises(InvalidInput, match=f"unset: {columns[0]} is given a value and unset"):
        wired.run(task, **options, unset=[columns[0]])


@pytest.mark.parametrize("options, message", [
    ({"bridge": "br0"}, r"bridge: br0 is a link of this host already \(bridge\)"),
    ({"bridge": "eth2"}, r"bridge: eth2 is a link of this host already \(veth\)"),
    ({"bridge": "br-int"}, "bridge: br-int is OVN's integration bridge"),
    ({"bridge": "br-of-other"}, "bridge: br-of-other was made for the uplink OTHER"),
    ({"parent": "br-int", "vlan": 7}, "parent: br-int is OVN's integration bridge"),
    ({"parent": "ovs-netdev"}, "parent: ovs-netdev is Open vSwitch's own"),
    ({"parent": "üüüüüüüü"}, "parent: 'üüüüüüüü' is not a link's name"),
])
def test_bridges_and_parents_that_cannot_be_an_uplinks(wired, options, message):
    linux_bridge()
    wired.run("bridge", name="br-int", **NETDEV)
    wired.card("eth3")
    wired.run("uplink", name="OTHER", parent="eth3", bridge="br-of-other", **NETDEV)
    with pytest.raises(InvalidInput, match=f"{message}.*Nothing was changed"):
        wired.run("uplink", **{**PHYSICAL, **options})
    assert quiet("eth1") == ("0", "0")


def test_a_port_of_others_in_their_bridge_is_only_mapped(wired):
    wired.run("port", bridge="br-ex", name="eth1")
    ip("link", "set", "eth1", "down")
    wired.four_steps("uplink", **{**PHYSICAL, "bridge": "br-ex"}, mtu=1300)
    assert (link("eth1").mtu, link("eth1").up, quiet("eth1")) == (1500, False, ("0", "0"))
    wired.four_steps("uplink", **{**ABSENT, "bridge": "br-ex"})
    assert wired.external_ids == {}


def test_marks_that_are_gone_do_not_keep_an_uplink(wired):
    wired.run("uplink", **PHYSICAL)
    unmarked = {"op": "update", "where": [["name", "!=", "br-ex"]], "row": {"external_ids": ["map", []]}}
    wired.server.session().commit([{**unmarked, "table": table} for table in ("Bridge", "Port")])
    wired.four_steps("uplink", **ABSENT)
    assert nothing_is_left(wired) and BRIDGE not in wired.names("Bridge") and quiet("eth1") == ("0", "0")


def test_the_pair_never_gives_a_linux_bridge_its_address():
    assert BRIDGE == uplink_bridge("UPLINK")
    highest = [uplink_hwaddr(f"U{number}", "52:54:00:12:34:56") for number in range(50)]
    assert min(highest) > "fe:54:00:12:34:56" and min(highest) > "fe:fe:ff:ff:ff:ff"


@pytest.mark.parametrize("name", ["all", "default", "a\rb", "a\vb", "a\u00a0b", "üüüüüüüü", "%d", "", "..", "a" * 16, "a/b"])
def test_names_that_the_kernel_refuses(name):
    assert link_faults("name", name)


def test_names_that_the_kernel_takes(host):
    for name in ("ü" * 7, "a" * 15, "eth0.100", "x-y_z"):
        assert not link_faults("name", name)
        ip("tuntap", "add", "mode", "tap", "name", name)


@pytest.mark.parametrize("iface_id", ["x" * 400, "ü" * 300, "uplink U1", "a b c"])
def test_a_nic_of_any_name_there_and_back(host, iface_id, namespaces):
    host.run("bridge", name="br-int", **NETDEV)
    wish = {"iface_id": iface_id, "netns": namespaces.add(), "owner": "own er %"}
    host.four_steps("nic", **wish)
    host.four_steps("nic", iface_id=iface_id, state="absent")
    assert host.names("Port") == {"br-int"}


@pytest.mark.parametrize("options, path", [
    ({"type": "tap", "mtu": 65522}, "mtu"),
    ({"type": "tap", "user": "4294967296"}, "user"),
    ({"type": "tap", "group": "4294967295"}, "group"),
    ({"type": "tap", "user": "²"}, "user"),
])
def test_nics_that_the_kernel_refuses(host, options, path):
    host.run("bridge", name="br-int", **NETDEV)
    with pytest.raises(InvalidInput, match=f"^{path}: .*Nothing was changed"):
        host.run("nic", iface_id="x", **options)


def test_a_fifo_is_no_network_namespace(host):
    host.run("bridge", name="br-int", **NETDEV)
    os.mkfifo(host.folder / "fifo")
    with pytest.raises(InvalidInput, match="netns: there is no network namespace"):
        host.run("nic", iface_id="x", netns=str(host.folder / "fifo"))


@pytest.mark.parametrize("options, path", [
    *[({"encap_ip": [address]}, "encap_ip[0]") for address in ("fd42::1%eth0", "0.0.0.0", "127.0.0.1", "224.0.0.1", "fe80::1", "198.18.0.12/24")],
    ({"system_id": ""}, "system_id"),
    ({"bridge_mappings": {"m": ["x"]}}, "bridge_mappings.m"),
    ({"cms_options": {"a": {"b": 1}}}, "cms_options.a"),
    ({"ct_zone_range": "²-5"}, "ct_zone_range"),
    ({"evpn_local_ip": ["²-10.0.0.1"]}, "evpn_local_ip[0]"),
])
def test_values_that_make_no_chassis(host, options, path):
    with pytest.raises(InvalidInput) as caught:
        host.run("chassis", **{**CHASSIS, **options})
    assert [fault.path for fault in caught.value.faults] == [path] and host.external_ids == {}


def test_what_a_chassis_will_hardly_work_with(host):
    ip("link", "set", "lo", "up")
    ip("address", "add", "198.18.0.22/32", "dev", "lo")
    warnings = host.run("chassis", **{**CHASSIS, "encap_ip": ["198.18.0.21", "198.18.0.22"]})["warnings"]
    assert any("this host does not have the address 198.18.0.21, so" in text for text in warnings)
    warnings = host.run("chassis", hostname="localhost")["warnings"]
    assert any("hostname: localhost is every host's" in text for text in warnings)


@pytest.mark.parametrize("text", ["²", "9" * 5000])
def test_what_others_wrote_into_the_hosts_row_is_shown(host, text):
    host.note(ovn_remote_probe_interval=text)
    assert host.run("chassis_info", expected=None, sb_connection=None)["settings"]["remote_probe_interval"] == text


def test_a_file_with_a_name_that_is_no_text(host):
    (host.folder / "etc").mkdir()
    (host.folder / "etc" / "system-id.conf").write_bytes(b"\xff\xfe\n")
    host.four_steps("chassis", **CHASSIS)
    assert (host.folder / "etc" / "system-id.conf").read_text() == "host1\n"


def test_files_are_not_written_through_links(host):
    folder, victim = host.folder / "etc", host.folder / "victim"
    folder.mkdir()
    victim.write_text("precious")
    (folder / "system-id.conf.new").symlink_to(victim)
    host.run("chassis", **CHASSIS)
    (folder / "system-id.conf").unlink()
    (folder / "system-id.conf").symlink_to(victim)
    with pytest.raises(InvalidInput, match="system_id_file: .* is a link, a folder or a device"):
        host.run("chassis", **CHASSIS)
    zone = folder / "zone"
    zone.write_text("old")
    zone.chmod(0o600)
    replace_text(str(zone), "new")
    assert zone.stat().st_mode & 0o777 == 0o600 and zone.read_text() == "new"
    with pytest.raises(Refused, match="it is a symbolic link; name the file itself"):
        replace_text(str(folder / "system-id.conf"), "new")
    assert victim.read_text() == "precious"


def test_a_database_without_its_row(host):
    host.card("eth1")
    host.server.session().commit([{"op": "delete", "table": "Open_vSwitch", "where": []}])
    with pytest.raises(Refused, match="has no row for this host.*ovs-vsctl init. Nothing was changed"):
        host.run("uplink", **PHYSICAL)
    assert quiet("eth1") == ("0", "0")


def test_mappings_of_others_stay_as_they_are_written(wired):
    text = "junk,other:br-ex,m1:br-ex,m1:br-dc"
    wired.note(ovn_bridge_mappings=text)
    result = wired.run("mapping", network="m9", bridge="br-ex")
    assert wired.external_ids["ovn-bridge-mappings"] == f"{text},m9:br-ex"
    assert "has the entry 'junk', which is no mapping: ovn-controller reads neither it nor what comes after" in result["warnings"][0]
    assert Entries({"m1": "x"}).apply("m1:a, b ,m1:c") == "m1:x,b"
