# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The task nics: many NICs of a host at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput, NotReached, OvnError
from ansible_collections.overlay.ovn.plugins.module_utils.host import nics
from ansible_collections.overlay.ovn.plugins.module_utils.host.links import Links
from ansible_collections.overlay.ovn.plugins.module_utils.host.names import nic_link
from ansible_collections.overlay.ovn.plugins.module_utils.host.nic_wish import OPTIONS

from .conftest import ip

DEFAULTS = {"state": "present", **{name: spec.get("default") for name, spec in OPTIONS.items()}}


def entry(iface_id: str, **options) -> dict:
    return {**DEFAULTS, "iface_id": iface_id, **options}


def container(iface_id: str, space: str, number: int = 0, **options) -> dict:
    return entry(iface_id, netns=space, guest_name=f"eth{number}", mtu=1442, hwaddr=f"00:16:3e:00:{number // 256:02x}:{number % 256:02x}",
                 **options)


@pytest.fixture
def ready(host):
    """A host with its integration bridge."""
    host.run("bridge", name="br-int", datapath_type="netdev")
    return host


def links() -> set[str]:
    with Links() as found:
        return set(found.names())


def iface_ids(host) -> dict:
    return {row["name"]: row["external_ids"].get("iface-id") for row in host.rows("Interface", "name", "external_ids")}


def three(space: str) -> list[dict]:
    """One of each sort that makes something."""
    return [container("a", space, 0), container("b", space, 1), entry("vm", type="tap", name="tap-vm", mtu=1442)]


def test_there_and_back(ready, namespaces):
    space = namespaces.add()
    before = links()
    result = ready.four_steps("nics", nics=three(space))
    assert [(nic["iface_id"], nic["name"], nic["host_mtu"]) for nic in result["nics"]] == [
        ("a", nic_link("a"), 1442), ("b", nic_link("b"), 1442), ("vm", "tap-vm", 1442)
    ]
    assert iface_ids(ready) == {"br-int": None, nic_link("a"): "a", nic_link("b"): "b", "tap-vm": "vm"}
    assert result["commands"].count("ovs-vsctl \\") == 1, "the rows are one transaction"
    ready.four_steps("nics", nics=[entry(each, state="absent", name=name) for each, name in (("a", None), ("b", None), ("vm", "tap-vm"))])
    assert links() == before and iface_ids(ready) == {"br-int": None}


def test_what_is_here_of_other_nics_is_told(ready, namespaces):
    space = namespaces.add()
    wanted = three(space)
    assert ready.run("nics", nics=wanted)["down"] == ["a", "b", "vm"]
    left = ready.run("nics", nics=[])
    assert not left["changed"] and left["others"] == ["a", "b", "vm"]
    assert ready.run("nics", nics=wanted)["others"] == []
    assert ready.run("nics", nics=wanted[:2])["others"] == ["vm"]
    session = ready.server.session()
    session.commit([{"op": "update", "table": "Bridge", "where": [], "row": {"ports": ["set", []]}}])
    assert {"a", "b", "vm"} <= set(ready.run("nics", nics=[])["others"]), "links that lost their ports are still there"


def test_half_made_states_are_completed(ready, namespaces):
    space = namespaces.add()
    wanted = three(space)
    ready.run("nics", nics=wanted)
    ip("link", "delete", nic_link("a"))  # a pair gone, its port left
    session = ready.server.session()
    gone = session.read([{"op": "select", "table": "Port", "where": [["name", "==", "tap-vm"]], "columns": ["_uuid"]}])[0][0]["_uuid"]
    session.commit([{"op": "mutate", "table": "Bridge", "where": [], "mutations": [["ports", "delete", ["set", [["uuid", gone]]]]]}])
    ip("-n", space, "link", "set", "eth1", "down")  # the instance's end down
    ready.four_steps("nics", nics=wanted)
    assert iface_ids(ready) == {"br-int": None, nic_link("a"): "a", nic_link("b"): "b", "tap-vm": "vm"}


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_made(ready, namespaces):
    space, before = namespaces.add(), links()
    wanted = [container("a", space), container("b", "nowhere"), container("c", "nowhere-else"), container("d", space)]
    with pytest.raises(InvalidInput) as caught:
        ready.run("nics", nics=wanted)
    assert {fault.path for fault in caught.value.faults} == {"nics[1].netns", "nics[2].netns", "nics[3].guest_name"}
    with pytest.raises(InvalidInput) as caught:
        ready.run("nics", nics=[entry("a", netns=None), entry("a", type="tap", name="much-too-long-a-name", mtu=1)])
    assert {fault.path for fault in caught.value.faults} == {"nics[0].netns", "nics[1].iface_id", "nics[1].name", "nics[1].mtu"}
    assert links() == before and iface_ids(ready) == {"br-int": None}


def test_who_cannot_be_served_keeps_nobody_else_from_the_network(ready, namespaces):
    space = namespaces.add()
    wanted = [container("a", "nowhere"), container("b", space), container("c", space), entry("gone", state="absent")]
    result = ready.four_steps("nics", nics=wanted, partial=True)
    assert iface_ids(ready) == {"br-int": None, nic_link("b"): "b"}
    assert [each["iface_id"] for each in result["left_out"]] == ["a", "c"] and "nowhere" in result["left_out"][0]["message"]
    assert [each["iface_id"] for each in result["nics"]] == ["b", "gone"]
    with pytest.raises(InvalidInput, match="partial: is not for tasks with purge"):
        ready.run("nics", nics=wanted, partial=True, purge=True)


def test_the_nic_of_an_instance_that_was_renamed_is_named(ready, namespaces):
    space = namespaces.add()
    ready.run("nics", nics=[container("old", space)])
    with pytest.raises(InvalidInput, match=rf"nics\[0\].guest_name \(new\): eth0 in the namespace {space} is the NIC old. If that one is no more"):
        ready.run("nics", nics=[container("new", space)])


def test_a_link_that_the_kernel_refuses_takes_the_others_with_it(ready, namespaces):
    space = namespaces.add()
    ready.card("eth7")
    ip("link", "property", "add", "dev", "eth7", "altname", "other7")
    before = links()
    refused = container("c", space, 2, name="other7")  # a card's second name, which no list of names shows
    with pytest.raises(OvnError, match="the kernel refused .*What this task had made was taken away again"):
        ready.run("nics", nics=[container("a", space, 0), container("b", space, 1), refused])
    assert links() == before and iface_ids(ready) == {"br-int": None}
    assert "eth0" not in ip("-n", space, "link")


def test_a_link_that_somebody_makes_meanwhile_stays_theirs(ready, namespaces, monkeypatch):
    space, plan = namespaces.add(), nics.plan_links

    def late(*args):
        found = plan(*args)
        ip("link", "add", nic_link("b"), "type", "veth", "peer", "name", "theirs0")
        return found

    monkeypatch.setattr(nics, "plan_links", late)
    with pytest.raises(OvnError, match="File exists.*What this task had made was taken away again"):
        ready.run("nics", nics=[container("a", space, 0), container("b", space, 1)])
    assert {nic_link("b"), "theirs0"} <= links() and nic_link("a") not in links()


def test_the_hosts_own_namespace_is_no_instance(ready):
    with pytest.raises(InvalidInput, match=r"nics\[0\].netns \(a\): .* has no network namespace of its own"):
        ready.run("nics", nics=[container("a", str(os.getpid()))])


def test_purge_takes_what_is_ours_and_no_longer_named(ready, namespaces):
    space = namespaces.add()
    ready.run("nics", nics=three(space))
    ready.run("nics", nics=[entry("theirs", type="tap")], owner="somebody")
    ready.run("port", bridge="br-int", name="foreign0", type="internal", interface_external_ids={"iface-id": "foreign"})
    ip("tuntap", "add", "mode", "tap", "name", "vnet7")
    ip("link", "add", nic_link("lost"), "type", "veth", "peer", "name", "x0")
    ip("link", "set", nic_link("lost"), "alias", "overlay.ovn nic ansible lost")
    ip("link", "add", nic_link("coming"), "type", "veth", "peer", "name", "x1")
    ip("link", "set", nic_link("coming"), "alias", "overlay.ovn nic somebody coming")
    keep = [container("a", space, 0)]
    with pytest.raises(InvalidInput, match="max_deletes: 2 NICs may be removed, but purge would remove 3: b, lost, vm"):
        ready.run("nics", nics=keep, purge=True, max_deletes=2)
    ready.four_steps("nics", nics=keep, purge=True, max_deletes=3)
    assert iface_ids(ready) == {"br-int": None, nic_link("a"): "a", nic_link("theirs"): "theirs", "foreign0": "foreign"}
    assert {"vnet7", nic_link("coming")} <= links(), "what another owner is making is not ours"
    assert not {"tap-vm", nic_link("lost")} & links()


def test_an_empty_list_purges_nothing_by_accident(ready, namespaces):
    ready.run("nics", nics=three(namespaces.add()))
    with pytest.raises(InvalidInput, match="allow_empty: true"):
        ready.run("nics", nics=[], purge=True)
    ready.four_steps("nics", nics=[], purge=True, allow_empty=True)
    assert iface_ids(ready) == {"br-int": None}


def test_hot_plug_and_unplug_leave_the_other_nics_alone(ready, namespaces):
    space = namespaces.add()
    ready.run("nics", nics=[container("a", space, 0)])
    index = Path(f"/proc/sys/net/ipv4/conf/{nic_link('a')}").stat().st_ino
    ready.four_steps("nics", nics=[container("a", space, 0), container("b", space, 1)])
    ready.four_steps("nics", nics=[container("a", space, 0), entry("b", state="absent")])
    assert Path(f"/proc/sys/net/ipv4/conf/{nic_link('a')}").stat().st_ino == index, "the NIC that stayed was made anew"
    assert "eth1" not in ip("-n", space, "link")


def test_a_nested_nic_makes_nothing_and_what_it_was_before_goes(ready, namespaces):
    space = namespaces.add()
    assert not ready.run("nics", nics=[entry("child", type="nested")])["changed"]
    ready.run("nics", nics=[container("child", space)])
    ready.four_steps("nics", nics=[entry("child", type="nested")])
    assert iface_ids(ready) == {"br-int": None}


def test_a_representor_needs_offload_and_is_only_attached(ready):
    ready.card("pf0vf3")
    wanted = [entry("vf", type="representor", name="pf0vf3")]
    with pytest.raises(InvalidInput, match=r"nics\[0\].type \(vf\): .*hw-offload"):
        ready.run("nics", nics=wanted)
    ready.server.session().commit([{"op": "mutate", "table": "Open_vSwitch", "where": [], "mutations": [
        ["other_config", "insert", ["map", [["hw-offload", "true"]]]]]}])
    ip("link", "set", "pf0vf3", "down")
    ready.four_steps("nics", nics=wanted)
    assert iface_ids(ready)["pf0vf3"] == "vf"
    ready.four_steps("nics", nics=[entry("vf", state="absent")])
    assert "pf0vf3" in links() and iface_ids(ready) == {"br-int": None}
    with pytest.raises(InvalidInput, match=r"nics\[0\].name \(vf\): this host has no interface nothing0"):
        ready.run("nics", nics=[entry("vf", type="representor", name="nothing0")])
    ready.run("nics", nics=wanted)
    ready.four_steps("nics", nics=[{**wanted[0], "state": "absent"}])
    assert "pf0vf3" in links() and iface_ids(ready) == {"br-int": None}
    ip("address", "add", "198.18.9.1/24", "dev", "pf0vf3")
    with pytest.raises(InvalidInput, match=r"nics\[0\].name \(vf\): pf0vf3 has the address 198.18.9.1/24, which this host would lose"):
        ready.run("nics", nics=wanted)


def test_those_that_do_not_come_up_are_named(ready, namespaces):
    wanted = three(namespaces.add())
    with pytest.raises(NotReached, match=r"has not brought up 3 of 3 NICs: a \(interface .*\); b .*; vm \(interface tap-vm\)"):
        ready.run("nics", nics=wanted, wait=True, wait_timeout=1)
    installed = {"op": "mutate", "table": "Interface", "mutations": [["external_ids", "insert", ["map", [["ovn-installed", "true"]]]]]}
    ready.server.session().commit([{**installed, "where": [["name", "!=", "tap-vm"]]}])
    with pytest.raises(NotReached, match=r"has not brought up 1 of 3 NICs: vm "):
        ready.run("nics", nics=wanted, wait=True, wait_timeout=1)
    ready.server.session().commit([{**installed, "where": []}])
    assert not ready.run("nics", nics=wanted, wait=True, wait_timeout=1)["changed"]


def test_an_interface_that_open_vswitch_cannot_use_is_named(ready, namespaces, monkeypatch):
    wanted, calls = nics.nics_want, []

    def losing(*args):
        """Somebody deletes a link after it was made, and before Open vSwitch is told of it."""
        calls.append(args)
        if len(calls) == 2:
            ip("link", "delete", nic_link("b"))
        return wanted(*args)

    monkeypatch.setattr(nics, "nics_want", losing)
    with pytest.raises(NotReached, match=r"ovs-vswitchd cannot use 1 of 3 NICs: b \(interface .*\): could not open network device"):
        ready.run("nics", nics=three(namespaces.add()))
