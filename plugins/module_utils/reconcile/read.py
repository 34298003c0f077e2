# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading what a plan needs, and no more, in a handful of requests."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import Conflict
from ..model.rows import Want
from ..ovsdb import operations as op
from .fetch import Rows
from .find import Finder
from .have import Have, mentioned
from .leftovers import Leftovers


class Reader:
    """Collects what is wanted of one database into a Have. C(owner) is for whom, C(bold) is Finder's."""

    def __init__(self, database, want: Want, *, owner: str, bold: bool = False):
        self.refs = [ref for ref in mentioned(want) if ref.table.name in database.schema.tables]
        self.rows = Rows(database, want, self.refs, owner)
        self.have = Have(database.schema)
        self.finder = Finder(self.rows, want, self.have, bold=bold)
        self.leftovers = Leftovers(self.rows, self.finder, want, self.have)

    def read(self) -> Have:
        self.finder.find(self.refs)
        self.leftovers.find()
        return self.have

    def complete(self, changed: Iterable[tuple[str, str]]) -> None:
        """Read all columns of rows that the plan changes, for the rules of their tables."""
        places = list(changed)
        queries = [op.select(table, [op.by_uuid(uuid)], ["_uuid", *self.rows.schema[table].columns]) for table, uuid in places]
        self.have.whole = {row["_uuid"]: row for rows in self.rows.database.read(queries) for row in rows}
        for table, uuid in places:
            if uuid not in self.have.whole:
                raise Conflict(f"{table} {uuid} went while it was read")
