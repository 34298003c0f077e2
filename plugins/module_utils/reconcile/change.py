# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plan holds: the rows that come, change and go, and what must still hold when they do."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import Fault
from ..model.edits import Members
from ..model.rows import Guard, Link, Row
from ..slotted import SLOTS


@dataclass(**SLOTS)
class ColumnChange:
    """A column's value before and after; for an edit of members, only these come and go."""

    old: object
    new: object
    members: Members | None = None


@dataclass(**SLOTS)
class Change:
    """One row that comes, changes or goes. A row that goes C(implied) vanishes with the row that holds it."""

    action: str
    table: str
    uuid: str
    label: str
    columns: dict[str, ColumnChange] = field(default_factory=dict)
    link: Link | None = None
    holder: tuple[str, str, str] | None = None
    implied: bool = False
    row: Row | None = None
    note: dict = field(default_factory=dict)

    @property
    def matters(self) -> bool:
        """Whether more than notes on the row changes."""
        return self.action == "create" or bool(self.columns.keys() - {"external_ids"})


@dataclass(frozen=True)
class Hole:
    """References C(refs) in a column that lead to rows of the table C(target) which are not there; C(held) is all it holds."""

    table: str
    uuid: str
    column: str
    refs: frozenset
    target: str
    label: str
    held: frozenset


@dataclass
class Plan:
    """What to write so that the database holds what is wanted, and what it was planned on."""

    changes: list[Change] = field(default_factory=list)
    guards: list[Guard] = field(default_factory=list)
    # What may be meant, and mostly is not: a warning each, and where a task is strict a fault.
    doubts: list[Fault] = field(default_factory=list)
    # What has to be emptied before the rows are made that would fill it.
    holes: list[Hole] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.changes)

    def to_judge(self) -> list[tuple[str, str]]:
        """Table and UUID of the rows that change and whose tables have rules or doubts."""
        changed = [each for each in self.changes if each.action == "update" and each.matters]
        return [(each.table, each.uuid) for each in changed if each.row.ref.table.is_judged]
