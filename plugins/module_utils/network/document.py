# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A change of a document of networks as rows: what is asked for, beside what the database remembers. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from ..errors import Fault, InvalidInput
from ..model.edits import Merge
from ..model.rows import OWNER_MARK, Guard, Limits, Row, Scope, Want
from .acl_groups import check_anchors
from .acl_takeover import superseded
from .allocate import outer_addresses, present_addresses, settle
from .clashes import check_bases, check_leaving, check_names, look_at_names
from .combine import combine
from .damage import damage
from .entry_changes import entry_changes
from .guards import Guards
from .kinds import KINDS, spoken_of
from .known import Known, Missing
from .looks import WHOLE, Entries, Looks
from .memory import CONFIG_MARK, KIND_MARK, Remembered, text
from .network_options import ISOLATED, read_network
from .reading import Reading
from .renaming import OPTION as RENAMED_FROM
from .renaming import names_to_change, renamed
from .settings import Settings
from .takeover import take_over
from .users import needs, users_of
from .uses import MARKED, USES_MARK, Address, use_mark
from .world import Live, Network, World

# Many networks may depend on these, and are left alone as long as they stay as they are.
SHARED = ("uplinks", "network_address_sets", "network_acls")

# Its kind, its options, and its path in the task's input.
Entry = tuple[str, dict, str]


@dataclass
class Change:
    """What a task asks of the document."""

    present: list[Entry] = field(default_factory=list)
    absent: list[Entry] = field(default_factory=list)
    # Uplinks that go with the last network on them.
    unused: list[Entry] = field(default_factory=list)
    # All other entries of this owner go.
    purge: str | None = None
    # A network goes with everything that is in it, and takes addresses from NICs that have them.
    force: bool = False
    limits: Limits = Limits()


@dataclass(frozen=True)
class Compiled:
    """The rows that a change comes to, and the world they were made of. C(findings) is what is wrong with what is remembered."""

    want: Want
    world: World
    touched: tuple[Address, ...]
    # What the task speaks of; the rest follows from it.
    given: frozenset[Address] = frozenset()
    findings: tuple[Fault, ...] = ()
    # Once it is written, users of each entry can be found by their marks, which could not be relied on before.
    is_marked: bool = False


def compile_change(change: Change, memory: list[Remembered], live: Live, known: Known = WHOLE) -> Compiled:
    """The rows of a change; C(known) says how much of the memory was read.

    Raises InvalidInput with every fault of the change at once, and Missing when more of the memory must be read first.
    """
    compiler = _Compiler(change, memory, live, known)
    try:
        return compiler.compile()
    except Missing:
        raise
    except Exception:
        compiler.looks.require()  # what comes of entries that were not read is worth nothing
        raise


def survey(chosen: Iterable[Address], memory: list[Remembered], live: Live) -> Compiled:
    """The rows of entries as they are remembered. What is wrong with an entry is a finding, and stops nothing."""
    return _Compiler(Change(), memory, live, WHOLE).survey(chosen)


class _Compiler:
    def __init__(self, change: Change, memory: list[Remembered], live: Live, known: Known):
        self.change = change
        self.live = live
        self.looks = Looks(known)
        there = {each.options["name"] for each in memory if each.kind == "networks"}
        self.renames, self.faults = names_to_change(change.present, change.absent, there)
        self.homes: dict[Address, list[Remembered]] = {}
        for each in renamed(memory, self.renames):
            self.homes.setdefault((each.kind, KINDS[each.kind].identity(each.options)), []).append(each)
        self.readings, self.former = self._recalled(), self._recalled()
        self.removed: dict[Address, Reading] = {}
        self.given: dict[Address, str] = {}

    def _recalled(self) -> dict[Address, Reading]:
        return {address: Reading(homes[0].options, f"{_words(address)} (in the database)", is_remembered=True)
                for address, homes in self.homes.items()}

    def compile(self) -> Compiled:
        self._look_ahead()
        self._take_in()
        self._take_out()
        former, world = self._world(self.former), self._world(self.readings)
        world.former = former.things
        self.looks.require()
        with self.looks.noted():
            for kind in KINDS if self.renames else ():
                self.looks.at_all(kind)
            touched = self._judged(world, former)
            rows, scopes = self._rows(world, former, touched)
            self.looks.require()
        guards = Guards(world, former, self.homes, touched, self.looks).all() + self._pools()
        self.looks.require()
        want = Want(self._adopted(rows), scopes, guards=guards, closed=True)
        want.entries = entry_changes({address: self.readings[address] for address in self.given}, self.removed, self.homes)
        return Compiled(want, world, tuple(touched), frozenset(self.given), is_marked=self._is_marked(former, touched))

    def _look_ahead(self) -> None:
        """What is read of the memory before anything is made of it."""
        for kind, options, _path in (*self.change.present, *self.change.absent, *self.change.unused):
            self.looks.at((kind, KINDS[kind].identity(options)))
            if options.get(RENAMED_FROM):
                self.looks.at((kind, (options[RENAMED_FROM],)))
        for kind in KINDS if self.renames or self.change.purge is not None else ():
            self.looks.at_all(kind)
        for kind, options, _path in self.change.absent if self.change.force else ():
            for inside in KINDS.values() if kind == "networks" else ():
                if inside.networks((options["name"],)):
                    self.looks.at_users(inside.plural, (kind, KINDS[kind].identity(options)))
        for kind, options, _path in self.change.unused:
            self.looks.at_users("networks", (kind, KINDS[kind].identity(options)))
        self.looks.require()

    def _judged(self, world: World, former: World) -> list[Address]:
        """The entries whose rows may change, settled, with nothing wrong with them."""
        self._check_users(world, former)
        self._raise(self.given)
        check_bases(self.given, self.removed, self.readings, world)
        self._raise(self.given)
        touched = self._touched(world, former)
        self._raise(touched)
        self._settle(world, touched)
        # The server has each of these names once.
        with self.looks.aside():
            look_at_names(touched, world, former)
            self.looks.require()
        self._check(world, touched)
        self._raise(touched)
        with self.looks.aside():
            check_names(touched, self.readings, world)
            check_leaving(touched, self.removed, self.readings, world, former)
        self._raise(touched)
        return touched

    def survey(self, chosen: Iterable[Address]) -> Compiled:
        former, world = self._world(self.former), self._world(self.readings)
        world.former = former.things
        sound = self._sound(chosen, world)
        self._settle(world, sound)
        self._check(world, sound)
        sound = self._sound(sound, world)
        rows, scopes = self._rows(world, former, sound)
        findings = tuple(dict.fromkeys(fault for reading in self.readings.values() for fault in reading.faults))
        return Compiled(Want(self._adopted(rows), scopes, closed=True), world, tuple(sound), findings=findings)

    def _sound(self, chosen: Iterable[Address], world: World) -> list[Address]:
        """The entries that nothing is wrong with, nor with what they rest on."""
        faulty = {address for address, reading in self.readings.items() if reading.faults}
        return [address for address in chosen if not self._rests_on(address, faulty, world)]

    def _rests_on(self, address: Address, faulty: set[Address], world: World) -> bool:
        seen, left = set(), [address]
        while left and not faulty & set(left):
            seen.update(left)
            left = [need for each in left for need in needs(each, world, KINDS) if need in self.readings and need not in seen]
        return bool(left)

    def _adopted(self, rows: list[Row]) -> list[Row]:
        """Each row once; what LXD or Incus made goes on as ours."""
        wanted = combine(rows)
        return take_over([*wanted, *superseded(wanted, self.live.rules)], self.live.twins)

    def _take_in(self) -> None:
        for name, options, path in self.change.present:
            address = name, KINDS[name].identity(options)
            self._require_once(address, path)
            self.given[address] = path
            self.readings[address] = Reading(self._with_base(address, options), path)

    def _with_base(self, address: Address, options: dict) -> dict:
        """A network that got another name keeps the names of its rows."""
        if not options.get(RENAMED_FROM):
            return options
        kept = [home.options.get("base_name") for home in self.homes.get(address, ())]
        return {**options, RENAMED_FROM: None, "base_name": options.get("base_name") or next(iter(kept), None)}

    def _take_out(self) -> None:
        for name, options, path in self.change.absent:
            address = name, KINDS[name].identity(options)
            self._require_once(address, path)
            if self._has_moved(address, options):
                continue
            self.readings.pop(address, None)
            self.removed[address] = Reading(options, path)
        if self.change.purge is not None:
            self._purge()
        if self.change.force:
            self._take_out_dependents()
        for name, options, path in self.change.unused:
            address = name, KINDS[name].identity(options)
            if address not in self._uplinks_but_for([]):
                self.readings.pop(address, None)
                self.removed[address] = Reading(options, path)

    def _require_once(self, address: Address, path: str) -> None:
        if address in self.given:
            self.faults.append(Fault(path, f"is the same {KINDS[address[0]].title} as {self.given[address]}. Give it once."))

    def _has_moved(self, address: Address, options: dict) -> bool:
        """Whether a NIC that shall leave one chassis asks for another by now: there it stays."""
        home, there = options.get("requested_chassis"), self.readings.get(address)
        now = there.get("requested_chassis") if there and home else None
        return now is not None and now != home

    def _pools(self) -> list[Guard]:
        """Who removes all that an owner does not name proves that no more of it has come: two may do so at once."""
        pools: dict[str, set[str]] = {}
        for (kind, _identity), homes in self.homes.items() if self.change.purge is not None else ():
            for home in homes:
                if home.owner == self.change.purge and home.table == KINDS[kind].home.name:
                    pools.setdefault(kind, set()).add(home.uuid)
        marks = {kind: ((KIND_MARK, kind), (OWNER_MARK, self.change.purge)) for kind in KINDS}
        return [Guard(KINDS[kind].home.name, (("external_ids", "includes", ("map", marks[kind])),), frozenset(pools.get(kind, ())))
                for kind in KINDS if self.change.purge is not None]

    def _purge(self) -> None:
        """What the owner made and does not name any more goes, as far as the limits let it."""
        owned = [
            address for address, homes in self.homes.items()
            if any(home.owner == self.change.purge and home.table == KINDS[address[0]].home.name for home in homes)
        ]
        leaving = [address for address in owned if address in self.readings and address not in self.given and not self._is_ignored(address)]
        kept = self._uplinks_but_for(leaving)
        kinds = list(KINDS)
        leaving = sorted((address for address in leaving if address not in kept), key=lambda address: (kinds.index(address[0]), address[1]))
        most = self.change.limits.allowed(len(owned))
        if most is not None and len(leaving) > most:
            listed = ", ".join(map(_words, leaving[:5]))
            self.faults.append(Fault("max_deletes", f"allows {most} entries to be removed, and {len(leaving)} would be ({listed}"
                                                    f"{', ...' if len(leaving) > 5 else ''}). Name them, or raise max_deletes."))
        for address in leaving:
            self.removed[address] = self.readings.pop(address)

    def _uplinks_but_for(self, leaving: list[Address]) -> set[Address]:
        """The uplinks of the networks that stay: a network may name one that its task does not."""
        networks = [reading for address, reading in self.readings.items() if address[0] == "networks" and address not in leaving]
        return {("uplinks", (reading.get("network"),)) for reading in networks}

    def _is_ignored(self, address: Address) -> bool:
        return any(fnmatchcase(_words(address), pattern) for pattern in self.change.limits.ignore)

    def _take_out_dependents(self) -> None:
        """What is in a network goes with it."""
        names = {identity[0] for kind, identity in self.removed if kind == "networks"}
        for address in list(self.readings):
            kind = KINDS[address[0]]
            if address not in self.given and kind.networks and names & set(kind.networks(address[1])):
                self.removed[address] = self.readings.pop(address)

    def _world(self, readings: dict[Address, Reading]) -> World:
        """The entries as what they are; uplinks and networks first, for the others are read with them."""
        things: dict[str, dict[tuple, object]] = {name: Entries(name, self.looks) for name in KINDS}
        for name, kind in KINDS.items():
            for (each, identity), reading in readings.items():
                if each == name:
                    things[name][identity] = kind.read(reading, things)
        networks = Entries("networks", self.looks, by_name=True)
        world = World(things, live=self.live, networks=networks, looks=self.looks, spoken_of=spoken_of,
                      force=self.change.force)
        for (name,), settings in dict.items(things["networks"]):
            world.networks[name] = Network(settings, present_addresses(settings, self.live), self._members(settings))
        return world

    def _members(self, settings) -> dict[str, int]:
        return self.live.members.get(settings.names.chassis_group, {})

    def _raise(self, entries: Iterable[Address]) -> None:
        """No row is made of an entry that something is wrong with, whether it is given or follows from what is."""
        self.looks.require()
        faults = [*self.faults, *(fault for address in entries if address in self.readings for fault in self.readings[address].faults)]
        if faults:
            damaged = [Fault("", damage(each)) for each in self.live.unread]
            raise InvalidInput(list(dict.fromkeys(map(self._named, [*faults, *damaged]))))

    def _named(self, fault: Fault) -> Fault:
        """With the name of the entry that is at fault, where it is one of many."""
        entry = fault.path.partition(".")[0]
        about = next((_words(address) for address, path in self.given.items() if path and path == entry), "")
        return replace(fault, about=about)

    def _touched(self, world: World, former: World) -> list[Address]:
        """The entries whose rows may change: those that are given, and those that follow from what is given or removed."""
        touched = dict.fromkeys([*self.given, *self._rewritten()])
        for address in [*filter(self._is_news, self.given), *self.removed]:
            for other in KINDS[address[0]].followers(address[1], world, former):
                touched.setdefault(other)
        for address in [*touched, *self.removed]:
            self.looks.at(address)
        return [address for address in touched if address in self.readings]

    def _rewritten(self) -> list[Address]:
        """The entries that speak of a network by its new name."""
        return [address for address, homes in self.homes.items() if self.renames and homes[0].text != text(homes[0].options)]

    def _is_news(self, address: Address) -> bool:
        """Whether anything can follow from an entry that is given. What is in a network may still wait for its addresses."""
        homes = self.homes.get(address)
        return not homes or address[0] not in SHARED or homes[0].text != text(self.readings[address].options)

    def _settle(self, world: World, touched: list[Address]) -> None:
        """Decide what is left to us: subnets, and addresses on the uplinks. Networks that are not touched keep theirs."""
        mine = sorted({identity[0] for kind, identity in touched if kind == "networks"})
        settled: dict[str, Settings] = {}

        def taken() -> list:
            self.looks.at_addresses()
            return [subnet for settings in (*(each.settings for each in world.networks.values()), *settled.values())
                    for subnet in settings.subnets()]

        for name in mine:
            settled[name] = settle(world.networks[name].settings, taken, world.former_of("networks", (name,)), self.live)
        gone = [known for kind, identity in self.removed if kind == "networks" and (known := world.former_of(kind, identity))]
        outer = outer_addresses(settled, gone, self.live, {name: self.readings["networks", (name,)] for name in mine}, self.looks)
        for name, settings in settled.items():
            world.things["networks"][name,] = settings
            world.networks[name] = Network(settings, outer[name], self._members(settings))

    def _check(self, world: World, touched: list[Address]) -> None:
        for name, identity in touched:
            KINDS[name].check(world.things[name][identity], world, self.readings[name, identity])
        check_anchors(touched, self.readings, world)

    def _check_users(self, world: World, former: World) -> None:
        """Nothing goes while something that stays rests on it. What goes wrong else with that comes of it."""
        users = users_of(self.removed, self.readings, self.given, world, former)
        for address, who in users.items():
            names = [_as_user(each) for each in who[:5]] + (["..."] if who[5:] else [])
            remedy = ", or say force: true (-e ovn_networks_force=true) to remove it too" if address[0] == "networks" else ""
            self.faults.append(Fault(self.removed[address].where("state"),
                                     f"{_words(address)} is in use by {', '.join(names)}. Remove that first{remedy}."))

    def _rows(self, world: World, former: World, touched: list[Address]) -> tuple[list[Row], list[Scope]]:
        rows: list[Row] = []
        scopes: list[Scope] = []
        beside = replace(world, networks=self._all_networks(former, world))
        for (name, identity), reading in self.removed.items():
            kind = KINDS[name]
            thing = former.things[name].get(identity) or kind.read(reading, former.things)
            rows += kind.absent(thing, beside)
            scopes += [*kind.scopes(thing, beside), *self._orphans(name, identity, former)]
        for name, identity in touched:
            kind = KINDS[name]
            rows += self._with_uses((name, identity), kind.rows(world.things[name][identity], world), world)
            scopes += kind.scopes(world.things[name][identity], world)
        return rows, list(dict.fromkeys(scopes))

    def _all_networks(self, former: World, world: World) -> dict[str, Network]:
        """What goes may be in a network that goes, or that somebody took away by hand; it had the names then that follow from its own."""
        both = Entries("networks", self.looks, by_name=True)
        both.update({name: _bare(name) for kind, identity in self.removed for name in KINDS[kind].networks(identity)})
        for side in (former, world):
            both.update(dict.items(side.networks))
        return both

    def _with_uses(self, entry: Address, rows: list[Row], world: World) -> list[Row]:
        """An entry's home rows say of which other entries it speaks."""
        kind, identity = entry
        marks = {key: None for home in self.homes.get(entry, ()) for key in home.marks if key.startswith(USES_MARK)}
        marks |= {use_mark(address): "" for address in spoken_of(kind, world.things[kind][identity])}
        for row in rows:
            edit = row.columns.get("external_ids")
            if isinstance(edit, Merge) and edit.items.get(KIND_MARK) == kind:
                row.columns["external_ids"] = Merge({**edit.items, **marks})
        return rows

    def _is_marked(self, former: World, touched: list[Address]) -> bool:
        """Whether every home row says, or is made to say, of whom its entry speaks; and this was not known."""
        notes = self.live.notes
        if not self.looks.known.whole or notes is None or MARKED in notes.marks or self.live.unread:
            return False
        done = {*touched, *self.removed}
        return all({use_mark(of) for of in spoken_of(kind, dict.__getitem__(former.things[kind], identity))} <= homes[0].marks.keys()
                   for (kind, identity), homes in self.homes.items() if (kind, identity) not in done)

    def _orphans(self, name: str, identity: tuple, former: World) -> list[Scope]:
        """The rows that remember an entry of a network that is not there go by that, whatever they are called."""
        kind = KINDS[name]
        if dict.keys(former.networks) >= set(kind.networks(identity)):
            return []
        return [Scope(kind.home, ((KIND_MARK, name), (CONFIG_MARK, home.text))) for home in self.homes.get((name, identity), ())]


def _bare(name: str) -> Network:
    """A network of which nothing but the name is known."""
    return Network(read_network(Reading({"name": name, "ipv4_address": ISOLATED, "ipv6_address": ISOLATED})))


def _words(address: Address) -> str:
    return " ".join([KINDS[address[0]].title, *map(str, address[1])])


def _as_user(address: Address) -> str:
    kind = KINDS[address[0]]
    return kind.as_user(*address[1]) if kind.as_user else _words(address)
