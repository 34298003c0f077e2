# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What routers have learnt of addresses that moved since: behind l3only nobody else tells them."""

from __future__ import annotations

import uuid

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

from ...support.servers import Server
from .conftest import UPLINK, network, nic

C1, C2, OLD = "00:16:3e:00:00:01", "00:16:3e:00:00:02", "00:16:3e:00:00:99"
ROUTED = network("net1", 1, ipv4_l3only=True, ipv6_l3only=True)


@pytest.fixture
def southbound(tmp_path, schema_root):
    server = Server(tmp_path, schema_root, "OVN_Southbound")
    yield server
    server.stop()


def learn(southbound, *bindings: tuple[str, str, str]) -> None:
    """Routers learn that an address, at a port, is at an Ethernet address."""
    datapath = str(uuid.uuid4())
    southbound.session().commit([
        op.insert("Datapath_Binding", datapath, {"tunnel_key": 1}),
        *(op.insert("MAC_Binding", str(uuid.uuid4()), {"logical_port": port, "ip": ip, "mac": mac, "datapath": ["uuid", datapath]})
          for port, ip, mac in bindings),
    ])


def learnt(southbound) -> set[tuple[str, str]]:
    (rows,) = southbound.session().read([op.select("MAC_Binding", [], ["ip", "mac"])])
    return {(row["ip"], row["mac"]) for row in rows}


def test_an_address_that_moved_is_asked_for_again(site, southbound):
    site.apply({"uplinks": [UPLINK], "networks": [ROUTED, network("net2", 2)], "network_nics": [nic("c1", 11, hwaddr=C1)]})
    port = "overlay-net1-lr-lrp-int"
    kept = [(port, "fe80::1", OLD), ("overlay-net2-lr-lrp-int", "10.10.2.11", OLD), ("overlay-net1-lr-lrp-ext", "198.18.1.1", OLD)]
    learn(southbound, (port, "10.10.1.11", C1), (port, "fd42:10:1::11", C1), (port, "10.10.1.12", OLD), *kept)
    places = {"sb_connection": [southbound.endpoint]}
    moved = {"network_nics": [nic("c2", 11, hwaddr=C2), nic("c1", 12, hwaddr=C1)]}
    before = learnt(southbound)
    assert site.apply(moved, check=True, **places)["changed"] and learnt(southbound) == before
    assert site.apply(moved, **places)["changed"]
    assert learnt(southbound) == {each[1:] for each in kept}


def test_what_is_still_true_stays(site, southbound):
    site.apply({"uplinks": [UPLINK], "networks": [ROUTED], "network_nics": [nic("c1", 11, hwaddr=C1), nic("c2", 12, hwaddr=C2)]})
    learn(southbound, ("overlay-net1-lr-lrp-int", "10.10.1.11", C1), ("overlay-net1-lr-lrp-int", "10.10.1.12", C2))
    assert site.apply({"network_nics": [nic("c2", 12)]}, state="absent", sb_connection=[southbound.endpoint])["changed"]
    assert learnt(southbound) == {("10.10.1.11", C1)}


def test_without_the_southbound_database_the_change_is_made_and_a_warning_says_what_is_left(site):
    made = site.apply({"uplinks": [UPLINK], "networks": [ROUTED]}, sb_connection=["unix:/nowhere.sock"])
    assert made["changed"] and "The change is made, but routers may send" in made["warnings"][0]
    assert "warnings" not in site.apply({"networks": [ROUTED]})
