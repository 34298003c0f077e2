# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The gateways of a database as rows: how a chassis joins them, and how it leaves. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..errors import Fault
from ..model import northbound as nb
from ..model.edits import Merge
from ..model.rows import Guard, Ref, Row, Want, row
from .chassis import priorities
from .evacuation import Left, mark
from .world import Notes


@dataclass(frozen=True)
class Place:
    """Where chassis stand by to be a gateway: an HA chassis group, or a router port, which may have rows of Gateway_Chassis.

    C(ports) are the ports whose traffic the gateway carries, as the southbound database names them. C(network) is set, and
    C(order) is its, when the place is the group of a network of the document. C(is_ours) says that this collection made it.
    """

    ref: Ref
    members: dict[str, int] = field(default_factory=dict)
    ports: tuple[str, ...] = ()
    network: str | None = None
    order: tuple[str, ...] = ()
    is_ours: bool = False
    # What the row held when it was read: its UUID, and those of the members' rows; the marks of the network that it is of.
    uuid: str = ""
    rows: tuple[str, ...] = ()
    marks: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.ref.key[0]

    @property
    def is_group(self) -> bool:
        return self.ref.table is nb.HA_CHASSIS_GROUP

    @property
    def column(self) -> str:
        return "ha_chassis" if self.is_group else "gateway_chassis"

    def leader(self) -> str | None:
        """The chassis that is the gateway while it is up."""
        return max(self.members, key=lambda name: (self.members[name], name), default=None)

    def member(self, name: str, number: int) -> Row:
        return self._row(name, {"priority": number, **({"external_ids": Merge(self.marks)} if self.marks else {})})

    def left_by(self, name: str) -> Row:
        return self._row(name, {}, state="absent")

    def _row(self, name: str, columns: dict, **rest) -> Row:
        return row(nb.HA_CHASSIS if self.is_group else nb.GATEWAY_CHASSIS, (name,), columns, parent=self.ref, **rest)

    def unchanged(self) -> Guard:
        """Nobody joins or leaves meanwhile."""
        members = ("set", tuple(("uuid", each) for each in self.rows))
        where = (("_uuid", "==", ("uuid", self.uuid)), (self.column, "==", members))
        return Guard(self.ref.table.name, where, frozenset([self.uuid]))

    def __str__(self) -> str:
        if self.network:
            return f"network {self.network}"
        return f"{'HA chassis group' if self.is_group else 'router port'} {self.name}"


@dataclass(frozen=True)
class Gateways:
    """All places of a database, who was evacuated, and which chassis the southbound database knows."""

    places: tuple[Place, ...]
    evacuated: dict[str, Left]
    registered: frozenset[str]
    notes: Notes | None = None
    # The rows of chassis in groups and at router ports, by table and UUID: whose they are.
    standing: dict[str, dict[str, str]] = field(default_factory=dict)

    def known(self) -> list[str]:
        """Every chassis that is spoken of anywhere."""
        return sorted({*self.registered, *self.evacuated, *(name for place in self.places for name in place.members)})

    def of(self, name: str) -> list[Place]:
        return [place for place in self.places if name in place.members]

    def unchanged(self, name: str, places: Iterable[Place]) -> list[Guard]:
        """Meanwhile the chassis joins or leaves nothing, nobody else C(places), and who is evacuated stays so."""
        standing = [
            Guard(table, (("chassis_name", "==", name),), frozenset(uuid for uuid, chassis in rows.items() if chassis == name))
            for table, rows in self.standing.items()
        ]
        return [*standing, *(place.unchanged() for place in places), *([self.notes.unchanged()] if self.notes else [])]


@dataclass(frozen=True)
class Leaving:
    """A chassis that leaves all that this collection made, and what C(groups) and C(router_ports) name."""

    name: str
    groups: tuple[str, ...] = ()
    router_ports: tuple[str, ...] = ()
    # It comes back one day.
    noted: bool = True
    force: bool = False

    def is_meant(self, place: Place) -> bool:
        return place.is_ours or place.name in (self.groups if place.is_group else self.router_ports)

    def want(self, gateways: Gateways) -> tuple[Want, list[Fault]]:
        """The rows, and what speaks against them."""
        left = [place for place in gateways.of(self.name) if self.is_meant(place)]
        faults = [] if self.force else [fault for place in left if (fault := self._last(place, gateways))]
        rows = [place.left_by(self.name) for place in left]
        before = gateways.evacuated.get(self.name)
        if self.noted:
            groups, ports = ({place.name: place.members[self.name] for place in left if place.is_group is kind} for kind in (True, False))
            rows.append(_note(self.name, Left(groups, ports).beside(before or Left()).text()))
        elif before:
            rows.append(_note(self.name, None))
        return Want(rows, guards=gateways.unchanged(self.name, left)), faults

    def places(self, before: Gateways, after: Gateways) -> list[Place]:
        """What it left, now or earlier, as it is now."""
        noted = after.evacuated.get(self.name, Left())
        left = {place.ref for place in before.of(self.name)}
        return [place for place in after.places if self.is_meant(place) and (place.ref in left or noted.has(place.is_group, place.name))]

    def is_done(self, place: Place, chassis: str | None) -> bool:
        """Whether the gateway of a place is where it should be, when it is on C(chassis)."""
        return chassis != self.name and (chassis in place.members or not place.members)

    @property
    def goal(self) -> str:
        return f"still on {self.name}, or on no chassis of their group"

    def _last(self, place: Place, gateways: Gateways) -> Fault | None:
        """Nobody else could carry the traffic, which this chassis may be carrying now."""
        others = sorted(set(place.members) - {self.name})
        if self.name not in gateways.registered or not place.ports or gateways.registered & set(others):
            return None
        rest = f"the others in it ({', '.join(others)}) are not registered in the southbound database" if others else "no other is in it"
        return Fault("name", f"{self.name} is the last gateway of {place}: {rest}, so it would lose its uplink. Let another chassis "
                             "join first, or say force: true (-e ovn_evacuate_force=true).")


@dataclass(frozen=True)
class Joining:
    """A chassis that is back: it joins what it left, and the groups of C(networks)."""

    name: str
    networks: tuple[str, ...] = ()

    def want(self, gateways: Gateways) -> tuple[Want, list[Fault]]:
        """The rows, and what speaks against them."""
        by_network = {place.network: place for place in gateways.places if place.network}
        faults = [
            Fault(f"networks[{index}]", f"no network {network!r} with a gateway is known (known: {_listed(by_network)}). Correct the "
                                        "name, or make the network first.")
            for index, network in enumerate(self.networks) if network not in by_network
        ]
        before = gateways.evacuated.get(self.name)
        left = before or Left()
        joined = [
            place for place in gateways.places
            if self.name not in place.members
            and (left.has(place.is_group, place.name) or (place.network and place.network in self.networks))
        ]
        rows = [place.member(self.name, self._number(place, left)) for place in joined]
        notes = [] if before is None else [_note(self.name, None)]
        return Want([*rows, *notes], guards=gateways.unchanged(self.name, joined)), faults

    def places(self, before: Gateways, after: Gateways) -> list[Place]:
        """Where it is a member now."""
        return after.of(self.name)

    def is_done(self, place: Place, chassis: str | None) -> bool:
        """Whether the gateway of a place is where it should be, when it is on C(chassis)."""
        return chassis == self.name if place.leader() == self.name else chassis in place.members

    @property
    def goal(self) -> str:
        return f"not where they should be, now that {self.name} is back"

    def _number(self, place: Place, left: Left) -> int:
        if place.network:
            return priorities(place.name, [self.name], place.members, place.order)[self.name]
        return left.of(place.is_group)[place.name]


def _note(name: str, text: str | None) -> Row:
    return row(nb.NB_GLOBAL, (), {"external_ids": Merge({mark(name): text})})


def _listed(names) -> str:
    return ", ".join(sorted(names)) or "none"


def unknown(path: str, name: str, gateways: Gateways) -> Fault:
    return Fault(path, f"there is no chassis {name!r} (known: {_listed(gateways.known())}). Give its system-id, as "
                       "external_ids:system-id of the host's Open_vSwitch database has it.")


def place_faults(groups: tuple[str, ...], router_ports: tuple[str, ...], gateways: Gateways) -> list[Fault]:
    """Places that a task names and that are not there."""
    faults = []
    for option, names, kind in (("ha_chassis_groups", groups, True), ("router_ports", router_ports, False)):
        there = [place.name for place in gateways.places if place.is_group is kind]
        what = "HA chassis group" if kind else "router port"
        faults += [
            Fault(f"{option}[{index}]", f"there is no {what} {name!r} (known: {_listed(there)}). Correct the name, or leave it out.")
            for index, name in enumerate(names) if name not in there
        ]
    return faults
