# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must still hold when a change is written, so that of two tasks at once the second plans again. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ..model import northbound as nb
from ..model.rows import Guard
from .acl_groups import acl_guards
from .kinds import KINDS, Address
from .memory import CONFIG_MARK, KIND_MARK, Remembered
from .nic_claims import is_crowded
from .rows import NIC_NETWORK_MARK
from .world import Network, World

# Rules of ACLs can name these.
NAMED_BY_ACLS = ("network_acls", "network_address_sets", "network_peers")
# What is in a network, but for its NICs, which bear the network's mark.
IN_NETWORKS = ("network_forwards", "network_load_balancers", "network_peers")


@dataclass(frozen=True)
class Guards:
    """The guards of one change: the entries whose rows it makes, those that it removes, and where all are remembered."""

    world: World
    former: World
    homes: dict[Address, list[Remembered]]
    given: Collection[Address]
    touched: Iterable[Address]
    removed: Collection[Address]

    def all(self) -> list[Guard]:
        return list(dict.fromkeys([*self._sources(), *self._claims(), *self._removals()]))

    def _sources(self) -> Iterator[Guard]:
        """What the rows were made of."""
        for name, identity in self.touched:
            for address in KINDS[name].consults(self.world.things[name][identity], self.world):
                if address not in self.given:
                    yield from map(_unchanged, self.homes.get(address, ())[:1])
            if name == "networks":
                yield self._same_nics(self.world.networks[identity[0]])

    def _claims(self) -> Iterator[Guard]:
        """What nobody else may have taken."""
        for name, identity in self.touched:
            uuids = [home.uuid for home in self.homes.get((name, identity), ())]
            yield from KINDS[name].guards(self.world.things[name][identity], self.world, uuids)
        for network in dict.fromkeys(identity[0] for name, identity in self.touched if name == "network_nics"):
            if is_crowded(network, self.world):
                yield self._same_nics(self.world.networks[network])
                yield from map(_unchanged, self._nics_of(network))

    def _removals(self) -> Iterator[Guard]:
        """Nobody may have taken into use what goes."""
        going = [address for address in self.removed if address in self.homes]
        for name, identity in going:
            if name == "networks":
                yield self._same_nics(self.former.networks[identity[0]])
                yield from map(self._same_entries, IN_NETWORKS)
            elif name == "network_acls":
                yield from acl_guards(self.former.things[name][identity], self.world, [])
        if any(name in NAMED_BY_ACLS for name, _identity in going):
            yield self._same_entries("network_acls")
            yield from map(_unchanged, self._remembered("network_acls"))

    def _same_nics(self, network: Network) -> Guard:
        mark = ((NIC_NETWORK_MARK, network.names.base),)
        return Guard(nb.LOGICAL_SWITCH_PORT.name, (("external_ids", "includes", ("map", mark)),), _uuids(self._nics_of(network.name)))

    def _nics_of(self, network: str) -> list[Remembered]:
        return [homes[0] for (name, identity), homes in self.homes.items() if name == "network_nics" and identity[0] == network]

    def _same_entries(self, kind: str) -> Guard:
        where = (("external_ids", "includes", ("map", ((KIND_MARK, kind),))),)
        return Guard(KINDS[kind].home.name, where, _uuids(self._remembered(kind)))

    def _remembered(self, kind: str) -> list[Remembered]:
        return [home for (name, _identity), homes in self.homes.items() if name == kind for home in homes]


def _uuids(homes: Iterable[Remembered]) -> frozenset[str]:
    return frozenset(home.uuid for home in homes)


def _unchanged(home: Remembered) -> Guard:
    where = (("_uuid", "==", ("uuid", home.uuid)), ("external_ids", "includes", ("map", ((CONFIG_MARK, home.text),))))
    return Guard(home.table, where, frozenset([home.uuid]))
