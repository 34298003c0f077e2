# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Packets through Open vSwitch's datapath in the kernel, over Geneve, bonds and VLANs, and through the kernel's tracking of connections."""

from __future__ import annotations

import json
import re

import pytest
from conftest import address, comes_true, link, output, run

# Networks without translation, by the first letter of their instances.
NETWORKS = pytest.mark.parametrize("network", ["c", "d", "f"], ids=["bond", "vlan", "ovs_bond"])
ALL_NETWORKS = pytest.mark.parametrize("network", ["c", "d", "e", "f"], ids=["bond", "vlan", "bridge", "ovs_bond"])
FAMILIES = pytest.mark.parametrize("family", ["inet", "inet6"], ids=["IPv4", "IPv6"])
OUTSIDE = {
    (network, family): address
    for number, network in enumerate("cdef", 1)
    for family, address in {"inet": f"198.18.{number}.1", "inet6": f"fd42:18:{number}::1"}.items()
}
# Where e2 answers for the outside, and what is balanced over e1 and e2.
PUBLISHED, BALANCED = "198.18.13.10", "198.18.13.20"


def pings(host: str, netns: str, target: str, options: str = "") -> bool:
    """Whether most of some packets are answered: the first may wait for an address to be learnt."""
    done = run(host, f"ip netns exec {netns} ping -n -q -c 5 -i 0.3 -W 3 {options} {target}")
    lost = re.search(r"([\d.]+)% packet loss", done.stdout)
    return lost is not None and float(lost[1]) <= 20


def seen_outside(card: str, what: str, meanwhile: str) -> str:
    """The first packet of a kind on a wire of the data centre."""
    done = run(
        "host2",
        f"(timeout 20 ip netns exec outside tcpdump -n -e -c 1 -i {card} '{what}' & sleep 2; {meanwhile}; wait $!) 2>&1",
    )
    return done.stdout


def given(host: str, netns: str, family: str) -> str:
    found = comes_true(lambda: address(host, netns, family))
    assert found, f"{netns} on {host} has no address of {family}"
    return str(found)


@pytest.mark.parametrize("host", ["host1", "host2"])
def test_the_datapath_is_the_kernel_s(host: str) -> None:
    assert output(host, "ovs-vsctl get Bridge br-int datapath_type").strip() in ("system", '""')
    assert "system@ovs-system:" in output(host, "ovs-appctl dpctl/show")
    assert link(host, "genev_sys_6081")["linkinfo"]["info_kind"] == "geneve"


def test_a_bond_is_the_port_and_its_cards_stay_its_own() -> None:
    assert link("host1", "bond0")["master"] == "ovs-system"
    assert link("host1", "bond0")["linkinfo"]["info_kind"] == "bond"
    assert [link("host1", name)["master"] for name in ("eth2", "eth3")] == ["bond0", "bond0"]


def test_a_vlan_device_is_made_as_it_was_asked_for() -> None:
    found = link("host1", "eth4.100")
    assert (found["link"], found["mtu"], found["master"]) == ("eth4", 1400, "ovs-system")
    assert found["linkinfo"]["info_data"]["id"] == 100
    assert "GVRP" in found["linkinfo"]["info_data"]["flags"]


def test_a_linux_bridge_has_one_port_more_with_the_vlan_alone() -> None:
    ports = {entry["ifname"]: [vlan["vlan"] for vlan in entry["vlans"]] for entry in json.loads(output("host1", "bridge -json vlan show"))}
    (ours,) = ports.keys() - {"br0", "eth5"}
    assert link("host1", ours)["master"] == "br0"
    assert ports[ours] == [200]
    # What the administrator gave the others: 200-201 is written as a range.
    assert ports["br0"] == [1, 201] and ports["eth5"] in ([1, 200], [1, 200, 201])
    assert pings("host2", "outside", "198.18.5.2"), "the bridge keeps its address"


def test_a_bond_of_open_vswitch_has_two_members() -> None:
    shown = output("host1", "ovs-appctl bond/show ovsbond")
    assert re.findall(r"^member (\w+): enabled", shown, re.MULTILINE) == ["eth6", "eth7"], shown


@FAMILIES
@ALL_NETWORKS
def test_instances_reach_each_other_through_the_tunnel(network: str, family: str) -> None:
    target = given("host1", f"{network}1", family)
    given("host2", f"{network}2", family)
    assert pings("host2", f"{network}2", target)
    # With its headers, all but what Geneve takes of 1500 bytes.
    assert pings("host2", f"{network}2", target, "-s 1390 -M do")


def test_packets_are_forwarded_by_the_kernel() -> None:
    target = given("host1", "c1", "inet")
    assert pings("host2", "c2", target)
    flows = output("host2", "ovs-appctl dpctl/dump-flows")
    assert re.search(r"packets:[1-9]\d*.*actions:set\(tunnel\(", flows), flows


@FAMILIES
@ALL_NETWORKS
def test_an_instance_on_another_host_reaches_the_outside(network: str, family: str) -> None:
    given("host2", f"{network}2", family)
    assert comes_true(lambda: pings("host2", f"{network}2", OUTSIDE[network, family]))


@FAMILIES
@NETWORKS
def test_the_outside_reaches_an_instance(network: str, family: str) -> None:
    target = given("host2", f"{network}2", family)
    assert comes_true(lambda: pings("host2", "outside", target))


@pytest.mark.parametrize("netns, card, vlan", [("d2", "eth4", 100), ("e2", "eth5", 200)], ids=["device", "bridge"])
def test_what_leaves_by_a_vlan_bears_its_tag(netns: str, card: str, vlan: int) -> None:
    given("host2", netns, "inet")
    ping = f"ip netns exec {netns} ping -n -q -c 8 -W 1 {OUTSIDE[netns[0], 'inet']}"
    assert f"vlan {vlan}" in seen_outside(card, f"vlan {vlan} and icmp", ping)


@pytest.mark.parametrize("host, netns, source", [("host1", "e1", "198.18.3.100"), ("host2", "e2", PUBLISHED)], ids=["router", "own"])
def test_the_outside_sees_a_translated_address(host: str, netns: str, source: str) -> None:
    given(host, netns, "inet")
    run(host, f"ip netns exec {netns} ping -n -q -c 20 198.18.3.1 < /dev/null > /dev/null 2>&1 &")
    assert f"{source} > 198.18.3.1" in seen_outside("uplink3", f"icmp and src {source}", "true")


@pytest.fixture(scope="module")
def _servers() -> None:
    """In e1, in e2 and outside somebody listens, and says who answered."""
    for host, netns in (("host1", "e1"), ("host2", "e2"), ("host2", "outside")):
        folder = f"/srv/{netns}"
        output(host, f"mkdir -p {folder}; echo {netns} > {folder}/name; "
                     f"for port in 80 81 82; do ip netns exec {netns} busybox httpd -p $port -h {folder}; done")


def fetched(host: str, netns: str, address: str, port: int) -> tuple[int, str]:
    """What curl returns (7: refused, 28: no answer), and who answered."""
    done = run(host, f"ip netns exec {netns} curl --silent --max-time 4 http://{address}:{port}/name")
    return done.returncode, done.stdout.strip()


@pytest.mark.usefixtures("_servers")
def test_an_acl_lets_through_what_it_allows_and_says_no_or_nothing_to_the_rest() -> None:
    given("host1", "e1", "inet")
    assert comes_true(lambda: fetched("host1", "e1", "10.10.3.12", 80) == (0, "e2"))
    assert fetched("host1", "e1", "10.10.3.12", 81) == (7, "")
    assert fetched("host1", "e1", "10.10.3.12", 82) == (28, "")


@pytest.mark.usefixtures("_servers")
def test_answers_come_in_where_nothing_else_may() -> None:
    """No rule lets the outside's port 82 speak to the instance: the connection does."""
    assert comes_true(lambda: fetched("host2", "e2", "198.18.3.1", 82) == (0, "outside"))
    assert re.search(r"tcp,.*dst=198\.18\.3\.1,", output("host2", "ovs-appctl dpctl/dump-conntrack"))


@pytest.mark.usefixtures("_servers")
def test_a_forward_leads_in_through_the_acl() -> None:
    assert comes_true(lambda: fetched("host2", "outside", PUBLISHED, 80) == (0, "e2"))
    assert fetched("host2", "outside", PUBLISHED, 81)[0] == 7


@pytest.mark.usefixtures("_servers")
def test_a_load_balancer_uses_all_its_backends() -> None:
    assert comes_true(lambda: {fetched("host2", "outside", BALANCED, 80)[1] for _try in range(12)} == {"e1", "e2"})


def test_packets_go_on_when_a_card_of_the_bond_fails() -> None:
    given("host2", "c2", "inet")
    active = output("host1", "cat /sys/class/net/bond0/bonding/active_slave").strip()
    assert active in ("eth2", "eth3")
    try:
        output("host1", f"ip link set {active} down")
        assert comes_true(lambda: output("host1", "cat /sys/class/net/bond0/bonding/active_slave").strip() not in ("", active), 10)
        assert comes_true(lambda: pings("host2", "c2", OUTSIDE["c", "inet"]))
    finally:
        output("host1", f"ip link set {active} up")
