# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A cloud that is put back as it was between cases, and tasks that are run in each other's midst."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import OvnError
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb.session import Session
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import chassis_membership, networks, networks_info, topology

from ...support.servers import Server
from .tasks import SITE

ARGUMENTS = {
    "networks": (networks.run_networks, networks.ARGUMENTS),
    "topology": (topology.run_topology, topology.ARGUMENTS),
    "membership": (chassis_membership.run_chassis_membership, chassis_membership.ARGUMENTS),
    "info": (networks_info.run_networks_info, networks_info.ARGUMENTS),
}
# What others count, or what no task writes.
UNCOUNTED = ("nb_cfg", "sb_cfg", "hv_cfg")


class Cloud:
    """Both databases."""

    def __init__(self, north: Server, south: Server):
        self.north = north
        self.south = south
        self._session = north.session(60)

    def run(self, task: tuple[str, dict]) -> bool | OvnError:
        """Run a task: whether it changed anything, or why it did not do anything."""
        name, options = task
        work, arguments = ARGUMENTS[name]
        defaults = {option: spec.get("default") for option, spec in arguments.items()}
        places = {"nb_connection": [self.north.endpoint], "sb_connection": [self.south.endpoint], "timeout": 30}
        try:
            return work({**defaults, **{key: value for key, value in places.items() if key in arguments}, **options}, False)["changed"]
        except OvnError as exc:
            return exc

    def drift(self) -> list:
        work, arguments = ARGUMENTS["info"]
        defaults = {option: spec.get("default") for option, spec in arguments.items()}
        return work({**defaults, "nb_connection": [self.north.endpoint], "timeout": 30}, False)["drift"]

    def rows(self) -> dict[str, dict[str, dict]]:
        """All rows, by table and UUID."""
        schema = self._session.schema
        tables = sorted(schema.tables)
        replies = self._session.read([op.select(table, [], ["_uuid", *schema[table].columns]) for table in tables])
        return {table: {row.pop("_uuid"): _counted(row) for row in rows} for table, rows in zip(tables, replies)}

    def put_back(self, rows: dict[str, dict[str, dict]]) -> None:
        schema = self._session.schema
        self._session.commit([op.delete(table, []) for table in rows])
        self._session.commit([
            op.insert(table, each, {name: schema[table][name].wire(value) for name, value in row.items()})
            for table, some in rows.items() for each, row in some.items()
        ])


def _counted(row: dict) -> dict:
    return {name: value for name, value in row.items() if not name.startswith(UNCOUNTED)}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory, schema_root):
    """Three networks with all that can be in them, and three chassis."""
    north, south = (Server(tmp_path_factory.mktemp("d"), schema_root, name) for name in ("OVN_Northbound", "OVN_Southbound"))
    north.session().commit([op.insert("NB_Global", str(uuid.uuid4()), {})])
    south.session().commit([each for number in (1, 2, 3) for each in _chassis(f"host{number}", f"198.18.0.1{number}")])
    cloud = Cloud(north, south)
    assert cloud.run(("networks", SITE)) is True and cloud.run(("networks", SITE)) is False
    cloud.start = cloud.rows()
    yield cloud
    north.stop()
    south.stop()


def _chassis(name: str, address: str) -> list[dict]:
    encap = str(uuid.uuid4())
    return [
        op.insert("Encap", encap, {"type": "geneve", "ip": address, "chassis_name": name}),
        op.insert("Chassis", str(uuid.uuid4()), {"name": name, "hostname": name, "encaps": ["uuid", encap]}),
    ]


@pytest.fixture
def amid(monkeypatch):
    """Run one thing just before another sends its request of that number; each request is one to the northbound database."""
    plain = {name: getattr(Session, name) for name in ("read", "read_each", "commit")}
    waiting: list[list] = []

    def hook(name: str):
        def asked(session, *arguments, **options):
            if waiting and session.database == "OVN_Northbound":
                waiting[-1][0] -= 1
                if waiting[-1][0] < 0:
                    act = waiting.pop()[1]
                    act()
            return plain[name](session, *arguments, **options)

        return asked

    for name in plain:
        monkeypatch.setattr(Session, name, hook(name))

    def run(first: Callable, number: int, second: Callable) -> None:
        """C(second) runs in the midst of C(first), or after it when that has no such request."""
        entry = [number, second]
        waiting.append(entry)
        first()
        if entry in waiting:
            waiting.remove(entry)
            second()

    return run
