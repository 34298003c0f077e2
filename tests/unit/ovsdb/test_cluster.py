# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A cluster of three: a task finds the leader, and a leader that dies in the middle of it costs time and nothing else."""

from __future__ import annotations

import threading
import time

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.rows import Want, row
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.engine import reconcile
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import topology

from ..conftest import Database


def test_a_leader_that_dies_in_the_middle_of_tasks_costs_no_row_and_makes_none_twice(cluster, connect):
    *followers, leader = cluster.followers_and_leader()
    session = connect(*cluster.endpoints, timeout=20)
    assert session.read([op.select("Logical_Switch", [], ["name"])]) == [[]]
    assert str(session.endpoint) == leader.endpoint

    killer = threading.Timer(0.2, leader.stop)
    killer.start()
    results = []
    for number in range(60):
        switches = [row(nb.LOGICAL_SWITCH, (f"sw{number}",)), row(nb.DNS, (f"dns{number}",))]
        results.append(reconcile(session, lambda _, rows=switches: Want(rows), owner="tests").changed)
        time.sleep(0.01)
    killer.join()

    assert str(session.endpoint) in {member.endpoint for member in followers}
    assert all(results)
    rows = session.read([op.select("Logical_Switch", [], ["_uuid", "name"]), op.select("DNS", [], ["_uuid"])])
    assert sorted(each["name"] for each in rows[0]) == sorted(f"sw{number}" for number in range(60))
    assert len(rows[1]) == 60


def test_followers_alone_are_an_error_that_says_so(cluster, connect):
    from ansible_collections.overlay.ovn.plugins.module_utils.errors import Unreachable

    followers = cluster.followers_and_leader()[:2]
    session = connect(*(member.endpoint for member in followers), timeout=1)
    with pytest.raises(Unreachable, match="follows, and no leader was found among the endpoints"):
        session.read([op.select("Logical_Switch", [], ["name"])])


def test_what_only_reads_reads_from_a_follower_and_says_so(cluster):
    followers = cluster.followers_and_leader()[:2]
    writer, reader = Database(cluster), Database(followers[0])
    writer.topology({"switches": [{"name": "sw0"}]})
    for options in ({}, {"nb_connection": [member.endpoint for member in followers]}):
        told = info(reader, **options)
        assert [each["name"] for each in told["topology"]["switches"]] == ["sw0"]
        assert "no endpoint leads its cluster" in told["warnings"][0] and followers[0].endpoint in told["warnings"][0]
    assert "warnings" not in info(reader, nb_connection=cluster.endpoints)


def test_a_cluster_that_has_lost_its_quorum_can_be_read(cluster):
    Database(cluster).topology({"switches": [{"name": "sw0"}]})
    follower, *others = cluster.followers_and_leader()
    for member in others:
        member.stop()
    told = info(Database(follower))
    assert told["warnings"] and [each["name"] for each in told["topology"]["switches"]] == ["sw0"]


def info(database: Database, **options) -> dict:
    return topology.run_topology_info(database.params(topology.INFO_ARGUMENTS, options), False)
