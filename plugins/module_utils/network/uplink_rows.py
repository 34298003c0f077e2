# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The row that remembers an uplink, whether networks are on it or not. Pure.

OVN knows no uplinks. A Copp without meters, which no router or switch names, means nothing to it: ovn-northd looks at a Copp
where somebody names it, and makes nothing of it in the southbound database (ovn-nb(5), Copp table). Its name is unique.
"""

from __future__ import annotations

from ..model import northbound as nb
from ..model.edits import Merge
from ..model.rows import Ref, Row, Scope, row
from .memory import remembered
from .rows import UPLINK_MARK
from .uplink import Uplink

KIND = "uplinks"


def uplink_rows(uplink: Uplink, world) -> list[Row]:
    marks = {UPLINK_MARK: uplink.name, **remembered(KIND, uplink.options)}
    return [row(nb.COPP, uplink_home(uplink.options).key, {"external_ids": Merge(marks)})]


def uplink_scopes(uplink: Uplink, world) -> list[Scope]:
    """All is named."""
    return []


def uplink_absent(uplink: Uplink, world) -> list[Row]:
    return [Row(uplink_home(uplink.options), state="absent")]


def uplink_home(options: dict) -> Ref:
    """Its row."""
    return Ref(nb.COPP, (f"overlay-uplink-{options['name']}",))
