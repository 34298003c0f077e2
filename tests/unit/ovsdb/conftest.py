# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A way to a server on which things go wrong."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.endpoint import parse_endpoints
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.session import Session


def until_it_hung_up(session) -> None:
    """The server closes connections after it has answered ovs-appctl."""
    with pytest.raises(ConnectionResetError):
        for dummy in range(500):
            session._transport._take_in()
            time.sleep(0.01)


class Line:
    """A unix socket in front of a server (or of none), whose bytes pass through a fault of the test's choice.

    C(to_server) and C(to_client) get the number of the connection and a chunk, and return the chunks to send on;
    None cuts the connection.
    """

    def __init__(self, path: Path, target: Path | None):
        self.endpoint = f"unix:{path}"
        self.connections = 0
        self.to_server: Callable[[int, bytes], list[bytes] | None] = lambda number, chunk: [chunk]
        self.to_client: Callable[[int, bytes], list[bytes] | None] = lambda number, chunk: [chunk]
        self._target = target
        self._sockets: list[socket.socket] = []
        self._clients: list[socket.socket] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(16)
        threading.Thread(target=self._accept, daemon=True).start()

    def say(self, text: bytes) -> None:
        """Tell the clients something that they did not ask for."""
        for client in self._clients:
            client.sendall(text)

    def hang_up(self) -> None:
        """End the connections there are."""
        self._clients.clear()
        while self._sockets:
            _hang_up(self._sockets.pop())

    def close(self) -> None:
        _hang_up(self._listener)
        self.hang_up()

    def _accept(self) -> None:
        while True:
            try:
                client = self._listener.accept()[0]
            except OSError:
                return
            self.connections += 1
            self._sockets.append(client)
            self._clients.append(client)
            if self._target:
                self._join(self.connections, client)

    def _join(self, number: int, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        server.connect(str(self._target))
        self._sockets.append(server)
        for source, drain, fault in ((client, server, "to_server"), (server, client, "to_client")):
            threading.Thread(target=self._pump, args=(number, source, drain, fault), daemon=True).start()

    def _pump(self, number: int, source: socket.socket, drain: socket.socket, fault: str) -> None:
        try:
            while chunk := source.recv(1 << 16):
                pieces = getattr(self, fault)(number, chunk)
                if pieces is None:
                    break
                for piece in pieces:
                    drain.sendall(piece)
        except OSError:
            pass
        for each in (source, drain):
            _hang_up(each)


def _hang_up(each: socket.socket) -> None:
    """Not close(): another thread may be about to use the socket's number, which by then is another connection's."""
    try:
        each.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


@pytest.fixture
def line(database, short_path):
    """A line to the database, which is up: a session comes again to a server that has just begun to listen."""
    database.server.session().read([op.select("NB_Global", [], ["_uuid"])])
    line = Line(short_path / "line", database.server.socket)
    yield line
    line.close()


@pytest.fixture
def mute(short_path):
    """A server that takes connections and never says a word."""
    line = Line(short_path / "mute", None)
    yield line
    line.close()


@pytest.fixture
def connect():
    """Make sessions to endpoints."""
    sessions = []

    def connect(*endpoints: str, timeout: float = 10, **rest) -> Session:
        parsed = parse_endpoints(list(endpoints), "nb_connection")
        sessions.append(Session("OVN_Northbound", parsed, option="nb_connection (OVN_NB_DB)", timeout=timeout, **rest))
        return sessions[-1]

    yield connect
    for session in sessions:
        session.close()
