# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The operations of a transaction (RFC 7047 section 5.2) as the JSON that travels."""

from __future__ import annotations


def by_uuid(uuid: str) -> list:
    """The condition that one row meets; the server finds it by an index, at the same cost in a table of any size."""
    return ["_uuid", "==", ["uuid", uuid]]


def select(table: str, where: list, columns: list[str]) -> dict:
    return {"op": "select", "table": table, "where": where, "columns": columns}


def insert(table: str, uuid: str, row: dict) -> dict:
    return {"op": "insert", "table": table, "uuid": uuid, "row": row}


def update(table: str, where: list, row: dict) -> dict:
    return {"op": "update", "table": table, "where": where, "row": row}


def mutate(table: str, where: list, mutations: list) -> dict:
    return {"op": "mutate", "table": table, "where": where, "mutations": mutations}


def delete(table: str, where: list) -> dict:
    return {"op": "delete", "table": table, "where": where}


def expect(table: str, where: list, columns: list[str], rows: list[dict]) -> dict:
    """A guard: the transaction fails, and nothing is written, unless exactly these rows are found now."""
    return {"op": "wait", "table": table, "where": where, "columns": columns, "until": "==", "rows": rows, "timeout": 0}
