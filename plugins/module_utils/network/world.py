# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""All that networks are compiled from: the entries of the task beside those that the database remembers, and live facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..model.rows import Ref
from .addresses import Interface

if TYPE_CHECKING:
    from .evacuation import Left
    from .names import Names
    from .settings import Settings


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
    # The chassis that were taken out of their groups, and what of each.
    evacuated: dict[str, Left] = field(default_factory=dict)
    # What OVN assigned to a switch port: its text, by the port's name.
    dynamic: dict[str, str] = field(default_factory=dict)
    # How often this task was too late with what it chose.
    contended: int = 0
    # The release of ovn-northd, as it says itself: empty when none ever ran.
    northd: str = ""
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
    """Entries by kind and identity. C(former) holds what the database remembered when the task began."""

    things: dict[str, dict[tuple, object]] = field(default_factory=dict)
    former: dict[str, dict[tuple, object]] = field(default_factory=dict)
    live: Live = Live()
    networks: dict[str, Network] = field(default_factory=dict)
    # What is found out once for many entries.
    memo: dict = field(default_factory=dict)

    def all(self, kind: str) -> list:
        return list(self.things.get(kind, {}).values())

    def former_of(self, kind: str, identity: tuple):
        """The entry as it was remembered; None when it is new."""
        return self.former.get(kind, {}).get(identity)

    @property
    def dynamic(self) -> dict[str, str]:
        return self.live.dynamic

    @property
    def uplinks(self) -> dict:
        return {name: uplink for (name,), uplink in self.things.get("uplinks", {}).items()}

    @property
    def acls(self) -> dict:
        return {name: acl for (name,), acl in self.things.get("network_acls", {}).items()}

    @property
    def address_sets(self) -> dict:
        return {name: each for (name,), each in self.things.get("network_address_sets", {}).items()}

    @property
    def forwards(self) -> list:
        return self.all("network_forwards")

    @property
    def load_balancers(self) -> list:
        return self.all("network_load_balancers")

    @property
    def peers(self) -> list:
        return self.all("network_peers")

    @property
    def nics(self) -> list:
        return self.all("network_nics")

    def nics_of(self, network: str) -> list:
        """The NICs of a network."""
        return self._nics.get(network, [])

    def peers_of(self, network: str) -> list[tuple[object, Network]]:
        """The peerings of a network, each with the network on the other side, where that is known."""
        found = []
        for peer in self.peers:
            if network in (peer.network, peer.target_network):
                other = peer.target_network if peer.network == network else peer.network
                if other in self.networks:
                    found.append((peer, self.networks[other]))
        return found

    def acls_of(self, nic) -> list:
        """The ACLs of a NIC: its network's, then its own, each once."""
        network = self.networks.get(nic.network)
        names = dict.fromkeys([*(network.settings.acls if network else ()), *nic.acls])
        return [acl for name in names if (acl := self.acls.get(name))]

    def users_of(self, acl: str) -> list[Network]:
        """The networks that an ACL is in force on: by their own list, or by that of a NIC of theirs."""
        return [
            network for name, network in self.networks.items()
            if acl in network.settings.acls or any(acl in nic.acls for nic in self.nics_of(name))
        ]

    def __post_init__(self) -> None:
        self._nics: dict[str, list] = {}
        for nic in self.nics:
            self._nics.setdefault(nic.network, []).append(nic)
