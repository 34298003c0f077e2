# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The integration bridge: made as ovn-controller makes it, and removed when it was made for OVN and nothing is left in it."""

from __future__ import annotations

from ..errors import Fault
from ..model import open_vswitch as model
from ..model.edits import Merge
from ..model.rows import OWNER_MARK, Guard, Row
from ..ovsdb.session import Session
from ..ovsdb import operations as op
from .bridges import bridges, ports_of, unchanged_ports
from .nic_rows import IFACE_ID

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


def moving_faults(database: Session, now: dict, bridge: str) -> list[Fault]:
    """What would lose its traffic if ovn-controller left its bridge for another one. C(now) are the external_ids of the host's row."""
    before = now.get("ovn-bridge")
    if before in (None, bridge):
        return []
    here = _iface_ids(database, before)
    if not here:
        return []
    listed = f"{', '.join(here[:5])}{', ...' if len(here) > 5 else ''}"
    return [Fault("integration_bridge", f"this host's integration bridge is {before}, with {len(here)} NICs in it ({listed}), which would lose "
                                        f"their traffic at once if it were {bridge}. Detach them first: with the playbooks, evacuate.yml -e "
                                        "ovn_hosts=HOST -e ovn_evacuate_nics=stop -e ovn_evacuate_services=stop, then restore.yml, host by host. "
                                        f"Or leave it {before} (ovn_integration_bridge).")]


def _iface_ids(database: Session, bridge: str) -> list[str]:
    """The logical ports that are attached by a bridge."""
    names = ports_of(database, bridge)
    rows = database.read([op.select("Interface", [], ["name", "external_ids"])])[0]
    return sorted(row["external_ids"][IFACE_ID] for row in rows if row["name"] in names and IFACE_ID in row["external_ids"])
