# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows that somebody wrote by hand: those of others stop nobody, and ours are mended or named."""

from __future__ import annotations

import json

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

from ...support.steps import four_steps
from .conftest import UPLINK, WHOLE, network, nic

FOREIGN_PORT = "6a1ad8a6-4b5f-4d3c-8d43-4a6f1c2d3e4f"


def damage(site, table: str, name: str, **columns) -> None:
    row = site.row(table, name)
    site.write([op.update(table, [op.by_uuid(row["_uuid"])], columns)])


def remember(site, table: str, name: str, text: str) -> None:
    marks = {**site.row(table, name)["external_ids"], "overlay_config": text}
    damage(site, table, name, external_ids=["map", [list(each) for each in marks.items()]])


def test_garbage_at_a_router_port_of_others_stops_nobody(site):
    site.write([
        op.insert("Logical_Router_Port", FOREIGN_PORT, {"name": "fp", "mac": "garbage", "networks": ["set", ["garbage", "10.9.0.1/24"]]}),
        op.insert("Logical_Router", "6a1ad8a6-4b5f-4d3c-8d43-4a6f1c2d3e50", {"name": "fr", "ports": ["uuid", FOREIGN_PORT]}),
    ])
    four_steps(site.apply, document=WHOLE)
    assert site.info()["drift"] == []


@pytest.mark.parametrize("port", ["overlay-net1-lr-lrp-ext", "overlay-net1-lr-lrp-int", "overlay-net1-lr-lrp-peer-net2"])
def test_garbage_at_our_own_router_port_is_put_right(site, port):
    site.apply(WHOLE)
    before = site.row("Logical_Router_Port", port)
    damage(site, "Logical_Router_Port", port, networks="garbage", mac="garbage")
    four_steps(site.apply, document=WHOLE)
    after = site.row("Logical_Router_Port", port)
    # On the uplink another address may be drawn: nobody knows the old one.
    assert "garbage" not in after["networks"] and {**after, "networks": before["networks"] if port.endswith("ext") else after["networks"]} == before


@pytest.mark.parametrize("made", [WHOLE, {**WHOLE, "networks": [WHOLE["networks"][0], {**WHOLE["networks"][1], "base_name": "other-net2"}]}],
                         ids=["plain", "base name"])
def test_entries_of_a_network_that_somebody_deleted_can_be_removed(site, made):
    site.apply(made)
    base = made["networks"][1].get("base_name", "overlay-net2")
    switch = site.row("Logical_Switch", f"{base}-ls-int")
    site.write([op.delete("Logical_Switch", [op.by_uuid(switch["_uuid"])])])
    assert "there is no network net2" in str(site.info()["findings"])
    assert site.apply({"network_nics": [nic("c9", 99)]})["changed"]
    inside = {kind: WHOLE[kind] for kind in ("network_peers", "network_load_balancers")}
    four_steps(lambda check: site.apply(inside, check, state="absent"))
    rows = site.rows()
    assert not [row for row in rows["Logical_Router_Port"].values() if row["peer"]]
    assert not [row for row in rows["Load_Balancer"].values() if "198.18.2.20" in row["name"]]
    assert site.info()["findings"] == []


def test_a_network_that_somebody_deleted_comes_back_whole(site):
    site.apply(WHOLE)
    site.write([op.delete("Logical_Switch", [op.by_uuid(site.row("Logical_Switch", "overlay-net2-ls-int")["_uuid"])])])
    four_steps(site.apply, document=WHOLE)
    assert site.info()["findings"] == [] and site.info()["drift"] == []


NETWORKS = ["", "null", "[]", '"x"', "{", "[" * 9999, '{"foo":1}', '{"name":1}', '{"network":"net2"}', '{"name":"net2","ipv4_address":5}',
            '{"name":"net2","chassis_order":"x"}', '{"name":"net2","flavor":"x"}', '{"name":"net2","user":[]}',
            '{"name":"net2","dns_domain":"\\ud800"}', '{"name":"net2","dns_domain":"\\u0000"}']
NICS = ['{"network":"net1"}', '{"network":"net1","instance":"c1","limits_priority":"x"}', '{"network":"net1","instance":"c1","ipv4_routes":[5]}']


def test_a_network_whose_memory_is_of_another_form_is_named_and_can_be_given_again(site):
    site.apply(WHOLE)
    for number, text in enumerate(NETWORKS, 100):
        remember(site, "Logical_Switch", "overlay-net2-ls-int", text)
        assert site.apply({"network_nics": [nic("c9", number)]})["changed"]  # who does not touch it goes on
        assert any(finding.startswith("network overlay-net2: Logical_Switch ") and "Give the entry again, or remove the row." in finding
                   for finding in site.info()["findings"]), text
        with pytest.raises(InvalidInput, match="there is no network net2(.|\n)*network overlay-net2: Logical_Switch"):
            site.apply({"network_nics": [nic("c9", 99, "net2")]})
        assert site.apply({"networks": WHOLE["networks"]})["changed"] and not site.apply(WHOLE, True)["changed"]
    assert site.info()["findings"] == []


def test_a_nic_whose_memory_is_of_another_form_is_named_and_can_be_removed(site):
    gone = {"network_nics": [{"network": "net1", "instance": "c1", "state": "absent"}]}
    for text in NICS:
        site.apply(WHOLE)
        remember(site, "Logical_Switch_Port", "overlay-net1-instance-c1-eth0", text)
        (finding,) = site.info()["findings"]
        assert "overlay-net1-instance-c1-eth0: Logical_Switch_Port" in finding
        assert site.apply(gone)["changed"] and not site.apply(gone)["changed"]
        assert site.info()["findings"] == [] and "instance-c1" not in str(site.rows())


def test_a_value_that_no_task_would_take_stops_only_who_needs_it(site):
    site.apply(WHOLE)
    stored = {**json.loads(site.row("Logical_Switch", "overlay-net2-ls-int")["external_ids"]["overlay_config"]), "ipv4_address": "10.10.2.999/24"}
    remember(site, "Logical_Switch", "overlay-net2-ls-int", json.dumps(stored))
    assert site.apply({"network_address_sets": [{"name": "free", "addresses": ["10.0.0.1"]}]})["changed"]
    (finding,) = site.info()["findings"]
    assert finding.startswith("network net2 (in the database).ipv4_address: '10.10.2.999/24'")
    with pytest.raises(InvalidInput, match="network net2 .in the database..ipv4_address"):
        site.apply({"uplinks": [{**UPLINK, "dns_nameservers": ["198.18.1.53"]}]})
    assert site.apply({"networks": [network("net2", 2)]})["changed"] and site.info()["findings"] == []


@pytest.mark.parametrize("second", [{"source": "@net2/net3", "state": "logged"}, {"source": "@net2/net3", "action": "allow-stateless"}])
def test_rules_that_would_be_one_row_are_refused(site, second):
    first = {"action": "allow", "state": "logged", "source": "@net1/net3"}
    acl = {"name": "web", "ingress": [first, {**first, **second}]}
    networks = [network(f"net{number}", number) for number in (1, 2, 3)]
    peers = [{"network": name, "target_network": "net3"} for name in ("net1", "net2")]
    with pytest.raises(InvalidInput, match=r"network_acls\[0\].ingress\[1\].*matches what ingress\[0\] matches"):
        site.apply({"uplinks": [UPLINK], "networks": networks, "network_peers": peers, "network_acls": [acl]})


def test_dhcp_options_of_others_without_a_subnet_are_not_taken_over(site):
    marks = ["map", [["lxd_switch", "x"]]]
    site.write([op.insert("DHCP_Options", FOREIGN_PORT, {"cidr": "junk", "external_ids": marks})])
    assert site.apply(WHOLE, adopt=True)["changed"]


def test_what_goes_by_its_entry_goes_though_the_owner_purges(site):
    site.apply({"network_acls": [{"name": "a"}, {"name": "b"}]})
    four_steps(lambda check: site.apply({"network_acls": [{"name": "a"}, {"name": "b", "state": "absent"}]}, check, purge=True))
    assert [each["name"] for each in site.info()["document"]["network_acls"]] == ["a"]
