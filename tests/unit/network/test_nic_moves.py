# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An instance that moves: the host that it left must not take its port away."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.tasks import networks

FIXED = {"ipv4_address": "10.10.1.50", "hwaddr": "00:16:3e:00:00:50"}
PORT = "overlay-net1-instance-c1-eth0"


@pytest.fixture(autouse=True)
def network(tasks):
    tasks.network()


def place(tasks) -> str | None:
    """The chassis that the port asks for; an error when there is no port."""
    return next(row for row in tasks.rows("Logical_Switch_Port") if row["name"] == PORT)["options"].get("requested-chassis")


def many(tasks, *entries: dict, check: bool = False, **options) -> dict:
    given = [{"network": "net1", "instance": "c1", **entry} for entry in entries]
    return networks.run_networks(tasks._params(networks.ARGUMENTS, {"network_nics": given, **options}), check)


def test_the_host_that_an_instance_left_does_not_remove_its_port(tasks):
    tasks.nic(**FIXED, requested_chassis="host1")
    tasks.nic(**FIXED, requested_chassis="host2")
    result = tasks.nic(state="absent", requested_chassis="host1")
    assert (result["changed"], result["lsp"]) == (False, PORT)
    assert not many(tasks, {"requested_chassis": "host1"}, state="absent")["changed"]
    assert place(tasks) == "host2"
    assert many(tasks, {"requested_chassis": "host2"}, state="absent")["changed"]
    assert PORT not in {row["name"] for row in tasks.rows("Logical_Switch_Port")}


@pytest.mark.parametrize("leaving", [{}, {"requested_chassis": "host1"}])
def test_a_port_that_asks_for_no_other_chassis_goes(tasks, leaving):
    tasks.nic(**FIXED)
    assert tasks.nic(state="absent", **leaving)["changed"]
    assert PORT not in {row["name"] for row in tasks.rows("Logical_Switch_Port")}


def test_a_port_goes_over_and_keeps_all_else(tasks):
    tasks.nic(**FIXED, requested_chassis="host1")
    uuid = next(row["_uuid"] for row in tasks.rows("Logical_Switch_Port") if row["name"] == PORT)
    result = many(tasks, {**FIXED, "requested_chassis": "host2"})
    assert [entry["after_header"] for entry in result["diff"]] == [f"Logical_Switch_Port {PORT}"]
    assert next(row["_uuid"] for row in tasks.rows("Logical_Switch_Port") if row["name"] == PORT) == uuid
    assert place(tasks) == "host2"


def test_what_hosts_need_is_told_of_many_at_once(tasks):
    result = many(tasks, FIXED, {"instance": "c2", "ipv4_address": "10.10.1.51"}, check=True)
    assert [(nic["lsp"], nic["hwaddr"], nic["mtu"], nic["ipv4_address"]) for nic in result["network_nics"]][0] == (
        PORT, FIXED["hwaddr"], 1442, "10.10.1.50")
    assert [nic["instance"] for nic in result["network_nics"]] == ["c1", "c2"]
