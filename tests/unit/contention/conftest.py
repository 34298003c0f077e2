# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A database that stands alone, and one in a cluster: what is promised holds on both."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.session import Session

from ...support.servers import Server
from ..conftest import Database


class Patient(Database):
    """Twenty processes on two processors may wait for each other longer than one would."""

    def params(self, arguments: dict, options: dict) -> dict:
        return super().params(arguments, {"timeout": 30, **options})


@pytest.fixture(params=["alone", "cluster"])
def place(request, schema_root) -> Database:  # the release is a parameter of its own
    """A northbound database, whatever serves it."""
    return Patient(request.getfixturevalue("northbound" if request.param == "alone" else "cluster"))


@pytest.fixture
def quiet(short_path, schema_root):
    """A second database, in which nobody else writes; what is made by name has the same UUIDs in both."""
    server = Server(short_path, schema_root, "OVN_Northbound")
    yield Database(server)
    server.stop()


@pytest.fixture
def just_before(monkeypatch):
    """Have somebody else act between a task's reading and its writing: as many times as said."""
    commit = Session.commit

    def arrange(action: Callable[[], None], times: int) -> list:
        acted: list[int] = []

        def late(session, operations, **options):
            if len(acted) < times:
                acted.append(1)
                with monkeypatch.context() as plain:
                    plain.setattr(Session, "commit", commit)
                    action()
            return commit(session, operations, **options)

        monkeypatch.setattr(Session, "commit", late)
        return acted

    return arrange
