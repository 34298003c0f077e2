# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The topology task: one document of any northbound rows, applied as one transaction; and its way back."""

from __future__ import annotations

from functools import cache

from ..arguments import CONNECTION, NORTHBOUND, WAIT, merge
from ..errors import Fault, InvalidInput
from ..model import northbound as nb
from ..model.document import ROOTS, topology_want
from ..model.export import columns_of, export
from ..model.keys import raw_key
from ..model.northbound import TABLES
from ..model.outline import outline
from ..model.rows import OWNER_MARK, Scope, Spared, Want
from ..model.table import Table
from ..network.rows import ENTRY_MARKS
from ..ovsdb import operations as op
from ..ovsdb.schema import Schema
from ..run import apply_northbound, northbound_session, read_only, uncollected
from .purge import PURGE, read_limits

ARGUMENTS = merge(
    {
        "topology": {"type": "dict", "required": True},
        "state": {"type": "str", "choices": ["merged", "replaced", "overridden", "absent"], "default": "merged"},
        "adopt": {"type": "bool", "default": False},
    },
    PURGE,
    NORTHBOUND,
    WAIT,
)
INFO_ARGUMENTS = merge(
    {
        "owner": {"type": "str"},
        "objects": {"type": "dict"},
    },
    CONNECTION,
)
# What belongs to networks, which have modules of their own. The chassis of their gateways bear no mark in older databases.
NETWORKS = Spared(ENTRY_MARKS, (nb.HA_CHASSIS, nb.GATEWAY_CHASSIS))


@uncollected
def run_topology(params: dict, check_mode: bool) -> dict:
    # Rows that may go are read whole, which an outline does not know how to do.
    spoken = outline(params["topology"]) if params["state"] == "merged" else None
    return apply_northbound(params, check_mode, cache(lambda _: _want(params)), adopt=params["adopt"], spoken=spoken)


def _want(params: dict) -> Want:
    want = topology_want(params["topology"], params["state"])
    want.limits = read_limits(params)
    want.spared = NETWORKS
    if params["state"] == "overridden":
        _require_rows(want, params)
        want.scopes = owned(params["owner"])
        # What can bear no mark is the owner's where it hangs at a row that is named.
        want.exact = [(link, table) for link, table in want.exact if "external_ids" not in table.by_column]
    return want


def owned(owner: str) -> list[Scope]:
    """All rows of one owner."""
    marks = ((OWNER_MARK, owner),)
    return [Scope(table, marks) for table in TABLES.values() if not table.is_only_row]


def _require_rows(want: Want, params: dict) -> None:
    if not want.rows and not params["allow_empty"]:
        raise InvalidInput([Fault("topology", f"is empty, and state is overridden: every row of owner {params['owner']!r} would be "
                                              "removed. If that is meant, say allow_empty: true.")])


@uncollected
@read_only
def run_topology_info(params: dict, _check_mode: bool) -> dict:
    accept = _selection(params)
    session = northbound_session(params)
    try:
        return {"changed": False, "topology": export(session.schema, _read(session), accept)}
    finally:
        session.close()


def _selection(params: dict):
    """Which rows are asked for: all, one owner's, or those that are named."""
    objects = params["objects"]
    faults = [Fault(f"objects.{plural}", f"there is no such kind of object. Known are: {', '.join(sorted(ROOTS))}.")
              for plural in objects or () if plural not in ROOTS]
    if faults:
        raise InvalidInput(faults)
    named = {(ROOTS[plural], str(name)) for plural, names in (objects or {}).items()
             for name in (names if isinstance(names, list) else [] if names is None else [names])}

    def accept(table: Table, row: dict, inside: bool) -> bool:
        owned = inside if "external_ids" not in row else row["external_ids"].get(OWNER_MARK) == params["owner"]
        if params["owner"] is not None and not owned:
            return False
        return objects is None or inside or _is_named(table, row, named) or (not table.key and table.plural in objects)

    return accept


def _is_named(table: Table, row: dict, named: set) -> bool:
    return (table, row["_uuid"]) in named or (bool(table.key) and (table, str(raw_key(table, row)[0])) in named)


def _read(session) -> dict[str, list[dict]]:
    tables = [table for name, table in TABLES.items() if name in session.schema.tables]
    queries = [op.select(table.name, [], _columns(session.schema, table)) for table in tables]
    return dict(zip((table.name for table in tables), session.read(queries)))


def _columns(schema: Schema, table: Table) -> list[str]:
    return ["_uuid", *sorted(columns_of(table) & schema[table.name].columns.keys())]
