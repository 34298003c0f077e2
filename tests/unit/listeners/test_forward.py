# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Forwards: the rows they come to, the addresses they may have, what is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput

from .conftest import NETWORKS, SITE, UPLINK, compiled, faults, rows

ADDRESS = "198.18.3.10"
PORT = {"protocol": "tcp", "listen_port": "80", "target_address": "10.10.1.11"}


def forward(address: str = ADDRESS, **options) -> dict:
    return {"network_forwards": [{"network": "net1", "listen_address": address, **options}]}


def vips(*ports: dict, address: str = ADDRESS, **options) -> dict[str, dict]:
    """The virtual addresses of each load balancer, by its name's end."""
    found = rows("Load_Balancer", SITE, forward(address, ports=list(ports), **options))
    return {name.removeprefix(f"overlay-net1-lb-{address}-"): columns["vips"] for (name,), columns in found.items()}


def test_a_target_for_everything_has_no_port():
    assert vips(target_address="10.10.1.11") == {"tcp": {ADDRESS: "10.10.1.11"}}


def test_each_protocol_is_a_load_balancer_of_its_own():
    assert vips(PORT, {**PORT, "protocol": "udp", "target_port": "8080"}) == {
        "tcp": {f"{ADDRESS}:80": "10.10.1.11:80"},
        "udp": {f"{ADDRESS}:80": "10.10.1.11:8080"},
    }


@pytest.mark.parametrize(("listen", "target", "pairs"), [
    ("80,443", None, {80: 80, 443: 443}),
    ("80,443", "8080", {80: 8080, 443: 8080}),
    ("80-82", "9000-9002", {80: 9000, 81: 9001, 82: 9002}),
    (["80", "443"], ["8443", "8080"], {80: 8443, 443: 8080}),
])
def test_ports_are_answered_for_one_by_one(listen, target, pairs):
    made = vips({**PORT, "listen_port": listen, "target_port": target})["tcp"]
    assert made == {f"{ADDRESS}:{one}": f"10.10.1.11:{two}" for one, two in pairs.items()}


def test_ipv6_stands_in_brackets():
    made = vips({**PORT, "target_address": "fd42:10:1::11"}, address="fd42:18:2::10", target_address="fd42:10:1::12")
    assert made["tcp"] == {"fd42:18:2::10": "fd42:10:1::12", "[fd42:18:2::10]:80": "[fd42:10:1::11]:80"}


def test_an_address_is_the_same_however_it_is_written():
    assert list(rows("Load_Balancer", SITE, forward("FD42:18:2::0010"))) == [("overlay-net1-lb-fd42:18:2::10-tcp",)]
    found = faults(SITE, forward("fd42:18:2::10"), forward("FD42:18:2::0010"))
    assert "is the same forward as network_forwards[0]" in found["network_forwards[1]"]


def test_it_is_at_the_router_and_at_the_switch():
    balancer = [row.ref for row in compiled(SITE, forward(ports=[PORT])).want.rows if row.ref.table.name == "Load_Balancer"]
    for table, name in (("Logical_Router", "overlay-net1-lr"), ("Logical_Switch", "overlay-net1-ls-int")):
        assert rows(table, SITE, forward(ports=[PORT]))[name,]["load_balancer"].add == frozenset(balancer)


@pytest.mark.parametrize(("address", "ingress", "responder"), [
    (ADDRESS, "l2proxy", "all"),
    ("fd42:18:2::10", "l2proxy", "all"),
    ("198.18.1.10", "l2proxy", None),  # OVN answers for what is in the uplink's subnet
    ("10.10.1.200", "l2proxy", None),  # and the network's own is not on the wire
    (ADDRESS, "routed", None),
])
def test_who_is_on_the_wire_is_answered_for_addresses_outside_its_subnet_too(address, ingress, responder):
    uplink = {**UPLINK, "ovn_ingress_mode": ingress, "ipv4_routes": [*UPLINK["ipv4_routes"], "198.18.1.8/29"]}
    target = "fd42:10:1::11" if ":" in address else "10.10.1.11"
    made = rows("Load_Balancer", {**SITE, "uplinks": [uplink]}, forward(address, target_address=target))
    assert [columns["options"].items for columns in made.values()] == [{"neighbor_responder": responder}]


def test_incus_translates_the_default_target_and_has_a_route():
    site = {**SITE, "networks": [{**NETWORKS[0], "flavor": "incus"}, *NETWORKS[1:]]}
    document = forward(ports=[PORT], target_address="10.10.1.12")
    assert rows("Load_Balancer", site, document)[f"overlay-net1-lb-{ADDRESS}-tcp",]["vips"] == {f"{ADDRESS}:80": "10.10.1.11:80"}
    assert ("dnat", ADDRESS, "10.10.1.12", None) in rows("NAT", site, document)
    assert (ADDRESS, "10.10.1.1", None, None) in rows("Logical_Router_Static_Route", site, document)


def test_a_forward_that_goes_nowhere_yet_is_remembered_and_attached_to_nothing():
    assert vips() == {"tcp": {}}
    assert not any(columns["load_balancer"].add for columns in rows("Logical_Router", SITE, forward()).values() if "load_balancer" in columns)


def test_the_networks_own_router_may_be_listened_at():
    made = compiled(SITE, forward("198.18.1.100", ports=[PORT]))
    assert made.world.networks["net1"].outer[4].ip.compressed in ("198.18.1.100", "198.18.1.101")


def test_an_address_of_the_subnet_may_be_listened_at_and_no_instance_gets_it():
    site = {"networks": [NETWORKS[2]]}
    document = {"network_forwards": [{"network": "alone", "listen_address": "10.10.3.50", "target_address": "10.10.3.11"}]}
    assert rows("Load_Balancer", site, document)["overlay-alone-lb-10.10.3.50-tcp",]["vips"] == {"10.10.3.50": "10.10.3.11"}
    switch = rows("Logical_Switch", site, document)["overlay-alone-ls-int",]
    assert "10.10.3.50" in switch["other_config"].items["exclude_ips"].split()


@pytest.mark.parametrize(("port", "option", "words"), [
    ({"listen_port": []}, "listen_port", "must name one port at least"),
    ({"listen_port": "0"}, "listen_port[0]", "'0' is neither a port nor a range of ports"),
    ({"listen_port": "65536"}, "listen_port[0]", "'65536' is neither a port"),
    ({"listen_port": "80,90-80"}, "listen_port[1]", "'90-80' is neither a port nor a range of ports. Write 1 to 65535"),
    ({"listen_port": "http"}, "listen_port[0]", "'http' is neither a port"),
    ({"target_port": "1-70000"}, "target_port[0]", "'1-70000' is neither a port"),
    ({"listen_port": "80-82", "target_port": "90-91"}, "target_port", "2 ports cannot answer for 3. Give as many as listen_port has"),
    ({"listen_port": "80,80"}, "listen_port", "port 80 of tcp is given twice"),
    ({"target_address": "10.10.1"}, "target_address", "'10.10.1' is not an IP address"),
    ({"target_address": "10.10.2.11"}, "target_address", "10.10.2.11 does not lie in 10.10.1.0/24, the subnet of network net1"),
    ({"target_address": "10.10.1.0"}, "target_address", "10.10.1.0 is the network or the broadcast address of 10.10.1.0/24"),
    ({"target_address": "10.10.1.255"}, "target_address", "10.10.1.255 is the network or the broadcast address"),
    ({"target_address": "fd42:10:1::11"}, "target_address", "fd42:10:1::11 is IPv6, and listen_address is IPv4"),
])
def test_a_port_that_is_wrong_is_refused(port, option, words):
    found = faults(SITE, forward(ports=[{**PORT, **port}]))
    assert words in found[f"network_forwards[0].ports[0].{option}"]


@pytest.mark.parametrize(("options", "option", "words"), [
    ({"address": "198.18.3"}, "listen_address", "'198.18.3' is not an IP address"),
    ({"address": "198.18.4.1"}, "listen_address", "198.18.4.1 lies in none of ipv4_routes of uplink UPLINK (198.18.2.0/29, "
                                                  "198.18.3.0/24, 10.0.0.0/8), so it does not come to the routers"),
    ({"address": "198.18.1.1"}, "listen_address", "198.18.1.1 lies in none of ipv4_routes"),
    ({"address": "198.18.1.150"}, "listen_address", "198.18.1.150 lies in 198.18.1.100-198.18.1.199 of ipv4_ovn_ranges, which "
                                                    "routers are given, of uplink UPLINK"),
    ({"address": "198.18.3.65"}, "listen_address", "198.18.3.65 is in use on uplink UPLINK, by NIC www2 eth0 of network net1"),
    ({"address": "10.10.2.77"}, "listen_address", "10.10.2.77 is in use on uplink UPLINK, by the subnet of network net2"),
    ({"address": "10.10.1.1"}, "listen_address", "10.10.1.1 is in use in network net1, by the router"),
    ({"address": "10.10.1.11"}, "listen_address", "10.10.1.11 is in use in network net1, by NIC www1 eth0"),
    ({"address": "10.10.1.0"}, "listen_address", "10.10.1.0 is in use in network net1, by the subnet itself"),
    ({"address": "10.10.1.255"}, "listen_address", "10.10.1.255 is in use in network net1, by broadcasts"),
    ({"network": "nope"}, "network", "there is no network nope. Make it first, or correct the name"),
    ({"network": "net2", "address": "fd42:18:2::10"}, "listen_address", "network net2 has no IPv6 subnet, so nobody in it can answer"),
    ({"network": "alone"}, "listen_address", f"{ADDRESS} lies outside 10.10.3.0/24, and network alone has no uplink"),
    ({"network": "alone", "address": "0.0.0.0"}, "listen_address", "network alone has no uplink to choose an address on"),
    ({"target_address": "10.10.2.11"}, "target_address", "10.10.2.11 does not lie in 10.10.1.0/24"),
    ({"target_address": "fd42:10:1::11"}, "target_address", "is IPv6, and listen_address is IPv4"),
    ({"volatile_listen_address": "fd42:18:2::1", "address": "0.0.0.0"}, "volatile_listen_address", "is not an IPv4 address"),
])
def test_what_is_wrong_with_a_forward_is_refused(options, option, words):
    found = faults(SITE, forward(**{"ports": [], **options}))
    assert words in found[f"network_forwards[0].{option}"]


def test_two_entries_cannot_have_one_port():
    found = faults(SITE, forward(ports=[{**PORT, "listen_port": "80-90"}, {**PORT, "listen_port": "85"}]))
    assert found == {"network_forwards[0].ports[1].listen_port": "port 85 of tcp is given twice, first in ports[0]. Keep one."}


def test_everything_cannot_go_where_the_answers_to_the_instances_go():
    router = compiled(SITE).world.networks["net1"].outer[4].ip.compressed
    found = faults(SITE, forward(router, target_address="10.10.1.11"))
    assert "reach the outside as" in found["network_forwards[0].target_address"]
    assert compiled(SITE, forward(router, ports=[PORT]))


def test_two_listeners_of_an_uplink_cannot_have_one_address():
    other = {"network_forwards": [{"network": "net2", "listen_address": ADDRESS}]}
    found = faults(SITE, forward(), other)
    assert found["network_forwards[0].listen_address"].startswith(
        f"{ADDRESS} is in use on uplink UPLINK, by forward {ADDRESS} of network net2. Choose another.")
    assert "of network net1" in found["network_forwards[1].listen_address"]
    balancer = {"network_load_balancers": [{"network": "net1", "listen_address": ADDRESS}]}
    assert f"by load balancer {ADDRESS} of network net1" in faults(SITE, forward(), balancer)["network_forwards[0].listen_address"]


def test_with_anycast_other_networks_may_have_the_address():
    site = {**SITE, "uplinks": [{**UPLINK, "ovn_ingress_mode": "routed", "ipv4_routes_anycast": True}]}
    assert compiled(site, forward(), {"network_forwards": [{"network": "net2", "listen_address": ADDRESS}]})


def test_another_networks_router_cannot_be_listened_at():
    router = compiled(SITE).world.networks["net2"].outer[4].ip.compressed
    assert "which routers are given" in faults(SITE, forward(router))["network_forwards[0].listen_address"]


def test_the_gateway_cannot_be_listened_at():
    site = {**SITE, "uplinks": [{**UPLINK, "ipv4_routes": [*UPLINK["ipv4_routes"], "198.18.1.0/27"]}]}
    found = faults(site, forward("198.18.1.1"))
    assert "198.18.1.1 is in use on uplink UPLINK, by the gateway" in found["network_forwards[0].listen_address"]
    assert compiled(site, forward("198.18.1.2"))


def test_what_a_dhcp_server_of_the_uplink_hands_out_cannot_be_listened_at():
    uplink = {**UPLINK, "type": "bridge", "ipv4_address": "198.18.3.1/24", "ipv4_gateway": None, "ipv6_address": "fd42:18:1::1/64",
              "ipv6_gateway": None, "ipv4_ovn_ranges": ["198.18.3.200-198.18.3.250"], "ipv4_dhcp_ranges": ["198.18.3.2-198.18.3.99"]}
    found = faults({**SITE, "uplinks": [uplink], "network_nics": []}, forward("198.18.3.20"))
    assert found == {"network_forwards[0].listen_address": (
        "198.18.3.20 lies in 198.18.3.2-198.18.3.99 of ipv4_dhcp_ranges, which a DHCP server hands out, of uplink UPLINK. Choose an "
        "address outside, or the network's own router's.")}


def test_an_address_of_the_uplink_itself_is_for_incus_only():
    incus = {**SITE, "networks": [{**NETWORKS[0], "flavor": "incus"}, *NETWORKS[1:]]}
    assert compiled(incus, forward("198.18.1.50"))
    assert "198.18.1.1 lies in none" in faults(incus, forward("198.18.1.1"))["network_forwards[0].listen_address"]
    assert "198.18.1.50 lies in none" in faults(SITE, forward("198.18.1.50"))["network_forwards[0].listen_address"]


def automatic(network: str = "net1") -> dict:
    return {"network_forwards": [{"network": network, "listen_address": "0.0.0.0"}]}


def test_the_first_free_address_is_chosen_in_the_order_of_names():
    taken = forward("198.18.2.1")
    made = rows("Load_Balancer", SITE, automatic("net2"), automatic("net1"), taken)
    assert set(made) == {("overlay-net1-lb-198.18.2.1-tcp",), ("overlay-net1-lb-198.18.2.2-tcp",), ("overlay-net2-lb-198.18.2.3-tcp",)}


def test_routes_that_are_used_up_are_an_error():
    site = {**SITE, "uplinks": [{**UPLINK, "ipv4_routes": ["198.18.2.0/32", "10.10.2.0/24", "198.18.3.64/28"]}]}
    assert compiled(site, automatic("net1"))
    assert "no address is left in ipv4_routes of uplink UPLINK" in (
        faults(site, automatic("net1"), automatic("net2"))["network_forwards[1].listen_address"])


def test_check_and_run_say_the_same_and_nothing_is_left_to_do(tasks, four_steps):
    four_steps(tasks.forward, network="net1", listen_address=ADDRESS, ports=[PORT], target_address="10.10.1.12")
    four_steps(tasks.forward, network="net1", listen_address=ADDRESS, ports=[{**PORT, "protocol": "udp"}])
    assert [row["name"] for row in tasks.rows("Load_Balancer")] == [f"overlay-net1-lb-{ADDRESS}-udp"]
    four_steps(tasks.forward, network="net1", listen_address=ADDRESS, state="absent")
    assert not tasks.rows("Load_Balancer")


def test_an_uplink_that_is_routed_from_now_on_lets_nobody_answer_on_its_wire(tasks):
    tasks.forward(network="net1", listen_address=ADDRESS, target_address="10.10.1.11")
    for ingress, options in (("routed", {}), ("l2proxy", {"neighbor_responder": "all"})):
        tasks.networks({"uplinks": [{**UPLINK, "ovn_ingress_mode": ingress}]})
        assert [row["options"] for row in tasks.rows("Load_Balancer")] == [options]


def test_a_chosen_address_is_kept(tasks, four_steps):
    first = tasks.forward(network="net2", listen_address="0.0.0.0", target_address="10.10.2.11")
    assert first["listen_address"] == "198.18.2.1"
    four_steps(tasks.forward, network="net1", listen_address="0.0.0.0", target_address="10.10.1.11")
    again = tasks.forward(network="net2", listen_address="0.0.0.0", target_address="10.10.2.12")
    assert again["changed"] and again["listen_address"] == "198.18.2.1"
    tasks.forward(network="net2", listen_address="0.0.0.0", state="absent")
    assert [row["name"] for row in tasks.rows("Load_Balancer")] == ["overlay-net1-lb-198.18.2.2-tcp"]


def made_at_once(tasks, address: str) -> list:
    """What two tasks end in that ask for an address in two networks at the same time."""

    def make(network: str):
        try:
            return tasks.forward(network=network, listen_address=address)["listen_address"]
        except InvalidInput as exc:
            return exc

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(make, ["net1", "net2"]))


def test_of_two_tasks_at_once_one_gets_the_address(tasks):
    for number in range(10, 15):
        results = made_at_once(tasks, f"198.18.3.{number}")
        assert [isinstance(result, InvalidInput) for result in results].count(True) == 1
        assert "is in use on uplink UPLINK" in str(next(result for result in results if isinstance(result, InvalidInput)))


def test_two_tasks_at_once_choose_different_addresses(tasks):
    assert sorted(made_at_once(tasks, "0.0.0.0")) == ["198.18.2.1", "198.18.2.2"]


def test_ports_come_and_go_in_place(tasks):
    tasks.forward(network="net1", listen_address=ADDRESS, ports=[PORT, {**PORT, "listen_port": "443"}])
    before = tasks.rows("Load_Balancer")
    result = tasks.forward(network="net1", listen_address=ADDRESS, ports=[PORT])
    assert len(result["diff"]) == 1
    after = tasks.rows("Load_Balancer")
    assert [row["_uuid"] for row in after] == [row["_uuid"] for row in before]
    assert list(after[0]["vips"]) == [f"{ADDRESS}:80"]


def test_a_subnet_does_not_move_away_from_its_targets(tasks):
    tasks.forward(network="net1", listen_address=ADDRESS, ports=[PORT])
    with pytest.raises(InvalidInput, match="10.10.1.11 does not lie in 10.10.7.0/24"):
        tasks.networks({"uplinks": [UPLINK], "networks": [{**NETWORKS[0], "ipv4_address": "10.10.7.1/24"}]})


def test_a_network_with_forwards_is_removed_by_force_only(tasks):
    tasks.forward(network="alone", listen_address="10.10.3.5", target_address="10.10.3.11")
    with pytest.raises(InvalidInput, match=r"in use by forward .*10\.10\.3\.5"):
        tasks.networks({"networks": [{"name": "alone"}]}, state="absent")
    tasks.networks({"networks": [{"name": "alone"}]}, state="absent", force=True)
    assert not tasks.rows("Load_Balancer")
