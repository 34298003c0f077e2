# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""NICs in a host's Open_vSwitch database: what is there, in one reading, and what is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..model import open_vswitch as model
from ..model.edits import Merge
from ..model.rows import OWNER_MARK, Guard, Want
from ..ovsdb import operations as op
from ..ovsdb.session import Session
from .nic_wish import Nic
from .reopen import opened

IFACE_ID = "iface-id"
# On a port that was made for a NIC, beside the owner's mark: the logical port.
MARK = "overlay_nic"
OFFLOAD = "hw-offload"
# What ovn-controller says of an interface whose flows are in place.
INSTALLED = "ovn-installed"


@dataclass(frozen=True)
class Attached:
    """What Open vSwitch has for NICs. C(interfaces) are UUIDs by name, for each iface-id; C(holders) the ports of interfaces,
    by UUID; C(made) the owners and logical ports of the ports that were made for NICs, by the ports' names; C(marks) are the external_ids of
    all ports, C(installed) the names of the interfaces whose flows ovn-controller has in place."""

    bridges: frozenset[str]
    interfaces: dict[str, dict[str, str]]
    holders: dict[str, str]
    made: dict[str, tuple[str, str]]
    marks: dict[str, dict]
    installed: frozenset[str]
    offload: bool

    def made_for(self, iface_id: str) -> set[str]:
        """The names of the ports that were made for this logical port."""
        return {name for name, (_owner, found) in self.made.items() if found == iface_id}

    def ports(self, iface_id: str) -> set[str]:
        """The names of the ports that are attached as this logical port."""
        return {self.holders[uuid] for uuid in self.interfaces.get(iface_id, {}).values() if uuid in self.holders}


def read_attached(database: Session) -> Attached:
    """All of it in one request, however many NICs there are."""
    bridges, ports, interfaces, roots = database.read([
        op.select("Bridge", [], ["name"]),
        op.select("Port", [], ["name", "interfaces", "external_ids"]),
        op.select("Interface", [], ["_uuid", "name", "external_ids"]),
        op.select("Open_vSwitch", [], ["other_config"]),
    ])
    found: dict[str, dict[str, str]] = {}
    for row in interfaces:
        iface_id = row["external_ids"].get(IFACE_ID)
        if iface_id is not None:
            found.setdefault(iface_id, {})[row["name"]] = row["_uuid"]
    marks = {row["name"]: row["external_ids"] for row in ports}
    return Attached(
        bridges=frozenset(row["name"] for row in bridges),
        interfaces=found,
        holders={uuid: row["name"] for row in ports for uuid in row["interfaces"]},
        made={name: (ids.get(OWNER_MARK, ""), ids[MARK]) for name, ids in marks.items() if MARK in ids},
        marks=marks,
        installed=frozenset(row["name"] for row in interfaces if row["external_ids"].get(INSTALLED) == "true"),
        offload=any(row["other_config"].get(OFFLOAD) == "true" for row in roots),
    )


def nics_want(database: Session, bridge: str, nics: Iterable[Nic], ours: frozenset[str]) -> Want:
    """The ports of NICs, each with its iface-id; every other port with that iface-id goes, or ovn-controller may take it. Of a NIC that
    goes, only the ports that were made for it, or for links (C(ours)) that were."""
    attached = read_attached(database)
    want = Want()
    wanted = {nic.name for nic in nics if nic.has_port}
    for nic in nics:
        if nic.has_port:
            note, interface = opened(attached.marks.get(nic.name, {}))
            marks = {"external_ids": Merge({MARK: nic.iface_id, **note})}
            rows = model.port(bridge, nic.name, marks, {**interface, "external_ids": Merge({IFACE_ID: nic.iface_id})})
            for row in rows:
                row.path = nic.path
            want.rows += rows
        gone = attached.ports(nic.iface_id) if nic.present else attached.ports(nic.iface_id) & ours
        gone |= attached.made_for(nic.iface_id)
        want.rows += [model.absent_port(name) for name in sorted(gone - wanted)]
        want.guards.append(_unchanged(nic.iface_id, attached))
    return want


def _unchanged(iface_id: str, attached: Attached) -> Guard:
    where = ("external_ids", "includes", ["map", [[IFACE_ID, iface_id]]])
    return Guard("Interface", (where,), frozenset(attached.interfaces.get(iface_id, {}).values()))
