# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Load balancers: backends by address, pools by name, health checks, what is refused."""

from __future__ import annotations

import pytest

from .conftest import NETWORKS, NICS, SITE, faults, rows

ADDRESS = "198.18.3.20"
B1 = {"name": "b1", "target_address": "10.10.1.11"}
B2 = {"name": "b2", "target_address": "10.10.1.12", "target_port": "8080"}
PORT = {"protocol": "tcp", "listen_port": "80", "target_backend": ["b1", "b2"]}
POOL = {"name": "p1", "target_port": 8080, "instances": [{"name": "www1"}, {"name": "www2", "target_port": 8081}]}
POOLED = {"protocol": "tcp", "listen_port": "80,443", "target_pool": "p1"}
NEW = "25.09.90-21.1.0-80.0"


def balancer(address: str = ADDRESS, **options) -> dict:
    return {"network_load_balancers": [{"network": "net1", "listen_address": address, **options}]}


def made(address: str = ADDRESS, protocol: str = "tcp", live: dict | None = None, **options) -> dict:
    """The columns of a load balancer."""
    return rows("Load_Balancer", SITE, balancer(address, **options), **(live or {}))[f"overlay-net1-lb-{address}-{protocol}",]


def checks(**options) -> dict[str, dict]:
    """The options of health checks by what they check."""
    return {vip: columns["options"] for (vip,), columns in rows("Load_Balancer_Health_Check", SITE, balancer(**options)).items()}


def test_backends_answer_in_their_order():
    assert made(backends=[B1, B2], ports=[PORT])["vips"] == {f"{ADDRESS}:80": "10.10.1.11:80,10.10.1.12:8080"}
    assert made(backends=[B1, B2], ports=[{**PORT, "target_backend": "b2,b1"}])["vips"] == {
        f"{ADDRESS}:80": "10.10.1.12:8080,10.10.1.11:80"}


def test_ports_of_a_backend_stand_for_those_listened_on():
    ranged = {**B1, "target_port": "600-602"}
    assert made(protocol="udp", backends=[ranged], ports=[{"protocol": "udp", "listen_port": "500-502", "target_backend": ["b1"]}])[
        "vips"] == {f"{ADDRESS}:50{number}": f"10.10.1.11:60{number}" for number in range(3)}


def test_backends_are_not_checked_unasked():
    assert checks(backends=[B1], ports=[{**PORT, "target_backend": ["b1"]}]) == {}
    assert made(backends=[B1, B2], ports=[PORT])["ip_port_mappings"] == {}


def test_checks_of_backends_have_incus_defaults_and_come_from_the_last_address():
    options = {"backends": [B1, B2], "ports": [PORT], "healthcheck": True}
    assert checks(**options) == {
        f"{ADDRESS}:80": {"interval": "10", "timeout": "30", "success_count": "3", "failure_count": "3"}}
    assert made(**options)["ip_port_mappings"] == {
        "10.10.1.11": "overlay-net1-instance-www1-eth0:10.10.1.254",
        "10.10.1.12": "overlay-net1-instance-www2-eth0:10.10.1.254",
    }


def test_no_instance_gets_the_address_that_probes_come_from():
    switch = rows("Logical_Switch", SITE, balancer(backends=[B1, B2], ports=[PORT], healthcheck=True))["overlay-net1-ls-int",]
    assert "10.10.1.254" in switch["other_config"].items["exclude_ips"].split()
    nic = {"network": "net1", "instance": "last", "ipv4_address": "10.10.1.254", "ipv6_address": "fd42:10:1::fe"}
    site = {**SITE, "network_nics": [*NICS, nic]}
    assert "10.10.1.254" in faults(site, balancer(backends=[B1], healthcheck=True))[f"network_nics[{len(NICS)}].ipv4_address"]


def test_a_pool_has_lxds_checks():
    assert made(pools=[POOL], ports=[POOLED])["vips"] == {
        f"{ADDRESS}:80": "10.10.1.11:8080,10.10.1.12:8081", f"{ADDRESS}:443": "10.10.1.11:8080,10.10.1.12:8081"}
    check = {"interval": "5", "timeout": "3", "success_count": "1", "failure_count": "1"}
    assert checks(pools=[POOL], ports=[POOLED]) == {f"{ADDRESS}:80": check, f"{ADDRESS}:443": check}
    assert checks(pools=[{**POOL, "healthcheck": False}], ports=[POOLED]) == {}


def test_probes_come_from_the_router_where_ovn_can():
    for release, source in ((NEW, "10.10.1.1"), ("25.03.0-20.41.0-79.2", "10.10.1.254"), ("", "10.10.1.254"),
                            ("\u00b26.03", "10.10.1.254")):
        mappings = made(live={"northd": release}, pools=[POOL], ports=[POOLED])["ip_port_mappings"]
        assert mappings["10.10.1.11"] == f"overlay-net1-instance-www1-eth0:{source}"
    switch = rows("Logical_Switch", SITE, balancer(pools=[POOL], ports=[POOLED]), northd=NEW)["overlay-net1-ls-int",]
    assert "10.10.1.254" not in switch["other_config"].items["exclude_ips"]


def test_ipv6_stands_in_brackets():
    found = made("fd42:18:2::20", pools=[POOL], ports=[{**POOLED, "listen_port": "80"}])
    assert found["vips"] == {"[fd42:18:2::20]:80": "[fd42:10:1::11]:8080,[fd42:10:1::12]:8081"}
    assert found["ip_port_mappings"]["[fd42:10:1::11]"] == (
        "overlay-net1-instance-www1-eth0:[fd42:10:1:0:ffff:ffff:ffff:fffe]")


def test_incus_has_a_route_to_the_address():
    site = {**SITE, "networks": [{**NETWORKS[0], "flavor": "incus"}, *NETWORKS[1:]]}
    assert (ADDRESS, "10.10.1.1", None, None) in rows("Logical_Router_Static_Route", site, balancer())


@pytest.mark.parametrize(("options", "option", "words"), [
    ({"backends": [B1, {**B2, "name": "b1"}]}, "backends[1].name", "'b1' is given twice. Names of backends must differ"),
    ({"pools": [POOL, POOL]}, "pools[1].name", "'p1' is given twice. Names of pools must differ"),
    ({"backends": [{**B1, "target_address": "x"}]}, "backends[0].target_address", "'x' is not an IP address"),
    ({"backends": [{**B1, "target_address": "10.10.2.11"}]}, "backends[0].target_address", "does not lie in 10.10.1.0/24"),
    ({"backends": [{**B1, "target_address": "fd42:10:1::11"}]}, "backends[0].target_address", "is IPv6, and listen_address is IPv4"),
    ({"backends": [{**B1, "target_address": "10.10.1.255"}]}, "backends[0].target_address", "is the network or the broadcast address"),
    ({"backends": [{**B1, "target_port": "0"}]}, "backends[0].target_port[0]", "'0' is neither a port"),
    ({"backends": [B1], "ports": [PORT]}, "ports[0].target_backend[1]", "there is no backend 'b2' (backends given: b1)"),
    ({"ports": [POOLED]}, "ports[0].target_pool", "there is no pool 'p1' (pools given: none)"),
    ({"ports": [{"protocol": "tcp", "listen_port": "80"}]}, "ports[0].target_backend", "says who answers, or target_pool does"),
    ({"backends": [B1, B2], "pools": [POOL], "ports": [{**PORT, "target_pool": "p1"}]}, "ports[0].target_backend", "Give one of them"),
    ({"pools": [POOL], "ports": [{**POOLED, "protocol": "udp"}]}, "ports[0].target_pool", "pool 'p1' is of tcp, and this port of udp"),
    ({"backends": [{**B1, "target_port": "1-3"}], "ports": [{**PORT, "target_backend": ["b1"], "listen_port": "80,81"}]},
     "ports[0].target_backend[0]", "3 ports cannot answer for 2"),
    ({"backends": [B1, B2], "ports": [PORT, PORT]}, "ports[1].listen_port", "port 80 of tcp is given twice, first in ports[0]"),
    ({"ports": [{**PORT, "listen_port": "99999"}]}, "ports[0].listen_port[0]", "'99999' is neither a port"),
    ({"pools": [{**POOL, "target_port": 0}]}, "pools[0].target_port", "0 is out of range, which is 1 to 65535"),
    ({"pools": [{**POOL, "instances": [{"name": "www1", "target_port": 70000}]}]}, "pools[0].instances[0].target_port", "out of range"),
    ({"pools": [{**POOL, "instances": [{"name": "gone"}]}]}, "pools[0].instances[0].name", "instance 'gone' has no NIC in network net1"),
    ({"pools": [POOL, {**POOL, "name": "p2"}]}, "pools[1].instances[0].name", "tcp port 8080 of instance www1 is in pool p1 already"),
    ({"backends": [{**B1, "name": "b 1"}]}, "backends[0].name", "'b 1' is not one word"),
    ({"backends": [B1], "ports": [{**PORT, "listen_port": []}]}, "ports[0].listen_port", "must name one port at least"),
    ({"pools": [{**POOL, "healthcheck_interval": 0}]}, "pools[0].healthcheck_interval", "0 is out of range"),
    ({"healthcheck": True, "healthcheck_failure_count": -1}, "healthcheck_failure_count", "-1 is out of range"),
    ({"address": "198.18.4.1"}, "listen_address", "lies in none of ipv4_routes"),
    ({"network": "nope"}, "network", "there is no network nope"),
])
def test_what_is_wrong_is_refused(options, option, words):
    assert words in faults(SITE, balancer(**options))[f"network_load_balancers[0].{option}"]


def test_a_subnet_without_an_address_to_probe_from_is_refused():
    tiny = {"name": "tiny", "network": "UPLINK", "ipv4_address": "10.10.9.1/31", "ipv6_address": "none", "ipv4_dhcp": False}
    site = {**SITE, "networks": [*NETWORKS, tiny]}
    found = faults(site, balancer(network="tiny", healthcheck=True))
    assert "has no address left to probe from" in found["network_load_balancers[0].healthcheck"]


def test_what_is_probed_is_probed_in_one_way():
    options = {"pools": [POOL], "ports": [POOLED]}
    other = {**options, "pools": [{**POOL, "healthcheck_interval": 7}]}
    found = faults(SITE, balancer(**options), balancer("198.18.3.21", **other))
    assert "tcp port 8080 of instance www1 is probed in another way by load balancer 198.18.3.21" in (
        found["network_load_balancers[0].pools[0].instances[0].name"])
    assert rows("Load_Balancer", SITE, balancer(**options), balancer("198.18.3.21", **options))
    unprobed = {**options, "pools": [{**POOL, "healthcheck": False}]}
    assert rows("Load_Balancer", SITE, balancer(**options), balancer("198.18.3.21", **unprobed))


def test_all_nics_of_an_instance_answer_but_those_that_are_stopped():
    second = {"network": "net1", "instance": "www1", "name": "eth1", "ipv4_address": "10.10.1.21", "ipv6_address": "fd42:10:1::21",
              "nested": "eth0", "vlan": 7}
    stopped = [{**NICS[1], "enabled": False}]
    site = {**SITE, "network_nics": [NICS[0], second, *stopped]}
    found = rows("Load_Balancer", site, balancer(pools=[POOL], ports=[{**POOLED, "listen_port": "80"}]))
    assert found[f"overlay-net1-lb-{ADDRESS}-tcp",]["vips"] == {f"{ADDRESS}:80": "10.10.1.11:8080,10.10.1.21:8080"}


def test_check_and_run_say_the_same_and_nothing_is_left_to_do(tasks, four_steps):
    identity = {"network": "net1", "listen_address": ADDRESS}
    four_steps(tasks.balancer, **identity, backends=[B1, B2], ports=[PORT], healthcheck=True)
    four_steps(tasks.balancer, **identity, pools=[POOL], ports=[{**POOLED, "listen_port": "80"}])
    assert len(tasks.rows("Load_Balancer_Health_Check")) == 1
    four_steps(tasks.balancer, **identity, backends=[B1], ports=[{**PORT, "target_backend": ["b1"]}])
    assert not tasks.rows("Load_Balancer_Health_Check")
    four_steps(tasks.balancer, **identity, state="absent")
    assert not tasks.rows("Load_Balancer")


def test_a_pool_follows_its_instances(tasks):
    tasks.balancer(network="net1", listen_address=ADDRESS, pools=[POOL], ports=[{**POOLED, "listen_port": "80"}])
    tasks.networks({"network_nics": [{**NICS[0], "ipv4_address": "10.10.1.33"}]})
    found = tasks.rows("Load_Balancer")[0]
    assert found["vips"] == {f"{ADDRESS}:80": "10.10.1.33:8080,10.10.1.12:8081"}
    assert set(found["ip_port_mappings"]) == {"10.10.1.33", "10.10.1.12"}
    tasks.networks({"network_nics": [NICS[0]]}, state="absent")
    assert tasks.rows("Load_Balancer")[0]["vips"] == {f"{ADDRESS}:80": "10.10.1.12:8081"}
    assert not tasks.balancer(network="net1", listen_address=ADDRESS, pools=[POOL], ports=[{**POOLED, "listen_port": "80"}])["changed"]


def test_the_last_check_that_goes_frees_its_source(tasks):
    options = {"network": "net1", "listen_address": ADDRESS, "backends": [B1], "ports": [{**PORT, "target_backend": ["b1"]}]}
    before = tasks.rows("Logical_Switch")
    tasks.balancer(**options, healthcheck=True)
    assert any("10.10.1.254" in row["other_config"].get("exclude_ips", "") for row in tasks.rows("Logical_Switch"))
    tasks.balancer(**options, state="absent")
    assert tasks.rows("Logical_Switch") == before
