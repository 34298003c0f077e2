# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A connection that is kept from one task to the next is as good as a new one."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import Conflict, Unreachable
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.rows import row
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import pool as pools
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.endpoint import Tls, parse_endpoints
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.pool import Pool, open_session

from ...support.servers import SCHEMAS
from .conftest import until_it_hung_up

SWITCHES = [op.select("Logical_Switch", [], ["name"])]


@pytest.fixture
def pool():
    pool = Pool()
    with pool.lending():
        yield pool
    pool.close()


def session(*endpoints: str, timeout: float = 10):
    parsed = parse_endpoints(list(endpoints), "nb_connection")
    return open_session("OVN_Northbound", parsed, "nb_connection", Tls(), timeout)


def names(*endpoints: str, **rest) -> list[str]:
    """What a task does that only reads."""
    used = session(*endpoints, **rest)
    try:
        return sorted(each["name"] for each in used.read(SWITCHES)[0])
    finally:
        used.close()


def control(server, *words: str) -> str:
    command = ["ovs-appctl", "-t", server.folder / f"{server.database}.ctl", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_tasks_share_a_connection_while_a_pool_lends_and_only_then(database, line):
    pool = Pool()
    with pool.lending():
        for number in range(3):
            database.task(nb.LOGICAL_SWITCH, name=f"sw{number}", nb_connection=[line.endpoint])
    assert line.connections == 1
    for number in range(3):
        assert not database.task(nb.LOGICAL_SWITCH, name=f"sw{number}", nb_connection=[line.endpoint])["changed"]
    assert line.connections == 4
    pool.close()


def test_what_differs_in_any_setting_is_another_connection(database, line, pool):
    names(line.endpoint)
    names(line.endpoint, timeout=11)
    names("unix:/nonexistent", line.endpoint)
    assert line.connections == 3
    names(line.endpoint)
    assert line.connections == 3


def test_not_everything_is_kept(database, line, pool, monkeypatch):
    monkeypatch.setattr(pools, "MOST", 2)
    for timeout in (11, 12, 13, 12, 13):
        names(line.endpoint, timeout=timeout)
    assert line.connections == 3
    names(line.endpoint, timeout=11)
    assert line.connections == 4


def test_a_server_that_was_started_again_is_reached_anew(database, pool):
    assert database.task(nb.LOGICAL_SWITCH, name="sw0")["changed"]
    database.server.stop()
    database.server.start()
    assert database.task(nb.LOGICAL_SWITCH, name="sw1")["changed"]
    assert names(database.server.endpoint) == ["sw0", "sw1"]


def test_a_server_that_is_gone_is_not_waited_for_in_each_task(database, pool):
    assert names(database.server.endpoint) == []
    database.server.stop()
    started = time.monotonic()
    for dummy in range(3):
        with pytest.raises(Unreachable, match="no such file or directory|connection refused"):
            names(database.server.endpoint)
    assert time.monotonic() - started < 5


def test_probes_that_came_meanwhile_are_answered(database, line, pool):
    answers = []
    names(line.endpoint)
    line.say(b'{"id":"echo","method":"echo","params":["hello"]}')
    line.to_server = lambda number, chunk: answers.append(chunk) or [chunk]
    assert names(line.endpoint) == []
    assert line.connections == 1
    assert b'{"result":["hello"],"error":null,"id":"echo"}' in b"".join(answers)


@pytest.mark.parametrize("kind", ["unix", "tcp"])
def test_a_connection_that_the_server_closed_meanwhile_is_known_to_carry_no_transaction(database, connect, kind):
    endpoint = database.server.endpoint if kind == "unix" else _tcp(database.server)
    session = connect(endpoint)
    session.read(SWITCHES)
    control(database.server, "ovsdb-server/reconnect")
    until_it_hung_up(session)
    with pytest.raises(Conflict, match="was lost before it was written to .the server closed the connection"):
        session.commit([op.insert("Logical_Switch", "00000000-0000-0000-0000-000000000001", {"name": "sw0"})])
    assert session.read(SWITCHES) == [[]]


def _tcp(server) -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    control(server, "ovsdb-server/add-remote", f"ptcp:{port}:127.0.0.1")
    await_true(lambda: _listens(port))
    return f"tcp:127.0.0.1:{port}"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_request_too_long_to_leave_before_the_server_hangs_up_is_known_not_to_have_arrived_whole(database, line, connect):
    line.to_server = lambda number, chunk: None if b"transact" in chunk and b"insert" in chunk else [chunk]
    session = connect(line.endpoint)
    session.read(SWITCHES)
    note = {"external_ids": ["map", [["note", "x" * 20_000_000]]]}
    with pytest.raises(Conflict, match="before it was written to"):
        session.commit([op.insert("Logical_Switch", "00000000-0000-0000-0000-000000000001", note)])


def test_a_task_whose_connection_was_closed_before_it_wrote_plans_again_and_writes_once(database, line, connect, monkeypatch):
    session = connect(line.endpoint)
    commit, calls = session.commit, []

    def closed_just_now(operations, **options):
        if not calls:
            line.hang_up()
            time.sleep(0.05)
        calls.append(1)
        return commit(operations, **options)

    monkeypatch.setattr(session, "commit", closed_just_now)
    assert database.apply(row(nb.LOGICAL_SWITCH, ("sw0",)), session=session)["changed"]
    assert len(calls) == 2 and database.count("Logical_Switch") == 1


def test_a_schema_that_was_converted_meanwhile_is_read_again(database, pool, schema_root, tmp_path):
    used = session(database.server.endpoint)
    assert "novelty" not in used.schema["Logical_Switch"].columns
    schema = json.loads((schema_root / SCHEMAS["OVN_Northbound"]).read_text())
    schema["tables"]["Logical_Switch"]["columns"]["novelty"] = {"type": "string"}
    schema.pop("cksum", None)
    (tmp_path / "new").write_text(json.dumps(schema))
    subprocess.run(["ovsdb-client", "convert", database.server.endpoint, tmp_path / "new"], check=True)
    # In the middle of a task, and for the next one.
    assert used.read(SWITCHES) == [[]]
    assert "novelty" in used.schema["Logical_Switch"].columns
    assert "novelty" in session(database.server.endpoint).schema["Logical_Switch"].columns


def test_a_member_that_leads_no_longer_is_left_for_the_one_that_does(cluster, pool):
    *followers, leader = cluster.followers_and_leader()
    assert names(*cluster.endpoints, timeout=20) == []
    assert str(session(*cluster.endpoints, timeout=20).endpoint) == leader.endpoint
    # Asleep for an election, and back: its connections are still there.
    leader.process.send_signal(signal.SIGSTOP)
    await_true(lambda: any(member.leads() for member in followers))
    leader.process.send_signal(signal.SIGCONT)
    await_true(lambda: leader.leads() is False)
    used = session(*cluster.endpoints, timeout=20)
    assert used.read(SWITCHES) == [[]]
    assert str(used.endpoint) in {member.endpoint for member in followers}


def await_true(condition) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
