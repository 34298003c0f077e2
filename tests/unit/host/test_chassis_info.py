# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What chassis_info tells of a host, and of two with real ovn-controllers between which a tunnel runs."""

from __future__ import annotations

import json
import subprocess
import time
from contextlib import ExitStack

import pytest
from pyroute2 import netns

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput, Unreachable

from ...support.chassis import Controller
from ...support.northd import Northd
from ...support.servers import Server
from .conftest import Host, Vswitchd, ip

NETDEV = {"datapath_type": "netdev"}
OPTIONS = {"system_id": "host1", "remote": ["unix:/nowhere.sock"], "encap_ip": ["198.18.0.21"], **NETDEV}
PATIENCE = 60


def until(look, good):
    """What C(look) returns once that is C(good)."""
    deadline = time.monotonic() + PATIENCE
    while not good(found := look()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert good(found), json.dumps(found, indent=1, default=str)
    return found


def test_a_host_that_is_no_chassis(host):
    info = host.run("chassis_info")
    assert not info["changed"]
    assert (info["settings"], info["bridges"], info["tunnels"], info["ports"], info["drift"]) == ({}, [], [], [], [])
    assert info["registration"] is None and not info["vswitchd_is_behind"]


def test_settings_come_back_as_options(host):
    given = {**OPTIONS, "cms_options": {"enable-chassis-as-gw": True, "card": "1"}, "bridge_mappings": {"physnet1": "br-ex"},
             "monitor_all": True, "garp_max_timeout_sec": 30, "evpn_local_ip": ["10-fd42::1"], "vlan_limit": 0}
    host.run("chassis", **given)
    info = host.run("chassis_info")
    assert info["settings"] == {**given, "hostname": "host1", "encap_type": ["geneve"], "integration_bridge": "br-int"}
    assert not host.run("chassis", **info["settings"])["changed"]
    assert info["bridges"] == [{"name": "br-int", "datapath_type": "netdev", "fail_mode": "secure", "ports": ["br-int"]}]
    assert info["bridge_mappings"] == [{"network": "physnet1", "bridge": "br-ex", "exists": False}]


def test_drift_is_what_the_task_would_change(host):
    wanted = {**OPTIONS, "bridge_mappings": {"physnet1": "br-ex"}, "transport_zones": ["a"]}
    host.run("chassis", **wanted)
    assert host.run("chassis_info", expected=wanted)["drift"] == []
    host.note(ovn_encap_ip="198.18.0.99", ovn_bridge_mappings="physnet1:br-mine,physnet2:br-x")
    host.run("bridge", name="br-int", datapath_type="system")
    before = host.external_ids
    drift = host.run("chassis_info", expected=wanted)["drift"]
    assert drift == host.run("chassis", True, **wanted)["diff"]
    assert {entry["before_header"] for entry in drift} == {"Open_vSwitch", "Bridge br-int"}
    assert host.external_ids == before, "it only looks"
    assert host.run("chassis_info", expected={})["drift"] == []


@pytest.mark.parametrize("expected, message", [
    ({"encap_ips": ["198.18.0.1"]}, "expected: .*encap_ips"),
    ({"monitor_all": "maybe"}, "expected: .*monitor_all"),
    ({"encap_ip": ["x"]}, r"expected.encap_ip\[0\]: 'x' is not an IP address"),
    ({"monitor_all": True}, "expected.system_id: give it"),
])
def test_expectations_that_the_module_would_refuse(host, expected, message):
    with pytest.raises(InvalidInput, match=message):
        host.run("chassis_info", expected=expected)


def test_a_southbound_database_that_does_not_answer(host):
    with pytest.raises(Unreachable, match="sb_connection"):
        host.run("chassis_info", sb_connection=["unix:/nowhere.sock"])


class Site:
    """Two hosts on one wire, with all of OVN: tunnels in user space, whose addresses are those of a bridge of each host."""

    def __init__(self, folder, root, namespaces, stack: ExitStack):
        self.folder, self.root, self.namespaces, self.stack = folder, root, namespaces, stack
        self.northbound = self._kept(Server(folder, root, "OVN_Northbound"))
        self.central = self._kept(Northd(self.northbound, folder, root))
        self.southbound = self.central.southbound
        spaces = [namespaces.add() for dummy in range(2)]
        ip("link", "add", "wire1", "netns", spaces[0], "type", "veth", "peer", "name", "wire2", "netns", spaces[1])
        self.controllers: list[Controller] = []
        self.hosts = [self._host(number, space) for number, space in enumerate(spaces, 1)]

    def _kept(self, part):
        self.stack.callback(part.stop)
        return part

    def _host(self, number: int, space: str) -> Host:
        folder = self.folder / f"h{number}"
        folder.mkdir()
        netns.pushns(space)
        try:
            server = self._kept(Server(folder, self.root, "Open_vSwitch"))
            server.session().commit([{"op": "insert", "table": "Open_vSwitch", "row": {}}])
            host = Host(server, self._kept(Vswitchd(folder, self.root, server)), folder)
            ip("link", "set", f"wire{number}", "up")
            host.run("bridge", name="br-wire", **NETDEV)
            host.run("port", bridge="br-wire", name=f"wire{number}")
            ip("address", "add", f"198.18.0.2{number}/24", "dev", "br-wire")
            ip("link", "set", "br-wire", "up")
            host.run("chassis", **self.options(number))
            self.controllers.append(self._kept(Controller(server.endpoint, folder)))
        finally:
            netns.popns()
        return host

    def options(self, number: int) -> dict:
        return {"system_id": f"host{number}", "hostname": f"host{number}", "remote": [self.southbound.endpoint],
                "encap_ip": [f"198.18.0.2{number}"], **NETDEV}

    def nbctl(self, *words: str) -> None:
        subprocess.run(["ovn-nbctl", f"--db={self.northbound.endpoint}", *words], check=True)

    def info(self, number: int, **options) -> dict:
        return self.hosts[number - 1].run("chassis_info", sb_connection=[self.southbound.endpoint], **options)


@pytest.fixture
def site(tmp_path, schema_root, namespaces):
    with ExitStack() as stack:
        yield Site(tmp_path, schema_root, namespaces, stack)


def test_two_chassis_with_tunnels_bfd_and_ports(site):
    site.nbctl("ls-add", "sw0", "--", "lsp-add", "sw0", "lsp1", "--", "lr-add", "r0", "--", "lrp-add", "r0", "r0-out", "00:16:3e:00:00:01",
               "10.9.0.1/24", "--", "lrp-set-gateway-chassis", "r0-out", "host1", "20", "--", "lrp-set-gateway-chassis", "r0-out", "host2", "10")
    site.hosts[0].run("port", bridge="br-int", name="p1", type="internal", interface_external_ids={"iface-id": "lsp1"})
    info = until(lambda: site.info(1), lambda found: (
        found["tunnels"] and (found["tunnels"][0]["bfd"] or {}).get("state") == "up"
        and [(port["lsp"], port["up"]) for port in found["ports"]] == [("lsp1", True), ("cr-r0-out", True)]
    ))
    tunnel, = info["tunnels"]
    assert (tunnel["chassis"], tunnel["type"], tunnel["remote_ip"], tunnel["error"]) == ("host2", "geneve", "198.18.0.22", None)
    assert tunnel["bfd"]["forwarding"] and tunnel["bfd"]["diagnostic"] == "No Diagnostic"
    port, gateway = info["ports"]
    assert port == {"lsp": "lsp1", "interface": "p1", "error": None, "link_state": port["link_state"], "installed": True, "type": "",
                    "chassis": "host1", "up": True}
    assert (gateway["interface"], gateway["type"], gateway["chassis"]) == (None, "chassisredirect", "host1")
    assert info["registration"] == {"registered": True, "hostname": "host1", "nb_cfg": 0, "encaps": [{"type": "geneve", "ip": "198.18.0.21"}]}
    assert info["versions"]["ovn_controller"] == {"bookworm": "23.03.1", "trixie": "25.03.0", "sid": "26.03.1"}[site.root.name]
    assert site.info(1, expected=site.options(1))["drift"] == [], "what ovn-controller writes is no drift"

    site.controllers[0].stop()
    site.hosts[0].daemon.stop()
    info = until(lambda: site.info(2), lambda found: found["tunnels"][0]["bfd"]["state"] == "down")
    assert info["tunnels"][0]["bfd"]["diagnostic"] == "Control Detection Time Expired"
