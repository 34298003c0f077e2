# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The commands in a result are the plan: run by hand, they leave nothing for the task to do."""

from __future__ import annotations

import subprocess

import pytest

BRIDGE = {"name": "br-int", "datapath_type": "netdev"}
LSP = "net1-c1-eth0"


def by_hand(host, task: str, **options) -> None:
    script = host.run(task, True, **options)["commands"]
    assert script
    tool = f'ovs-vsctl() {{ command ovs-vsctl --db={host.server.endpoint} "$@"; }}\n'
    done = subprocess.run(["bash", "-e", "-c", tool + "\n".join(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    again = host.run(task, True, **options)
    assert not again["changed"], again["diff"]


def test_bridges_and_ports(host):
    by_hand(host, "bridge", **BRIDGE, fail_mode="secure", external_ids={"a b": 'c"d', "e": "f:g"})
    by_hand(host, "bridge", **BRIDGE, fail_mode="standalone", external_ids={"a b": None, "e": "h", "i": "j=k"})
    by_hand(host, "port", bridge="br-int", name="p1", type="internal", tag=7, trunks=[1, 2])
    by_hand(host, "port", name="p1", state="absent")
    by_hand(host, "bridge", name="br-int", state="absent")


def test_chassis(host, southbound):
    options = {"system_id": "host1", "remote": [southbound.endpoint], "encap_ip": ["fd42::1"], "datapath_type": "netdev"}
    (host.folder / "etc").mkdir()
    by_hand(host, "chassis", **options, bridge_mappings={"physnet1": "br-ex"})
    by_hand(host, "chassis", bridge_mappings={"physnet1": None, "physnet2": "br-dc"}, monitor_all=True)
    by_hand(host, "chassis", state="absent")


def test_uplink(host):
    host.card("eth1", up=False)
    by_hand(host, "uplink", name="UPLINK", parent="eth1", datapath_type="netdev", mtu=1400)
    by_hand(host, "uplink", name="UPLINK", state="absent")


@pytest.mark.parametrize("change", [{"mtu": 1300, "hwaddr": "00:16:3e:09:09:09"}, {"guest_name": "net0"}, {"name": "c1"}])
def test_nic(host, namespaces, change):
    options = {"iface_id": LSP, "netns": namespaces.add(), "mtu": 1442, "hwaddr": "00:16:3e:01:02:03"}
    host.run("bridge", **BRIDGE)
    by_hand(host, "nic", **options)
    by_hand(host, "nic", **{**options, **change})
    by_hand(host, "nic", **{"name": None, **change, "iface_id": LSP, "state": "absent"})
