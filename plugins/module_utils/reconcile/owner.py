# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose a row is, and what may be done with it: by the marks in its external_ids, by its name, and by what it hangs at."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import Fault
from ..model.rows import OWNER_MARK, Row
from .have import Existing

# Keys with these beginnings in external_ids say that another system keeps the row,
FOREIGN_MARKS = ("neutron:", "k8s.ovn.org/", "k8s-cluster-lb-", "lxd_", "incus_", "ic-learned-route")
# and so do keys together, or with a value: OVN-Kubernetes' and Kube-OVN's pods, all that is Kube-OVN's.
FOREIGN_KEYS = (("namespace", "pod"),)
FOREIGN_VALUES = (("vendor", "kube-ovn"),)
# The names that LXD, Incus and Neutron give.
FOREIGN_NAMES = re.compile(r"(lxd|incus)[-_](net|acl|set)\d+([-_].*)?|neutron-[0-9a-f]{8}-.*", re.DOTALL)


@dataclass(frozen=True)
class Owner:
    """The one for whom a task is run; with C(adopt) the rows that it names become this owner's."""

    name: str
    adopt: bool

    def refusal(self, row: Row, existing: Existing | None, holder: Existing | None, verb: str) -> Fault | None:
        """Why a row that the task names stays as it is, or does not come where it would hang: C(holder) is what holds it."""
        sign = None if self.adopt else self._sign(existing, holder)
        return sign and row.fault("", f"{row.ref} belongs to another system ({sign}); will not {verb} it. "
                                      "Change it there, or take it over with the module topology and adopt: true.")

    def _sign(self, existing: Existing | None, holder: Existing | None) -> str | None:
        if existing and OWNER_MARK in _marks(existing):
            return None
        return (existing and foreign_sign(existing)) or place_sign(holder)

    def is_others(self, existing: Existing, holder: Existing | None = None) -> bool:
        owner = _marks(existing).get(OWNER_MARK)
        return owner != self.name if owner else bool(foreign_sign(existing) or (place_sign(holder) and not self.adopt))


def foreign_sign(existing: Existing) -> str | None:
    """What says that a row which nobody has adopted here is kept by another system."""
    marks = _marks(existing)
    if OWNER_MARK in marks:
        return None
    mark = min((key for key in marks if key.startswith(FOREIGN_MARKS)), default=None)
    mark = mark or next((keys[0] for keys in FOREIGN_KEYS if marks.keys() >= set(keys)), None)
    mark = mark or next((key for key, value in FOREIGN_VALUES if marks.get(key) == value), None)
    if mark:
        return f"external_ids:{mark}"
    name = existing.columns.get("name")
    return f"its name is {name}" if isinstance(name, str) and FOREIGN_NAMES.fullmatch(name) else None


def place_sign(holder: Existing | None) -> str | None:
    """The same of what hangs at a row."""
    sign = foreign_sign(holder) if holder else None
    return sign and f"it hangs at {holder.label}, {sign}"


def _marks(existing: Existing) -> dict:
    return existing.columns.get("external_ids") or {}
