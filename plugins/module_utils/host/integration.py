# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The integration bridge: made as ovn-controller makes it, and removed when it was made for OVN and nothing is left in it."""

from __future__ import annotations

from ..model import open_vswitch as model
from ..model.edits import Merge
from ..model.rows import OWNER_MARK, Guard, Row
from ..ovsdb.session import Session
from .bridges import bridges, ports_of, unchanged_ports

# As ovn-controller makes its bridge where there is none (controller/ovn-controller.c, create_br_int).
BRIDGE_DEFAULTS = {"fail_mode": "secure", "other_config": Merge({"disable-in-band": "true"})}
# Notes on an integration bridge that this collection or ovn-controller made: it goes when nothing is left in it.
MADE_FOR_OVN = (OWNER_MARK, "ovn-startup-ts", "ovn-nb-cfg")


def bridge_rows(database: Session, name: str, datapath_type: str | None) -> list[Row]:
    """The bridge as it shall be: one that is there already keeps all but its datapath."""
    columns: dict = {}
    if name not in bridges(database):
        columns.update(BRIDGE_DEFAULTS)
    if datapath_type is not None:
        columns["datapath_type"] = datapath_type
    return model.bridge(name, columns)


def leaving_bridge(database: Session, name: str) -> tuple[list[Row], list[Guard]]:
    """What removes the bridge, if it may go, and what must still hold then."""
    ours = set(MADE_FOR_OVN) & set(bridges(database).get(name, {}))
    if ours and set(ports_of(database, name)) <= {name}:
        return [model.absent_bridge(name)], unchanged_ports(database, name)
    return [], []
