# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""NICs that take each other's places in one task, and what belongs to others: at the port, at the link, in the database."""

from __future__ import annotations

import json

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput, OvnError
from ansible_collections.overlay.ovn.plugins.module_utils.host import perform
from ansible_collections.overlay.ovn.plugins.module_utils.host.actions import SetLink
from ansible_collections.overlay.ovn.plugins.module_utils.host.links import HostError
from ansible_collections.overlay.ovn.plugins.module_utils.host.names import nic_link, uplink_pair

from .conftest import ip, reaches
from .test_nic_tap import Machine
from .test_nics import container, entry, iface_ids, links
from .uplinks import NATIVE, linux_bridge, link


@pytest.fixture
def ready(host):
    host.run("bridge", name="br-int", datapath_type="netdev")
    return host


def guests(space: str) -> dict[str, str]:
    """The links of an instance: their names by their Ethernet addresses."""
    found = json.loads(ip("-json", "-n", space, "link"))
    return {each["address"]: each["ifname"] for each in found if each["ifname"] != "lo"}


MAC = "00:16:3e:00:00:{:02x}".format


def test_an_instance_changes_its_network_and_keeps_its_links_name(ready, namespaces):
    space = namespaces.add()
    ready.run("nics", nics=[{**container("net1-c1", space), "hwaddr": MAC(1)}])
    ready.four_steps("nics", nics=[{**container("net2-c1", space), "hwaddr": MAC(2)}], purge=True)
    assert guests(space) == {MAC(2): "eth0"}
    back = [entry("net2-c1", state="absent"), {**container("net1-c1", space), "hwaddr": MAC(1)}]
    ready.four_steps("nics", nics=back)
    assert guests(space) == {MAC(1): "eth0"} and iface_ids(ready) == {"br-int": None, nic_link("net1-c1"): "net1-c1"}


def test_two_nics_change_places(ready, namespaces):
    space = namespaces.add()
    a, b = container("a", space, 0), container("b", space, 1)
    ready.run("nics", nics=[a, b])
    ready.four_steps("nics", nics=[{**a, "guest_name": "eth1"}, {**b, "guest_name": "eth0"}])
    assert guests(space) == {MAC(0): "eth1", MAC(1): "eth0"}


def test_two_nics_exchange_their_names_on_the_host(ready, namespaces):
    space = namespaces.add()
    a, b = container("a", space, 0, name="n0"), container("b", space, 1, name="n1")
    ready.run("nics", nics=[a, b])
    ready.four_steps("nics", nics=[{**a, "name": "n1"}, {**b, "name": "n0"}])
    assert iface_ids(ready) == {"br-int": None, "n0": "b", "n1": "a"} and guests(space) == {MAC(0): "eth0", MAC(1): "eth1"}
    ready.four_steps("nics", nics=[entry("a", state="absent"), {**b, "name": None, "guest_name": "eth0"}])
    assert iface_ids(ready) == {"br-int": None, nic_link("b"): "b"} and guests(space) == {MAC(1): "eth0"}


def test_what_stepped_aside_steps_back(ready, namespaces, monkeypatch):
    space = namespaces.add()
    ready.run("nics", nics=[container("a", space, 0), container("b", space, 1)])
    before, rows = (links(), guests(space)), iface_ids(ready)
    real = perform.VERBS[SetLink]

    def refusing(found, action):
        if action.name == nic_link("c") and action.up:
            raise HostError("the kernel refuses it.")
        real(found, action)

    monkeypatch.setitem(perform.VERBS, SetLink, refusing)
    with pytest.raises(OvnError, match="what it had changed is as it was"):
        ready.run("nics", nics=[entry("a", state="absent"), container("b", space, 0), container("c", space, 1)])
    assert (links(), guests(space), iface_ids(ready)) == (*before, rows)
    up = json.loads(ip("-json", "-n", space, "link"))
    assert all("UP" in each["flags"] for each in up if each["ifname"] != "lo")


@pytest.mark.parametrize("change", [{"name": "tp1"}, {"type": "veth", "name": "tp0"}, {"type": "veth"}])
def test_a_tap_that_a_machine_has_open_stays(ready, namespaces, change):
    wish = entry("t", type="tap", name="tp0")
    ready.run("nics", nics=[wish])
    refused = pytest.raises(InvalidInput, match="a virtual machine has it open. Stop the machine first.*Nothing was changed")
    with Machine("tp0"), refused:
        ready.run("nics", nics=[{**wish, "netns": namespaces.add(), "name": None, **change}])
    assert link("tp0").is_tap and iface_ids(ready)["tp0"] == "t"


def test_the_name_of_an_uplink_is_no_nic(ready):
    linux_bridge()
    ready.run("uplink", **NATIVE)
    assert not ready.run("nic", iface_id="uplink UPLINK", state="absent")["changed"]
    assert set(uplink_pair("UPLINK")) <= links()


def test_a_nic_that_was_not_made_here_stays(ready):
    ip("link", "add", "fv0", "type", "veth", "peer", "name", "fv1")
    ready.run("port", bridge="br-int", name="fv0", interface_external_ids={"iface-id": "vm1"})
    result = ready.run("nic", iface_id="vm1", name="fv0", state="absent")
    assert not result["changed"] and "fv0: attached as vm1, and not made for that NIC here: it stays" in result["warnings"][0]
    assert "fv0" in links() and iface_ids(ready)["fv0"] == "vm1"


def test_one_that_is_killed_before_its_link_is_marked_is_known(ready, namespaces, monkeypatch):
    """A link with a name of its own gets that when it is marked."""
    space, real = namespaces.add(), perform.VERBS[SetLink]
    before = links()

    def killed(found, action):
        raise KeyboardInterrupt

    for end in ({"state": "absent"}, {}):
        monkeypatch.setitem(perform.VERBS, SetLink, killed)
        with pytest.raises(KeyboardInterrupt):
            ready.run("nic", iface_id="a", netns=space, name="n0")
        monkeypatch.setitem(perform.VERBS, SetLink, real)
        ready.run("nic", **{"iface_id": "a", "netns": space, "name": "n0", **end})
    assert links() == before | {"n0"} and list(guests(space).values()) == ["eth0"]


def test_settings_of_others_survive_a_link_that_is_made_anew(ready, namespaces):
    space = namespaces.add()
    ready.card("probe")
    ready.run("port", bridge="br-int", name="probe")
    far = namespaces.add()
    ip("link", "set", "probe-wire", "netns", far)
    for where, name, address in ((far, "probe-wire", "10.44.0.1"), (space, "eth0", "10.44.0.2")):
        if name == "eth0":
            ready.run("nic", iface_id="a", netns=space, name="n0")
        ip("-n", where, "address", "add", f"{address}/24", "dev", name)
        ip("-n", where, "link", "set", name, "up")
    assert reaches(space, "10.44.0.1")
    ready.server.session().commit([
        {"op": "update", "table": "Interface", "where": [["name", "==", "n0"]], "row": {"ingress_policing_rate": 100000}},
        {"op": "mutate", "table": "Interface", "where": [["name", "==", "n0"]], "mutations": [
            ["external_ids", "insert", ["map", [["vm-uuid", "77"]]]]]},
        {"op": "mutate", "table": "Port", "where": [["name", "==", "n0"]], "mutations": [
            ["external_ids", "insert", ["map", [["billing", "yes"]]]], ["other_config", "insert", ["map", [["x", "y"]]]]]},
    ])
    before = {table: {**ready.row(table, "n0")} for table in ("Port", "Interface")}
    ip("link", "delete", "n0")
    ready.four_steps("nic", iface_id="a", netns=space, name="n0")
    for table, columns in (("Port", ("_uuid", "external_ids", "other_config", "interfaces")),
                           ("Interface", ("_uuid", "type", "external_ids", "ingress_policing_rate"))):
        assert {name: ready.row(table, "n0")[name] for name in columns} == {name: before[table][name] for name in columns}
    ip("-n", space, "address", "add", "10.44.0.2/24", "dev", "eth0")
    assert reaches(space, "10.44.0.1"), "Open vSwitch listens to the link that is there"


def test_an_end_that_somebody_put_into_a_linux_bridge_comes_out(ready, namespaces):
    linux_bridge()
    wish = {"iface_id": "a", "netns": namespaces.add(), "name": "n0"}
    ready.run("nic", **wish)
    ip("link", "set", "n0", "master", "br0")
    result = ready.four_steps("nic", **wish)
    assert result["diff"][0]["before"] == {"master": "br0"} and "ip link set n0 nomaster" in result["commands"]
    assert link("n0").master is None


def test_an_address_of_the_hosts_own_on_a_nics_end_is_told_and_stays(ready, namespaces):
    wish = {"iface_id": "a", "netns": namespaces.add(), "name": "n0"}
    assert ready.run("nic", **wish)["warnings"] == []
    ip("address", "add", "10.44.0.9/24", "dev", "n0")
    (warning,) = ready.four_steps("nic", **wish, mtu=1400)["warnings"]
    assert "n0 has the address 10.44.0.9/24" in warning and "ip address del 10.44.0.9/24 dev n0" in warning
    assert "10.44.0.9/24" in ip("-brief", "address", "show", "dev", "n0")
