# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an operator and AWX get of a change: a summary always, the rest when it is asked for, and no more than can be read."""

from __future__ import annotations

import json

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import Fault, InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.report import MOST

from ..document.conftest import UPLINK, network

MANY = 1000
SIZES = {"uplinks": [UPLINK], "networks": [network("net1", 1, ipv4_address="10.64.0.1/16")]}


def crowd(**options) -> dict:
    nics = [{"network": "net1", "instance": f"c{number}", "ipv4_address": f"10.64.{number // 250 + 1}.{number % 250 + 2}", **options}
            for number in range(MANY)]
    return {**SIZES, "network_nics": nics}


def test_a_thousand_nics_are_a_page_and_their_result_is_small(run_action, northbound):
    """Before: 50,233 lines of diff, and a result of 2.9 MB without anybody asking."""
    task = {"nb_connection": [northbound.endpoint], **crowd()}
    everything = run_action("networks", True, report_rows=10**6, **task)
    asked, plain = run_action("networks", True, report_rows=MOST, **task), run_action("networks", True, report_rows=0, **task)
    whole, shown, silent = (_size(result) for result in (everything, asked, plain))
    print(f"bytes of diff and commands: all {whole}, with --diff {shown}, without {silent}")
    assert whole > 2_000_000 and shown < 200_000 and silent < 5_000
    rows = len(everything["diff"]) - len(everything["plan"]["entries"]["names"]["add"]) - (MANY + 2 - 20)
    assert rows == sum(asked["plan"][verb] for verb in ("add", "change", "destroy"))
    words = [part["prepared"] for part in asked["diff"] if "prepared" in part]
    assert words == [f"... and {MANY + 2 - MOST} entries more (report_rows: {MANY + 2} shows all)\n",
                     f"... and {rows - MOST} rows more (report_rows: {rows} shows all)\n"]
    assert len(asked["commands"]) == 1 and asked["commands"][0].startswith("# "), "half a script would do half of it"
    assert asked["plan"] == plain["plan"] == everything["plan"]
    assert plain["plan"]["text"].startswith("Plan: 1002 to add, 0 to change, 0 to destroy (add uplink UPLINK, network net1, NIC net1 c0 eth0, ")
    assert "and 997 more)" in plain["plan"]["text"]


def _size(result: dict) -> int:
    return len(json.dumps({key: result[key] for key in ("plan", "diff", "commands") if key in result}))


@pytest.mark.parametrize("check", [True, False])
def test_what_the_user_wrote_is_told_first(run_action, northbound, check):
    here = {"nb_connection": [northbound.endpoint]}
    run_action("networks", **here, **SIZES)
    acl = {"name": "web", "ingress": [{"action": "allow", "protocol": "tcp", "destination_port": "80"}]}
    run_action("networks", **here, network_acls=[acl])
    changed = {**SIZES["networks"][0], "bridge_mtu": 1400}
    new = {"name": "web", "ingress": [{**acl["ingress"][0], "destination_port": "443"}]}
    result = run_action("networks", check, **here, networks=[changed], network_acls=[new], network_peers=[])
    first, second, *rows = result["diff"]
    assert (first["before_header"], first["before"], first["after"]) == ("network net1", {}, {"bridge_mtu": 1400})
    assert second["after_header"] == "ACL web" and second["before"].keys() == second["after"].keys() == {"ingress"}
    assert len(rows) == sum(result["plan"][verb] for verb in ("add", "change", "destroy")) > 2
    assert result["plan"]["entries"]["kinds"] == {"ACL": {"change": 1}, "network": {"change": 1}}
    assert result["plan"]["text"].startswith("Plan: 0 to add, 2 to change, 0 to destroy (change network net1, ACL web). Rows: ")


def test_what_is_removed_and_what_nobody_of_us_changed_are_told(run_action, northbound):
    here = {"nb_connection": [northbound.endpoint]}
    run_action("networks", **here, **SIZES)
    northbound.session().commit([{"op": "delete", "table": "DHCP_Options", "where": []}])
    repaired = run_action("networks", **here, **SIZES)
    assert repaired["changed"] and repaired["plan"]["text"].startswith("The entries stay as they are. Rows: ")
    gone = run_action("networks", **here, state="absent", networks=[{"name": "net1"}])
    assert gone["plan"]["entries"]["names"] == {"add": [], "change": [], "destroy": ["network net1"]}
    again = run_action("networks", **here, state="absent", networks=[{"name": "net1"}])
    assert again["plan"]["text"] == "No changes." and again["diff"] == again["commands"] == []


def test_nobody_gets_rows_who_does_not_ask(run, northbound):
    task = {"nb_connection": [northbound.endpoint], "name": "sw0"}
    silent, asked = run("logical_switch", True, report_rows=0, **task), run("logical_switch", True, **task)
    assert silent.keys() & {"diff", "commands"} == set()
    assert silent["plan"] == asked["plan"] and silent["plan"]["kinds"] == {"Logical_Switch": {"add": 1}}
    assert silent["plan"]["text"] == "Plan: 1 to add, 0 to change, 0 to destroy (add Logical_Switch sw0)."
    assert len(asked["diff"]) == 1 and asked["commands"]


def test_a_number_of_rows_that_is_none_is_refused_before_anything_is_written(run_both, northbound):
    result = run_both("logical_switch", name="sw0", nb_connection=[northbound.endpoint], report_rows=-1)
    assert result["msg"] == "report_rows: -1 is no number of rows. Give 0 for none, or how many to show at most. Nothing was changed."


def test_fifty_faults_that_say_the_same_are_one():
    alike = [Fault(f"networks[{index}].mtu", "must be a number.", f"network net{index}") for index in range(50)]
    text = str(InvalidInput([Fault("owner", "is empty."), *alike]))
    assert text.split("\n") == [
        "51 faults:", "- owner: is empty.",
        "- networks[0].mtu (network net0), networks[1].mtu (network net1), networks[2].mtu (network net2) and 47 more: must be a number.",
        "Nothing was changed.",
    ]


def test_many_faults_of_many_kinds_end_with_how_many_more():
    lines = str(InvalidInput([Fault(f"x[{index}]", f"{index} is bad.") for index in range(500)])).split("\n")
    assert len(lines) == 33 and lines[0] == "500 faults:" and lines[-2] == "- and 470 more. Correct these first."
