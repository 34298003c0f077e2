# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""ovs_bridge, ovs_port and bridge_mapping."""

from __future__ import annotations

import threading

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput

from ...support.servers import Server
from .conftest import Host, Vswitchd

NETDEV = {"datapath_type": "netdev"}


def test_bridge(host):
    host.four_steps("bridge", name="br-a", **NETDEV, fail_mode="secure", other_config={"disable-in-band": "true"})
    row = host.row("Bridge", "br-a")
    assert row["fail_mode"] == "secure"
    assert row["external_ids"] == {"overlay_owner": "ansible"}
    assert host.row("Interface", "br-a")["type"] == "internal"
    host.four_steps("bridge", name="br-a", fail_mode="standalone", other_config={"disable-in-band": None, "mac-aging-time": 60})
    assert host.row("Bridge", "br-a")["other_config"] == {"mac-aging-time": "60"}


def test_bridge_goes_alone(host):
    for name in ("br-a", "br-b"):
        host.run("bridge", name=name, **NETDEV)
    host.run("port", bridge="br-a", name="p1", type="internal")
    result = host.four_steps("bridge", name="br-a", state="absent")
    gone = {entry["before_header"] for entry in result["diff"]}
    assert gone == {"Bridge br-a", "Port br-a", "Interface br-a", "Port p1", "Interface p1"}
    assert host.names("Bridge") == {"br-b"}
    assert host.names("Port") == host.names("Interface") == {"br-b"}


def test_a_bridge_with_a_broken_local_port_is_repaired(host):
    host.run("bridge", name="br-a", **NETDEV)
    host.server.session().commit([{"op": "mutate", "table": "Bridge", "where": [], "mutations": [
        ["ports", "delete", ["set", [["uuid", row["_uuid"]] for row in host.rows("Port")]]]]}])
    assert host.names("Port") == set()
    host.four_steps("bridge", name="br-a", **NETDEV)
    assert host.names("Port") == {"br-a"}


def test_volatile_columns_are_neither_read_nor_shown(host):
    host.run("bridge", name="br-a", **NETDEV)
    result = host.run("bridge", name="br-a", state="absent")
    shown = {column for entry in result["diff"] for column in entry["before"]}
    assert shown <= {"name", "type", "datapath_type", "external_ids"}


def test_port(host):
    host.run("bridge", name="br-a", **NETDEV)
    host.card("eth1")
    host.four_steps("port", bridge="br-a", name="eth1", tag=100, interface_external_ids={"iface-id": "lsp1"})
    assert host.row("Port", "eth1")["tag"] == 100
    assert host.row("Interface", "eth1")["external_ids"] == {"iface-id": "lsp1", "overlay_owner": "ansible"}
    host.four_steps("port", bridge="br-a", name="eth1", vlan_mode="trunk", trunks=[10, 20], external_ids={"note": "x"})
    assert host.row("Port", "eth1")["trunks"] == {10, 20}
    host.four_steps("port", name="eth1", bridge="br-a", state="absent")
    assert host.names("Port") == {"br-a"}


def test_a_port_without_its_link_is_a_warning(host):
    host.run("bridge", name="br-a", **NETDEV)
    result = host.run("port", bridge="br-a", name="tap7")
    assert "could not open network device tap7" in result["warnings"][0]


def test_a_port_of_another_bridge_is_refused(host):
    for name in ("br-a", "br-b"):
        host.run("bridge", name=name, **NETDEV)
    host.run("port", bridge="br-a", name="p1", type="internal")
    with pytest.raises(InvalidInput, match="Port p1 exists already, in Bridge br-a, and not in Bridge br-b"):
        host.run("port", bridge="br-b", name="p1", type="internal")
    assert not host.run("port", bridge="br-b", name="p1", state="absent")["changed"]
    assert "p1" in host.names("Port")


def test_a_port_needs_its_bridge(host):
    with pytest.raises(InvalidInput, match="bridge: there is no Bridge br-none"):
        host.run("port", bridge="br-none", name="p1")


def test_a_local_port_is_not_removed(host):
    host.run("bridge", name="br-a", **NETDEV)
    with pytest.raises(InvalidInput, match="local port of the bridge br-a"):
        host.run("port", name="br-a", state="absent")


@pytest.mark.parametrize("name", ["", "sixteen-letters-", "a/b", "a b"])
def test_names_that_the_kernel_refuses(host, name):
    with pytest.raises(InvalidInput, match="is not a link's name"):
        host.run("bridge", name=name)


def test_mapping(host):
    host.note(ovn_bridge_mappings="physnet9:br-foreign", other="kept")
    host.run("bridge", name="br-a", **NETDEV)
    host.four_steps("mapping", network="physnet1", bridge="br-a")
    assert host.external_ids == {"ovn-bridge-mappings": "physnet9:br-foreign,physnet1:br-a", "other": "kept"}
    host.four_steps("mapping", network="physnet1", state="absent")
    assert host.external_ids == {"ovn-bridge-mappings": "physnet9:br-foreign", "other": "kept"}


def test_a_mapping_is_moved_only_when_told(host):
    host.note(ovn_bridge_mappings="physnet1:br-foreign")
    with pytest.raises(InvalidInput, match="physnet1 is mapped to the bridge br-foreign"):
        host.run("mapping", network="physnet1", bridge="br-a")
    result = host.run("mapping", network="physnet1", bridge="br-a", force=True)
    assert result["warnings"] == ["physnet1 is mapped to the bridge br-a, which does not exist (yet)."]
    assert not host.run("mapping", network="physnet1", bridge="br-other", state="absent")["changed"]
    host.run("mapping", network="physnet1", bridge="br-a", state="absent")
    assert host.external_ids == {}


def test_twins_keep_each_others_mappings(host):
    names = [f"physnet{number}" for number in range(6)]
    threads = [threading.Thread(target=host.run, args=("mapping",), kwargs={"network": name, "bridge": "br-a"}) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(host.external_ids["ovn-bridge-mappings"].split(",")) == {f"{name}:br-a" for name in names}


def test_twins_make_one_port(host):
    host.run("bridge", name="br-a", **NETDEV)
    results: list[dict] = []
    options = {"bridge": "br-a", "name": "p1", "type": "internal"}
    threads = [threading.Thread(target=lambda: results.append(host.run("port", **options))) for _twin in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result["changed"] for result in results) == [False, False, False, True]
    assert host.names("Port") == {"br-a", "p1"}


def test_two_hosts_do_not_give_their_bridges_one_ethernet_address(host, tmp_path, schema_root):
    """ovs-vswitchd makes it of the bridge's UUID; hosts with one address on their bridges do not hear each other."""
    (tmp_path / "b").mkdir()
    server = Server(tmp_path / "b", schema_root, "Open_vSwitch")
    server.session().commit([{"op": "insert", "table": "Open_vSwitch", "row": {}}])
    daemon = Vswitchd(tmp_path / "b", schema_root, server)
    try:
        other = Host(server, daemon, tmp_path / "b")
        host.run("bridge", name="br-a", **NETDEV)
        first = host.row("Bridge", "br-a")["datapath_id"], host.row("Interface", "br-a")["mac_in_use"]
        host.run("bridge", name="br-a", state="absent")
        other.run("bridge", name="br-a", **NETDEV)
        second = other.row("Bridge", "br-a")["datapath_id"], other.row("Interface", "br-a")["mac_in_use"]
        assert first[0] != second[0] and first[1] != second[1]
    finally:
        daemon.stop()
        server.stop()
