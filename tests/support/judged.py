# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the engine would say of a new row that holds these columns."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.overlay.ovn.plugins.module_utils.model.table import Table


def faults(table: Table, row: dict) -> list[tuple[str, str]]:
    """The option and the rule of everything that is refused."""
    keyed = [(name, message) for name, known, held in _maps(table, row) for message in known.faults(held, {})]
    return keyed + [fault for fault in (rule(row) for rule in table.rules) if fault]


def doubts(table: Table, row: dict) -> list[tuple[str, str]]:
    """The same of what is worth a warning."""
    keyed = [(name, message) for name, known, held in _maps(table, row) for message in known.doubts(held, {})]
    return keyed + [doubt for doubt in (rule(row) for rule in table.doubts) if doubt]


def _maps(table: Table, row: dict) -> Iterator[tuple]:
    for column, option in table.keyed.items():
        yield option.name, option.keys.of(row), row.get(column) or {}
