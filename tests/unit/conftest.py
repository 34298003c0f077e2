# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A northbound database as tests speak to it: through the engine, through a module's parameters, behind their backs."""

from __future__ import annotations

import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils import run
from ansible_collections.overlay.ovn.plugins.module_utils.arguments import table_arguments
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.model.document import entry_want
from ansible_collections.overlay.ovn.plugins.module_utils.model.rows import Row, Want
from ansible_collections.overlay.ovn.plugins.module_utils.model.table import Table
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.engine import reconcile
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.have import members
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import ha_chassis_group, topology

from ..support.servers import Server
from ..support.steps import four_steps


@dataclass
class Database:
    """One database with everything that tests do to it."""

    server: Server

    def apply(self, *rows: Row, check: bool = False, session=None, **rest) -> dict:
        """Hand rows to the engine and return the task's result."""
        want = Want(list(rows), rest.pop("scopes", []))
        return reconcile(session or self.server.session(), lambda _: want, owner="tests", check_mode=check, **rest).result()

    def task(self, table: Table, check: bool = False, **options) -> dict:
        """Run the module of one table with these options."""
        params = self.params(table_arguments(table), options)
        return run.apply_northbound(params, check, lambda _: entry_want(table, params))

    def group(self, check: bool = False, **options) -> dict:
        """Run the module ha_chassis_group."""
        params = self.params(ha_chassis_group.ARGUMENTS, options)
        blank = {"priority": None, "state": "present"}
        params["ha_chassis"] = [{**blank, **each} for each in options.get("ha_chassis", [])] or None
        return ha_chassis_group.run_ha_chassis_group(params, check)

    def topology(self, document: dict, check: bool = False, **options) -> dict:
        """Run the module topology."""
        return topology.run_topology(self.params(topology.ARGUMENTS, {"topology": document, **options}), check)

    def export(self, **options) -> dict:
        """What the module topology_info says."""
        return topology.run_topology_info(self.params(topology.INFO_ARGUMENTS, options), False)["topology"]

    def params(self, arguments: dict, options: dict) -> dict:
        defaults = {name: spec.get("default") for name, spec in arguments.items()}
        unknown = set(options) - set(arguments)
        assert not unknown, f"the module has no {unknown}"
        return {**defaults, "nb_connection": [self.server.endpoint], "timeout": 10, "wait_timeout": 5, **options}

    def rows(self, table: str) -> list[dict]:
        return self._read([table])[table]

    def _read(self, tables) -> dict[str, list[dict]]:
        """All rows of tables; None means every table but the database's own row."""
        session = self.server.session()
        tables = sorted(session.schema.tables.keys() & nb.TABLES.keys() - {"NB_Global"}) if tables is None else tables
        replies = session.read([op.select(table, [], ["_uuid", *session.schema[table].columns]) for table in tables])
        session.close()
        return {table: sorted(rows, key=lambda row: row["_uuid"]) for table, rows in zip(tables, replies)}

    def row(self, table: str, **columns) -> dict:
        """The only row with these values."""
        found = [row for row in self.rows(table) if columns.items() <= row.items()]
        assert len(found) == 1, f"{len(found)} rows of {table} with {columns}"
        return found[0]

    def count(self, table: str) -> int:
        return len(self.rows(table))

    def dump(self, *tables: str) -> dict[str, list[dict]]:
        return self._read(tables or None)

    def holes(self) -> list[tuple]:
        """References that lead to no row: table, row, column and the UUID."""
        session = self.server.session()
        columns = {name: [each for each in table.columns.values() if each.key.ref_table] for name, table in session.schema.tables.items()}
        names = sorted(columns)
        replies = session.read([op.select(name, [], ["_uuid", *(each.name for each in columns[name])]) for name in names])
        session.close()
        there = {row["_uuid"] for rows in replies for row in rows}
        return [(name, row["_uuid"], column.name, uuid) for name, rows in zip(names, replies) for row in rows for column in columns[name]
                for uuid in members(row[column.name]) - there]

    def write(self, *operations: dict) -> None:
        """What somebody else does to the database."""
        self.server.session().commit(list(operations))

    def insert(self, table: str, **columns) -> str:
        """Somebody else's row; its UUID."""
        row_uuid = str(uuid.uuid4())
        self.write(op.insert(table, row_uuid, columns))
        return row_uuid

    def nbctl(self, *arguments: str) -> str:
        command = ["ovn-nbctl", f"--db={self.server.endpoint}", "--timeout=10", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def database(northbound) -> Database:
    return Database(northbound)


@pytest.fixture(name="four_steps")
def four_steps_fixture():
    return four_steps


@pytest.fixture
def short_path(tmp_path_factory) -> Path:
    """A directory whose sockets' paths are short enough to bind."""
    return tmp_path_factory.mktemp("s")
