# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server that answers what no OVSDB server answers, by mistake or malice: each time one message, in time, and no more memory than
is meant for an answer."""

from __future__ import annotations

import json
import random
import socket
import threading
import time

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import OvnError, Unreachable
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.endpoint import Endpoint, Tls
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.transport import Transport

from ...support.long import rounds
from ..conftest import Database

SWITCHES = [op.select("Logical_Switch", [], ["name"])]
LEADS = [{"rows": [{"model": "standalone", "leader": True, "connected": True}]}]
SEED = 8


class Liar:
    """A server that answers each request with what C(say) makes of it."""

    def __init__(self, path, say):
        self.endpoint = f"unix:{path}"
        self._say = say
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(16)
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                client = self._listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        decoder, text = json.JSONDecoder(), ""
        try:
            while chunk := client.recv(1 << 16):
                text += chunk.decode()
                try:
                    request, end = decoder.raw_decode(text)
                except ValueError:
                    continue
                text = text[end:]
                client.sendall(self._say(request))
        except OSError:
            pass
        client.close()


@pytest.fixture
def liar(short_path):
    liars = []

    def make(say) -> Liar:
        liars.append(Liar(short_path / f"l{len(liars)}", say))
        return liars[-1]

    yield make
    for each in liars:
        each.close()


def answer(request: dict, result) -> bytes:
    return json.dumps({"id": request["id"], "error": None, "result": result}).encode()


@pytest.mark.parametrize("reply", [
    b"1}", b'"abc"}', b"[1,{}]{}", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"\x15\x03\x01\x00\x02\x02\x16",
    b'{"id":1,"result":null,"error":null}', b'{"id":1}', b'{"id":1,"result":[]}', b'{"id":1,"result":5}', b'{"id":1,"result":[{"error":5}]}',
    b'{"id":1,"result":[{"error":"x"}]}', b'{"id":1,"result":[{"rows":[{}]}]}', b'{"id":1,"result":[{"rows":{}}]}', b'{"id":1,"result":[7]}',
    b'{"id":1,"error":{"x":[]},"result":[]}', b'{"id":1,"error":["x"]}', b'{"a":"\xff"}', b'{"a":' + b"[" * 100_000 + b"}",
], ids=lambda reply: repr(reply[:40]))
def test_what_is_no_answer_is_one_message_that_shows_it(liar, connect, reply):
    started = time.monotonic()
    with pytest.raises(Unreachable, match="cannot reach the OVN_Northbound database: .*Nothing was changed"):
        connect(liar(lambda _: reply).endpoint, timeout=2).read(SWITCHES)
    assert time.monotonic() - started < 4


def test_the_message_says_what_came_instead(liar, connect):
    server = liar(lambda _: b"HTTP/1.1 400 Bad Request\r\n\r\n")
    with pytest.raises(Unreachable, match="answers, but not as an OVSDB server does: b'HTTP/1.1 400 Bad Request"):
        connect(server.endpoint, timeout=10).read(SWITCHES)


def test_an_echo_without_anything_in_it_is_answered(database, line, connect):
    line.to_client = lambda number, chunk: [b'{"method":"echo","id":"echo"}', chunk]
    assert connect(line.endpoint).read(SWITCHES) == [[]]


@pytest.mark.parametrize("flood", [b" " * 65536, b'{"a":"' + b"x" * 65536])
def test_an_endless_answer_costs_no_more_memory_than_the_longest_and_ends_in_time(short_path, monkeypatch, flood):
    monkeypatch.setattr("ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.transport.LONGEST", 1 << 20)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(short_path / "flood"))
    listener.listen()

    def pour() -> None:
        client = listener.accept()[0]
        try:
            while True:
                client.sendall(flood)
        except OSError:
            pass

    threading.Thread(target=pour, daemon=True).start()
    transport = Transport(Endpoint("unix", str(short_path / "flood")), Tls(), time.monotonic() + 5)
    with pytest.raises(OSError):
        transport.call("transact", [], time.monotonic() + 1)
    assert len(transport._buffer) <= (1 << 20) + (1 << 18)
    transport.close()
    listener.close()


class Mangler:
    """Passes a session to a real server on, and spoils one answer of it: which, and how, follows from C(chance)."""

    PIECES = [None, True, 0, -1, 1.5, 10**30, "", "x", [], {}, ["set"], ["set", [[]]], ["map", [["a"]]], ["uuid", 5], [["uuid"]], {"rows": None},
              {"error": None}, {"error": {}, "details": 5}, "\u263a", "a" * 500]

    def __init__(self, chance: random.Random):
        self.chance = chance
        self.left = chance.randrange(8)

    def to_client(self, _number: int, chunk: bytes) -> list[bytes]:
        try:
            message = json.loads(chunk)
        except ValueError:
            return [chunk]
        self.left -= 1
        return [chunk] if self.left else [json.dumps(self.spoilt(message)).encode()]

    def spoilt(self, message):
        """A message with one of its parts replaced or left out."""
        places = [(at, key) for at, key in self._places(message) if key != "id"]
        at, key = self.chance.choice(places)
        if isinstance(at, dict) and self.chance.random() < 0.3:
            del at[key]
        else:
            at[key] = self.chance.choice(self.PIECES)
        return message

    def _places(self, value) -> list[tuple]:
        items = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
        return [place for key, item in items for place in ((value, key), *self._places(item))]


DOCUMENT = {
    "switches": [{"name": "sw0", "other_config": {"a": "b"}, "ports": [{"name": "p0", "addresses": ["unknown"]}, {"name": "p1", "dhcpv4_options": "d"}],
                  "acls": [{"direction": "to-lport", "priority": 1, "match": "ip4", "action": "drop"}]}],
    "dhcp_options": [{"name": "d", "cidr": "10.0.0.0/24"}],
    "routers": [{"name": "r0", "ports": [{"name": "rp", "mac": "00:16:3e:00:00:01", "networks": ["10.0.0.1/24"]}],
                 "static_routes": [{"ip_prefix": "0.0.0.0/0", "nexthop": "10.0.0.2"}]}],
    "port_groups": [{"name": "g", "ports": ["p0", "p1"]}],
}
CHANGED = {**DOCUMENT, "port_groups": [{"name": "g", "ports": ["p0"], "external_ids": {"x": "y"}}]}


def test_whatever_a_server_answers_a_task_ends_with_a_result_or_one_clear_error(database, line):
    """The real server answers, and one answer is spoilt on the way."""
    chance = random.Random(SEED)
    database.topology(DOCUMENT)
    evil = Database(database.server)
    said = {True: 0, False: 0}
    for turn in range(rounds(150, 10_000)):
        mangler = Mangler(chance)
        line.to_client = mangler.to_client
        options = {"nb_connection": [line.endpoint], "timeout": 1, "state": chance.choice(["merged", "replaced", "overridden", "absent"])}
        try:
            evil.topology(chance.choice([DOCUMENT, CHANGED]), check=chance.random() < 0.8, **options)
            said[True] += 1
        except OvnError:
            said[False] += 1
        except Exception as exc:
            raise AssertionError(f"seed {SEED}, turn {turn}: {exc!r}") from exc
        line.hang_up()
    print(f"\n{said[True]} results, {said[False]} errors")
    assert all(said.values())


@pytest.mark.parametrize("name", ["leadership", "not leader", "cluster error", "inconsistent data", "for index on column", "read only mode"])
def test_a_name_with_the_servers_own_words_is_a_name(database, name):
    database.insert("Port_Group", name=name)
    for check in (True, False):
        assert not database.task(nb.PORT_GROUP, check, name=name)["changed"]
    assert "overlay_owner" not in database.row("Port_Group")["external_ids"]
