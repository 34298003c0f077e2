# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The task chassis_removal: a chassis that nobody can log in to any more."""

from __future__ import annotations

import threading
import time

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput, NotReached
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op


def names(cluster, table: str = "Chassis") -> set[str]:
    return {row["name"] for row in cluster.south.session().read([op.select(table, [], ["name"])])[0]}


def addresses(cluster) -> int:
    return len(cluster.south.session().read([op.select("Encap", [], ["ip"])])[0])


def test_the_chassis_goes_with_all_that_is_its_own(cluster):
    cluster.run("membership", name="host3", state="absent")
    result = cluster.four_steps("removal", name="host3", settle=1)
    assert names(cluster) == names(cluster, "Chassis_Private") == {"host1", "host2"} and addresses(cluster) == 2
    assert {part["before_header"].split()[0] for part in result["diff"]} == {"Chassis", "Chassis_Private", "Encap"}


def test_a_gateway_leaves_first(cluster):
    with pytest.raises(InvalidInput, match=r"name: host3 is still a member of network net1, network net2. Let it leave first"):
        cluster.run("removal", name="host3")
    assert "host3" in names(cluster)
    assert cluster.run("removal", name="host3", force=True, settle=0)["changed"]


def test_a_controller_that_still_runs_is_told_of(cluster):
    cluster.run("membership", name="host3", state="absent")

    def come_back() -> None:
        while "host3" in names(cluster):
            time.sleep(0.05)
        cluster.register("host3")

    controller = threading.Thread(target=come_back)
    controller.start()
    with pytest.raises(NotReached, match="host3 was removed .* and registered again at once: ovn-controller still runs"):
        cluster.run("removal", name="host3", settle=20)
    controller.join()


def test_ports_that_are_left_without_a_chassis_are_told(cluster):
    cluster.run("membership", name="host3", state="absent")
    port = "overlay-net1-ls-int-lsp-router"
    meant = ["options", "insert", ["map", [["requested-chassis", "host3"]]]]
    cluster.north.session().commit([op.mutate("Logical_Switch_Port", [["name", "==", port]], [meant])])
    assert cluster.run("removal", True, name="host3")["ports"] == [port]


def test_who_is_gone_already_is_told_only_to_those_who_did_not_expect_it(cluster):
    assert cluster.run("removal", name="host9", settle=0)["warnings"] and not cluster.run("removal", name="host9", settle=0, missing_ok=True)["warnings"]


def test_an_unknown_name_is_told(cluster):
    result = cluster.run("removal", name="hots3")
    assert not result["changed"] and "there is no chassis 'hots3' (known: host1, host2, host3)" in result["warnings"][0]
