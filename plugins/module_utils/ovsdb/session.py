# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One conversation with one database: its schema, reads, and writes that land whole or not at all.

A task reads what matters, plans, and writes once. RFC 7047 has exactly that (transact), so no replica of the
database is kept, nothing but the standard library is needed, and every wait has a deadline.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from ..errors import BrokenRule, Conflict, OutcomeUnknown, Refused, Unreachable
from . import operations as op
from .endpoint import Endpoint, Tls
from .schema import Schema, TableSchema
from .transport import NotSent, RpcError, Transport

FOLLOWS = "follows, and no leader was found among the endpoints"
SERVES_NONE = "serves no database"
RETRY_PAUSE = 0.2
# How long a server may take from listening to serving its database: seconds.
START_GRACE = 2
# What another writer can cause between our read and our write: read again, plan again.
CONFLICTS = ("timed out", "duplicate uuid")
RULES = ("referential integrity violation",)
TAKEN = "for index on column"
# What a server says that has just lost its leader or its quorum.
LEADERLESS = ("not leader", "cluster error", "leadership", "not currently a leader", "inconsistent data")
# Said before the cluster has seen the transaction; whatever else it says of itself, others may have written it already.
NOT_BEGUN = "not leader"


class NotReady(Exception):
    """This server follows, or has just started: another one leads, or it will soon serve the database itself."""


class Session:
    """A database reached through the first of its endpoints that leads (or stands alone).

    C(timeout) is in seconds and bounds each request, connecting and finding the leader included.
    """

    def __init__(self, database: str, endpoints: list[Endpoint], *, option: str, tls: Tls = Tls(), timeout: float = 30):
        self.database = database
        self.endpoints = endpoints
        self.timeout = timeout
        self.tls = tls
        self._option = option
        self._transport: Transport | None = None
        self._endpoint: Endpoint | None = None
        self._schema: Schema | None = None
        self.raw_schema: dict | None = None

    @property
    def endpoint(self) -> Endpoint | None:
        """The endpoint in use, once connected."""
        return self._endpoint

    @property
    def peer(self) -> str:
        """The server in use with its address in digits, for a library that resolves no names."""
        return self._connected(time.monotonic() + self.timeout).peer

    @property
    def schema(self) -> Schema:
        """The schema of the server in use."""
        if self._schema is None:
            self.raw_schema = self._read_call("get_schema", [self.database])
            self._schema = Schema.from_json(self.raw_schema)
        return self._schema

    def read(self, operations: list[dict]) -> list[list[dict]]:
        """Run selects in one request and return the rows of each, as Python values with C(_uuid)."""
        if not operations:
            return []
        reply = self._read_call("transact", [self.database, *operations])
        self._raise_for(reply)
        return _parsed(self.schema, operations, reply)

    def read_each(self, requests: list[list[dict]]) -> Iterator[list[list[dict]]]:
        """Run selects that have long answers, in several requests, and return what read() would of each.

        They are sent at once: the server works on them while the task does something else, and on one while the rows of
        the last are taken in. All answers are to be taken before anything else is asked. Selects that are long themselves
        may not go this way: a server reads no more while it waits to be read.
        """
        schema, deadline = self.schema, time.monotonic() + self.timeout
        transport = self._connected(deadline)
        try:
            serials = [transport.send("transact", [self.database, *operations], deadline) for operations in requests]
        except OSError:
            self._drop()
            serials = []
        return self._answers(schema, requests, transport, serials)

    def _answers(self, schema: Schema, requests: list[list[dict]], transport: Transport,
                 serials: list[int]) -> Iterator[list[list[dict]]]:
        """The answers to what was sent; where the connection is lost, it is asked again."""
        done, deadline = 0, time.monotonic() + self.timeout
        try:
            for serial in serials:
                reply = transport.receive(serial, deadline)
                self._raise_for(reply)
                done += 1
                yield _parsed(schema, requests[done - 1], reply)
        except TimeoutError as exc:
            self._drop()
            raise self._unreachable([f"{self._endpoint}: {_reason(exc)}"]) from exc
        except (OSError, RpcError):
            self._drop()
        for operations in requests[done:]:
            yield self.read(operations)

    def commit(self, operations: Iterable[dict], meanwhile: Callable[[], object] | None = None) -> list[dict]:
        """Run one transaction and return the server's results. All of it lands, or nothing does.

        C(meanwhile) is what to do while the server works on it.

        Raises Conflict when a guard did not hold, a twin was first or the connection was lost before the request was
        sent, OutcomeUnknown when it was lost after that, Refused for anything that trying again does not cure.
        """
        deadline = time.monotonic() + self.timeout
        transport = self._connected(deadline)
        try:
            reply = transport.call("transact", chain([self.database], operations), deadline, meanwhile)
        except NotSent as exc:
            self._drop()
            raise Conflict(f"{self._option}: {self._endpoint} was lost before it was written to ({_reason(exc)})") from exc
        except OSError as exc:
            self._drop()
            raise OutcomeUnknown(f"{self._option}: {self._endpoint} was lost while it wrote ({_reason(exc)})") from exc
        except RpcError as exc:
            raise Refused(f"{self._endpoint} refused the transaction: {exc}. Nothing was changed.") from exc
        self._raise_for(reply)
        return reply

    def lock(self, name: str) -> bool:
        """Wait in line for a lock of the server (RFC 7047 section 4.1.8), as long as a request may take. Whether it was had.

        Those who are in each other's way go one by one with it. It proves nothing: each server of a cluster has its own.
        """
        deadline = time.monotonic() + self.timeout
        transport = self._connected(deadline)
        try:
            if transport.call("lock", [name], deadline) != {"locked": True}:
                transport.await_notice("locked", deadline)
            return True
        except (OSError, RpcError):
            self._drop()  # which takes the place in line back
            return False

    def unlock(self, name: str) -> None:
        """Let the next one have a lock that was had. One that is lost with its connection goes by itself."""
        if self._transport:
            try:
                self._transport.call("unlock", [name], time.monotonic() + self.timeout)
            except (OSError, RpcError):
                self._drop()

    def close(self) -> None:
        self._drop()

    def is_usable(self) -> bool:
        """Whether there is a connection, and it leads where a new one would lead: its server answers and is in charge."""
        if self._transport is None:
            return False
        try:
            self._require_leader(self._transport, time.monotonic() + self.timeout / (len(self.endpoints) + 1))
        except (OSError, NotReady, RpcError):
            return False
        return True

    def _drop(self) -> None:
        if self._transport:
            self._transport.close()
        self._transport = None

    def _read_call(self, method: str, params: list):
        """A request that may be sent again without harm, so a connection that was lost is only made anew."""
        deadline = time.monotonic() + self.timeout
        while True:
            transport = self._connected(deadline)
            try:
                return transport.call(method, params, deadline)
            except OSError as exc:
                self._drop()
                if time.monotonic() + RETRY_PAUSE >= deadline:
                    raise self._unreachable([f"{self._endpoint}: {_reason(exc)}"]) from exc
                time.sleep(RETRY_PAUSE)
            except RpcError as exc:
                raise Refused(f"{self._endpoint} refused {method} of {self.database}: {exc}") from exc

    def _connected(self, deadline: float) -> Transport:
        started = time.monotonic()
        while self._transport is None:
            reasons = self._try_each(deadline)
            if self._transport is None:
                # A last round that is too short would only hear nothing, and hide what the servers said before.
                if time.monotonic() + 2 * RETRY_PAUSE >= min(deadline, started + self._patience(reasons)):
                    raise self._unreachable(reasons)
                time.sleep(RETRY_PAUSE)
        return self._transport

    def _patience(self, reasons: list[str]) -> float:
        """How many seconds to go on trying: while an election, a restart or a start may be under way."""
        if self._endpoint or any(FOLLOWS in reason for reason in reasons):
            return self.timeout
        return START_GRACE if any(SERVES_NONE in reason for reason in reasons) else 0

    def _try_each(self, deadline: float) -> list[str]:
        """Connect to the first endpoint that will do, each in its share of the time left. Returns why others did not."""
        reasons = []
        for index, endpoint in enumerate(self.endpoints):
            now = time.monotonic()
            reason = self._try(endpoint, now + (deadline - now) / (len(self.endpoints) - index))
            if reason is None:
                break
            reasons.append(reason)
        return reasons

    def _try(self, endpoint: Endpoint, deadline: float) -> str | None:
        """Connect to one endpoint. Returns why that failed."""
        transport = None
        try:
            transport = Transport(endpoint, self.tls, deadline)
            self._require_leader(transport, deadline)
        except (OSError, NotReady, RpcError) as exc:
            if transport:
                transport.close()
            return f"{endpoint}: {_reason(exc)}{self._hint(endpoint, transport, exc)}"
        self._transport, self._endpoint = transport, endpoint
        self._schema = self.raw_schema = None  # the server may be a newer one than before
        return None

    def _hint(self, endpoint: Endpoint, transport: Transport | None, exc: Exception) -> str:
        """What to do about a failure whose own words do not say it."""
        if isinstance(exc, PermissionError):
            return " (run the task with become: true, or as a user that may open the socket)"
        if endpoint.scheme == "ssl" and transport and not self.tls.certificate and isinstance(exc, OSError):
            return " (does it ask for a certificate? Then set certificate and private_key)"
        return ""

    def _require_leader(self, transport: Transport, deadline: float) -> None:
        query = op.select("Database", [["name", "==", self.database]], ["model", "leader", "connected"])
        rows = transport.call("transact", ["_Server", query], deadline)[0]["rows"]
        if not rows:
            raise NotReady(f"{SERVES_NONE} {self.database}")
        if rows[0]["model"] == "clustered" and not rows[0]["leader"]:
            raise NotReady(FOLLOWS)

    def _unreachable(self, reasons: list[str]) -> Unreachable:
        return Unreachable(
            f"{self._option}: cannot reach the {self.database} database: {'; '.join(reasons)}. "
            f"Check that the server listens there, or set {self._option}. Nothing was changed."
        )

    def _raise_for(self, reply: list) -> None:
        for result in reply:
            if not result or "error" not in result:
                continue
            error, details = result["error"], result.get("details", "")
            text = f"{error}: {details}" if details else error
            if any(word in text for word in LEADERLESS):
                self._drop()
                raise Conflict(text) if NOT_BEGUN in text else OutcomeUnknown(f"{self._option}: {self._endpoint} says {text}")
            if error in RULES or TAKEN in details:
                raise BrokenRule(text)
            if error in CONFLICTS:
                raise Conflict(text)
            raise Refused(f"{self._endpoint} refused the transaction: {text}. Nothing was changed.")


def _parsed(schema: Schema, operations: list[dict], reply: list[dict]) -> list[list[dict]]:
    """The rows of each select."""
    return [_parsed_rows(schema[operation["table"]], result["rows"]) for operation, result in zip(operations, reply)]


def _parsed_rows(schema: TableSchema, rows: list[dict]) -> list[dict]:
    """The rows with their values as Python's; what travels as it is stays."""
    for name in rows[0] if rows else ():
        if not schema[name].travels_plain:
            parse = schema[name].parse
            for row in rows:
                row[name] = parse(row[name])
    return rows


def _reason(exc: BaseException) -> str:
    if isinstance(exc, NotSent) and exc.__cause__:
        exc = exc.__cause__
    if isinstance(exc, TimeoutError):
        return "no answer in time"
    return (getattr(exc, "strerror", None) or "").lower() or str(exc) or type(exc).__name__
