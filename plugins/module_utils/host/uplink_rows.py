# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An uplink in Open vSwitch's rows: its bridge, its port, its mapping."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import Fault, InvalidInput
from ..model import open_vswitch as model
from ..model.edits import Entries, Merge
from ..model.rows import Guard, Row, Want
from ..ovsdb import operations as op
from ..ovsdb.session import Session
from .actions import Step
from .bridges import MAPPINGS, bridges, external_ids, ports_of, split_mappings, taken, unchanged_ports
from .names import uplink_bridge
from .reopen import opened
from .uplink_record import Record, read_records
from .uplink_wish import Uplink

# On bridges and ports that were made for an uplink: its name.
MARK = "overlay_uplink"
# In the host's row: the uplinks that were mapped to bridges of others, as mappings are written.
NOTES = "overlay_uplinks"


@dataclass(frozen=True)
class Wire:
    """How an uplink is to be wired: the bridge, the link that is its port (none where the bridge is the host's own), what to
    remember of that link, which links stay, what is to be done to links first, and whether the port's link is made anew."""

    bridge: str
    port: str | None = None
    record: Record | None = None
    links: frozenset[str] = frozenset()
    steps: list[Step] = field(default_factory=list)
    anew: bool = False


@dataclass(frozen=True)
class Wiring:
    """How an uplink is wired on this host now: the bridges and the ports (by bridge) that carry its mark, its mapping, and
    the mapping that was made for it. C(records) are those of all uplinks."""

    bridges: tuple[str, ...]
    ports: dict[str, dict[str, dict]]
    mapped: str | None
    noted: str | None
    mapped_too: frozenset[str]
    records: tuple[Record, ...] = ()

    def own_records(self, uplink: Uplink) -> list[Record]:
        """What links were like that were given to this uplink."""
        return [record for record in self.records if record.uplink == uplink.name]

    def own_ports(self, uplink: Uplink) -> dict[str, tuple[str, dict]]:
        """The ports made for this uplink: bridge and external_ids by name. In its own bridge that is the card's, whoever made it anew."""
        cards = {record.name for record in self.own_records(uplink)}
        return {
            name: (bridge, marks)
            for bridge, ports in self.ports.items()
            for name, marks in ports.items()
            if marks.get(MARK) == uplink.name or bridge in self.bridges and name in cards
        }

    def is_others(self, uplink: Uplink, port: str) -> bool:
        """Whether the uplink's bridge is somebody else's, and has this port from there."""
        return port in self.ports.get(uplink.own_bridge, {}) and uplink.own_bridge not in self.bridges and port not in self.own_ports(uplink)

    def own_mappings(self, uplink: Uplink) -> set[str]:
        """The bridges to which only this module can have mapped the uplink."""
        held = {bridge for bridge, _marks in self.own_ports(uplink).values()}
        return held | {*self.bridges, uplink.own_bridge, uplink_bridge(uplink.name)} | {*filter(None, [self.noted])}


def read_wiring(database: Session, uplink: Uplink) -> Wiring:
    """What is there of an uplink, whatever the bridge is called."""
    known = bridges(database)
    notes = external_ids(database)
    maps = split_mappings(notes.get(MAPPINGS, ""))
    mapped = maps.pop(uplink.name, None)
    default = uplink_bridge(uplink.name)
    marked = tuple(sorted(name for name, marks in known.items() if marks.get(MARK, uplink.name if name == default else None) == uplink.name))
    places = dict.fromkeys([*marked, uplink.own_bridge, *filter(None, [mapped])])
    return Wiring(
        bridges=marked,
        ports={name: ports_of(database, name) for name in places if name in known},
        mapped=mapped,
        noted=split_mappings(notes.get(NOTES, "")).get(uplink.name),
        mapped_too=frozenset(maps.values()),
        records=tuple(read_records(notes)),
    )


def present_want(database: Session, uplink: Uplink, wire: Wire, *, last: bool) -> Want:
    """Bridge, port and mapping in one; what an earlier wiring left goes with it, so that the gap is one transaction. Records go only
    in the last one, when the links of which they tell are as they were."""
    wiring = read_wiring(database, uplink)
    if wiring.mapped not in {None, wire.bridge, *wiring.own_mappings(uplink)} and not uplink.force:
        raise InvalidInput([taken("name", uplink.name, wiring.mapped)])
    rows: list[Row] = []
    guards: list[Guard] = []
    if wire.port:
        rows += _own_bridge(database, uplink, wire, wiring)
    for name in wiring.bridges:
        if name != wire.bridge:
            rows.append(model.absent_bridge(name))
            guards += _nothing_foreign(database, name, uplink, wiring)
    rows += _leaving_ports(uplink, wiring, wire.port, wire.bridge)
    records = noted(wire) | (forgotten(uplink, wiring, wire) if last else {})
    rows.append(_host_row(uplink, wire.bridge, None if _is_own(database, wire, wiring) else wire.bridge, records))
    return Want(rows, guards=guards)


def noted(wire: Wire) -> dict[str, str | None]:
    """The record of the link that becomes the uplink's port."""
    return {wire.record.key: wire.record.text} if wire.record else {}


def forgotten(uplink: Uplink, wiring: Wiring, wire: Wire | None) -> dict[str, str | None]:
    """The records of links that are the uplink's no longer."""
    kept = noted(wire) if wire else {}
    return {record.key: None for record in wiring.own_records(uplink) if record.key not in kept}


def _is_own(database: Session, wire: Wire, wiring: Wiring) -> bool:
    """Whether a bridge shows by itself whose it is: it was made for the uplink, or is now."""
    return bool(wire.port) and (wire.bridge in wiring.bridges or wire.bridge not in bridges(database))


def _own_bridge(database: Session, uplink: Uplink, wire: Wire, wiring: Wiring) -> list[Row]:
    other = [name for name in wiring.bridges if name != wire.bridge]
    if other:
        raise InvalidInput([Fault("bridge", f"the uplink {uplink.name} has the bridge {other[0]} on this host already. "
                                            "Remove the uplink first (state absent), or leave the bridge's name.")])
    columns: dict = {"external_ids": Merge({MARK: uplink.name})} if _is_own(database, wire, wiring) else {}
    if uplink.datapath_type is not None:
        columns["datapath_type"] = uplink.datapath_type
    note, interface = opened(wiring.own_ports(uplink).get(wire.port, ("", {}))[1])
    marks = {} if wiring.is_others(uplink, wire.port) else {"external_ids": Merge({MARK: uplink.name, **note})}
    return [*model.bridge(wire.bridge, columns), *model.port(wire.bridge, wire.port, marks, interface)]


def _leaving_ports(uplink: Uplink, wiring: Wiring, port: str | None, bridge: str | None) -> list[Row]:
    """Our ports in bridges that stay; those of bridges that go, go with them."""
    staying = {name: place for name, (place, _marks) in wiring.own_ports(uplink).items() if place not in wiring.bridges or place == bridge}
    return [model.absent_port(name) for name in sorted(staying) if name != port]


def absent_want(database: Session, uplink: Uplink, *, last: bool) -> Want:
    """Our bridge goes when nothing of others is in it; a bridge of others only loses the port that was made for us."""
    wiring = read_wiring(database, uplink)
    rows: list[Row] = _leaving_ports(uplink, wiring, None, None)
    records = forgotten(uplink, wiring, None) if last else {}
    if wiring.noted or is_mapped(uplink, wiring) or records:
        rows.append(_host_row(uplink, None if is_mapped(uplink, wiring) else wiring.mapped, None, records))
    guards = []
    for name in wiring.bridges:
        guards += _nothing_foreign(database, name, uplink, wiring)
        rows.append(model.absent_bridge(name))
    return Want(rows, guards=guards)


def is_mapped(uplink: Uplink, wiring: Wiring) -> bool:
    """Whether the mapping is this uplink's: made here, or to the very bridge that the task names."""
    return wiring.mapped is not None and wiring.mapped in {uplink.parent, *wiring.own_mappings(uplink)}


def _host_row(uplink: Uplink, bridge: str | None, note: str | None, records: dict[str, str | None]) -> Row:
    """The host's row with this uplink's entries and records; those of others stay."""
    entries = {MAPPINGS: Entries({uplink.name: bridge}), NOTES: Entries({uplink.name: note})}
    return model.root({"external_ids": Merge({**entries, **records})})


def _nothing_foreign(database: Session, bridge: str, uplink: Uplink, wiring: Wiring) -> list[Guard]:
    foreign = _foreign_ports(database, bridge, uplink, wiring)
    if foreign:
        raise InvalidInput([Fault("name", f"the uplink's bridge {bridge} holds ports that are not the uplink's: "
                                          f"{', '.join(foreign)}. Move or remove them first, they would be lost.")])
    return unchanged_ports(database, bridge)


def _foreign_ports(database: Session, bridge: str, uplink: Uplink, wiring: Wiring) -> list[str]:
    """The ports of a bridge but for its own, the parent's, and ovn-controller's patches."""
    ports = ports_of(database, bridge)
    own = {bridge, *wiring.own_ports(uplink)}
    rest = [name for name, marks in ports.items() if name not in own and marks.get(MARK) != uplink.name]
    types = database.read([op.select("Interface", [["name", "==", name]], ["type"]) for name in rest])
    return sorted(name for name, rows in zip(rest, types) if not (rows and rows[0]["type"] == "patch"))
