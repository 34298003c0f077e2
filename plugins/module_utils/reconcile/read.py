# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading what a plan needs, and no more, in a handful of requests."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import Conflict
from ..model.rows import Want
from ..ovsdb import operations as op
from .ahead import Ahead
from .fetch import Rows
from .find import Finder
from .have import Have, mentioned
from .leftovers import Leftovers
from .settled import settle


class Reader:
    """Collects what is wanted of one database into a Have. C(owner) is for whom, C(bold) is Finder's.

    What was read C(ahead) may show that rows are as they are wanted, but not with C(adopt), whether they have the mark:
    the reader's own C(want) is what is left to plan.
    """

    def __init__(self, database, want: Want, *, owner: str, adopt: bool = False, bold: bool = False, ahead: Ahead | None = None):
        self.have = Have(database.schema)
        if ahead:
            ahead.take()
        self.want = settle(want, ahead, self.have) if ahead and not adopt else want
        self.refs = [ref for ref in mentioned(self.want, database.schema) if ref not in self.have.found]
        self.rows = Rows(database, self.want, self.refs, owner)
        self.finder = Finder(self.rows, self.want, self.have, bold=bold)
        self.leftovers = Leftovers(self.rows, self.finder, self.want, self.have)
        if ahead:
            self.rows.take_in(ahead.rows, ahead.columns)
            self.finder.hanging.update(ahead.hanging)

    def read(self) -> Have:
        self.finder.find(self.refs)
        self.leftovers.find()
        return self.have

    def complete(self, changed: Iterable[tuple[str, str]]) -> None:
        """Read all columns of rows that the plan changes, for the rules of their tables."""
        places = list(changed)
        queries = [op.select(table, [op.by_uuid(uuid)], ["_uuid", *self.rows.schema[table].columns]) for table, uuid in places]
        self.have.whole = {row["_uuid"]: row for rows in self.rows.database.read_in_pieces(queries) for row in rows}
        for table, uuid in places:
            if uuid not in self.have.whole:
                raise Conflict(f"{table} {uuid} went while it was read")
