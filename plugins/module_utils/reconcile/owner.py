# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose a row is, by the marks in its external_ids, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import Fault
from ..model.rows import OWNER_MARK, Row
from .have import Existing

# Keys with these beginnings in external_ids say that another system keeps the row.
FOREIGN_MARKS = ("neutron:", "k8s.ovn.org/", "lxd_", "incus_", "ic-learned-route")


@dataclass(frozen=True)
class Owner:
    """The one for whom a task is run; with C(adopt) the rows that it names become this owner's."""

    name: str
    adopt: bool

    def refusal(self, row: Row, existing: Existing, verb: str) -> Fault | None:
        """Why a row that the task names stays as it is."""
        mark = None if self.adopt else foreign_mark(existing)
        return mark and row.fault("", f"{row.ref} belongs to another system (external_ids:{mark}); will not {verb} it. "
                                      "Change it there, or take it over with the module topology and adopt: true.")

    def is_others(self, existing: Existing) -> bool:
        owner = _marks(existing).get(OWNER_MARK)
        return owner != self.name if owner else foreign_mark(existing) is not None


def foreign_mark(existing: Existing) -> str | None:
    """The mark of another system on a row that nobody has adopted here."""
    marks = _marks(existing)
    return None if OWNER_MARK in marks else min((key for key in marks if key.startswith(FOREIGN_MARKS)), default=None)


def _marks(existing: Existing) -> dict:
    return existing.columns.get("external_ids") or {}
