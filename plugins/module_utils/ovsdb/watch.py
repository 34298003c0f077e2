# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting until something becomes true in a database: ovsdbapp's IDL, with only the columns that say so."""

from __future__ import annotations

import errno
import socket
import ssl
import time
from collections.abc import Callable

from ..errors import MissingLibrary, NotReached, OvnError
from . import operations as op
from .endpoint import parse_endpoint
from .session import Session
from .transport import open_socket

try:
    from ovs.db.idl import SchemaHelper
    from ovs.poller import Poller
    from ovs.stream import SSLStream, Stream
    from ovsdbapp.backend.ovs_idl.connection import OvsdbIdl
except ImportError as exc:
    IMPORT_ERROR: ImportError | None = exc
    OvsdbIdl = object
else:
    IMPORT_ERROR = None

MAX_BACKOFF = 1000


class _Idl(OvsdbIdl):
    """A replica of a few columns; without ovsdbapp's pause after each row, which only serves its threads."""

    def cooperative_yield(self):
        pass


def require_library() -> None:
    """For a task that will have to wait: better without the library before its first write than after."""
    if IMPORT_ERROR:
        raise MissingLibrary(
            f"waiting needs the Python libraries ovsdbapp and ovs on this host ({IMPORT_ERROR}). "
            "Install python3-ovsdbapp, or do not wait."
        )


def watch_until(
    session: Session,
    columns: dict[str, list[str]],
    ready: Callable[[dict], object],
    timeout: float,
    only: dict[str, list] | None = None,
):
    """Follow columns of tables until C(ready), given the tables' rows, returns something true; return that.

    C(only) holds a condition for a table whose other rows do not matter. Returns None when C(timeout) seconds have
    passed. Tables or columns that the server lacks are left out.
    """
    require_library()
    idl = _replica(session, columns)
    for table, condition in (only or {}).items():
        idl.cond_change(table, [condition])
    deadline = time.monotonic() + timeout
    try:
        while _await_change(idl, deadline):
            found = ready({name: list(table.rows.values()) for name, table in idl.tables.items()})
            if found:
                return found
        return None
    finally:
        idl.close()


def _await_change(idl: _Idl, deadline: float) -> bool:
    """Whether anything changed before the deadline. ovsdbapp's own wait_for_change ends otherwise in each release."""
    seqno = idl.change_seqno
    while not idl.run() and idl.change_seqno == seqno:
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        poller = Poller()
        idl.wait(poller)
        poller.timer_wait(int(left * 1000) + 1)
        poller.block()
    return time.monotonic() < deadline


def _replica(session: Session, columns: dict[str, list[str]]) -> _Idl:
    schema = session.schema
    helper = SchemaHelper(None, session.raw_schema)
    for table, names in columns.items():
        known = [name for name in names if table in schema.tables and name in schema[table].columns]
        if known:
            helper.register_columns(table, known)
    tls = session.tls
    if session.endpoint.scheme == "ssl":
        if not (tls.certificate and tls.private_key):
            raise NotReached("waiting over ssl: needs certificate and private_key; the library asks for them. The rows are written.")
        Stream.register_method("ssl", _stream(session))
    idl = _Idl(_peer(session), helper, leader_only=False)
    idl._session.reconnect.set_backoff(MAX_BACKOFF, MAX_BACKOFF)
    return idl


def _stream(session: Session) -> type:
    """Streams of the library that are opened as the session itself is, and trust whom it trusts: its own check no host."""

    class Trusted(SSLStream):
        @staticmethod
        def _open(suffix: str, _dscp: int) -> tuple[int, socket.socket | None]:
            endpoint = parse_endpoint(f"ssl:{suffix}", session.database)
            try:
                opened = open_socket(endpoint, session.tls, time.monotonic() + session.timeout, session.endpoint.host)
            except ssl.SSLCertVerificationError as exc:
                raise NotReached(f"{session.database}: {endpoint} answers the wait with a certificate that is not to be trusted "
                                 f"({exc.verify_message}). What was written stays written.") from exc
            except OSError as exc:
                return exc.errno or errno.EPROTO, None
            opened.setblocking(False)
            return 0, opened

    return Trusted


def _peer(session: Session) -> str:
    try:
        return session.peer
    except (OvnError, OSError) as exc:
        raise NotReached(f"{session.database} was lost before the wait for it was over. What was written stays written.") from exc


def wait_for_northbound(nb: Session, sb: Session | None, stage: str, count: int, timeout: float) -> None:
    """Wait until the southbound database (C(sb)) or every chassis (C(hv)) has what NB_Global:nb_cfg C(count) stands for.

    Raises NotReached, naming the chassis that lag when the southbound database can be asked.
    """
    column = f"{stage}_cfg"
    done = watch_until(nb, {"NB_Global": [column]}, lambda rows: any(
        getattr(row, column) >= count for row in rows["NB_Global"]
    ), timeout)
    if done:
        return
    if stage == "sb":
        raise NotReached(
            f"after {timeout} s the southbound database does not show the change yet: ovn-northd is not running, "
            "or is busy. The northbound rows are written; check ovn-northd, then run the task again."
        )
    raise NotReached(
        f"after {timeout} s not every chassis has the change yet{_laggards(sb, count)}. "
        "The northbound rows are written; check ovn-controller there, then run the task again."
    )


def _laggards(sb: Session | None, count: int) -> str:
    if sb is None:
        return " (set sb_connection, and this message names them)"
    try:
        table = "Chassis_Private" if "Chassis_Private" in sb.schema.tables else "Chassis"
        rows = sb.read([op.select(table, [], ["name", "nb_cfg"])])[0]
    except OvnError:
        return " (which ones cannot be told: sb_connection leads to no southbound database that answers)"
    finally:
        sb.close()
    names = sorted(row["name"] for row in rows if row["nb_cfg"] < count)
    return f": {', '.join(names)}" if names else ""


def wait_for_vswitchd(ovs: Session, count: int, timeout: float) -> None:
    """Wait until ovs-vswitchd has done what Open_vSwitch:next_cfg C(count) stands for. Raises NotReached."""
    if not watch_until(ovs, {"Open_vSwitch": ["cur_cfg"]}, lambda rows: any(
        row.cur_cfg >= count for row in rows["Open_vSwitch"]
    ), timeout):
        raise NotReached(
            f"after {timeout} s ovs-vswitchd has not done what the database says: it is not running, or is busy. "
            "The rows are written; check ovs-vswitchd on this host (systemctl status ovs-vswitchd), then run the task again."
        )
