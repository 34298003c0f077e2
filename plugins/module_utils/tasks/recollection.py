# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading what a database remembers of networks, and what it holds that rows follow from: all of it, or what a change needs.

A change is compiled of what its entries touch, whatever else the database holds. It says what is missing, and that is read: by
UUIDs that follow from names, by references, by marks. Between two steps others may write: the transaction proves what it rests on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from ..model import northbound as nb
from ..model.rows import Ref
from ..network.document import Change, Compiled, compile_change
from ..network.evacuation import evacuated
from ..network.kinds import KINDS, place
from ..network.known import Known, Missing, Needs
from ..network.listener import LISTENER_MARK
from ..network.memory import CONFIG_MARK, KIND_MARK, Remembered, recalled
from ..network.names import Names, base_name
from ..network.rows import ACL_MARK, ADDRESS_SET_MARK, NETWORK_MARK, NIC_MARK, NIC_NETWORK_MARK, PEER_MARK
from ..network.takeover import is_interface, is_mac, twins
from ..network.uses import MARKED, Address, use_mark
from ..network.world import Group, Live, Notes
from ..ovsdb import operations as op

# Of more than these it costs less to read all of their kind.
MANY = 50
# A change of so many entries may be most of what there is.
LARGE = 200
# How often more may be missing before all is read.
ROUNDS = 30
NETWORKS, NICS = "networks", "network_nics"
HOME = ["_uuid", "external_ids"]
COLUMNS = {NETWORKS: [*HOME, "ports"], NICS: [*HOME, "name", "dynamic_addresses"]}
ROUTER_PORT = ["name", "networks", "mac"]


def compiled(database, change: Change, adopt: bool = False, *, whole: bool = False) -> Compiled:
    """Compile a change of what a database remembers.

    With C(adopt), rows of LXD and Incus that bear no name are looked for too. With C(whole) all is read first.
    """
    memory = Recollection(database, change)
    if whole or adopt or not memory.is_marked or memory.is_most():
        memory = read_whole(database, adopt)
    for dummy in range(ROUNDS):
        try:
            return compile_change(change, memory.remembered(), memory.live(), memory.known)
        except Missing as exc:
            memory.load(exc.needs)
    memory = read_whole(database)
    return compile_change(change, memory.remembered(), memory.live(), memory.known)


def read_whole(database, adopt: bool = False) -> Recollection:
    """All that a database remembers, in one request."""
    memory = Recollection(database, Change(), whole=True)
    memory.load_all(adopt)
    return memory


class Recollection:
    """What was read of a database. C(change) is what it is read for: its entries may say where their rows are."""

    def __init__(self, database, change: Change, *, whole: bool = False):
        self.database = database
        self.known = Known(place=place, whole=whole)
        self._given = {(kind, KINDS[kind].identity(options)): options for kind, options, _path in (*change.present, *change.absent, *change.unused)}
        self._asked: list[tuple[dict, Callable[[list[dict]], None]]] = []
        self._homes: dict[str, dict[str, Remembered]] = {kind: {} for kind in KINDS}
        self._switches: dict[Address, list[str]] = {}
        self._unfound: dict[str, set[tuple]] = {}
        self._around: set[str] = set()
        self._ports: dict[str, dict] = {}
        self._groups: dict[str, dict] = {}
        self._chassis: dict[str, tuple[str, int]] = {}
        self._dynamic: dict[str, str] = {}
        self._translated: frozenset[str] = frozenset()
        self._settings: dict | None = None
        self._adopted: dict = {}
        self._ask(op.select(nb.NB_GLOBAL.name, [], ["_uuid", "options", "external_ids"]), self._take_settings)
        if not whole:
            self._run()

    @property
    def is_marked(self) -> bool:
        """Whether all users of an entry can be found by their marks."""
        key, value = MARKED
        return bool(self._settings) and self._settings["external_ids"].get(key) == value

    def is_most(self) -> bool:
        """Whether the change speaks of so many networks that all may be read as well."""
        if len(self._given) < LARGE:
            return False
        named = {identity[:1] for kind, identity in self._given if kind == NETWORKS or KINDS[kind].networks(identity)}
        there = self.database.read([op.select(nb.LOGICAL_SWITCH.name, [_of_kind(NETWORKS)], ["_uuid"])])[0]
        return 4 * len(named) >= len(there)

    def remembered(self) -> list[Remembered]:
        """The entries that can be read, those of main rows first."""
        return [each for each in self._all() if each.options is not None]

    def _all(self) -> Iterable[Remembered]:
        for kind in KINDS.values():
            yield from sorted(self._homes[kind.plural].values(), key=lambda each: each.table != kind.home.name)

    def live(self) -> Live:
        settings = self._settings
        return Live(
            ports={name: sorted(filter(is_interface, row["networks"])) for name, row in self._ports.items()},
            macs={name: row["mac"] for name, row in self._ports.items() if is_mac(row["mac"])},
            translated=self._translated,
            members={name: dict(self._chassis[uuid] for uuid in row["ha_chassis"] if uuid in self._chassis) for name, row in self._groups.items()},
            groups={name: Group(row["_uuid"], row["ha_chassis"]) for name, row in self._groups.items()},
            notes=Notes(settings["_uuid"], tuple(sorted(settings["external_ids"].items()))) if settings else None,
            evacuated=evacuated(settings["external_ids"]) if settings else {},
            dynamic=self._dynamic,
            northd=settings["options"].get("northd_internal_version", "") if settings else "",
            unread=tuple(each for each in self._all() if each.options is None),
            **self._adopted,
        )

    def load(self, needs: Needs) -> None:
        """Read what is needed, and what belongs to it."""
        for kind in needs.kinds:
            self._ask_kind(kind)
        for kind, of in needs.users:
            self._ask_users(kind, of)
        for address in needs.entries:
            self._ask_entry(address)
        for table, name in needs.names:
            self._ask_name(table, name)
        for uplink, address in needs.holders:
            self._ask_holder(uplink, address)
        if needs.addresses:
            self._ask_addresses()
        self._run()

    def load_all(self, adopt: bool) -> None:
        for kind in KINDS:
            self._ask_kind(kind)
        self._ask_addresses()
        self._ask_groups()
        for name, query in {
            "dhcp": op.select(nb.DHCP_OPTIONS.name, [], ["_uuid", "cidr", "external_ids"]),
            "dns": op.select(nb.DNS.name, [], HOME),
            "rules": op.select(nb.ACL.name, [], ["_uuid", "direction", "priority", "match", "external_ids"]),
        }.items() if adopt else ():
            self._ask(query, lambda rows, name=name: self._adopted.__setitem__(name, rows))
        self._run()
        if adopt:
            self._adopted = {"twins": twins(self._adopted["dhcp"], self._adopted["dns"]), "rules": self._adopted["rules"]}

    def _ask(self, query: dict, take: Callable[[list[dict]], None]) -> None:
        self._asked.append((query, take))

    def _run(self) -> None:
        """Read what was asked for, and what is asked for after that."""
        while self._asked or self._unfound:
            for kind in list(self._unfound):
                self._ask_by_text(kind, self._unfound.pop(kind))
            asked, self._asked = self._asked, []
            for (_query, take), rows in zip(asked, self.database.read([query for query, _take in asked])):
                take(rows)

    def _take_settings(self, rows: list[dict]) -> None:
        self._settings = rows[0] if rows else None

    def _ask_kind(self, kind: str) -> None:
        if kind in self.known.kinds:
            return
        self.known.kinds.add(kind)
        for table in (KINDS[kind].home, *KINDS[kind].copies):
            self._ask_homes(kind, table.name, [_of_kind(kind)])

    def _ask_homes(self, kind: str, table: str, where: list, chosen: Callable[[Remembered], bool] = lambda home: True) -> None:
        columns = COLUMNS.get(kind, HOME) if table == KINDS[kind].home.name else HOME
        self._ask(op.select(table, where, columns), lambda rows: self._take_homes(kind, table, rows, chosen))

    def _take_homes(self, kind: str, table: str, rows: list[dict], chosen: Callable[[Remembered], bool]) -> None:
        for row in rows:
            if row["external_ids"].get(KIND_MARK) != kind:
                continue
            home = _remembered(kind, table, row)
            if not chosen(home):
                continue
            self._homes[kind][home.uuid] = home
            if kind == NICS and row["dynamic_addresses"]:
                self._dynamic[row["name"]] = row["dynamic_addresses"]
            if kind == NETWORKS and home.options is not None:
                self._switches[kind, KINDS[kind].identity(home.options)] = list(row["ports"])
                self._ask_around(home.options)

    def _ask_users(self, kind: str, of: Address) -> None:
        if self.known.has_users(kind, of):
            return
        self.known.users.add((kind, of))
        if kind == NICS and of[0] == NETWORKS:
            self._ask_nics(of)
        elif sum(each == kind for each, _of in self.known.users) > MANY:
            self._ask_kind(kind)
        else:
            marks = [[KIND_MARK, kind], [use_mark(of), ""]]
            self._ask_homes(kind, KINDS[kind].home.name, [["external_ids", "includes", ["map", marks]]])

    def _ask_nics(self, network: Address) -> None:
        """The NICs of a network are ports of its switch."""
        if network not in self._switches:
            self._ask_entry(network)
            self._run()
        for uuid in self._switches.get(network, ()):
            self._ask_homes(NICS, nb.LOGICAL_SWITCH_PORT.name, [op.by_uuid(uuid)])

    def _ask_entry(self, address: Address) -> None:
        kind, identity = address
        around = self.known.place(address)
        if self.known.has_entry(address):
            return
        if around:
            self._ask_users(kind, around)
            return
        self.known.entries.add(address)
        options = self._given.get(address) or {"name": identity[0]}
        ref = KINDS[kind].found_at(options)

        def take(rows: list[dict]) -> None:
            self._take_homes(kind, ref.table.name, rows, lambda home: home.options is None or KINDS[kind].identity(home.options) == identity)
            if not rows or rows[0]["_uuid"] not in self._homes[kind]:
                self._unfound.setdefault(kind, set()).add(identity)

        self._ask(op.select(ref.table.name, [op.by_uuid(ref.uuid)], COLUMNS.get(kind, HOME)), take)
        if kind == NETWORKS:
            self._ask_around(options)

    def _ask_by_text(self, kind: str, identities: set[tuple]) -> None:
        """Entries whose rows have other names, or none yet: looked for in all that the rows of their kind remember."""
        texts = [f'"name":{json.dumps(name)}' for name, in identities]
        for table in (KINDS[kind].home, *KINDS[kind].copies):
            def take(rows: list[dict], table=table.name) -> None:
                likely = [row for row in rows if any(text in row["external_ids"].get(CONFIG_MARK, "") for text in texts)]
                self._take_homes(kind, table, likely, lambda home: home.options is not None and KINDS[kind].identity(home.options) in identities)

            columns = COLUMNS.get(kind, HOME) if table is KINDS[kind].home else HOME
            self._ask(op.select(table.name, [_of_kind(kind)], columns), take)

    def _ask_around(self, options: dict) -> None:
        """What OVN and others made of a network: the addresses of its router, and the members of its chassis group."""
        try:
            names = Names(base_name(options["name"], options.get("base_name")))
        except ValueError:
            return
        if self.known.whole or names.base in self._around:
            return
        self._around.add(names.base)
        if len(self._around) > MANY:
            self._ask_addresses()
            self._ask_groups()
            return
        for name in (names.external_router_port, names.internal_router_port):
            self._ask_named(nb.LOGICAL_ROUTER_PORT, name, ROUTER_PORT, self._take_ports)
        self._ask_named(nb.HA_CHASSIS_GROUP, names.chassis_group, ["_uuid", "name", "ha_chassis"], self._take_groups)

    def _ask_named(self, table, name: str, columns: list[str], take: Callable[[list[dict]], None]) -> None:
        """A row under the UUID that follows from its name, or else under its name."""
        def taken(rows: list[dict]) -> None:
            if any(row["name"] == name for row in rows):
                take(rows)
            else:
                self._ask(op.select(table.name, [["name", "==", name]], columns), take)

        self._ask(op.select(table.name, [op.by_uuid(Ref(table, (name,)).uuid)], columns), taken)

    def _ask_addresses(self) -> None:
        if self.known.addresses:
            return
        self.known.addresses = True
        self._ask(op.select(nb.LOGICAL_ROUTER_PORT.name, [], ROUTER_PORT), self._take_ports)
        self._ask(op.select(nb.NAT.name, [], ["external_ip"]), self._take_translations)

    def _take_translations(self, rows: list[dict]) -> None:
        self._translated = frozenset(row["external_ip"] for row in rows)

    def _take_ports(self, rows: list[dict]) -> None:
        self._ports.update((row["name"], row) for row in rows)

    def _ask_groups(self) -> None:
        self._ask(op.select(nb.HA_CHASSIS_GROUP.name, [], ["_uuid", "name", "ha_chassis"]), lambda rows: self._take_groups(rows, alone=False))
        self._ask(op.select(nb.HA_CHASSIS.name, [], ["_uuid", "chassis_name", "priority"]), self._take_chassis)

    def _take_groups(self, rows: list[dict], *, alone: bool = True) -> None:
        self._groups.update((row["name"], row) for row in rows)
        for uuid in (each for row in rows for each in row["ha_chassis"]) if alone else ():
            self._ask(op.select(nb.HA_CHASSIS.name, [op.by_uuid(uuid)], ["_uuid", "chassis_name", "priority"]), self._take_chassis)

    def _take_chassis(self, rows: list[dict]) -> None:
        self._chassis.update((row["_uuid"], (row["chassis_name"], row["priority"])) for row in rows)

    def _ask_name(self, table: str, name: str) -> None:
        self.known.names.add((table, name))
        ref = Ref(next(each for each in (nb.ADDRESS_SET, nb.PORT_GROUP, nb.LOGICAL_SWITCH_PORT, nb.LOGICAL_ROUTER_PORT) if each.name == table), (name,))
        self._ask(op.select(table, [op.by_uuid(ref.uuid)], HOME), lambda rows: [self._ask_owner(row["external_ids"]) for row in rows])

    def _ask_owner(self, marks: dict[str, str]) -> None:
        """The entry that a row is of."""
        base = marks.get(NETWORK_MARK) or marks.get(NIC_NETWORK_MARK)
        if ACL_MARK in marks:
            self._ask_kind("network_acls")
        elif ADDRESS_SET_MARK in marks:
            self._ask_entry(("network_address_sets", (marks[ADDRESS_SET_MARK],)))
        elif PEER_MARK in marks:
            self._ask_kind("network_peers")
        elif base:
            self._ask_base(base, with_nics=NIC_MARK in marks)

    def _ask_base(self, base: str, *, with_nics: bool = False) -> None:
        """A network by the name that its rows begin with."""
        def take(rows: list[dict]) -> None:
            self._take_homes(NETWORKS, nb.LOGICAL_SWITCH.name, rows, lambda home: True)
            for address in [address for address in map(_address, self._homes[NETWORKS].values()) if address] if with_nics and rows else ():
                self._ask_users(NICS, address)

        marks = [[KIND_MARK, NETWORKS], [NETWORK_MARK, base]]
        self._ask(op.select(nb.LOGICAL_SWITCH.name, [["external_ids", "includes", ["map", marks]]], COLUMNS[NETWORKS]), take)

    def _ask_holder(self, uplink: str, address: str) -> None:
        """Who listens on an address of an uplink, or has it on a router."""
        self.known.holders.add((uplink, address))
        marks = [[LISTENER_MARK, f"{uplink}/{address.partition('/')[0]}"]]
        for kind in ("network_forwards", "network_load_balancers"):
            where = [["external_ids", "includes", ["map", [[KIND_MARK, kind], *marks]]]]
            self._ask_homes(kind, nb.LOAD_BALANCER.name, where)
        self._ask(op.select(nb.LOGICAL_ROUTER_PORT.name, [["networks", "includes", ["set", [address]]]], HOME),
                  lambda rows: [self._ask_owner(row["external_ids"]) for row in rows])


def _address(home: Remembered) -> Address | None:
    return (home.kind, KINDS[home.kind].identity(home.options)) if home.options is not None else None


def _of_kind(kind: str) -> list:
    return ["external_ids", "includes", ["map", [[KIND_MARK, kind]]]]


def _remembered(kind: str, table: str, row: dict) -> Remembered:
    """What a row remembers; that which nobody can read too."""
    from .networks import ENTRIES  # made of the tasks that need this file

    return Remembered(kind, recalled(row["external_ids"], ENTRIES[kind]), table, row["_uuid"], row["external_ids"])
