# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The replay itself: what it overlooked, the comparison with LXD and Incus would not see."""

from __future__ import annotations

import json
from copy import deepcopy
from ipaddress import ip_network

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.network.addresses import eui64
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.document import run_change

from .acls import ACLS
from .amended import amended
from .deviations import level
from .names import our_names
from .normalise import normalise, recorded
from .test_cases import lines, parameters, replay_of, rows

NETWORK = "incus network create net1 --type=ovn network=UPLINK ipv4.address=10.77.1.1/24 ipv6.address=fd42:77:0:1::1/64"
TWO_NICS = (NETWORK, "incus init tiny c1", "incus config device add c1 eth0 nic network=net1 hwaddr=00:16:3e:00:00:51",
            "incus init tiny c2 -n net1", "incus start c1 c2")


def replayed(*commands: str):
    replay = replay_of("incus")
    for command in commands:
        replay.run(command)
    return replay


@pytest.mark.parametrize("command", [
    "incus network create n --type=ovn network=UPLINK ipv4.dchp=false",
    "incus network set net1 ipv4.dchp=false",
    "incus network set net1 ipv4.dchp false",
    "incus network unset net1 ipv4.dchp",
    "incus network create n --type=physical parent=eth0 ipv4.gatway=10.0.0.1/24",
    "incus network acl rule add web ingress action=allow sorce=10.0.0.1",
    "incus network forward create net1 203.0.113.1 target_adress=10.77.1.2",
    "incus network load-balancer create net1 203.0.113.1 healthchek=true",
    "incus config device add c1 eth1 nic network=net1 ipv4.adress=10.77.1.2",
    "incus config device set c1 eth0 ipv4.adress=10.77.1.2",
    "incus network frobnicate net1",
    "systemctl restart incus",
])
def test_what_nobody_knows_is_an_error(command):
    with pytest.raises(ValueError, match="no option of ours|nobody knows"):
        replayed(*TWO_NICS, command)


def test_every_setting_of_a_load_balancer_is_one_of_ours():
    replay = replayed(NETWORK, "incus network load-balancer create net1 203.0.113.1 healthcheck=true healthcheck.interval=7 --description x")
    balancer = replay.get("network_load_balancers", "net1", "203.0.113.1")
    assert (balancer["healthcheck"], balancer["healthcheck_interval"]) == (True, 7)
    replay.run("incus network load-balancer set net1 203.0.113.1 healthcheck.timeout 9")
    replay.run("incus network load-balancer unset net1 203.0.113.1 healthcheck.interval")
    assert balancer["healthcheck_timeout"] == 9 and "healthcheck_interval" not in balancer


def test_one_case_leaves_the_acls_of_the_others_alone():
    before = deepcopy(ACLS)
    rule = "action=allow protocol=tcp destination_port=5432 source=web"
    replay = replayed("incus network acl rule add db egress action=allow", f"incus network acl rule remove db ingress {rule}")
    assert replay.get("network_acls", "db")["ingress"] == [] and replay.get("network_acls", "db")["egress"] == [{"action": "allow"}]
    assert ACLS == before


def test_devices_are_set_and_removed():
    replay = replayed(*TWO_NICS, "incus config device set c1 eth0 ipv4.address=10.77.1.9 security.acls=web",
                      "incus config device unset c1 eth0 security.acls", "incus config device remove c2 eth0")
    (nic,) = replay.of("network_nics").values()
    assert nic["ipv4_address"] == "10.77.1.9" and "security_acls" not in nic and nic["enabled"]


def test_a_network_that_gets_another_name_keeps_its_rows(northbound):
    """As LXD and Incus do, whose rows are called by numbers."""
    def apply() -> dict:
        run_change({**parameters(northbound), "wait": "none"}, False, replay.change())
        return {table: {row["_uuid"] for row in some} for table, some in rows(northbound).items()}

    replay = replayed(NETWORK, "incus init tiny c1", "incus config device add c1 eth0 nic network=net1 ipv4.address=10.77.1.9", "incus start c1")
    before = apply()
    replay.run("incus network rename net1 net9")
    assert apply() == before and replay.numbers == {"net9": 1}
    assert {nic["network"] for nic in replay.of("network_nics").values()} == {"net9"}
    replay.run(NETWORK)
    assert replay.numbers == {"net9": 1, "net1": 2} and "renamed_from" not in replay.get("networks", "net9")


def test_a_network_keeps_its_number_when_another_goes():
    second = NETWORK.replace("net1", "net2").replace("10.77.1.", "10.77.2.").replace("0:1::", "0:2::")
    replay = replayed(NETWORK, second, "incus network delete net1")
    assert replay.numbers["net2"] == 2


@pytest.mark.parametrize("labels", [("INST1", "EUI1", "INST2", "EUI2"), ("INST2", "EUI7", "INST1", "EUI3")])
def test_two_nics_on_one_network_are_compared_whatever_numbers_they_were_recorded_under(labels, northbound, northd):
    replay = replayed(*TWO_NICS)
    for dummy in range(2):
        _result, compiled = run_change(parameters(northbound), False, replay.change())
    theirs = _recording(northbound, compiled.world, labels)
    ours = normalise(rows(northbound), our_names("incus", compiled.world, theirs, replay))
    assert lines(level(ours, "incus")) == lines(level(recorded(theirs), "incus"))


def test_names_of_two_nics_on_one_network_of_lxd_are_compared_without_their_pointers():
    ours = ['<DNS:{"2.1.77.10.in-addr.arpa": "c1.lxd", "c1.lxd": "10.77.1.2"}>', '<DNS:{"c2.lxd": "10.77.1.3", "d.f.ip6.arpa": "c2.lxd"}>', "<DNS:{}>"]
    theirs = ['<DNS:{"c1.lxd": "10.77.1.2"}>', '<DNS:{"c2.lxd": "10.77.1.3"}>']
    levelled = [level({"Logical_Switch": [{"name": "s", "dns_records": each}]}, "lxd") for each in (ours, theirs)]
    assert levelled[0] == levelled[1]


def test_a_health_check_has_no_name_to_differ_in():
    rows = [{"name": "b", "health_check": f"<Load_Balancer_Health_Check:{name}>"} for name in ("null", "203.0.113.20:80")]
    assert recorded({"Load_Balancer": rows[:1]}) == recorded({"Load_Balancer": rows[1:]})


def test_a_rule_in_another_group_is_another_rule():
    rule = {"_uuid": "r", "match": "ip4", "priority": 1, "external_ids": {}}
    found = [normalise({"ACL": [rule], "Port_Group": [{"_uuid": "g", "name": name, "acls": frozenset("r")}]}, {}) for name in ("a", "b")]
    assert found[0]["ACL"] != found[1]["ACL"]


@pytest.mark.parametrize(("options", "given", "known"), [
    ("ipv4.address=none ipv6.address=fd42:77:0:1::1/64", "00:16:3e:00:00:50 fd42:77:0:1:EUI1", ["fd42:77:0:1:EUI1"]),
    ("ipv4.address=10.77.1.1/24 ipv6.address=fd42:77:0:1::1/64 ipv4.dhcp=false ipv6.dhcp=false", "00:16:3e:00:00:50", []),
])
def test_a_nic_without_dhcpv4_is_written_as_lxd_6_does(options, given, known, northbound, northd):
    """LXD 5.0 has `dynamic`, and names what OVN chose."""
    replay = replay_of("lxd")
    for command in (f"lxc network create net1 --type=ovn network=UPLINK {options}", "lxc init tiny c1",
                    "lxc config device add c1 eth0 nic network=net1 hwaddr=00:16:3e:00:00:50", "lxc start c1"):
        replay.run(command)
    for dummy in range(2):
        _result, compiled = run_change(parameters(northbound), False, replay.change())
    theirs = _as_lxd_5(normalise(rows(northbound), _names(northbound, compiled.world, ("INST1", "EUI1"), "lxd")))
    ours = normalise(rows(northbound), our_names("lxd", compiled.world, theirs, replay))
    port = next(row for row in ours["Logical_Switch_Port"] if row["name"].endswith("-INST1-eth0"))
    (names,) = ours["DNS"]
    assert port["addresses"] == given and [text for name, text in names.get("records", {}).items() if "arpa" not in name] == known
    assert lines(level(ours, "lxd")) == lines(level(recorded(amended(theirs, "lxd")), "lxd"))
    assert lines(level(ours, "lxd")) != lines(level(recorded(theirs), "lxd"))


def _as_lxd_5(found: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """The port asks for addresses, which OVN chooses; both are known in DNS, and shown on the uplink."""
    port = next(row for row in found["Logical_Switch_Port"] if row["name"].endswith("-INST1-eth0"))
    chosen = ["fd42:77:0:1:EUI1"] if "dhcpv6_options" in port else ["10.77.1.2", "fd42:77:0:1:EUI1"]
    mac = port["addresses"].partition(" ")[0]
    port.update(addresses=f"{mac} dynamic", dynamic_addresses=" ".join([mac, *chosen]))
    (names,) = found["DNS"]
    before, names["records"] = names.get("records", {}), {"c1.lxd": " ".join(chosen)}
    names["external_ids"] = {"lxd_switch_port": port["name"]}
    switch = next(row for row in found["Logical_Switch"] if "dns_records" in row)
    assert switch["dns_records"] == f"<DNS:{json.dumps(before, sort_keys=True)}>"
    switch["dns_records"] = f"<DNS:{json.dumps(names['records'], sort_keys=True)}>"
    shown = {row["logical_ip"] for row in found.get("NAT", [])}
    found["NAT"] = found.get("NAT", []) + [
        {"type": "dnat_and_snat", "logical_ip": each, "external_ip": each, "options": {"stateless": "true"}} for each in chosen if each not in shown]
    router = found["Logical_Router"][0]
    router["nat"] = sorted(f"<NAT:{row['logical_ip']}>" for row in found["NAT"])
    return _marked(found, "lxd")


def test_what_incus_leaves_of_a_network_that_moved_is_amended():
    switch = {"name": "incus-NET1-ls-int", "other_config": {"subnet": "10.77.1.0/24"}}
    port = {"name": "incus-NET1-ls-int-lsp-router", "type": "router"}
    sets = [{"name": "incus_NET1_routes_ip4", "addresses": "10.77.1.0/24"}, {"name": "incus_NET1_routes_ip6"}]
    left = [sets[0], {**sets[1], "addresses": "fd42:77:0:1::/64"}]
    theirs = {"Logical_Switch": [switch], "Address_Set": left, "Logical_Switch_Port": [{**port, "dhcpv4_options": "<DHCP_Options:10.77.1.0/24>"}]}
    assert amended(theirs, "incus") == {"Logical_Switch": [switch], "Address_Set": sets, "Logical_Switch_Port": [port]}


def _recording(northbound, world, labels: tuple[str, ...]) -> dict[str, list[dict]]:
    """Our rows as Incus' would have been recorded: with its marks, and numbers in an order of its own."""
    found = normalise(rows(northbound), _names(northbound, world, labels, "incus"))
    for row in found["DNS"]:
        row["external_ids"]["incus_switch_port"] = row["external_ids"]["overlay_nic"]
    return _marked(found, "incus")


def _marked(found: dict[str, list[dict]], daemon: str) -> dict[str, list[dict]]:
    """Rules of the daemons are marked with what holds them."""
    for rule in found["ACL"]:
        rule["external_ids"][f"{daemon}_switch"] = rule.pop("home")
    return found


def _names(northbound, world, labels: tuple[str, ...], daemon: str) -> dict[str, str]:
    names = {"overlay-net1": f"{daemon}-NET1", "overlay_net1": f"{daemon}_NET1", world.networks["net1"].settings.mac: "MAC1"}
    for nic, instance, interface in zip(world.nics, labels[::2], labels[1::2]):
        address = str(eui64(nic.mac, ip_network("fd42:77:0:1::/64")))
        names |= {f"-instance-{nic.instance}-": f"-instance-{instance}-", address: f"fd42:77:0:1:{interface}"}
        names |= {} if nic.options.get("hwaddr") else {nic.mac: f"MAC{interface[-1]}"}
    return names
