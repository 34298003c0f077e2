# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the database holds of the things a task speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..model.edits import Members, Merge, Replace
from ..model.rows import Link, Ref, Row, Scope, Want
from ..model.table import Table
from ..ovsdb.schema import Schema, TableSchema
from ..slotted import SLOTS

# Which column tells an operator what a row is, where nothing but the row is known.
LABEL_COLUMNS = ("name", "match", "ip_prefix", "logical_ip", "cidr", "chassis_name")


@dataclass(**SLOTS, eq=False)
class Existing:
    """A row that is in the database now."""

    table: str
    uuid: str
    columns: dict

    @property
    def label(self) -> str:
        """What an operator knows it by."""
        names = (self.columns.get(column) for column in LABEL_COLUMNS)
        return f"{self.table} {next((name for name in names if name), self.uuid)}"


@dataclass
class Have:
    """The rows a task speaks of, where they hang, and what would go or suffer with them."""

    schema: Schema
    # The rows that each Ref finds: none, one, or several where a name is ambiguous.
    found: dict[Ref, list[Existing]] = field(default_factory=dict)
    # Where the rows stand in the input that are as they are wanted, and what else the columns of these name; by UUID.
    settled: dict[str, str] = field(default_factory=dict)
    named: dict[str, Ref] = field(default_factory=dict)
    # Rows that hang elsewhere than the task wants them, or that go without the task saying where they hang.
    holders: dict[str, tuple[Existing, str]] = field(default_factory=dict)
    # All that hangs at a place whose rows must differ from each other.
    beside: dict[Link, list[Existing]] = field(default_factory=dict)
    # What the scopes of an owner hold, whatever is spared of it: UUIDs.
    pools: dict[Scope, frozenset] = field(default_factory=dict)
    # What the task's scopes and exact places hold, wanted or not.
    scoped: list[Existing] = field(default_factory=list)
    # The rows that vanish with a row that goes, and the rows that need it with the column they name it in.
    descendants: dict[str, list[Existing]] = field(default_factory=dict)
    users: dict[str, list[tuple[Existing, str]]] = field(default_factory=dict)
    # What hung at the rows that go, by column.
    held: dict[str, dict[str, frozenset]] = field(default_factory=dict)
    # All columns of the rows that change and whose tables have rules.
    whole: dict[str, dict] = field(default_factory=dict)

    def get(self, ref: Ref) -> Existing | None:
        rows = self.found.get(ref, ())
        return rows[0] if len(rows) == 1 else None

    def uuid_of(self, ref: Ref) -> str:
        """The UUID of a row that is there, or that it will have."""
        existing = self.get(ref)
        return existing.uuid if existing else ref.uuid

    def holder_of(self, row: Row) -> Existing | None:
        """The row at which one is wanted, if that is there."""
        return self.get(row.link.parent) if row.link else None

    def wanted(self, want: Want) -> set[str]:
        """The UUIDs of the rows that a task names."""
        return {hit.uuid for row in want.rows for hit in self.found.get(row.ref, ())}

    def labels(self) -> dict[str, str]:
        """The names of the rows that are there, by UUID."""
        found = {rows[0].uuid: str(ref) for ref, rows in self.found.items() if len(rows) == 1}
        return {**{uuid: str(ref) for uuid, ref in self.named.items()}, **found}


def child_columns(schema: Schema, table: TableSchema) -> list[str]:
    """The columns that hold rows which live only there; they are long, and planned from the children's side."""
    return [
        name
        for name, column in table.columns.items()
        if column.key.strong and column.is_set and not schema[column.key.ref_table].is_root
    ]


def members(value) -> frozenset:
    """The UUIDs in a reference column, whether it is a set, an optional or a scalar."""
    return value if isinstance(value, frozenset) else frozenset([value] if value else [])


def is_singleton(table: Table) -> bool:
    return not table.key


def mentioned(want: Want, schema: Schema) -> list[Ref]:
    """Every row a task speaks of and the server has a table for: wanted, a parent, or referred to in a column."""
    refs: dict[Ref, None] = {}
    referring: dict[Table, list[str]] = {}
    for row in want.rows:
        table = row.ref.table
        if table not in referring:
            referring[table] = schema[table.name].referring if table.name in schema.tables else []
        refs[row.ref] = None
        for column in referring[table]:
            if column in row.columns:
                refs.update(dict.fromkeys(refs_in(row.columns[column])))
    refs.update(dict.fromkeys(row.link.parent for row in want.rows if row.link))
    return [ref for ref in refs if ref.table.name in schema.tables]


def refs_in(value) -> Iterable[Ref]:
    if isinstance(value, Ref):
        return (value,)
    if isinstance(value, list):
        return [item for item in value if isinstance(item, Ref)]
    if isinstance(value, Members):
        return refs_in(value.add | value.remove)
    if isinstance(value, (Merge, Replace)):
        return [item for item in value.items.values() if isinstance(item, Ref)]
    if isinstance(value, (tuple, set, frozenset)):
        return [item for item in value if isinstance(item, Ref)]
    return ()
