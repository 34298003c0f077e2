# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A connection at which the server cannot listen is told: the row alone says nothing of it."""

from __future__ import annotations

import socket

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.tasks.nb_connection import TASK

from ...support.servers import Server
from ..conftest import Database

FOLLOWS = ("--remote=db:OVN_Northbound,NB_Global,connections",)


@pytest.fixture
def following(short_path, schema_root):
    """A database whose server listens where its rows say."""
    server = Server(short_path, schema_root, "OVN_Northbound", options=FOLLOWS)
    server.session().commit([{"op": "insert", "table": "NB_Global", "row": {}}])
    yield Database(server)
    server.stop()


def connect(database, check: bool = False, **options) -> dict:
    return TASK.work(database.params(TASK.argument_spec, options), check)


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


def test_a_port_that_is_taken_is_told(following, taken_port):
    target = f"ptcp:{taken_port}:127.0.0.1"
    result = connect(following, target=target, inactivity_probe=60000)
    assert result["changed"] and result["warnings"][0].startswith(f"target: {target} is written, and the server does not listen there")
    assert connect(following, target=target)["warnings"] == result["warnings"]
    changed = connect(following, target=target, inactivity_probe=30000)
    assert "does not listen there" in changed["warnings"][0]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::]"])
def test_where_the_server_listens_nothing_is_told(following, free_port, host):
    result = connect(following, target=f"ptcp:{free_port}:{host}")
    assert result["changed"] and "warnings" not in result
    socket.create_connection(("127.0.0.1", free_port), 5).close()


def test_a_check_run_and_a_removal_look_at_nothing(following, taken_port):
    assert "warnings" not in connect(following, check=True, target=f"ptcp:{taken_port}:127.0.0.1")
    connect(following, target=f"ptcp:{taken_port}:127.0.0.1")
    assert "warnings" not in connect(following, target=f"ptcp:{taken_port}:127.0.0.1", state="absent")
