# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must still hold when a change is written, so that tasks at once end as if each had run alone, in some order. Pure.

The argument. A compilation is a function of the entries that it looks at (Looks has all of them), of the rows that its own
rows are compared with, and of what the guards of its kinds name. The entries are read in one transaction, as they were at
one moment. The transaction that writes proves that all of these are the same at the moment in which it lands (the engine
proves the rows). So what is written is what the task would have written, had nobody else been there between: the order in
which tasks land is the order that explains the end. A task whose proof fails writes nothing, and begins anew.

An entry is proven by the text that its home row holds; the users of an entry, whoever they are, by the rows that bear its
use mark, which every home row has for each entry that it speaks of. A new kind of entry gets all this from having its
entries in Entries and saying whom they speak of (Kind.speaks_of).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..model.rows import Guard
from .kinds import KINDS, spoken_of
from .looks import Looks
from .memory import CONFIG_MARK, KIND_MARK, Remembered
from .uses import Address, use_mark
from .world import Switch, World

# From this many on, it costs the server less to prove that a kind is the same than each of the sets that were looked through.
MANY = 50
# Up to so many NICs are proven one by one: the pass takes as long as some hundred questions, in a cloud of 50,000.
FEW_PORTS = 200
NETWORKS, NICS = "networks", "network_nics"


@dataclass(frozen=True)
class Guards:
    """The guards of one change: the entries whose rows it makes, what was looked at, and where entries are remembered."""

    world: World
    former: World
    homes: dict[Address, list[Remembered]]
    touched: Iterable[Address]
    looks: Looks

    def all(self) -> list[Guard]:
        return list(dict.fromkeys([*self._looked_at(), *self._claims()]))

    def _looked_at(self) -> Iterator[Guard]:
        """Everything of which all was looked through, and the entries that are not in that, with what they were read with."""
        proven: set[str] = set()
        for kind, of in self._sets():
            switch = self._switch(kind, of)
            guard = switch.unchanged() if switch else self._same(kind, of)
            proven |= guard.uuids if not switch else frozenset()
            yield guard
        for address in self._with_theirs():
            yield from (_unchanged(home) for home in self.homes.get(address, ())[:1] if home.uuid not in proven)

    def _sets(self) -> Iterator[tuple[str, Address | None]]:
        """What was looked through: kinds, and their users of an entry. Each is a pass over a table, so many are proven in one."""
        many = {kind for kind, count in Counter(kind for kind, _of in self.looks.users).items()
                if count > MANY and self.looks.known.has_kind(kind)}
        for kind in dict.fromkeys([*self.looks.kinds, *many]):
            yield kind, None
        for kind, of in self.looks.users:
            if kind not in many and kind not in self.looks.kinds:
                yield kind, of

    def _switch(self, kind: str, of: Address | None) -> Switch | None:
        """The switch whose ports prove that the NICs of a network are the same, each of which is proven by itself then. Of many, a
        pass over the table is cheaper."""
        switch = self.world.live.switches.get(of[1][0]) if kind == NICS and of and of[0] == NETWORKS else None
        return switch if switch and len(switch.ports) <= FEW_PORTS else None

    def _claims(self) -> Iterator[Guard]:
        """What nobody else may have taken."""
        for name, identity in self.touched:
            yield from KINDS[name].guards(self.world.things[name][identity], self.world)

    def _with_theirs(self) -> Iterable[Address]:
        """The entries that were looked at, and those that these speak of, without which they could not be read."""
        found: dict[Address, None] = {}
        left = list(self.looks.entries)
        left += [(kind, each) for kind, of in self.looks.users for side in (self.world, self.former) for each in side.using(kind, of)]
        while left:
            address = left.pop()
            if address not in found:
                found[address] = None
                left += self._spoken_of(address)
        return found

    def _spoken_of(self, address: Address) -> Iterator[Address]:
        kind, identity = address
        for side in (self.world, self.former):
            thing = side.things.get(kind, {}).get(identity)
            yield from spoken_of(kind, thing) if thing else ()

    def _same(self, kind: str, of: Address | None) -> Guard:
        """Of the rows that bear the marks there are no more and no less, and each as it was."""
        marks = ((KIND_MARK, kind), *([(use_mark(of), "")] if of else []))
        table = KINDS[kind].home.name
        read = [home for (name, _identity), homes in self.homes.items() if name == kind for home in homes]
        homes = [home for home in (*read, *self.world.live.unread)
                 if home.table == table and all(home.marks.get(key) == value for key, value in marks)]
        known = tuple(sorted((home.uuid, tuple(sorted(home.marks.items()))) for home in homes))
        where = (("external_ids", "includes", ("map", marks)),)
        return Guard(table, where, frozenset(uuid for uuid, _marks in known), known)


def _unchanged(home: Remembered) -> Guard:
    where = (("_uuid", "==", ("uuid", home.uuid)), ("external_ids", "includes", ("map", ((CONFIG_MARK, home.text),))))
    return Guard(home.table, where, frozenset([home.uuid]))
