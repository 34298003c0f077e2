# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading what a database remembers of networks, and what it holds that rows follow from: all of it, or what a change needs.

A change is compiled of what its entries touch, whatever else the database holds. It says what is missing, and that is read: by
UUIDs that follow from names, by references, by marks. Between two steps others may write: the transaction proves what it rests on
(docs/concurrency.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from ..model import northbound as nb
from ..model.rows import Ref
from ..model.table import Table
from ..network.document import Change, Compiled, compile_change
from ..network.evacuation import evacuated
from ..network.kinds import KINDS, place
from ..network.known import Known, Missing, Needs
from ..network.listener import LISTENER_MARK
from ..network.memory import CONFIG_MARK, KIND_MARK, Remembered, recalled
from ..network.rows import ACL_MARK, ACL_NETWORK_MARK, ADDRESS_SET_MARK, NETWORK_MARK, NIC_MARK, NIC_NETWORK_MARK, PEER_MARK
from ..network.takeover import twins
from ..network.uses import MARKED, Address, use_mark
from ..network.world import Live, Notes, Switch
from ..ovsdb import operations as op
from .questions import Questions
from .surroundings import MANY, Surroundings

# A change of so many entries may be most of what there is.
LARGE = 200
# How often more may be missing before all is read.
ROUNDS = 30
NETWORKS, NICS, SETS = "networks", "network_nics", "network_address_sets"
LISTENERS = ("network_forwards", "network_load_balancers")
HOME = ("_uuid", "external_ids")
COLUMNS = {NETWORKS: (*HOME, "ports"), NICS: (*HOME, "name", "dynamic_addresses")}
Choose = Callable[[Remembered], bool]


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
        self.questions = Questions(database)
        self.around = Surroundings(self.questions)
        entries = (*change.present, *change.absent, *change.unused)
        self._given = {(kind, KINDS[kind].identity(options)): options for kind, options, _path in entries}
        self._homes: dict[str, dict[str, Remembered]] = {kind: {} for kind in KINDS}
        # As they were read first: NICs are read by them, and proven.
        self._switches: dict[str, Switch] = {}
        # Entries that are not where they would be found at once.
        self._unfound: dict[str, set[tuple]] = {}
        self._dynamic: dict[str, str] = {}
        self._settings: dict | None = None
        self._adopted: dict = {}
        self.questions.ask(nb.NB_GLOBAL, [], ["_uuid", "options", "external_ids"], self._take_settings)
        if not whole:
            self._run()

    @property
    def is_marked(self) -> bool:
        """Whether all users of an entry can be found by their marks."""
        return bool(self._settings) and MARKED in self._settings["external_ids"].items()

    def is_most(self) -> bool:
        """Whether the change speaks of so many networks that all may be read as well."""
        if len(self._given) < LARGE:
            return False
        named = {identity[:1] for kind, identity in self._given if kind == NETWORKS or KINDS[kind].networks(identity)}
        there = self.database.read([op.select(nb.LOGICAL_SWITCH.name, _with_marks((KIND_MARK, NETWORKS)), ["_uuid"])])[0]
        return 4 * len(named) >= len(there)

    def remembered(self) -> list[Remembered]:
        """The entries that can be read, those of main rows first, and first of these the one under the usual name: the same order
        however much was read."""
        return [each for each in self._all() if each.options is not None]

    def live(self) -> Live:
        settings = self._settings
        return Live(
            notes=Notes(settings["_uuid"], tuple(sorted(settings["external_ids"].items()))) if settings else None,
            evacuated=evacuated(settings["external_ids"]) if settings else {},
            dynamic=self._dynamic,
            switches=self._switches,
            northd=settings["options"].get("northd_internal_version", "") if settings else "",
            unread=tuple(each for each in self._all() if each.options is None),
            **self.around.facts(),
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
            self.around.ask_addresses()
        self._run()

    def load_all(self, adopt: bool) -> None:
        for kind in KINDS:
            self._ask_kind(kind)
        self.around.ask_all()
        found: dict[str, list[dict]] = {}
        for table, columns in (
            (nb.DHCP_OPTIONS, ["_uuid", "cidr", "external_ids"]),
            (nb.DNS, HOME),
            (nb.ACL, ["_uuid", "direction", "priority", "match", "external_ids"]),
        ) if adopt else ():
            self.questions.ask(table, [], columns, lambda rows, name=table.name: found.update({name: rows}))
        self._run()
        if adopt:
            self._adopted = {"twins": twins(found[nb.DHCP_OPTIONS.name], found[nb.DNS.name]), "rules": found[nb.ACL.name]}

    def _run(self) -> None:
        while self.questions or self._unfound:
            for kind in list(self._unfound):
                self._ask_by_text(kind, self._unfound.pop(kind))
            self.questions.run()
        self.known.addresses = self.around.has_addresses

    def _all(self) -> Iterable[Remembered]:
        for kind in KINDS.values():
            yield from sorted(self._homes[kind.plural].values(), key=lambda each: (each.table != kind.home.name, not _is_usual(each), each.uuid))

    def _take_settings(self, rows: list[dict]) -> None:
        self._settings = rows[0] if rows else None

    def _ask_kind(self, kind: str) -> None:
        if kind not in self.known.kinds:
            self.known.kinds.add(kind)
            for table in (KINDS[kind].home, *KINDS[kind].copies):
                self._ask_homes(kind, table, _with_marks((KIND_MARK, kind)))

    def _ask_homes(self, kind: str, table: Table, where: list, chosen: Choose = lambda home: True) -> None:
        columns = COLUMNS.get(kind, HOME) if table is KINDS[kind].home else HOME
        self.questions.ask(table, where, columns, lambda rows: self._take_homes(kind, table, rows, chosen))

    def _take_homes(self, kind: str, table: Table, rows: Iterable[dict], chosen: Choose) -> None:
        for row in rows:
            home = _remembered(kind, table.name, row) if row["external_ids"].get(KIND_MARK) == kind else None
            if home and chosen(home):
                self._homes[kind][home.uuid] = home
                self._take_beside(home, row)

    def _take_beside(self, home: Remembered, row: dict) -> None:
        """What else the row says, and what belongs to its entry."""
        if home.kind == NICS and row["dynamic_addresses"]:
            self._dynamic[row["name"]] = row["dynamic_addresses"]
        address = _address(home)
        if self.known.whole or address is None:
            return
        if home.kind == NETWORKS:
            self._switches.setdefault(home.options["name"], Switch(home.uuid, row["ports"]))
            self.around.ask(home.options)
        for network in KINDS[home.kind].networks(address[1]):
            self._ask_entry((NETWORKS, (network,)))

    def _ask_users(self, kind: str, of: Address) -> None:
        if self.known.has_users(kind, of):
            return
        self.known.users.add((kind, of))
        if kind == NICS and of[0] == NETWORKS:
            self._ask_nics(of)
        elif sum(each == kind for each, _of in self.known.users) > MANY:
            self._ask_kind(kind)
        else:
            self._ask_homes(kind, KINDS[kind].home, _with_marks((KIND_MARK, kind), (use_mark(of), "")))

    def _ask_nics(self, network: Address) -> None:
        """The NICs of a network are ports of its switch."""
        (name,) = network[1]
        if name not in self._switches:
            self._ask_entry(network)
            self._run()
        for uuid in self._switches[name].ports if name in self._switches else ():
            self._ask_homes(NICS, nb.LOGICAL_SWITCH_PORT, [op.by_uuid(uuid)])

    def _ask_entry(self, address: Address) -> None:
        """An entry where its row would be, or with all of its kind that are in its network."""
        if self.known.has_entry(address):
            return
        kind, identity = address
        around = self.known.place(address)
        if around:
            self._ask_users(kind, around)
            return
        self.known.entries.add(address)
        places = [{"name": identity[0]}, self._given.get(address, {"name": identity[0]})]
        for ref in dict.fromkeys(map(KINDS[kind].found_at, places)):
            self._ask_home(address, ref)
        for options in places if kind == NETWORKS else ():
            self.around.ask(options)

    def _ask_home(self, address: Address, ref: Ref) -> None:
        kind, identity = address

        def take(rows: list[dict]) -> None:
            self._take_homes(kind, ref.table, rows, lambda home: _address(home) in (address, None))
            if not any(_address(home) == address for home in self._homes[kind].values() if home.table == ref.table.name):
                self._unfound.setdefault(kind, set()).add(identity)

        self.questions.ask(ref.table, [op.by_uuid(ref.uuid)], COLUMNS.get(kind, HOME), take)

    def _ask_by_text(self, kind: str, identities: set[tuple]) -> None:
        """Entries whose rows have other names, or none yet: looked for in all that the rows of their kind remember."""
        texts = [f'"name":{json.dumps(name)}' for name, in identities]

        def is_likely(row: dict) -> bool:
            return any(text in row["external_ids"].get(CONFIG_MARK, "") for text in texts)

        def is_one(home: Remembered) -> bool:
            return home.options is not None and KINDS[kind].identity(home.options) in identities

        for table in (KINDS[kind].home, *KINDS[kind].copies):
            columns = COLUMNS.get(kind, HOME) if table is KINDS[kind].home else HOME
            self.questions.ask(table, _with_marks((KIND_MARK, kind)), columns,
                               lambda rows, table=table: self._take_homes(kind, table, filter(is_likely, rows), is_one))

    def _ask_name(self, table: str, name: str) -> None:
        """The entry that has a row of this name."""
        self.known.names.add((table, name))
        ref = Ref(nb.TABLES[table], (name,))
        self.questions.ask(ref.table, [op.by_uuid(ref.uuid)], HOME, self._ask_owners)

    def _ask_owners(self, rows: list[dict]) -> None:
        for marks in (row["external_ids"] for row in rows):
            base = marks.get(NETWORK_MARK) or marks.get(NIC_NETWORK_MARK)
            if ACL_MARK in marks:
                self._ask_kind("network_acls")
                if ACL_NETWORK_MARK in marks:
                    self._ask_base(marks[ACL_NETWORK_MARK], with_nics=True)
            elif ADDRESS_SET_MARK in marks:
                self._ask_entry((SETS, (marks[ADDRESS_SET_MARK],)))
            elif PEER_MARK in marks:
                self._ask_kind("network_peers")
            elif base:
                self._ask_base(base, with_nics=NIC_MARK in marks)

    def _ask_base(self, base: str, *, with_nics: bool) -> None:
        """A network by the name that its rows begin with."""
        def take(rows: list[dict]) -> None:
            self._take_homes(NETWORKS, nb.LOGICAL_SWITCH, rows, lambda home: True)
            for home in [self._homes[NETWORKS][row["_uuid"]] for row in rows] if with_nics else ():
                if address := _address(home):
                    self._ask_users(NICS, address)

        self.questions.ask(nb.LOGICAL_SWITCH, _with_marks((KIND_MARK, NETWORKS), (NETWORK_MARK, base)), COLUMNS[NETWORKS], take)

    def _ask_holder(self, uplink: str, address: str) -> None:
        """Who listens on an address of an uplink, or has it on a router."""
        self.known.holders.add((uplink, address))
        mark = LISTENER_MARK, f"{uplink}/{address.partition('/')[0]}"
        for kind in LISTENERS:
            self._ask_homes(kind, nb.LOAD_BALANCER, _with_marks((KIND_MARK, kind), mark))
        self.questions.ask(nb.LOGICAL_ROUTER_PORT, [["networks", "includes", ["set", [address]]]], HOME, self._ask_owners)


def _address(home: Remembered) -> Address | None:
    return (home.kind, KINDS[home.kind].identity(home.options)) if home.options is not None else None


def _is_usual(home: Remembered) -> bool:
    """Whether a row has the name that follows from its entry's alone."""
    found_at = KINDS[home.kind].found_at
    return bool(found_at and home.options is not None) and found_at({"name": home.options["name"]}).uuid == home.uuid


def _with_marks(*marks: tuple[str, str]) -> list:
    return [["external_ids", "includes", ["map", list(map(list, marks))]]]


def _remembered(kind: str, table: str, row: dict) -> Remembered:
    """What a row remembers; that which nobody can read too."""
    from .networks import ENTRIES  # made of the tasks that need this file

    return Remembered(kind, recalled(row["external_ids"], ENTRIES[kind]), table, row["_uuid"], row["external_ids"])
