# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""All that networks are compiled from: the entries of the task beside those that the database remembers, and live facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..model import northbound as nb
from ..model.rows import Guard, Ref
from .addresses import Interface
from .looks import ByName, Looks
from .uses import Address

if TYPE_CHECKING:
    from .evacuation import Left
    from .memory import Remembered
    from .names import Names
    from .settings import Settings


@dataclass(frozen=True)
class Group:
    """An HA chassis group as it was read: its UUID, and those of its members' rows."""

    uuid: str
    members: frozenset[str]

    def unchanged(self) -> Guard:
        members = ("set", tuple(("uuid", each) for each in sorted(self.members)))
        return Guard(nb.HA_CHASSIS_GROUP.name, (("_uuid", "==", ("uuid", self.uuid)), ("ha_chassis", "==", members)), frozenset([self.uuid]))


@dataclass(frozen=True)
class Switch:
    """The internal switch of a network as it was read: its UUID, and those of its ports, among them all NICs of the network."""

    uuid: str
    ports: frozenset[str]

    def unchanged(self) -> Guard:
        ports = ("set", tuple(("uuid", each) for each in sorted(self.ports)))
        return Guard(nb.LOGICAL_SWITCH.name, (("_uuid", "==", ("uuid", self.uuid)), ("ports", "==", ports)), frozenset([self.uuid]))


@dataclass(frozen=True)
class Notes:
    """The row of NB_Global with its external_ids as they were read: what was noted of evacuated chassis."""

    uuid: str
    marks: tuple[tuple[str, str], ...]

    def unchanged(self) -> Guard:
        return Guard(nb.NB_GLOBAL.name, (("external_ids", "==", ("map", self.marks)),), frozenset([self.uuid]))


@dataclass(frozen=True)
class Live:
    """What OVN, and who else writes to the database, made of it."""

    # Networks of each router port, by the port's name.
    ports: dict[str, list[str]] = field(default_factory=dict)
    # Their Ethernet addresses.
    macs: dict[str, str] = field(default_factory=dict)
    # External addresses of all translations, and the router ports' networks above, are in use.
    translated: frozenset[str] = frozenset()
    # Priorities of the chassis in a group, by the group's name.
    members: dict[str, dict[str, int]] = field(default_factory=dict)
    # The groups themselves.
    groups: dict[str, Group] = field(default_factory=dict)
    # The switches of networks whose NICs were read by it, by the networks' names.
    switches: dict[str, Switch] = field(default_factory=dict)
    notes: Notes | None = None
    # The chassis that were taken out of their groups, and what of each.
    evacuated: dict[str, Left] = field(default_factory=dict)
    # What OVN assigned to a switch port: its text, by the port's name.
    dynamic: dict[str, str] = field(default_factory=dict)
    # The release of ovn-northd, as it says itself: empty when none ever ran.
    northd: str = ""
    # Home rows that say of an entry what cannot be read.
    unread: tuple[Remembered, ...] = ()
    # Rows that LXD or Incus made and that bear no name of ours: our way to name each, and the row.
    twins: dict[Ref, Ref] = field(default_factory=dict)
    # All rules, where ACLs of LXD or Incus may be taken over.
    rules: list[dict] = field(default_factory=list)


@dataclass(frozen=True)
class Network:
    """A network with what is decided for it: its addresses on the uplink and the chassis in its group."""

    settings: Settings
    outer: dict[int, Interface] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.settings.name

    @property
    def names(self) -> Names:
        return self.settings.names


@dataclass
class World:
    """Entries by kind and identity. C(former) holds what the database remembered when the task began.

    C(looks) has what was looked at, if the entries are Entries: the methods here find users of an entry without a look at others.
    """

    things: dict[str, dict[tuple, object]] = field(default_factory=dict)
    former: dict[str, dict[tuple, object]] = field(default_factory=dict)
    live: Live = Live()
    networks: dict[str, Network] = field(default_factory=dict)
    # What is found out once for many entries.
    memo: dict = field(default_factory=dict)
    looks: Looks = field(default_factory=Looks)
    # Of which entries one of a kind speaks.
    spoken_of: Callable[[str, object], list[Address]] = lambda kind, thing: []
    # It goes on where it takes something from those who have it.
    force: bool = False

    def __post_init__(self) -> None:
        self._users: dict[str, dict[Address, list[tuple]]] = {}

    def all(self, kind: str) -> list:
        return list(self.things.get(kind, {}).values())

    def former_of(self, kind: str, identity: tuple):
        """The entry as it was remembered; None when it is new."""
        return self.former.get(kind, {}).get(identity)

    def using(self, kind: str, of: Address) -> list[tuple]:
        """Who of a kind speaks of an entry: their identities."""
        self.looks.at_users(kind, of)
        return self.known_users(kind, of)

    def known_users(self, kind: str, of: Address) -> list[tuple]:
        """Those of them that were read, where others do not matter: the caller says why."""
        if kind not in self._users:
            self._users[kind] = self._index(kind)
        return self._users[kind].get(of, [])

    def users(self, kind: str, of: Address) -> list:
        """Those of a kind that speak of an entry."""
        things = self.things.get(kind, {})
        return [dict.__getitem__(things, identity) for identity in self.using(kind, of)]

    def _index(self, kind: str) -> dict[Address, list[tuple]]:
        index: dict[Address, list[tuple]] = {}
        for identity, thing in dict.items(self.things.get(kind, {})):
            for address in self.spoken_of(kind, thing):
                index.setdefault(address, []).append(identity)
        return index

    @property
    def dynamic(self) -> dict[str, str]:
        return self.live.dynamic

    @property
    def acls(self) -> ByName:
        return ByName(self.things.get("network_acls", {}))

    @property
    def address_sets(self) -> ByName:
        return ByName(self.things.get("network_address_sets", {}))

    @property
    def nics(self) -> list:
        return self.all("network_nics")

    def nics_of(self, network: str) -> list:
        """The NICs of a network."""
        return self.users("network_nics", ("networks", (network,)))

    def forwards_of(self, network: str) -> list:
        """The forwards of a network."""
        return self.users("network_forwards", ("networks", (network,)))

    def load_balancers_of(self, network: str) -> list:
        """The load balancers of a network."""
        return self.users("network_load_balancers", ("networks", (network,)))

    def peers_of(self, network: str) -> list[tuple[object, Network]]:
        """The peerings of a network, each with the network on the other side, where that is known."""
        found = []
        for peer in self.users("network_peers", ("networks", (network,))):
            other = peer.target_network if peer.network == network else peer.network
            if other in self.networks:
                found.append((peer, self.networks[other]))
        return found

    def networks_on(self, uplink: str) -> list[Network]:
        """The networks on an uplink."""
        return [self.networks[name] for name, in self.using("networks", ("uplinks", (uplink,)))]

    def acls_of(self, nic) -> list:
        """The ACLs of a NIC: its network's, then its own, each once."""
        network = self.networks.get(nic.network)
        names = dict.fromkeys([*(network.settings.acls if network else ()), *nic.acls])
        return [acl for name in names if (acl := self.acls.get(name))]

    def users_of(self, acl: str) -> list[Network]:
        """The networks that an ACL is in force on: by their own list, or by that of a NIC of theirs."""
        address = "network_acls", (acl,)
        names = [name for name, in self.using("networks", address)]
        names += [nic.network for nic in self.users("network_nics", address)]
        return [self.networks[name] for name in dict.fromkeys(names) if name in self.networks]

    def is_in_force(self, acl: str, network: str) -> bool:
        """Whether an ACL is in force on a network."""
        place = self.networks.get(network)
        return place is not None and (acl in place.settings.acls or any(acl in nic.acls for nic in self.nics_of(network)))
