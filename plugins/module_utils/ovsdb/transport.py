# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""JSON-RPC 1.0 over a socket (RFC 7047 section 4), with a deadline on every wait."""

from __future__ import annotations

import json
import reprlib
import select
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from .endpoint import Endpoint, Tls

CHUNK = 1 << 18
# How many parameters of a request are sent at a time: the server reads them while the next are put into words.
PIECE = 100
# How long the line must be silent before a message that was not whole is tried again though it has not grown much: seconds.
GRACE = 0.02
# The longest message that is taken for one, far beyond that of any database: bytes.
LONGEST = 1 << 29
# How much an error shows of what was received: characters.
EXCERPT = 60


class RpcError(Exception):
    """The server answered a request with an error member."""


class NotSent(OSError):
    """The connection was lost before a request was sent whole, so the server cannot have acted on it."""


class Garbled(OSError):
    """What was received is nothing that an OVSDB server says."""

    def __init__(self, what):
        text = what if isinstance(what, str) else reprlib.repr(what)
        super().__init__(f"answers, but not as an OVSDB server does: {text[:EXCERPT]}{'...' if len(text) > EXCERPT else ''}")


class Transport:
    """One connected socket. Raises OSError (TimeoutError among them) when the peer does not keep up."""

    def __init__(self, endpoint: Endpoint, tls: Tls, deadline: float):
        self._endpoint = endpoint
        self._buffer = bytearray()
        self._serial = 0
        self._socket = open_socket(endpoint, tls, deadline)
        # Not select(): that knows no file numbers beyond 1023.
        self._poll = select.poll()
        self._poll.register(self._socket, select.POLLIN)

    def call(self, method: str, params: Iterable, deadline: float):
        """Send one request and return its result."""
        return self.receive(self.send(method, params, deadline), deadline)

    def send(self, method: str, params: Iterable, deadline: float) -> int:
        """Send one request and return its number. Raises NotSent when it did not leave.

        What is left until C(deadline) is for each piece of it: the time that it takes to make them is not the server's.
        """
        self._serial += 1
        try:
            patience = _left(deadline)
            self._take_in()
            for piece in _pieces(method, params, self._serial):
                self._send(piece, time.monotonic() + patience)
        except OSError as exc:
            raise NotSent(*exc.args) from exc
        return self._serial

    def receive(self, serial: int, deadline: float):
        """The result of a request that was sent; they come in its order. Raises RpcError for an error reply."""
        while True:
            message = self._receive(deadline)
            if "method" in message:
                self._answer(message, deadline)
            elif message.get("id") == serial:
                if message.get("error") is not None:
                    raise RpcError(_readable(message["error"]))
                if "result" not in message:
                    raise Garbled(message)
                return message["result"]

    def _answer(self, message: dict, deadline: float) -> None:
        """Answer a probe; what else a server says unasked needs none."""
        if message.get("method") == "echo":
            answer = {"result": message.get("params") or [], "error": None, "id": message.get("id")}
            self._send(_text(answer).encode(), deadline)

    def await_notice(self, method: str, deadline: float) -> None:
        """Wait until the server says something of its own accord."""
        while (message := self._receive(deadline)).get("method") != method:
            self._answer(message, deadline)

    def close(self) -> None:
        self._socket.close()

    @property
    def peer(self) -> str:
        """The endpoint with the address that its name stands for."""
        if self._endpoint.scheme == "unix":
            return str(self._endpoint)
        host, port = self._socket.getpeername()[:2]
        return str(Endpoint(self._endpoint.scheme, host, port))

    def _take_in(self) -> None:
        """What the server said unasked since the last call: probes to answer later, or that it hung up (an OSError)."""
        self._socket.settimeout(0)
        try:
            while self._pending(0):
                self._append(self._socket.recv(CHUNK))
        except (BlockingIOError, ssl.SSLWantReadError):
            pass

    def _append(self, chunk: bytes) -> None:
        if not chunk:
            raise ConnectionResetError("the server closed the connection")
        self._buffer += chunk if self._buffer else chunk.lstrip()
        if self._buffer and not self._buffer.startswith(b"{") or len(self._buffer) > LONGEST:
            raise Garbled(repr(bytes(self._buffer[:EXCERPT])))

    def _send(self, text: bytes, deadline: float) -> None:
        self._socket.settimeout(_left(deadline))
        self._socket.sendall(text)

    def _receive(self, deadline: float) -> dict:
        decoder = json.JSONDecoder()
        tried = 0
        while True:
            self._socket.settimeout(_left(deadline))
            if self._buffer.endswith(b"}") and not self._pending(0 if len(self._buffer) >= 2 * tried else GRACE):
                message = self._decoded(decoder)
                if message is not None:
                    return message
                tried = len(self._buffer)
            self._append(self._socket.recv(CHUNK))

    def _decoded(self, decoder: json.JSONDecoder) -> dict | None:
        """The first message in the buffer, if it is whole. Several may stand there: all but the first stay."""
        try:
            text = self._buffer.decode()
            message, end = decoder.raw_decode(text)
        except (UnicodeDecodeError, RecursionError):
            raise Garbled(repr(bytes(self._buffer[:EXCERPT]))) from None
        except ValueError:
            return None
        self._buffer = bytearray()
        if text[end:]:
            self._append(text[end:].encode())
        return message

    def _pending(self, seconds: float) -> bool:
        """Whether more bytes can be read soon: decoding a half message again and again would cost its square."""
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
            return True
        return bool(self._poll.poll(seconds * 1000))


def _pieces(method: str, params: Iterable, serial: int) -> Iterator[bytes]:
    """The text of a request, piece by piece."""
    params = iter(params)
    some, text = list(islice(params, PIECE)), f'{{"id":{serial},"method":"{method}","params":['
    while some:
        following = list(islice(params, PIECE))
        yield (text + _text(some)[1:-1] + ("" if following else "]}")).encode()
        some, text = following, ","


_text = json.JSONEncoder(separators=(",", ":")).encode


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left


def _readable(error) -> str:
    if isinstance(error, dict):
        return ": ".join(str(error[key]) for key in ("error", "details") if error.get(key))
    return str(error)


def open_socket(endpoint: Endpoint, tls: Tls, deadline: float, name: str | None = None) -> socket.socket:
    """A connected socket. C(name) is the host that a certificate must be for, where the endpoint is its address."""
    if endpoint.scheme == "unix":
        raw = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            raw.settimeout(_left(deadline))
            raw.connect(endpoint.host)
        except OSError:
            raw.close()
            raise
        return raw
    raw = socket.create_connection((endpoint.host, endpoint.port), timeout=_left(deadline))
    try:
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return raw if endpoint.scheme == "tcp" else _context(tls).wrap_socket(raw, server_hostname=name or endpoint.host)
    except OSError:
        raw.close()
        raise
    except ValueError as exc:
        raw.close()
        raise OSError(str(exc)) from exc


def _context(tls: Tls) -> ssl.SSLContext:
    if not tls.ca_cert:
        raise OSError("an ssl: endpoint needs ca_cert (OVN_CA_CERT), the file of the authority to trust")
    with _naming("ca_cert", tls.ca_cert):
        context = ssl.create_default_context(cafile=tls.ca_cert)
    # Python 3.13 began to refuse authorities that do not say what they are for; those that ovs-pki makes do not.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.check_hostname = tls.verify_host
    if tls.certificate:
        with _naming("certificate", tls.certificate):
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(tls.certificate)
        with _naming("private_key", key := tls.private_key or tls.certificate), open(key, "rb"):
            context.load_cert_chain(tls.certificate, key, password=_no_pass_phrase)
    return context


def _no_pass_phrase() -> str:
    raise OSError("it is encrypted, and nobody is there to type the pass phrase. Store the key without one (openssl pkey -in KEY -out NEW)")


@contextmanager
def _naming(option: str, path: str) -> Iterator[None]:
    """Say which option a file is from that cannot be used."""
    try:
        yield
    except OSError as exc:
        raise OSError(f"{option}: cannot use {path}: {exc.strerror or exc}") from exc
