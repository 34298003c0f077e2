# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An uplink is an entry like any other: remembered by itself, changed by itself, and gone when it is said to go."""

from __future__ import annotations

import subprocess

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model.rows import OWNER_MARK
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import network as network_task

from ...support.crowd import crowd
from ...support.northd import Northd
from ...support.steps import four_steps
from .conftest import UPLINK, network

OTHER = {"name": "OTHER", "ipv4_gateway": "198.19.1.1/24", "ipv4_ovn_ranges": ["198.19.1.100-198.19.1.110"]}
GONE = {"name": "UPLINK", "state": "absent"}


def network_module(site, **options) -> dict:
    defaults = {name: spec.get("default") for name, spec in network_task.ARGUMENTS.items()}
    places = {"nb_connection": [site.server.endpoint], "timeout": 10}
    return network_task.run_network({**defaults, **places, **options}, False)


def uplinks(site) -> list[dict]:
    return site.info()["document"].get("uplinks", [])


def test_an_uplink_alone_is_remembered_and_the_next_task_can_name_it(site):
    four_steps(site.apply, document={"uplinks": [UPLINK]})
    assert [each["name"] for each in uplinks(site)] == ["UPLINK"] and site.info()["drift"] == []
    assert site.apply({"networks": [network()]})["changed"]
    assert not site.apply({"uplinks": uplinks(site), "networks": [network()]})["changed"]


def test_a_change_of_an_uplink_alone_is_one(site):
    site.apply({"uplinks": [UPLINK, OTHER]})
    four_steps(site.apply, document={"uplinks": [{**UPLINK, "dns_nameservers": ["198.18.1.53"]}]})
    assert [each.get("dns_nameservers") for each in uplinks(site)] == [None, ["198.18.1.53"]]


def test_an_uplink_outlives_its_networks_and_goes_when_it_is_said_to(site):
    site.apply({"uplinks": [UPLINK], "networks": [network()]})
    site.apply({"networks": [{"name": "net1", "state": "absent"}]})
    assert [each["name"] for each in uplinks(site)] == ["UPLINK"]
    four_steps(site.apply, document={"uplinks": [GONE]})
    assert not any(site.rows().values())


@pytest.mark.parametrize("options", [{"uplinks": [GONE]}, {"uplinks": [{"name": "UPLINK"}], "state": "absent"}], ids=["entry", "task"])
def test_an_uplink_with_networks_on_it_stays(site, options):
    site.apply({"uplinks": [UPLINK], "networks": [network("net1"), network("net2", 2)]})
    before = site.rows()
    with pytest.raises(InvalidInput, match="uplink UPLINK is in use by network net1, network net2"):
        site.apply(options)
    assert site.rows() == before
    site.apply({"networks": [{"name": name, "state": "absent"} for name in ("net1", "net2")], "uplinks": [GONE]})
    assert not any(site.rows().values())


def test_purge_takes_the_owners_uplinks_but_for_those_that_networks_are_on(site):
    site.apply({"uplinks": [{**OTHER, "name": "THEIRS"}]}, owner="other")
    site.apply({"uplinks": [UPLINK, OTHER], "networks": [network()]})
    four_steps(lambda check: site.apply({"networks": [network()]}, check, purge=True))
    assert {each["name"] for each in uplinks(site)} == {"UPLINK", "THEIRS"}
    with pytest.raises(InvalidInput, match=r"max_deletes: allows 0 entries to be removed, and 2 would be \(uplink UPLINK, network net1\)"):
        site.apply({}, purge=True, allow_empty=True, max_deletes="0")
    site.apply({}, purge=True, allow_empty=True)
    assert [each["name"] for each in uplinks(site)] == ["THEIRS"]


def test_the_network_module_takes_an_uplink_away_with_the_last_network_on_it(site):
    for name, number in (("net1", 1), ("net2", 2)):
        network_module(site, uplinks=[UPLINK], **network(name, number))
    network_module(site, name="net1", state="absent", uplinks=[UPLINK])
    assert [each["name"] for each in uplinks(site)] == ["UPLINK"]
    network_module(site, name="net2", state="absent", uplinks=[UPLINK])
    assert not any(site.rows().values())


def test_many_at_once_make_it_once(site):
    answers = crowd([lambda: site.apply({"uplinks": [UPLINK]})["changed"] for _each in range(8)])
    assert sorted(answers) == [False] * 7 + [True]
    assert len(site.rows("Copp")["Copp"]) == 1


def test_an_uplink_of_an_older_release_that_only_its_networks_remember_is_known(site):
    site.apply({"uplinks": [UPLINK], "networks": [network()]})
    site.write([op.delete("Copp", [])])
    assert site.apply({"networks": [network("net2", 2)]})["changed"]
    assert [each["name"] for each in uplinks(site)] == ["UPLINK"]
    assert not site.apply({"networks": [network(), network("net2", 2)]}, True, purge=True)["changed"]
    assert site.apply({"uplinks": [UPLINK]})["changed"] and not site.apply({"uplinks": [UPLINK]})["changed"]


def test_it_costs_ovn_nothing(site, tmp_path_factory, schema_root):
    northd = Northd(site.server, tmp_path_factory.mktemp("s"), schema_root)
    try:
        command = ["ovn-nbctl", f"--db={site.server.endpoint}", "--timeout=20", "--wait=sb", "sync"]
        dump = ["ovsdb-client", "dump", "--format=csv", northd.southbound.endpoint, "OVN_Southbound"]
        seen = []
        for document in ({}, {"uplinks": [UPLINK, OTHER]}):
            site.apply(document)
            subprocess.run(command, check=True)
            text = subprocess.run(dump, check=True, capture_output=True, text=True).stdout
            seen.append([part for part in text.split("\n\n") if not part.startswith("SB_Global")])
        assert seen[0] == seen[1]
    finally:
        northd.stop()


def test_it_says_whose_it_is(site):
    site.apply({"uplinks": [UPLINK]}, owner="site")
    (row,) = site.rows("Copp")["Copp"].values()
    assert row["external_ids"].items() >= {OWNER_MARK: "site", "overlay_uplink": "UPLINK"}.items()
