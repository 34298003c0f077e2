# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where our rows differ from the recorded ones on purpose: what is taken out of both before they are compared, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

THEIR_MARKS = ("lxd_", "incus_")
OUR_MARKS = "overlay_"


@dataclass(frozen=True)
class Deviation:
    """C(reason) is for the reader; C(level) takes the difference out of one row of C(table) (of any, when None)."""

    table: str | None
    reason: str
    level: Callable[[dict], None]


def _without_keys(column: str, keys: Callable[[str], bool]) -> Callable[[dict], None]:
    def level(row: dict) -> None:
        if isinstance(row.get(column), dict):
            row[column] = {key: value for key, value in row[column].items() if not keys(key)}
            if not row[column]:
                del row[column]

    return level


DEVIATIONS = [
    Deviation(
        None,
        "Every row we make carries marks, so that purge and removal know it; the daemons mark some rows, in their own words.",
        _without_keys("external_ids", lambda key: key.startswith((OUR_MARKS, *THEIR_MARKS))),
    ),
    Deviation(
        "Logical_Router",
        "LXD 6 and Incus set these two on every router, the recorded LXD 5.0 did not yet: without them a router learns, and "
        "keeps, every neighbour that it overhears.",
        _without_keys("options", lambda key: key in ("always_learn_from_arp_request", "dynamic_neigh_routers")),
    ),
]


def level(tables: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """The tables without what is meant to differ."""
    for table, rows in tables.items():
        for deviation in DEVIATIONS:
            if deviation.table in (None, table):
                for row in rows:
                    deviation.level(row)
    return tables
