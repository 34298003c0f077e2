# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an operator looks at after playbooks/site.yml."""

from __future__ import annotations

import ipaddress
import re
from itertools import permutations
from typing import Any

import pytest
from conftest import INSTANCES, NETWORKS
from lab import CHASSIS, Instance, comes_true, host, playbook, rows

FOREIGN = "FOREIGN:br-foreign"


@pytest.fixture(scope="module", autouse=True)
def _settled() -> None:
    """Every instance has its addresses, one of them by a router that speaks once in a minute at least."""
    assert comes_true(lambda: all({each["family"] for each in instance.addresses()} == {"inet", "inet6"} for instance in INSTANCES), 120)


def subnet(instance: Instance, family: str) -> Any:
    return ipaddress.ip_interface(NETWORKS[instance.network][f"{family}_address"]).network


def by_name(name: str) -> Instance:
    return next(instance for instance in INSTANCES if instance.name == name)


def mappings(name: str) -> set[str]:
    text = host(name).run("ovs-vsctl get Open_vSwitch . external_ids:ovn-bridge-mappings").stdout
    return set(filter(None, text.strip().strip('"').split(",")))


def test_each_chassis_is_registered_with_geneve() -> None:
    encaps = rows("ovn-sbctl", "encap", "chassis_name", "type", "ip")
    assert sorted((row["chassis_name"], row["type"]) for row in encaps) == [(name, "geneve") for name in CHASSIS]
    assert len({row["ip"] for row in encaps}) == len(CHASSIS)


def test_each_chassis_has_a_tunnel_to_each_other(chassis: Any) -> None:
    remotes = chassis.check_output(
        "ovs-vsctl --format=csv --data=bare --no-headings --columns=options find interface type=geneve"
    )
    own = next(row["ip"] for row in rows("ovn-sbctl", "encap", "chassis_name", "ip") if row["chassis_name"] == chassis.lab_name)
    others = {row["ip"] for row in rows("ovn-sbctl", "encap", "ip")} - {own}
    assert set(re.findall(r"remote_ip=([\d.]+)", remotes)) == others


@pytest.mark.parametrize("package", ["openvswitch-switch", "ovn-host"])
def test_the_distributions_packages_are_installed(chassis: Any, package: str) -> None:
    assert chassis.package(package).is_installed


@pytest.mark.parametrize("service", ["openvswitch-switch", "ovn-host"])
def test_services_run_and_will_after_a_boot(chassis: Any, service: str) -> None:
    assert chassis.service(service).is_running
    assert chassis.service(service).is_enabled


def test_ipv4_comes_by_dhcp(instance: Instance) -> None:
    found = [entry for entry in instance.addresses() if entry["family"] == "inet"]
    assert len(found) == 1 and ipaddress.ip_address(found[0]["local"]) in subnet(instance, "ipv4")
    assert found[0]["valid_life_time"] < 2**32 - 1, "an address from DHCP has a lease time"
    gateway = NETWORKS[instance.network]["ipv4_address"].split("/")[0]
    assert f"default via {gateway} dev eth0 proto dhcp" in instance.output("ip -4 route")


def test_ipv6_comes_by_router_advertisement(instance: Instance) -> None:
    assert ipaddress.ip_address(instance.address("inet6")) in subnet(instance, "ipv6")
    assert re.search(r"default via fe80::\S+ dev eth0 proto ra", instance.output("ip -6 route"))


def test_mtu_leaves_room_for_the_tunnel(instance: Instance) -> None:
    assert instance.output("cat /sys/class/net/eth0/mtu").strip() == "1442"


@pytest.mark.parametrize("family", ["inet", "inet6"])
def test_instances_of_a_network_reach_each_other(family: str) -> None:
    pairs = [(a, b) for a, b in permutations(INSTANCES, 2) if a.network == b.network]
    assert all(a.host != b.host for a, b in pairs), "the inventory puts them on different hosts"

    def lost() -> list[str]:
        return [f"{a.name} to {b.name}" for a, b in pairs if not a.pings(b.address(family))]

    assert comes_true(lambda: not lost(), 15), lost()


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize(
    ("column", "url"), [("198.18.1.", "http://198.18.1.1/"), ("fd42:18:1::", "http://[fd42:18:1::1]/")], ids=["v4", "v6"]
)
def test_the_outside_host_sees_the_routers_address(network: str, column: str, url: str) -> None:
    source = next(instance for instance in INSTANCES if instance.network == network)
    port = rows("ovn-nbctl", "logical_router_port", "networks", where=f"name=overlay-{network}-lr-lrp-ext")[0]
    uplink = next(word.split("/")[0] for word in port["networks"].split() if word.startswith(column))
    page = f"from-{network}-{source.name}"
    assert comes_true(lambda: source.run(f"curl --silent --max-time 5 --output /dev/null {url}{page}").rc == 0, 20)
    log = host("outside").check_output(f"grep {page} /var/log/lab-web.log").splitlines()[-1]
    assert log.split()[0].removeprefix("::ffff:") == uplink


def test_instances_know_each_other_by_name() -> None:
    asked, known = by_name("c2"), by_name("c1")
    answer = known.output("getent ahosts c2.ovn")
    assert asked.address("inet") in answer and asked.address("inet6") in answer


@pytest.mark.parametrize("network", NETWORKS)
def test_the_gateway_is_on_the_chassis_of_the_highest_priority(network: str) -> None:
    port = rows("ovn-nbctl", "logical_router_port", "ha_chassis_group", where=f"name=overlay-{network}-lr-lrp-ext")[0]
    groups = {row["_uuid"]: row["ha_chassis"] for row in rows("ovn-nbctl", "ha_chassis_group", "_uuid", "ha_chassis")}
    member_ids = groups[port["ha_chassis_group"]].split()
    chassis = rows("ovn-nbctl", "ha_chassis", "_uuid", "chassis_name", "priority")
    members = [row for row in chassis if row["_uuid"] in member_ids]
    assert {row["chassis_name"] for row in members} == {"host1", "host2"}, "the gateways, and nobody else"
    assert len({row["priority"] for row in members}) == len(members), "priorities are distinct"
    best = max(members, key=lambda row: int(row["priority"]))["chassis_name"]
    names = {row["_uuid"]: row["name"] for row in rows("ovn-sbctl", "chassis", "_uuid", "name")}

    def holder() -> str:
        bound = rows("ovn-sbctl", "port_binding", "chassis", where=f"logical_port=cr-overlay-{network}-lr-lrp-ext")
        return names.get(bound[0]["chassis"], "")

    assert comes_true(lambda: holder() == best), f"{holder()} has the gateway, {best} the highest priority"


@pytest.mark.parametrize("name", ["host1", "host2"])
def test_the_uplink_is_wired_on_the_gateways(name: str) -> None:
    ours = mappings(name) - {FOREIGN}
    assert len(ours) == 1 and next(iter(ours)).startswith("UPLINK:")
    bridge = next(iter(ours)).split(":")[1]
    assert "eth1" in host(name).check_output(f"ovs-vsctl list-ports {bridge}").split()


def test_a_foreign_mapping_and_bridge_are_untouched() -> None:
    assert FOREIGN in mappings("host2")
    assert host("host2").run("ovs-vsctl br-exists br-foreign").rc == 0


def test_a_check_run_of_the_finished_system_reports_nothing() -> None:
    run = playbook("site.yml", "--check")
    assert run.rc == 0, run.text
    assert set(run.changed) >= set(CHASSIS), "it ran on all hosts"
    assert not run.results and not any(run.changed.values()), run.text


def test_a_check_run_of_a_damaged_system_lists_exactly_the_damage() -> None:
    nb = host("host1")
    nb.check_output("ovn-nbctl lrp-del overlay-net1-lr-lrp-int")
    nb.check_output("ovn-nbctl remove address_set overlay_net2_routes_ip4 addresses 10.10.2.0/24")
    try:
        run = playbook("site.yml", "--check", "--diff")
        assert run.rc == 0, run.text
        lines = [line for result in run.results for line in result["commands"] if line.startswith("  -- ")]
        expected = [
            r"create Logical_Router_Port .*name=\"overlay-net1-lr-lrp-int\"",
            r"add Logical_Router \S+ ports ",
            r"set Address_Set \S+ .*10\.10\.2\.0/24",
        ]
        assert len(lines) == len(expected), lines
        for pattern, line in zip(expected, lines):
            assert re.search(pattern, line), f"{pattern} is not in {line}"
        assert not rows("ovn-nbctl", "logical_router_port", "name", where="name=overlay-net1-lr-lrp-int"), "check wrote"
    finally:
        repaired = playbook("site.yml")
    assert repaired.rc == 0, repaired.text
    assert len(repaired.results) == len(run.results), "the real run changes what the check run said"
    assert comes_true(lambda: by_name("c1").pings(NETWORKS["net1"]["ipv4_address"].split("/")[0]))


def test_a_chassis_keeps_its_name_and_ports_over_a_restart_of_open_vswitch() -> None:
    host("host3").check_output("systemctl restart openvswitch-switch")
    c1, c3 = by_name("c1"), by_name("c3")
    assert comes_true(lambda: c3.pings(c1.address("inet")))
    assert [row["name"] for row in rows("ovn-sbctl", "chassis", "name") if row["name"] not in CHASSIS] == []
