# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a server's answers must look like (RFC 7047 section 4.1.3). What does not is no OVSDB server, be it mistaken or malicious."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from .schema import Column, Schema, TableSchema
from .transport import Garbled

# What reading a value raises that has another form than its type.
MALFORMED = (TypeError, ValueError, KeyError, IndexError, AttributeError, RecursionError)
KINDS = {"integer": {int}, "real": {int, float}, "boolean": {bool}, "string": {str}, "uuid": {str}}


def results_of(reply) -> list[dict | None]:
    """The results of a transaction's operations. Raises Garbled."""
    if not isinstance(reply, list) or not all(each is None or _is_result(each) for each in reply):
        raise Garbled(reply)
    return reply


def _is_result(each) -> bool:
    return isinstance(each, dict) and ("rows" not in each or isinstance(each["rows"], list) and all(isinstance(row, dict) for row in each["rows"]))


def database_rows(reply) -> list[dict]:
    """What a server says of a database that it serves or does not. Raises Garbled."""
    results = results_of(reply)
    rows = results[0].get("rows") if results and results[0] else None
    if rows is None or not all({"model", "leader"} <= row.keys() for row in rows):
        raise Garbled(reply)
    return rows


def rows_of(schema: Schema, operations: list[dict], results: list[dict | None]) -> list[list[dict]]:
    """The rows of each select, their values as Python's. Raises Garbled."""
    if len(results) < len(operations):
        raise Garbled(results)
    try:
        return [_rows(schema[operation["table"]], operation["columns"], result["rows"]) for operation, result in zip(operations, results)]
    except MALFORMED as exc:
        raise Garbled(results) from exc


def _rows(schema: TableSchema, columns: Iterable[str], rows: list[dict]) -> list[dict]:
    """What travels as it is stays."""
    for name in dict.fromkeys(columns) if rows else ():
        column = schema[name]
        if not column.travels_plain:
            parse = column.parse
            for row in rows:
                row[name] = parse(row[name])
        _check(column, [row[name] for row in rows])
    return rows


def _check(column: Column, values: list) -> None:
    """All values are of the column's type. Raises TypeError."""
    kinds = KINDS[column.key.type]
    if column.is_map:
        fits = _kinds(chain.from_iterable(values)) <= kinds and _kinds(chain.from_iterable(map(dict.values, values))) <= KINDS[column.value.type]
    elif column.is_set:
        fits = _kinds(chain.from_iterable(values)) <= kinds
    else:
        fits = _kinds(values) <= (kinds | {type(None)} if column.is_optional else kinds)
    if not fits:
        raise TypeError(column.name)


def _kinds(values: Iterable) -> set[type]:
    return set(map(type, values))
