# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""ovn-northd crashes at a BFD session whose router port it does not find, and at each start again: no task leaves one behind."""

from __future__ import annotations

import time

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.session import Session

from ...support.northd import Northd

PORT = {"name": "r0-up", "mac": "00:16:3e:00:00:01", "networks": ["10.0.0.1/24"]}
SESSION = {"logical_port": "r0-up", "dst_ip": "10.0.0.2"}
ROUTER = {"name": "r0", "ports": [PORT]}


@pytest.fixture
def router(database):
    database.topology({"routers": [ROUTER], "switches": [{"name": "sw0", "ports": [{"name": "p1"}]}]})
    return database


@pytest.fixture
def watched(router):
    """With a session on its port."""
    router.task(nb.BFD, **SESSION)
    return router


def refused(task, *words: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        task()
    assert all(word in str(caught.value) for word in (*words, "Nothing was changed.")), str(caught.value)


@pytest.mark.parametrize("port", ["no-such-port", "p1"])
def test_a_session_is_refused_where_no_router_port_has_that_name(router, port):
    refused(lambda: router.task(nb.BFD, **{**SESSION, "logical_port": port}), f"logical_port: there is no Logical_Router_Port {port}")
    refused(lambda: router.topology({"bfd": [{**SESSION, "logical_port": port}]}), "topology.bfd[0].logical_port")
    assert not router.count("BFD")


def test_a_session_comes_with_its_port_or_after_it(database):
    assert database.topology({"routers": [ROUTER], "bfd": [SESSION]})["changed"]
    assert database.task(nb.BFD, **{**SESSION, "dst_ip": "10.0.0.3"})["changed"]


@pytest.mark.parametrize("take", [
    lambda router: router.task(nb.LOGICAL_ROUTER_PORT, router="r0", name="r0-up", state="absent"),
    lambda router: router.task(nb.LOGICAL_ROUTER, name="r0", state="absent"),
    lambda router: router.topology({"routers": [{"name": "r0", "ports": []}]}, state="replaced"),
    lambda router: router.topology({"bfd": [SESSION]}, state="overridden"),
    lambda router: router.topology({"routers": [ROUTER]}, state="absent"),
    lambda router: router.topology({"routers": [{"name": "r0", "ports": [{**PORT, "name": "other",
                                    "uuid": router.row("Logical_Router_Port")["_uuid"]}]}]}),
    lambda router: router.task(nb.LOGICAL_ROUTER, name="r0", enabled=False),
], ids=["port", "router", "replaced", "overridden", "absent", "renamed", "disabled"])
def test_a_port_stays_while_a_session_names_it(watched, take):
    before = watched.dump()
    refused(lambda: take(watched), "Logical_Router_Port r0-up", "BFD r0-up 10.0.0.2 names it (logical_port)")
    assert watched.dump() == before


def test_a_port_goes_with_its_session(watched):
    assert watched.topology({"routers": [ROUTER], "bfd": [SESSION]}, state="absent")["changed"]
    assert not watched.count("BFD") and not watched.count("Logical_Router_Port")


def test_a_session_is_refused_on_a_router_that_is_switched_off(router):
    router.task(nb.LOGICAL_ROUTER, name="r0", enabled=False)
    refused(lambda: router.task(nb.BFD, **SESSION), "Logical_Router_Port r0-up is of a row that is not enabled")
    assert router.topology({"routers": [{"name": "r0", "enabled": True}], "bfd": [SESSION]})["changed"]
    off = {**ROUTER, "name": "r1", "enabled": False, "ports": [{**PORT, "name": "r1-up"}]}
    refused(lambda: router.topology({"routers": [off], "bfd": [{**SESSION, "logical_port": "r1-up"}]}), "r1-up is of a row")


def test_a_session_that_comes_meanwhile_keeps_the_port(router, monkeypatch):
    """The port is read, then another task makes the session, then the port would go."""
    real, seen = Session.commit, []

    def late(self, operations, meanwhile=None):
        if not seen:
            seen.append(self)
            router.insert("BFD", **SESSION)
        return real(self, operations, meanwhile)

    monkeypatch.setattr(Session, "commit", late)
    with pytest.raises(InvalidInput, match="names it"):
        router.task(nb.LOGICAL_ROUTER_PORT, router="r0", name="r0-up", state="absent")


def test_northd_lives_through_all_of_it(watched, tmp_path_factory, schema_root):
    northd = Northd(watched.server, tmp_path_factory.mktemp("s"), schema_root)
    try:
        for name in ("no-such-port", "p1"):
            refused(lambda: watched.task(nb.BFD, **{**SESSION, "logical_port": name}))
        refused(lambda: watched.task(nb.LOGICAL_ROUTER, name="r0", enabled=False))
        refused(lambda: watched.task(nb.LOGICAL_ROUTER, name="r0", state="absent"))
        watched.topology({"routers": [ROUTER], "bfd": [SESSION]}, state="absent")
        watched.task(nb.LOGICAL_SWITCH, name="seen")
        deadline = time.monotonic() + 20
        while "seen" not in str(northd.southbound.session().read([{"op": "select", "table": "Datapath_Binding", "where": [],
                                                                   "columns": ["external_ids"]}])):
            assert northd.process.poll() is None and time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        northd.stop()
