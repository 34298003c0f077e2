# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One conversation with one database: its schema, reads, and writes that land whole or not at all.

A task reads what matters, plans, and writes once. RFC 7047 has exactly that (transact), so no replica of the
database is kept, nothing but the standard library is needed, and every wait has a deadline.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from ..errors import BrokenRule, Conflict, OutcomeUnknown, Refused, Unreachable
from . import operations as op
from .answers import MALFORMED, database_rows, results_of, rows_of
from .endpoint import Endpoint, Tls
from .schema import Schema
from .transport import Garbled, NotSent, RpcError, Transport

RETRY_PAUSE = 0.2
# How long a server may take from listening to serving its database: seconds.
START_GRACE = 2
# How many short selects make a request: a server answers so many in a tenth of a second, and then hears what else is said to it.
PIECE = 1000
# What another writer can cause between our read and our write: read again, plan again.
CONFLICTS = ("timed out", "duplicate uuid")
RULES = ("referential integrity violation",)
TAKEN = 'Transaction causes multiple rows in "'
# What a server says that has just lost its leader or its quorum: kinds of errors, and the one of them that was said before the cluster
# has seen the transaction. Whatever else it says of itself, others may have written it already. The rest of an error may quote values.
LEADERLESS = ("cluster error", "inconsistent data", "not leader")
NOT_BEGUN = "not leader"
# What OpenSSL says of a certificate for another name or address (X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH).
OTHER_HOST = (62, 64)
# What a standby says to all that would write, and a server whose remote is for reading only.
READ_ONLY = ("not allowed", "in read only mode")


class NotReady(Exception):
    """This server cannot do what is asked of it now; another may, or it may itself soon."""


class Follows(NotReady):
    """Another server leads."""

    def __init__(self) -> None:
        super().__init__("follows, and no leader was found among the endpoints")


class NotServed(NotReady):
    """The server has just started, or serves other databases."""

    def __init__(self, database: str):
        super().__init__(f"serves no database {database}")


@dataclass(frozen=True)
class Failure:
    """Why an endpoint will not do, and what to do about it where its own words do not say so."""

    endpoint: Endpoint | None
    error: Exception
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.endpoint}: {_reason(self.error)}{self.remedy and f' ({self.remedy})'}"


class Session:
    """A database reached through the first of its endpoints that leads (or stands alone).

    C(timeout) is in seconds and bounds each request, connecting and finding the leader included. What only reads C(may_follow):
    where no server leads, one that follows will do, which says so in C(warnings).
    """

    def __init__(self, database: str, endpoints: list[Endpoint], *, option: str, tls: Tls = Tls(), timeout: float = 30,
                 may_follow: bool = False):
        self.database = database
        self.endpoints = endpoints
        self.timeout = timeout
        self.tls = tls
        self.may_follow = may_follow
        self.warnings: list[str] = []
        self._option = option
        # Endpoints that refused to write for what they are.
        self._read_only: set[Endpoint] = set()
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
            try:
                self._schema = Schema.from_json(self.raw_schema)
            except MALFORMED as exc:
                raise self._garbled(Garbled(self.raw_schema)) from exc
        return self._schema

    def read(self, operations: list[dict]) -> list[list[dict]]:
        """Run selects in one request and return the rows of each, as Python values with C(_uuid)."""
        if not operations:
            return []
        schema, reply = self.schema, self._read_call("transact", [self.database, *operations])
        return self._parsed(schema, operations, reply)

    def count(self, change: dict) -> int | None:
        """How many rows a change would change that changes nothing: they are counted where none is read. None where the server only
        lets itself be read."""
        reply = results_of(self._read_call("transact", [self.database, change]))
        return reply[0].get("count") if reply and reply[0] else None

    def read_in_pieces(self, operations: list[dict], most: int | None = None) -> list[list[dict]]:
        """Run selects, at C(most) so many in a request, and return what read() would, though not as of one moment. Unless it is said,
        they are short."""
        most = most or PIECE
        pieces = [operations[start:start + most] for start in range(0, len(operations), most)]
        return [rows for piece in pieces for rows in self.read(piece)]

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
        done = 0
        try:
            for serial in serials:
                reply = transport.receive(serial, time.monotonic() + self.timeout)
                done += 1
                yield self._parsed(schema, requests[done - 1], reply)
        except TimeoutError as exc:
            self._drop()
            raise self._unreachable([Failure(self._endpoint, exc)]) from exc
        except (OSError, RpcError):
            self._drop()
        for operations in requests[done:]:
            yield self.read(operations)

    def _parsed(self, schema: Schema, operations: list[dict], reply) -> list[list[dict]]:
        """The rows of each select, from an answer of whatever form."""
        try:
            self._raise_for(results_of(reply))
            return rows_of(schema, operations, reply)
        except Garbled as exc:
            raise self._garbled(exc) from exc

    def _garbled(self, exc: Garbled) -> Unreachable:
        self._drop()
        return self._unreachable([Failure(self._endpoint, exc)])

    def commit(self, operations: Iterable[dict], meanwhile: Callable[[], object] | None = None) -> list[dict]:
        """Run one transaction and return the server's results. All of it lands, or nothing does.

        C(meanwhile) is what to do while the server works on it.

        Raises Conflict when a guard did not hold, a twin was first or the connection was lost before the request was
        sent, OutcomeUnknown when it was lost after that, Refused for anything that trying again does not cure.
        """
        transport = self._connected(time.monotonic() + self.timeout)
        try:
            serial = transport.send("transact", chain([self.database], operations), time.monotonic() + self.timeout)
            if meanwhile:
                meanwhile()
            reply = results_of(transport.receive(serial, time.monotonic() + self.timeout))
        except NotSent as exc:
            self._drop()
            raise Conflict(f"{self._option}: {self._endpoint} was lost before it was written to ({_reason(exc)})") from exc
        except OSError as exc:
            self._drop()
            raise OutcomeUnknown(f"{self._option}: {self._endpoint} was lost while it wrote ({_reason(exc)})") from exc
        except RpcError as exc:
            raise Refused(f"{self._endpoint} refused the transaction: {exc}. Nothing was changed.") from exc
        self._raise_for(reply, wrote=True)
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
            except Garbled as exc:
                raise self._garbled(exc) from exc
            except OSError as exc:
                self._drop()
                if time.monotonic() + RETRY_PAUSE >= deadline:
                    raise self._unreachable([Failure(self._endpoint, exc)]) from exc
                time.sleep(RETRY_PAUSE)
            except RpcError as exc:
                raise Refused(f"{self._endpoint} refused {method} of {self.database}: {exc}") from exc

    def _connected(self, deadline: float) -> Transport:
        started = time.monotonic()
        while self._transport is None:
            failures = self._try_each(deadline)
            if self._transport is None:
                self._read_only.clear()
                # A last round that is too short would only hear nothing, and hide what the servers said before.
                if time.monotonic() + 2 * RETRY_PAUSE >= min(deadline, started + self._patience(failures)):
                    raise self._unreachable(failures)
                time.sleep(RETRY_PAUSE)
        return self._transport

    def _patience(self, failures: list[Failure]) -> float:
        """How many seconds to go on trying: while an election, a restart or a start may be under way."""
        if self._endpoint or any(isinstance(each.error, Follows) for each in failures):
            return self.timeout
        return START_GRACE if any(isinstance(each.error, NotServed) for each in failures) else 0

    def _try_each(self, deadline: float) -> list[Failure]:
        """Connect to the first endpoint that will do, each in its share of the time left. Returns why others did not."""
        failures: list[Failure] = []
        followers: list[tuple[Transport, Endpoint]] = []
        endpoints = [each for each in self.endpoints if each not in self._read_only]
        for index, endpoint in enumerate(endpoints):
            now = time.monotonic()
            failure = self._try(endpoint, now + (deadline - now) / (len(endpoints) - index), followers)
            if failure is None:
                break
            failures.append(failure)
        self._follow(followers)
        return failures

    def _follow(self, followers: list[tuple[Transport, Endpoint]]) -> None:
        """Take the first server that follows, where that is enough and none leads; the others are not needed."""
        if self._transport is None and followers:
            transport, endpoint = followers.pop(0)
            self._use(transport, endpoint)
            self.warnings.append(f"{self._option}: no endpoint leads its cluster. {endpoint} was read, which follows: what it holds may be "
                                 "older than what the leader has.")
        for transport, _endpoint in followers:
            transport.close()

    def _use(self, transport: Transport, endpoint: Endpoint) -> None:
        self._transport, self._endpoint = transport, endpoint
        self._schema = self.raw_schema = None  # the server may be a newer one than before

    def _try(self, endpoint: Endpoint, deadline: float, followers: list[tuple[Transport, Endpoint]]) -> Failure | None:
        """Connect to one endpoint. Returns why that failed; a server that follows is noted where it may do."""
        transport = None
        try:
            transport = Transport(endpoint, self.tls, deadline)
            self._require_leader(transport, deadline)
        except (OSError, NotReady, RpcError) as exc:
            if isinstance(exc, Follows) and self.may_follow:
                followers.append((transport, endpoint))
            elif transport:
                transport.close()
            return Failure(endpoint, exc, self._remedy(endpoint, transport, exc))
        self._use(transport, endpoint)
        return None

    def _remedy(self, endpoint: Endpoint, transport: Transport | None, exc: Exception) -> str:
        """What to do about a failure whose own words do not say it."""
        if isinstance(exc, PermissionError):
            return "run the task with become: true, or as a user that may open the socket"
        if isinstance(exc, ssl.SSLCertVerificationError) and exc.verify_code in OTHER_HOST:
            return (f"the server's certificate does not name {endpoint.host}. Name the server as its certificate does, have it sign one with "
                    "that subjectAltName, or set verify_host: false (OVN_VERIFY_HOST) to check the authority alone, as OVN's own tools do")
        if endpoint.scheme == "ssl" and transport and not self.tls.certificate and isinstance(exc, OSError):
            return "does it ask for a certificate? Then set certificate and private_key"
        return ""

    def _require_leader(self, transport: Transport, deadline: float) -> None:
        query = op.select("Database", [["name", "==", self.database]], ["model", "leader", "connected"])
        rows = database_rows(transport.call("transact", ["_Server", query], deadline))
        if not rows:
            raise NotServed(self.database)
        if rows[0]["model"] == "clustered" and not rows[0]["leader"]:
            raise Follows

    def _unreachable(self, failures: list[Failure]) -> Unreachable:
        advice = "" if all(each.remedy for each in failures) else f" Check that the server listens there, or set {self._option}."
        return Unreachable(
            f"{self._option}: cannot reach the {self.database} database: {'; '.join(map(str, failures))}.{advice} Nothing was changed."
        )

    def _raise_for(self, results: list[dict | None], *, wrote: bool = False) -> None:
        """Raise what the server says of a transaction. What it is told from are its kinds of errors, never words that may be ours."""
        for result in results:
            if not result or "error" not in result:
                continue
            error, details = str(result["error"]), str(result.get("details", ""))
            text = f"{error}: {details}" if details else error
            if error.startswith(LEADERLESS):
                self._drop()
                raise Conflict(text) if NOT_BEGUN in (error, details) else OutcomeUnknown(f"{self._option}: {self._endpoint} says {text}")
            if wrote and error == READ_ONLY[0] and details.endswith(READ_ONLY[1]):
                self._pass_on()
            if error in RULES or details.startswith(TAKEN):
                raise BrokenRule(text)
            if error in CONFLICTS:
                raise Conflict(text)
            raise Refused(f"{self._endpoint} refused the transaction: {text.rstrip('.')}. Nothing was changed.")

    def _pass_on(self) -> None:
        """The server in use is only for reading: the next attempt goes to another. Raises Conflict, or Refused when there is none."""
        self._read_only.add(self._endpoint)
        self._drop()
        text = f"{self._option}: {self._endpoint} only lets itself be read: it is another server's standby, or that remote is for reading only"
        if self._read_only.issuperset(self.endpoints):
            self._read_only.clear()
            raise Refused(f"{text}. Name the server that is active. Nothing was changed.")
        raise Conflict(text)


def _reason(exc: BaseException) -> str:
    if isinstance(exc, NotSent) and exc.__cause__:
        exc = exc.__cause__
    if isinstance(exc, TimeoutError):
        return "no answer in time"
    return (getattr(exc, "strerror", None) or "").lower() or str(exc) or type(exc).__name__
