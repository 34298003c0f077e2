# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which host has which NICs: where one is, goes, or was left, and what the hosts and the networks are told of it."""

from __future__ import annotations

import time

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.host.names import nic_link, short
from ansible_collections.overlay.ovn.plugins.module_utils.inventory import nics

NETWORKS = [{"name": "net1"}, {"name": "old", "base_name": "lxd-net5"}, {"name": "new", "renamed_from": "was"}]


def instance(name: str, host: str, network: str = "net1", **options) -> dict:
    return {"name": name, "host": host, "nics": [{"network": network, "netns": name, **options}]}


def every(*instances: dict, state: str | None = None) -> list[dict]:
    return nics.instance_nics(instances, NETWORKS, {"h2": "node2"}, state)


def port(name: str, network: str = "net1") -> str:
    return f"overlay-{network}-instance-{name}-eth0"


def told(name: str, **more) -> dict:
    """What the task networks says of a port that it made."""
    return {"lsp": port(name), "hwaddr": f"00:16:3e:00:00:0{name[-1]}", "mtu": 1442, **more}


def said(host: str, *others: str, left_out: tuple[str, ...] = ()) -> dict:
    """What a host says when it has attached its NICs."""
    return {"chassis": host, "others": list(others), "left_out": [{"iface_id": each, "message": "no"} for each in left_out]}


@pytest.mark.parametrize(("network", "lsp"), [
    ("net1", "overlay-net1-instance-c1-eth0"), ("old", "lxd-net5-instance-c1-eth0"), ("new", "overlay-was-instance-c1-eth0"),
])
def test_a_port_is_called_after_its_networks_base(network, lsp):
    nic, = every(instance("c1", "h2", network, tap_user="qemu", hwaddr="00:16:3e:00:00:01"))
    assert (nic["lsp"], nic["chassis"], nic["gone"]) == (lsp, "node2", {"iface_id": lsp, "state": "absent"})
    assert not {"netns", "tap_user"} & nic["options"].keys() and nic["options"]["hwaddr"], "the network knows nothing of the host's side"
    remembered = {"document": {"network_nics": [{"network": network, "instance": "c1", "requested_chassis": "node2"}]}}
    assert nics.nic_places(remembered, NETWORKS) == {lsp: "node2"}


def test_a_state_of_the_run_goes_before_the_nics_before_the_instances():
    one = {**instance("c1", "h1", state="present"), "state": "absent"}
    assert [each["state"] for each in every(one, {**instance("c2", "h1"), "state": "absent"}, instance("c3", "h1"))] == [
        "present", "absent", "present"]
    assert {each["state"] for each in every(one, state="absent")} == {"absent"}


def test_a_port_asks_for_the_chassis_that_it_has_until_the_host_has_done_its_part():
    all_nics = every(instance("c1", "h1"), instance("c2", "h2"), instance("c3", "h3"), instance("c4", "h1", state="absent"))
    found = nics.nic_ports(all_nics, {port("c1"): "h9"}, ["h1", "h2"], ["h1"], all_go=False)
    assert [(each["instance"], each["requested_chassis"], each.get("state")) for each in found] == [
        ("c1", "h9", None), ("c2", "node2", None), ("c4", "h1", "absent")]
    assert "requested_chassis" not in nics.nic_ports(every(instance("c4", "h1"), state="absent"), {}, ["h1"], ["h1"], all_go=True)[0]


def test_each_host_is_told_of_its_own():
    all_nics = every(instance("c1", "h1", parent="eth1"), instance("c2", "h2", enabled=False), instance("c3", "h1", state="absent"),
                     instance("c4", "h1"))
    found = nics.nics_to_attach(all_nics, [told("c1"), told("c2")], foreseen=False)
    assert found["h1"] == {"going": [], "here": [{
        "iface_id": port("c1"), "netns": "c1", "parent": "eth1", "type": "veth", "guest_name": "eth0", "hwaddr": "00:16:3e:00:00:01",
        "mtu": 1442,
    }]}, "c4 has no port"
    assert found["h2"]["here"] == [{"iface_id": port("c2"), "state": "absent"}], "a stopped instance has nothing there"
    assert nics.host_halves(all_nics)["h1"]["absent"] == [{"iface_id": port("c3"), "state": "absent"}]


def test_what_a_check_run_has_only_foreseen_to_go_is_told_where_it_is_in_the_way():
    all_nics = every(instance("c1", "h1"), {**instance("c2", "h1", state="absent"), "nics": [
        {"network": "net1", "netns": "c1", "state": "absent"}, {"network": "net1", "name": "eth1", "netns": "c9", "state": "absent"}]})
    assert nics.nics_to_attach(all_nics, [told("c1")], foreseen=True)["h1"]["going"] == [{"iface_id": port("c2"), "state": "absent"}]


@pytest.mark.parametrize("trace", [port, lambda name: short(port(name)), lambda name: nic_link(port(name))])
def test_what_was_left_on_another_host_goes(trace):
    all_nics = every(instance("c1", "h1"))
    found = nics.nics_that_moved(all_nics, {"h1": said("h1"), "h2": said("h2", "foreign", trace("c1"))}, {port("c1"): "h1"})
    assert found == {"moving": [], "hosts": {"h1": [], "h2": [{"iface_id": port("c1"), "state": "absent"}]}}


def test_what_the_new_host_could_not_take_over_stays():
    all_nics = every(instance("c1", "h1"))
    hosts = {"h1": said("h1", left_out=(port("c1"),)), "h3": said("h3", port("c1"))}
    assert nics.nics_that_moved(all_nics, hosts, {port("c1"): "h3"}) == {"moving": [], "hosts": {"h1": [], "h3": []}}
    assert nics.nics_that_moved(all_nics, {"h3": said("h3", port("c1"))}, {port("c1"): "h3"})["hosts"]["h3"] == [], "h1 failed"
    left = nics.nics_that_moved(all_nics, {"h3": said("h3", port("c1"))}, {port("c1"): "h1"})["hosts"]["h3"]
    assert left == [all_nics[0]["gone"]], "it has gone over in another run"


def test_ports_go_over_when_the_new_host_has_done_its_part():
    all_nics = every(instance("c1", "h1"), instance("c2", "h1"), instance("c3", "h1"))
    found = nics.nics_that_moved(all_nics, {"h1": said("h1", left_out=(port("c3"),))}, {port("c1"): "h3", port("c2"): "h1", port("c3"): "h3"})
    assert [(each["instance"], each["requested_chassis"]) for each in found["moving"]] == [("c1", "h1")]


def whole(hosts: int, instances: int) -> float:
    """The seconds that all of it takes in a cloud of this size, where nothing is left of anything."""
    given = [instance(f"c{number}", f"h{number % hosts}") for number in range(instances)]
    started = time.process_time()
    all_nics = every(*given)
    ports = [{"lsp": each["lsp"], "hwaddr": "", "mtu": 1442} for each in all_nics]
    nics.nics_to_attach(all_nics, ports, foreseen=True)
    nics.nics_that_moved(all_nics, {f"h{number}": said(f"h{number}") for number in range(hosts)}, {})
    return time.process_time() - started


def test_many_hosts_cost_no_more_than_few():
    few, many = (min(whole(hosts, 5000) for _try in range(3)) for hosts in (5, 1000))
    assert many < 3 * few + 0.05, f"{few:.2f} s with 5 hosts, {many:.2f} s with 1,000"
