# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task lives through when the way to the database is bad."""

from __future__ import annotations

import json
import os
import resource
import socket
import time

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import (
    InvalidInput, OutcomeUnknown, OvnError, Refused, Unreachable,
)
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.rows import row
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.endpoint import parse_endpoints

from ...support.servers import Server

SWITCHES = [op.select("Logical_Switch", [], ["name"])]


def names(session) -> list[str]:
    return sorted(each["name"] for each in session.read(SWITCHES)[0])


def test_a_mute_server_ends_the_task_at_the_deadline(mute, connect):
    started = time.monotonic()
    with pytest.raises(Unreachable, match=f"nb_connection .OVN_NB_DB.: .*{mute.endpoint}: no answer in time"):
        connect(mute.endpoint, timeout=0.5).read(SWITCHES)
    assert 0.4 < time.monotonic() - started < 5


def test_a_mute_server_does_not_keep_a_task_from_the_one_that_answers(mute, database, connect):
    assert names(connect(mute.endpoint, database.server.endpoint, timeout=2)) == []


@pytest.mark.parametrize("endpoint, reason", [
    ("unix:/nonexistent/sock", "no such file or directory"),
    ("tcp:127.0.0.1:1", "connection refused"),
    ("tcp:nowhere.invalid:6641", "nowhere.invalid:6641: .*(name|service|resolution)"),
])
def test_a_server_that_is_not_there_is_named_with_the_option_and_the_variable(connect, endpoint, reason):
    with pytest.raises(Unreachable, match=rf"^nb_connection .OVN_NB_DB.: cannot reach .*{endpoint}: .*") as caught:
        connect(endpoint, timeout=3).read(SWITCHES)
    import re

    assert re.search(reason, str(caught.value))


def test_a_dead_server_first_in_the_list_is_no_obstacle(database, connect):
    session = connect("unix:/nonexistent/sock", "tcp:127.0.0.1:1", database.server.endpoint)
    assert names(session) == []
    assert str(session.endpoint) == database.server.endpoint


def test_a_server_of_another_database_is_named_as_such(database, connect, monkeypatch):
    monkeypatch.setattr("ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.session.START_GRACE", 0.1)
    session = connect(database.server.endpoint, timeout=3)
    session.database = "OVN_Southbound"
    with pytest.raises(Unreachable, match="serves no database OVN_Southbound"):
        session.read(SWITCHES)


def test_a_connection_that_breaks_while_reading_is_made_again(database, line, connect):
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    session = connect(line.endpoint)
    line.to_client = lambda number, chunk: None if number == 1 and b"sw0" in chunk else [chunk]
    assert names(session) == ["sw0"]
    assert line.connections == 2


def test_a_reply_that_stops_in_the_middle_is_read_again(database, line, connect):
    database.task(nb.LOGICAL_SWITCH, name="sw0")
    state = {}

    def half(number, chunk):
        if number == 1 and b"sw0" in chunk and not state:
            state["cut"] = True
            return [chunk[:-5]]
        return None if number == 1 and state else [chunk]

    session = connect(line.endpoint, timeout=3)
    line.to_client = half
    with pytest.raises(Unreachable):
        session.read(SWITCHES)
    assert names(session) == ["sw0"]


def test_a_server_that_hangs_up_every_time_ends_the_task_in_time_and_is_not_hammered(database, line, connect):
    line.to_client = lambda number, chunk: None if len(chunk) > 300 else [chunk]
    started = time.monotonic()
    with pytest.raises(Unreachable):
        connect(line.endpoint, timeout=1).read(SWITCHES)
    assert time.monotonic() - started < 5
    assert line.connections < 20


def test_long_answers_come_in_the_order_of_the_questions(database, connect):
    database.apply(row(nb.LOGICAL_SWITCH, ("sw0",)), row(nb.LOGICAL_ROUTER, ("r0",)))
    requests = [SWITCHES, [op.select("Logical_Router", [], ["name"]), *SWITCHES], SWITCHES]
    answers = list(connect(database.server.endpoint).read_each(requests))
    assert answers == [[[{"name": "sw0"}]], [[{"name": "r0"}], [{"name": "sw0"}]], [[{"name": "sw0"}]]]


def test_long_answers_that_are_lost_are_asked_for_again(database, line, connect):
    database.apply(row(nb.LOGICAL_SWITCH, ("sw0",)))
    line.to_client = lambda number, chunk: None if number == 1 and b"sw0" in chunk else [chunk]
    assert list(connect(line.endpoint).read_each([SWITCHES] * 2)) == [[[{"name": "sw0"}]]] * 2
    assert line.connections == 2


def test_long_answers_that_never_come_end_the_task_at_the_deadline(database, line, connect):
    session = connect(line.endpoint)
    session.read(SWITCHES)
    session.timeout = 0.5
    line.to_client = lambda number, chunk: []
    started = time.monotonic()
    with pytest.raises(Unreachable, match="no answer in time"):
        list(session.read_each([SWITCHES]))
    assert time.monotonic() - started < 5


def test_a_write_whose_answer_is_lost_is_not_repeated(database, line, connect):
    """The transaction lands, the connection breaks before the reply: one row, and the task says changed."""
    state = {}

    def lose_the_answer(number, chunk):
        if number == 1 and state.get("sent"):
            return None
        return [chunk]

    def notice(number, chunk):
        state["sent"] = state.get("sent") or b'"insert"' in chunk
        return [chunk]

    line.to_server, line.to_client = notice, lose_the_answer
    result = database.apply(row(nb.LOGICAL_SWITCH, ("sw0",)), session=connect(line.endpoint))
    assert result["changed"] and len(result["diff"]) == 1
    assert database.count("Logical_Switch") == 1
    assert not database.apply(row(nb.LOGICAL_SWITCH, ("sw0",)))["changed"]


def test_a_write_that_never_arrived_is_sent_again(database, line, connect):
    line.to_server = lambda number, chunk: None if number == 1 and b'"insert"' in chunk else [chunk]
    assert database.apply(row(nb.LOGICAL_SWITCH, ("sw0",)), session=connect(line.endpoint))["changed"]
    assert database.count("Logical_Switch") == 1


def test_a_server_that_is_lost_for_good_while_it_writes_leaves_the_outcome_open(database, line, connect):
    def cut(number, chunk):
        if b'"insert"' in chunk:
            line.close()
            return None
        return [chunk]

    line.to_server = cut
    with pytest.raises(OutcomeUnknown) as caught:
        database.apply(row(nb.LOGICAL_SWITCH, ("sw0",)), session=connect(line.endpoint, timeout=3))
    assert "Nothing was changed" not in str(caught.value)
    assert "Run the task again" in str(caught.value)


def test_characters_that_are_cut_in_two_on_the_way_are_whole_again(database, line, connect):
    text = "ключ 東京 🦊 " * 20
    database.task(nb.LOGICAL_SWITCH, name=text)
    line.to_client = lambda number, chunk: [chunk[i:i + 7] for i in range(0, len(chunk), 7)]
    assert names(connect(line.endpoint)) == [text]


def test_an_inactivity_probe_in_between_is_answered(database, line, connect):
    answers = []
    line.to_client = lambda number, chunk: [b'{"id":"echo","method":"echo","params":["hello"]}', chunk]
    line.to_server = lambda number, chunk: answers.append(chunk) or [chunk]
    assert names(connect(line.endpoint)) == []
    assert b'{"result":["hello"],"error":null,"id":"echo"}' in b"".join(answers)


def test_several_messages_in_one_piece_are_taken_apart(database, line, connect):
    probe = b'{"id":"echo","method":"echo","params":[]}'
    line.to_client = lambda number, chunk: [probe + probe + chunk]
    session = connect(line.endpoint)
    assert names(session) == [] == names(session)


def test_a_large_reply_is_read_in_reasonable_time(database, line, connect):
    note = ["map", [["note", "x" * 1000]]]
    database.write(*({"op": "insert", "table": "Logical_Switch", "row": {"name": f"sw{i}", "external_ids": note}} for i in range(5000)))
    session = connect(line.endpoint)
    started = time.monotonic()
    rows = session.read([op.select("Logical_Switch", [], ["name", "external_ids"])])[0]
    assert len(rows) == 5000
    assert time.monotonic() - started < 5


def test_a_large_reply_in_pieces_that_look_whole_is_not_parsed_over_and_over(database, line, connect, monkeypatch):
    database.write(*({"op": "insert", "table": "Logical_Switch", "row": {"name": f"sw{i}"}} for i in range(500)))
    attempts = []

    class Decoder(json.JSONDecoder):
        def raw_decode(self, text, *rest):
            attempts.append(len(text))
            return super().raw_decode(text, *rest)

    def pieces(number, chunk):
        for piece in chunk.replace(b"}", b"}\n").split(b"\n"):
            time.sleep(0.001)
            yield piece

    session = connect(line.endpoint)
    assert len(names(session)) == 500
    line.to_client = pieces
    monkeypatch.setattr("ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.transport.json.JSONDecoder", Decoder)
    assert len(names(session)) == 500
    assert len(attempts) < 250


def test_what_the_server_refuses_is_told_in_its_words(database, connect):
    session = connect(database.server.endpoint)
    with pytest.raises(OvnError, match="refused the transaction: .*No column nothing.*Nothing was changed"):
        session.commit([op.update("Logical_Switch", [], {"nothing": 1})])


@pytest.mark.parametrize("text", ["", "tcp:host", "tcp::6641", "tcp:host:0", "tcp:host:99999", "http://x", "unix:", "host:6641",
                                  "tcp:db..example:6641", "tcp:.a:1", "ssl:.a:1", f"tcp:{'x' * 64}:1", "tcp:h:²", "tcp:h:1_0", "tcp:a b:1"])
def test_what_is_no_endpoint_is_an_error_that_shows_the_form(text):
    with pytest.raises(InvalidInput, match="nb_connection: .*(unix:PATH|Name at least one)"):
        parse_endpoints([text], "nb_connection")


def test_endpoints_may_be_a_list_or_one_text_with_commas():
    parsed = parse_endpoints(["tcp:[fd42::1]:6641,ssl:host:6641", " unix:/run/x.sock "], "nb_connection")
    assert [str(each) for each in parsed] == ["tcp:[fd42::1]:6641", "ssl:host:6641", "unix:/run/x.sock"]


def test_a_server_that_starts_a_moment_later_is_waited_for_after_a_restart(database, connect):
    session = connect(database.server.endpoint)
    assert names(session) == []
    database.server.stop()
    while True:
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(str(database.server.socket))
            time.sleep(0.02)
        except OSError:
            break
    database.server.start()
    assert names(session) == []


def test_a_socket_that_one_may_not_open_says_what_to_do(connect, monkeypatch):
    def refuse(*_arguments):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.session.Transport", refuse)
    with pytest.raises(Unreachable, match="permission denied .run the task with become: true"):
        connect("unix:/run/x.sock").read(SWITCHES)


@pytest.fixture
def standby(database, short_path, schema_root):
    """A server that copies another, and lets itself only be read."""
    folder = short_path / "standby"
    folder.mkdir()
    server = Server(folder, schema_root, "OVN_Northbound", options=(f"--sync-from={database.server.endpoint}",))
    yield server
    server.stop()


def test_a_standby_that_is_named_first_is_passed_by(database, standby, connect):
    session = connect(standby.endpoint, database.server.endpoint)
    for name in ("sw0", "sw1"):
        assert database.apply(row(nb.LOGICAL_SWITCH, (name,)), session=session)["changed"]
    assert str(session.endpoint) == database.server.endpoint
    assert database.count("Logical_Switch") == 2


def test_a_standby_alone_is_said_to_be_one(database, standby, connect):
    with pytest.raises(Refused, match=r"OVN_NB_DB.: .* only lets itself be read: .*standby.* Name the server that is active. Nothing was"):
        database.apply(row(nb.LOGICAL_SWITCH, ("sw0",)), session=connect(standby.endpoint))


def test_a_write_whose_answer_is_lost_is_not_ours_when_another_made_the_row(database, line, connect):
    """The connection breaks before the transaction lands, and somebody else makes a row of that name meanwhile."""
    def cut(number, chunk):
        if number == 1 and b'"insert"' in chunk:
            database.insert("Port_Group", name="pg")
            return None
        return [chunk]

    session = connect(line.endpoint)
    session.read(SWITCHES)
    line.to_server = cut
    assert not database.apply(row(nb.PORT_GROUP, ("pg",)), session=session)["changed"]
    assert database.row("Port_Group")["external_ids"] == {}


def test_a_process_with_many_open_files_reaches_the_server_too(database, connect):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 2048), hard))
    files = [os.open("/dev/null", os.O_RDONLY) for dummy in range(1030)]
    try:
        assert names(connect(database.server.endpoint)) == []
    finally:
        for each in files:
            os.close(each)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_the_timeout_is_the_servers_and_not_that_of_those_who_make_a_long_transaction(database, connect):
    session = connect(database.server.endpoint, timeout=0.5)

    def slowly():
        for number in range(300):
            time.sleep(0.003)
            yield op.insert("Logical_Switch", f"{number:08x}-0000-4000-8000-000000000000", {"name": f"sw{number}"})

    session.commit(slowly(), meanwhile=lambda: time.sleep(0.6))
    assert database.count("Logical_Switch") == 300
