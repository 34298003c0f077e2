# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A listen address that passes from one listener to another, or that leads nowhere any more: as if it had always been so."""

from __future__ import annotations

import pytest

from ...support.steps import four_steps

AT = {"network": "net1", "listen_address": "198.18.3.10"}
FORWARD = {"network_forwards": [{**AT, "ports": [
    {"protocol": protocol, "listen_port": "80", "target_address": "10.10.1.11"} for protocol in ("tcp", "udp")]}]}
BALANCER = {"network_load_balancers": [{
    **AT, "backends": [{"name": "b", "target_address": "10.10.1.12", "target_port": "80"}],
    "ports": [{"protocol": "tcp", "listen_port": "80", "target_backend": ["b"]}]}]}


def picture(tasks) -> list:
    """What stands at the address and who holds it, whatever the UUIDs."""
    balancers = tasks.rows("Load_Balancer")
    names = {row["_uuid"]: row["name"] for row in balancers}
    holders = [(row["name"], sorted(names[each] for each in row["load_balancer"]))
               for table in ("Logical_Router", "Logical_Switch") for row in tasks.rows(table)]
    routes = [(row["ip_prefix"], row["external_ids"]) for row in tasks.rows("Logical_Router_Static_Route")]
    rest = [{key: row[key] for key in ("name", "vips", "protocol", "external_ids")} for row in balancers]
    return sorted(map(repr, [*holders, *routes, *rest]))


def gone(document: dict) -> dict:
    return {kind: [{**AT, "state": "absent"}] for kind in document}


@pytest.mark.parametrize("flavor", ["lxd", "incus"])
@pytest.mark.parametrize(("first", "then"), [(FORWARD, BALANCER), (BALANCER, FORWARD)], ids=["to a balancer", "to a forward"])
def test_an_address_passes_on_in_one_task(tasks, first, then, flavor):
    network = {"name": "net1", "network": "UPLINK", "ipv4_address": "10.10.1.1/24", "ipv6_address": "none", "flavor": flavor}
    nics = [{"network": "net1", "instance": name, "state": "absent"} for name in ("www1", "www2")]
    tasks.networks({"networks": [network], "network_nics": nics})
    tasks.networks(first)
    four_steps(tasks.networks, document={**gone(first), **then})
    passed_on = picture(tasks)
    tasks.networks(gone(then))
    tasks.networks(then)
    assert picture(tasks) == passed_on


@pytest.mark.parametrize(("full", "empty"), [
    (FORWARD, {"network_forwards": [AT]}),
    (BALANCER, {"network_load_balancers": [AT]}),
], ids=["forward", "balancer"])
def test_a_listener_that_leads_nowhere_any_more_is_held_by_nobody(tasks, full, empty):
    tasks.networks(full)
    four_steps(tasks.networks, document=empty)
    left = picture(tasks)
    tasks.networks(gone(full))
    tasks.networks(empty)
    assert picture(tasks) == left and len(tasks.rows("Load_Balancer")) == 1
    assert not any(row["load_balancer"] for row in tasks.rows("Logical_Router"))
