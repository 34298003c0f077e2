# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Questions for addresses inside of a network, traced through the flows that a real ovn-northd makes: who answers."""

from __future__ import annotations

import subprocess

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.tasks import networks

from ...support.northd import Northd
from .conftest import UPLINK

MAC = "00:16:3e:00:00:50"
NIC, WIRE = "overlay-net1-instance-c1-eth0", "overlay-net1-ls-ext-lsp-provider"
PLAIN = {"ipv4_nat": False, "ipv6_address": "none", "ipv6_nat": False, "chassis": ["host1"],
         "uplinks": [{**UPLINK, "ipv4_routes": ["10.10.0.0/16", "198.18.2.0/24"]}]}


@pytest.fixture
def answers(tasks, northbound, tmp_path_factory, schema_root):
    """Whether who asks at a port for an address gets an answer there."""
    northd = Northd(northbound, tmp_path_factory.mktemp("s"), schema_root)
    yield lambda port, address: answered(northd, port, address)
    northd.stop()


def answered(northd, port: str, address: str) -> bool:
    switch = "overlay-net1-ls-int" if port == NIC else "overlay-net1-ls-ext"
    seen = subprocess.run(["ovn-trace", f"--db={northd.southbound.endpoint}", "--minimal", switch, asked(port, address)],
                          check=True, capture_output=True, text=True).stdout
    return f'output("{port}")' in seen


def asked(port: str, address: str) -> str:
    """As a host that has no address yet asks whether somebody has this one (RFC 5227)."""
    mac = MAC if port == NIC else "00:16:3e:00:00:99"
    return (f'inport == "{port}" && eth.src == {mac} && eth.dst == ff:ff:ff:ff:ff:ff && arp.op == 1 && arp.sha == {mac} && arp.spa == 0.0.0.0 '
            f"&& arp.tpa == {address}")


@pytest.mark.parametrize("acls", [[], ["web"]])
def test_nobody_is_told_that_his_own_address_is_taken(tasks, answers, acls):
    """A desktop that is told so stays without an address."""
    web = {"name": "web", "ingress": [{"action": "allow", "state": "enabled"}]}
    networks.run_networks(tasks._params(networks.ARGUMENTS, {"network_acls": [web]}), False)
    tasks.network(**PLAIN, security_acls=acls)
    tasks.nic(ipv4_address="10.10.1.50", ipv4_routes_external=["198.18.2.8/30"], hwaddr=MAC, wait="sb")
    assert [address for address in ("10.10.1.50", "198.18.2.9", "10.10.1.77") if answers(NIC, address)] == []
    assert answers(NIC, "10.10.1.1")
    assert answers(WIRE, "10.10.1.50") and answers(WIRE, "198.18.2.9")


def test_an_address_that_is_listened_on_inside_is_answered_for(tasks, answers):
    tasks.network(**PLAIN)
    forward = {"network": "net1", "listen_address": "10.10.1.9", "target_address": "10.10.1.50"}
    tasks.nic(ipv4_address="10.10.1.50", hwaddr=MAC)
    networks.run_networks(tasks._params(networks.ARGUMENTS, {"network_forwards": [forward], "wait": "sb"}), False)
    assert answers(NIC, "10.10.1.9") and not answers(NIC, "10.10.1.50")
