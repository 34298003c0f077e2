# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connections that outlive a task: the items of a loop run one after the other in one process.

A module ends with its process, and uses none of this. What runs tasks in its own process keeps a Pool for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from .endpoint import Endpoint, Tls
from .session import Session

# Beyond so many the one that was opened first is closed.
MOST = 8


class _Kept(Session):
    """A session that stays open when a task is done with it."""

    def close(self) -> None:
        pass

    def end(self) -> None:
        super().close()


class Pool:
    """Open sessions, by what they were opened with."""

    def __init__(self) -> None:
        self._sessions: dict[tuple, _Kept] = {}

    @contextmanager
    def lending(self) -> Iterator[None]:
        """While this lasts, open_session() takes sessions from here."""
        token = _pool.set(self)
        try:
            yield
        finally:
            _pool.reset(token)

    def session(self, database: str, endpoints: list[Endpoint], option: str, tls: Tls, timeout: float, may_follow: bool) -> Session:
        key = (database, tuple(endpoints), option, tls, timeout, may_follow)
        session = self._sessions.pop(key, None)
        if session and not session.is_usable():
            # A new one does not wait for a server as one does that has lost it: no task has begun yet.
            session.end()
            session = None
        self._sessions[key] = session = session or _Kept(
            database, endpoints, option=option, tls=tls, timeout=timeout, may_follow=may_follow)
        while len(self._sessions) > MOST:
            self._sessions.pop(next(iter(self._sessions))).end()
        return session

    def close(self) -> None:
        while self._sessions:
            self._sessions.popitem()[1].end()


_pool: ContextVar[Pool | None] = ContextVar("pool", default=None)


def open_session(database: str, endpoints: list[Endpoint], option: str, tls: Tls, timeout: float, may_follow: bool = False) -> Session:
    """A session for one task, which closes it in the end: a new one, or the one that a pool keeps."""
    pool = _pool.get()
    if pool:
        return pool.session(database, endpoints, option, tls, timeout, may_follow)
    return Session(database, endpoints, option=option, tls=tls, timeout=timeout, may_follow=may_follow)
