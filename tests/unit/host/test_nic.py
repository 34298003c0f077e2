# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The task nic: a network namespace attached to the integration bridge."""

from __future__ import annotations

import json
import os
import subprocess
import time

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.host.links import Links, read_sysctl
from ansible_collections.overlay.ovn.plugins.module_utils.host.names import nic_link

from .conftest import ip, reaches

LSP = "overlay-net1-instance-c1-eth0"
NAME = nic_link(LSP)
MAC = "00:16:3e:01:02:03"


@pytest.fixture
def ready(host):
    """A host with its integration bridge."""
    host.run("bridge", name="br-int", datapath_type="netdev")
    return host


@pytest.fixture
def instance(namespaces):
    return namespaces.add()


def wanted(instance: str, **options) -> dict:
    return {"iface_id": LSP, "netns": instance, "hwaddr": MAC, "mtu": 1442, **options}


def guest(instance: str, name: str = "eth0") -> dict:
    return json.loads(ip("-j", "-n", instance, "link", "show", "dev", name))[0]


def link(name: str):
    with Links() as links:
        return links.get(name)


def iface_ids(host) -> dict:
    return {row["name"]: row["external_ids"].get("iface-id") for row in host.rows("Interface", "name", "external_ids")}


def test_names_are_short_and_stable():
    assert len(NAME) == 15 and NAME != nic_link("another")


def test_there_and_back(ready, instance):
    result = ready.four_steps("nic", **wanted(instance))
    assert result["name"] == NAME
    inside = guest(instance)
    assert (inside["address"], inside["mtu"]) == (MAC, 1442) and "UP" in inside["flags"]
    outside = link(NAME)
    assert outside.up and outside.alias == f"overlay.ovn nic ansible {LSP}" and outside.mtu >= 1442
    assert read_sysctl("ipv6", NAME, "disable_ipv6") == "1" and read_sysctl("ipv4", NAME, "forwarding") == "0"
    assert iface_ids(ready) == {"br-int": None, NAME: LSP}

    ready.four_steps("nic", iface_id=LSP, state="absent")
    assert link(NAME) is None and iface_ids(ready) == {"br-int": None}


def test_the_host_end_is_never_below_the_bridge(ready, instance):
    ready.run("port", bridge="br-int", name="p1", type="internal", mtu_request=1500)
    ready.run("nic", **wanted(instance))
    assert link(NAME).mtu == 1500
    ready.run("nic", **wanted(instance, mtu=2000))
    assert link(NAME).mtu == 2000


def test_drift_of_the_instance_end(ready, instance):
    ready.run("nic", **wanted(instance))
    ip("-n", instance, "link", "set", "eth0", "down")
    ip("-n", instance, "link", "set", "eth0", "address", "00:16:3e:09:09:09", "mtu", "1300", "name", "lost0")
    result = ready.four_steps("nic", **wanted(instance))
    assert [entry["before"] for entry in result["diff"]] == [
        {"name": "lost0", "up": False, "address": "00:16:3e:09:09:09", "mtu": 1300}
    ]
    assert (guest(instance)["address"], guest(instance)["mtu"]) == (MAC, 1442)


def test_drift_of_the_host_end(ready, instance):
    ready.run("nic", **wanted(instance))
    ip("link", "set", NAME, "down", "mtu", "1280", "alias", "")
    ready.four_steps("nic", **wanted(instance))
    assert link(NAME).up and link(NAME).mtu >= 1442 and link(NAME).alias


def test_an_instance_started_anew(ready, namespaces):
    name = namespaces.add()
    ready.run("nic", **wanted(name))
    namespaces.delete(name)
    deadline = time.monotonic() + 10
    while link(NAME) and time.monotonic() < deadline:
        time.sleep(0.01)  # the kernel takes its time to clear a namespace
    assert link(NAME) is None
    namespaces.add(name)
    result = ready.four_steps("nic", **wanted(name))
    assert {entry["before_header"] for entry in result["diff"]} == {f"link {NAME}", f"link eth0 in {name}"}
    assert guest(name)["address"] == MAC


def test_packets_pass_again_when_an_instance_is_in_another_namespace(ready, namespaces):
    ip("address", "add", "10.9.0.1/24", "dev", "br-int")
    ip("link", "set", "br-int", "up")
    for life in ("first", "second"):
        name = namespaces.add()
        ready.run("nic", **wanted(name))
        ip("-n", name, "address", "add", "10.9.0.2/24", "dev", "eth0")
        assert reaches(name, "10.9.0.1"), life


def test_an_instance_in_another_namespace(ready, namespaces):
    one, other = namespaces.add(), namespaces.add()
    ready.run("nic", **wanted(one))
    ready.four_steps("nic", **wanted(other))
    assert guest(other)["address"] == MAC
    assert "eth0" not in ip("-n", one, "link")


def test_an_iface_id_that_was_taken_away(ready, instance):
    ready.run("nic", **wanted(instance))
    mutation = ["external_ids", "delete", ["set", ["iface-id"]]]
    ready.server.session().commit([{"op": "mutate", "table": "Interface", "where": [], "mutations": [mutation]}])
    ready.four_steps("nic", **wanted(instance))
    assert iface_ids(ready)[NAME] == LSP


def test_a_stale_port_goes_in_the_same_transaction(ready, instance):
    ready.run("port", bridge="br-int", name="old0", type="internal", interface_external_ids={"iface-id": LSP})
    ready.run("port", bridge="br-int", name="other0", type="internal", interface_external_ids={"iface-id": "other"})
    ready.four_steps("nic", **wanted(instance))
    assert iface_ids(ready) == {"br-int": None, NAME: LSP, "other0": "other"}


def test_another_name_for_the_host_end(ready, instance):
    ready.run("nic", **wanted(instance))
    ready.four_steps("nic", **wanted(instance, name="c1eth0"))
    assert link(NAME) is None and link("c1eth0").up
    assert iface_ids(ready) == {"br-int": None, "c1eth0": LSP}
    ready.four_steps("nic", iface_id=LSP, name="c1eth0", state="absent")
    assert link("c1eth0") is None


def test_a_process_stands_for_its_namespace(ready, instance):
    path = f"/run/netns/{instance}"
    process = subprocess.Popen(["ip", "netns", "exec", instance, "sleep", "60"])
    try:
        while os.stat(f"/proc/{process.pid}/ns/net").st_ino != os.stat(path).st_ino:
            pass
        ready.run("nic", **wanted(str(process.pid)))
        assert guest(instance)["address"] == MAC
        assert not ready.run("nic", **wanted(path))["changed"]
    finally:
        process.kill()
        process.wait()


def test_a_namespace_that_is_not_there(ready):
    with pytest.raises(InvalidInput, match="netns: there is no network namespace nowhere"):
        ready.run("nic", **wanted("nowhere"))


def test_a_link_of_others_on_the_host(ready, instance):
    ready.card("mine0")
    with pytest.raises(InvalidInput, match="the link mine0 exists on this host and is not this NIC's"):
        ready.run("nic", **wanted(instance, name="mine0"))
    ready.run("nic", iface_id=LSP, name="mine0", state="absent")
    assert link("mine0")


def test_a_link_of_others_in_the_namespace(ready, instance):
    ip("-n", instance, "link", "add", "eth0", "type", "veth", "peer", "name", "eth1")
    with pytest.raises(InvalidInput, match="has another link eth0 already"):
        ready.run("nic", **wanted(instance))
    assert iface_ids(ready) == {"br-int": None} and link(NAME) is None


def test_without_an_integration_bridge_nothing_is_made(host, instance):
    with pytest.raises(InvalidInput, match="integration_bridge: this host.s Open vSwitch has no bridge br-int"):
        host.run("nic", **wanted(instance))
    assert link(NAME) is None


def test_bad_values_are_all_told_at_once(host):
    with pytest.raises(InvalidInput) as caught:
        host.run("nic", **wanted("x", hwaddr="01:00:5e:00:00:01", mtu=5, guest_name="a/b", name="sixteen-letters-"))
    assert {fault.path for fault in caught.value.faults} == {"hwaddr", "mtu", "guest_name", "name"}
