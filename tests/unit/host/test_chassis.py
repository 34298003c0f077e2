# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The task chassis: what ovn-controller reads on a host."""

from __future__ import annotations

import threading
import time

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput, NotReached, Unreachable
from ansible_collections.overlay.ovn.plugins.module_utils.host import southbound
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

NETDEV = {"datapath_type": "netdev"}
KEYS = {
    "system-id": "host1",
    "hostname": "host1",
    "ovn-encap-ip": "198.18.0.21",
    "ovn-encap-type": "geneve",
    "ovn-bridge": "br-int",
    "ovn-bridge-datapath-type": "netdev",
}


class Southbound:
    """A southbound database in which chassis appear as if their ovn-controllers ran."""

    def __init__(self, server):
        self.server = server
        self.endpoint = server.endpoint

    def register(self, name: str, address: str, hostname: str = "", delay: float = 0) -> None:
        time.sleep(delay)
        encap = {"type": "geneve", "ip": address, "chassis_name": name}
        self.server.session().commit([
            {"op": "insert", "table": "Encap", "row": encap, "uuid-name": "encap"},
            {"op": "insert", "table": "Chassis", "uuid-name": "chassis",
             "row": {"name": name, "hostname": hostname or name, "encaps": ["named-uuid", "encap"]}},
            {"op": "insert", "table": "Chassis_Private", "row": {"name": name, "chassis": ["named-uuid", "chassis"]}},
        ])

    def names(self, table: str = "Chassis") -> set[str]:
        return {row["name"] for row in self.server.session().read([op.select(table, [], ["name"])])[0]}


@pytest.fixture
def central(southbound) -> Southbound:
    return Southbound(southbound)


@pytest.fixture
def options(central) -> dict:
    return {"system_id": "host1", "remote": [central.endpoint], "encap_ip": ["198.18.0.21"], **NETDEV}


def test_there_and_back(host, central, options):
    host.note(ovn_bridge_mappings="physnet9:br-foreign", other="kept")
    foreign = host.external_ids
    host.four_steps("chassis", **options)
    assert host.external_ids == {**KEYS, **foreign, "ovn-remote": central.endpoint}
    bridge = host.row("Bridge", "br-int")
    assert (bridge["fail_mode"], bridge["datapath_type"]) == ("secure", "netdev")
    assert bridge["other_config"] == {"disable-in-band": "true"}

    central.register("host1", "198.18.0.21")
    central.register("host2", "198.18.0.22")
    host.four_steps("chassis", state="absent")
    assert host.external_ids == {**foreign, "system-id": "host1", "hostname": "host1"}
    assert host.names("Bridge") == set()
    assert central.names() == central.names("Chassis_Private") == {"host2"}


def test_only_what_is_named_changes(host, options):
    host.run("chassis", **options)
    before = host.external_ids
    given = {
        "cms_options": {"enable-chassis-as-gw": True, "availability-zones": "az0:az1"},
        "bridge_mappings": {"physnet1": "br-ex", "physnet2": "br-dc"},
        "chassis_mac_mappings": {"physnet1": "AA:BB:CC:DD:EE:F0"},
        "transport_zones": ["a", "b"],
        "monitor_all": True,
        "remote_probe_interval": 60000,
        "encap_csum": False,
    }
    host.four_steps("chassis", **given)
    assert host.external_ids == {
        **before,
        "ovn-cms-options": "enable-chassis-as-gw,availability-zones=az0:az1",
        "ovn-bridge-mappings": "physnet1:br-ex,physnet2:br-dc",
        "ovn-chassis-mac-mappings": "physnet1:aa:bb:cc:dd:ee:f0",
        "ovn-transport-zones": "a,b",
        "ovn-monitor-all": "true",
        "ovn-remote-probe-interval": "60000",
        "ovn-encap-csum": "false",
    }
    host.four_steps("chassis", bridge_mappings={"physnet1": None}, cms_options={"enable-chassis-as-gw": None},
                    chassis_mac_mappings={"physnet1": None}, transport_zones=[], external_ids={"ovn-encap-csum": None, "ovn-monitor-all": None})
    assert host.external_ids == {
        **before,
        "ovn-cms-options": "availability-zones=az0:az1",
        "ovn-bridge-mappings": "physnet2:br-dc",
        "ovn-remote-probe-interval": "60000",
    }


def test_what_is_not_given_stays(host, options):
    host.run("chassis", **{**options, "encap_type": ["vxlan"], "integration_bridge": "br-ovn"})
    before = host.external_ids
    host.run("chassis", monitor_all=False)
    assert host.external_ids == {**before, "ovn-monitor-all": "false"}
    assert before["ovn-encap-type"] == "vxlan" and host.names("Bridge") == {"br-ovn"}
    host.run("chassis", state="absent")
    assert host.names("Bridge") == set()


def test_the_bridge_of_another_is_left(host, options):
    host.run("bridge", name="br-int", **NETDEV, fail_mode="standalone", other_config={"mac-aging-time": 9}, owner="someone")
    host.run("chassis", **options)
    assert host.row("Bridge", "br-int")["fail_mode"] == "standalone"
    assert host.row("Bridge", "br-int")["other_config"] == {"mac-aging-time": "9"}


def test_a_bridge_in_use_stays(host, options):
    host.run("chassis", **options)
    host.run("port", bridge="br-int", name="tap1", type="internal")
    host.run("chassis", state="absent")
    assert host.names("Port") == {"br-int", "tap1"}


def test_what_a_chassis_needs(host):
    with pytest.raises(InvalidInput) as caught:
        host.run("chassis")
    assert {fault.path for fault in caught.value.faults} == {"system_id", "remote", "encap_ip"}
    assert host.external_ids == {} and host.names("Bridge") == set()


def test_the_name_that_open_vswitch_chose_gives_way(host, options):
    """ovs-ctl gives every host a random system-id; that is no chassis yet."""
    host.note(system_id="b9f8f5d5-random")
    host.run("chassis", **options)
    assert host.external_ids["system-id"] == "host1"


def test_a_chassis_is_not_renamed_silently(host, central, options):
    host.run("chassis", **options)
    central.register("host1", "198.18.0.21")
    with pytest.raises(InvalidInput, match="this host is the chassis host1 already"):
        host.run("chassis", **{**options, "system_id": "new"})
    assert host.external_ids["system-id"] == "host1"
    assert host.run("chassis", **{**options, "system_id": "new", "force": True}, check=True)["replaced"] == ["host1"]
    host.four_steps("chassis", **{**options, "system_id": "new", "force": True})
    assert central.names() == set(), "ovn-controller cannot register a tunnel address that another chassis has"


def test_a_name_that_was_removed_first_may_change(host, central, options):
    host.run("chassis", **options)
    central.register("host1", "198.18.0.21")
    host.run("chassis", state="absent")
    assert host.run("chassis", **{**options, "system_id": "new"})["system_id"] == "new"


def test_two_hosts_with_one_tunnel_address(host, central, options):
    central.register("host2", "198.18.0.21")
    with pytest.raises(InvalidInput, match=r"encap_ip: 198.18.0.21 is the tunnel address of the chassis host2 \(host host2\)"):
        host.run("chassis", **options)
    assert host.external_ids == {} and host.names("Bridge") == set()


def test_two_hosts_with_one_name(host, central, options):
    central.register("host1", "198.18.0.99", hostname="elsewhere")
    with pytest.raises(InvalidInput, match="system_id: host1 is the name of another chassis: host elsewhere, tunnel address 198"):
        host.run("chassis", **options)
    assert host.external_ids == {}
    host.note(system_id="host1", ovn_remote=central.endpoint, ovn_encap_ip="198.18.0.21")
    host.run("chassis", state="absent")
    assert central.names() == {"host1"}, "another host's chassis is not removed"


def test_a_host_with_a_new_tunnel_address(host, central, options):
    host.run("chassis", **{**options, "encap_ip": ["198.18.0.99"]})
    central.register("host1", "198.18.0.99")
    assert host.run("chassis", **options)["changed"]
    assert not host.run("chassis", **options)["changed"], "ovn-controller has not registered it yet"


def test_a_clone_has_name_and_host_name_of_another(host, central, options):
    central.register("host1", "198.18.0.99")
    host.note(system_id="host1")
    with pytest.raises(InvalidInput, match="system_id: host1 is the name of another chassis: host host1, tunnel address 198.18.0.99"):
        host.run("chassis", **options)
    assert host.names("Bridge") == set() and host.run("chassis", **options, force=True)["changed"]


def test_a_southbound_database_that_is_silent(host, options):
    away = {**options, "remote": ["unix:/nowhere.sock"]}
    assert "Not checked whether another host" in host.run("chassis", **away)["warnings"][0]
    with pytest.raises(Unreachable, match="sb_connection"):
        host.run("chassis", **away, sb_connection=["unix:/nowhere.sock"])
    assert "host1 may still be in the southbound database" in host.run("chassis", state="absent")["warnings"][0]
    with pytest.raises(NotReached, match="The host's settings are removed, but the chassis host1 may still be"):
        host.run("chassis", state="absent", sb_connection=["unix:/nowhere.sock"], wait_timeout=1)


def test_waiting(host, central, options):
    thread = threading.Thread(target=central.register, args=("host1", "198.18.0.21", "host1", 0.5))
    thread.start()
    assert host.run("chassis", **options, wait=True)["changed"]
    thread.join()
    assert not host.run("chassis", **options, wait=True)["changed"]


def test_waiting_in_vain(host, central, options):
    with pytest.raises(NotReached, match="has no chassis host1 .*Check on this host that ovn-controller runs"):
        host.run("chassis", **options, wait=True, wait_timeout=1)
    central.register("host1", "198.18.0.99")
    with pytest.raises(NotReached, match="knows the chassis host1 only with the tunnel address 198.18.0.99"):
        host.run("chassis", **options, wait=True, wait_timeout=1)
    assert not host.run("chassis", True, **options, wait=True)["changed"], "check mode does not wait"


def test_waiting_for_a_northd_of_another_version(host, central, options, monkeypatch):
    monkeypatch.setattr(southbound, "installed_version", lambda: "25.03.0")
    session = central.server.session()
    session.commit([{"op": "insert", "table": "SB_Global", "row": {"options": ["map", [["northd_internal_version", "23.03.1-20.27.0-70.6"]]]}}])
    with pytest.raises(NotReached, match="ovn-controller here is 25.03.0, .*northd of its own version; that is 23.03.1: upgrade"):
        host.run("chassis", **options, wait=True, wait_timeout=1, match_northd_version=True)
    with pytest.raises(NotReached, match="in /var/log/ovn; then run the task again.$"):
        host.run("chassis", **options, wait=True, wait_timeout=1, match_northd_version=False)


def test_the_file_from_which_open_vswitch_takes_the_name(host, options):
    (host.folder / "etc").mkdir()
    file = host.folder / "etc" / "system-id.conf"
    file.write_text("random\n")
    result = host.four_steps("chassis", **options)
    assert result["diff"][0]["before"] == {"text": "random"}
    assert file.read_text() == "host1\n"


def test_bad_values_are_all_told_at_once(host):
    with pytest.raises(InvalidInput) as caught:
        host.run("chassis", system_id="a b", remote=["6642"], encap_ip=["198.18.0"], remote_probe_interval=5,
                 bridge_mappings={"a:b": "br-ex", "c": "x,y"}, chassis_mac_mappings={"p": "zz"},
                 external_ids={"ovn-remote": "x"}, cms_options={"a=b": True}, integration_bridge="sixteen-letters-")
    assert {fault.path for fault in caught.value.faults} == {
        "system_id", "remote[0]", "encap_ip[0]", "remote_probe_interval", "bridge_mappings.a:b", "bridge_mappings.c",
        "chassis_mac_mappings.p", "external_ids.ovn-remote", "cms_options.a=b", "integration_bridge",
    }


def test_an_integration_bridge_with_nics_in_it_is_not_left(host, central, options):
    host.run("chassis", **options)
    host.run("port", bridge="br-int", name="nic0", type="internal", interface_external_ids={"iface-id": "net1-c1"})
    before = host.external_ids
    with pytest.raises(InvalidInput, match=r"integration_bridge: this host's integration bridge is br-int, with 1 NICs in it \(net1-c1\), .*"
                                           r"if it were br-ovn. .*evacuate.yml.*ovn_evacuate_nics=stop.*Nothing was changed"):
        host.run("chassis", **options, integration_bridge="br-ovn", force=True)
    assert host.external_ids == before and "br-ovn" not in host.names("Bridge")
    host.run("port", bridge="br-int", name="nic0", state="absent")
    host.four_steps("chassis", **options, integration_bridge="br-ovn")
