# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A document of networks is one change: order-free, exact, remembered, and gone without a trace."""

from __future__ import annotations

import copy

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op

from ...support.crowd import crowd
from ...support.steps import four_steps
from .conftest import UPLINK, WHOLE, network, nic


def test_check_and_run_say_the_same_and_nothing_is_left_to_do(site):
    planned, done = site.apply(WHOLE, True), site.apply(WHOLE)
    assert planned["changed"] and done["changed"]
    assert planned["diff"] == done["diff"]
    assert not site.apply(WHOLE, True)["changed"]
    assert not site.apply(WHOLE)["changed"]


def test_the_order_of_entries_does_not_matter(site):
    site.apply({kind: list(reversed(entries)) for kind, entries in reversed(WHOLE.items())})
    assert not site.apply(WHOLE)["changed"]


def test_entries_may_come_one_task_after_the_other(site):
    for kind in ("uplinks", "network_address_sets", "network_acls", "networks", "network_nics", "network_peers",
                 "network_forwards", "network_load_balancers"):
        for entry in reversed(WHOLE[kind]) if kind == "network_acls" else WHOLE[kind]:
            if kind not in ("uplinks", "network_acls"):
                extra = {"uplinks": WHOLE["uplinks"], "network_acls": WHOLE["network_acls"]}
                site.apply({kind: [entry], **(extra if kind == "networks" else {})})
    assert not site.apply(WHOLE)["changed"]


def test_everything_goes_that_came(site):
    site.apply(WHOLE)
    assert site.apply(WHOLE, state="absent", force=True)["changed"]
    assert not any(site.rows().values())
    assert not site.apply(WHOLE, state="absent", force=True)["changed"]


def test_entries_that_say_so_go_with_what_named_them_while_others_come_and_stay(site):
    web = {"name": "web", "ingress": [{"action": "allow", "source": "@internal"}]}
    kept = {"network_acls": [web], "network_nics": [nic("c2", 12)],
            "network_forwards": [{"network": "net1", "listen_address": "198.18.2.20", "target_address": "10.10.1.12"}]}
    gone = {"networks": WHOLE["networks"][1:], "network_acls": WHOLE["network_acls"][1:], "network_address_sets": WHOLE["network_address_sets"],
            "network_nics": WHOLE["network_nics"][2:]}
    gone |= {kind: WHOLE[kind] for kind in ("network_peers", "network_forwards", "network_load_balancers")}
    leaving = {kind: [{**entry, "state": "absent"} for entry in entries] for kind, entries in gone.items()}
    site.apply(WHOLE)
    result = four_steps(site.apply, document={kind: kept.get(kind, []) + leaving.get(kind, []) for kind in {**kept, **leaving}})
    assert [each["instance"] for each in result["network_nics"]] == ["c2"] and not result["networks"]
    assert {(kind, entry.get("instance", entry.get("name"))) for kind, entries in site.info()["document"].items() for entry in entries} == {
        ("uplinks", "UPLINK"), ("networks", "net1"), ("network_acls", "web"), ("network_nics", "c1"), ("network_nics", "c2"),
        ("network_forwards", None)}


def test_what_is_read_back_is_what_was_given(site):
    site.apply(WHOLE)
    document = site.info()["document"]
    assert {kind: len(entries) for kind, entries in document.items()} == {kind: len(entries) for kind, entries in WHOLE.items()}
    assert not site.apply(document)["changed"]
    assert site.info()["drift"] == []


def test_what_somebody_changed_by_hand_is_told_and_put_back(site):
    site.apply(WHOLE)
    port = site.row("Logical_Router_Port", "overlay-net1-lr-lrp-int")
    site.write([op.update("Logical_Router_Port", [op.by_uuid(port["_uuid"])], {"mac": "00:00:00:00:00:99"})])
    drift = site.info()["drift"]
    assert len(drift) == 1
    assert "overlay-net1-lr-lrp-int" in str(drift[0])
    assert len(site.apply(site.info()["document"])["diff"]) == 1
    assert site.info()["drift"] == []


OPTIONS = [
    {"ipv4_nat": False},
    {"bridge_mtu": 1400},
    {"dns_domain": "lab.example"},
    {"ipv6_dhcp_stateful": True, "ipv4_dhcp_ranges": ["10.10.2.100-10.10.2.120"]},
    {"security_acls": ["db"]},
    {"bridge_hwaddr": "00:16:3e:00:00:77"},
]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: next(iter(options)))
def test_changing_an_option_and_changing_it_back_restores_the_rows(site, options):
    site.apply(WHOLE)
    before = site.rows()
    changed = site.apply({"networks": [network("net2", 2, **options)]})
    assert changed["changed"]
    site.apply({"networks": [network("net2", 2)]})
    assert site.rows() == before or _without_new_uuids(site.rows()) == _without_new_uuids(before)


def test_a_change_of_one_network_touches_no_other(site):
    site.apply({**WHOLE, "network_peers": []})
    before = site.rows()
    site.apply({"networks": [network("net2", 2, bridge_mtu=1400)]})
    for table, rows in site.rows().items():
        for uuid, row in rows.items():
            if "net1" in row.get("external_ids", {}).get("overlay_network", ""):
                assert before[table][uuid] == row


def test_ports_keep_their_rows_when_the_subnet_moves(site):
    site.apply({**WHOLE, "network_forwards": []})
    before = {row["name"]: uuid for uuid, row in site.rows("Logical_Switch_Port")["Logical_Switch_Port"].items()}
    moved = {"ipv4_address": "10.10.9.1/24"}
    nics = [nic("c1", 11, ipv4_address="10.10.9.11"),
            nic("c2", 12, ipv4_address="10.10.9.12", security_acls=["db"], ipv4_routes=["10.20.0.0/24"])]
    site.apply({"networks": [network("net1", 1, security_acls=["web"], **moved)], "network_nics": nics})
    assert {row["name"]: uuid for uuid, row in site.rows("Logical_Switch_Port")["Logical_Switch_Port"].items()} == before
    text = str(list(site.rows().values()))
    assert "10.10.9.0/24" in text
    assert "10.10.1." not in text


def test_a_subnet_cannot_move_away_from_fixed_addresses(site):
    site.apply(WHOLE)
    with pytest.raises(InvalidInput, match=r"NIC net1 c1 eth0 \(in the database\)\.ipv4_address: 10\.10\.1\.11"):
        site.apply({"networks": [network("net1", 1, security_acls=["web"], ipv4_address="10.10.9.1/24")]})


def test_an_uplinks_name_servers_reach_its_networks(site):
    site.apply(WHOLE)
    assert site.apply({"uplinks": [{**UPLINK, "dns_nameservers": ["198.18.1.53"]}]})["changed"]
    assert "198.18.1.53" in str(site.rows("DHCP_Options"))


def test_purge_takes_what_the_owner_does_not_name(site):
    site.apply({"uplinks": [UPLINK], "networks": [network("net3", 3)]}, owner="other")
    site.apply(WHOLE)
    rest = {**WHOLE, "network_nics": WHOLE["network_nics"][:1], "network_forwards": []}
    planned = site.apply(rest, True, purge=True)
    assert planned["diff"] == site.apply(rest, purge=True)["diff"]
    document = site.info()["document"]
    assert [each["instance"] for each in document["network_nics"]] == ["c1"]
    assert "network_forwards" not in document
    assert {each["name"] for each in document["networks"]} == {"net1", "net2", "net3"}


def test_purge_has_limits(site):
    site.apply(WHOLE)
    rest = {**WHOLE, "network_nics": []}
    with pytest.raises(InvalidInput, match=r"max_deletes: allows 2 entries to be removed, and 3 would be \(NIC net1 c1 eth0"):
        site.apply(rest, purge=True, max_deletes="2")
    assert not site.apply(rest, purge=True, max_deletes="2", ignore=["NIC *"])["changed"]
    with pytest.raises(InvalidInput, match="allow_empty"):
        site.apply({}, purge=True)


def test_a_network_in_use_stays(site):
    site.apply(WHOLE)
    with pytest.raises(InvalidInput, match=r"network net2 is in use by .*NIC c3.*force"):
        site.apply({"networks": [{"name": "net2"}]}, state="absent")
    site.apply({"networks": [{"name": "net2"}]}, state="absent", force=True)
    assert "net2" not in str(list(site.rows().values()))


def test_faults_are_all_told_with_their_places(site):
    document = copy.deepcopy(WHOLE)
    document["networks"][1]["ipv4_address"] = "10.10.300.1/24"
    document["network_nics"][0]["network"] = "nowhere"
    with pytest.raises(InvalidInput) as caught:
        site.apply(document)
    paths = [fault.path for fault in caught.value.faults]
    assert any(path.startswith("networks[1].ipv4_address") for path in paths), paths
    assert not any(site.rows().values())


def test_an_entry_that_is_given_twice_is_refused(site):
    with pytest.raises(InvalidInput, match=r"networks\[1\] \(network net1\): is the same network as networks\[0\]"):
        site.apply({"uplinks": [UPLINK], "networks": [network(), network()]})


def test_an_entry_cannot_stay_and_go(site):
    with pytest.raises(InvalidInput, match=r"network_nics\[1\]: is the same NIC as network_nics\[0\]. Give it once."):
        site.apply({"uplinks": [UPLINK], "networks": [network()], "network_nics": [nic("c1", 11), nic("c1", 11, state="absent")]})


def test_a_misspelt_option_is_named_with_its_place(site):
    with pytest.raises(InvalidInput, match=r"networks\[0\]: .*ipv4_adress"):
        site.apply({"uplinks": [UPLINK], "networks": [{"name": "net1", "ipv4_adress": "10.1.1.1/24"}]})


def test_twenty_networks_at_once_get_twenty_addresses(site):
    """Each process makes a network of its own on the same uplink."""
    def job(number: int):
        return lambda: site.apply({"uplinks": [UPLINK], "networks": [network(f"net{number}", number)]})["changed"]

    assert crowd([job(number) for number in range(1, 21)]) == [True] * 20
    ports = [row for row in site.rows("Logical_Router_Port")["Logical_Router_Port"].values() if row["name"].endswith("-lrp-ext")]
    addresses = [address for port in ports for address in port["networks"]]
    assert len(addresses) == len(set(addresses)) == 40
    before = sorted(addresses)
    site.apply({"uplinks": [UPLINK], "networks": [network(f"net{number}", number) for number in range(1, 21)]})
    ports = [row for row in site.rows("Logical_Router_Port")["Logical_Router_Port"].values() if row["name"].endswith("-lrp-ext")]
    assert sorted(address for port in ports for address in port["networks"]) == before


def test_one_document_at_once_from_twenty_processes_is_made_once(site):
    assert crowd([lambda: site.apply(WHOLE)["changed"]] * 20).count(True) == 1
    assert not site.apply(WHOLE)["changed"]


def _without_new_uuids(tables: dict) -> dict:
    """Rows without UUIDs: what went and came again has others."""
    return {table: sorted(str({name: value for name, value in row.items() if not isinstance(value, frozenset)}
                              | {"_uuid": None}) for row in rows.values()) for table, rows in tables.items()}
