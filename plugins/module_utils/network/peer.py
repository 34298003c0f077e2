# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Peers: two networks that reach each other directly, router to router. One entry makes both sides. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..model import northbound as nb
from ..model import values
from ..model.edits import Merge
from ..model.rows import Row, Scope, row
from .addresses import Network as Prefix
from .memory import remembered
from .reading import Reading
from .router import DROP_PRIORITY
from .rows import PEER_MARK, Refs
from .world import Network, World

KIND = "network_peers"
TABLES = (nb.LOGICAL_ROUTER_PORT, nb.STATIC_ROUTE, nb.ROUTER_POLICY)


@dataclass(frozen=True)
class Peer:
    """Two networks. It is the same entry whichever is named first."""

    network: str
    target_network: str
    options: dict = field(default_factory=dict, compare=False)

    @property
    def identity(self) -> tuple:
        return identity({"network": self.network, "target_network": self.target_network})

    def memory(self) -> dict[str, str]:
        """The entry, the same whichever network is named first."""
        return remembered(KIND, {**self.options, **dict(zip(("network", "target_network"), self.identity))})

    def mark(self, world: World) -> dict[str, str]:
        return {PEER_MARK: "/".join(sorted(world.networks[name].names.base for name in self.identity))}


def identity(options: dict) -> tuple:
    return tuple(sorted((options["network"], options["target_network"])))


def read_peer(reading: Reading, _things: dict | None = None) -> Peer:
    """The peer of an entry; what is wrong with it goes to the reading."""
    peer = Peer(reading.get("network"), reading.get("target_network"), reading.options)
    if peer.network == peer.target_network:
        reading.fault("target_network", f"{peer.network} is the network itself, and a peer is another one. Name that.")
    return peer


def check_peer(peer: Peer, world: World, reading: Reading) -> None:
    """The rules that need the others: both networks are there, have routers and are told apart by their addresses."""
    both = [(option, getattr(peer, option)) for option in ("network", "target_network")]
    for option, name in both:
        if name not in world.networks:
            reading.fault(option, f"there is no network {name}. Make it first, or correct the name.")
    if any(name not in world.networks for _option, name in both):
        return
    one, two = (world.networks[name] for _option, name in both)
    if not _families(one, two):
        reading.fault("target_network", f"{one.name} and {two.name} have subnets of no common family. Give both IPv4 or IPv6.")
    _check_apart(two, one, one.name, reading)
    for network, other in ((one, two), (two, one)):
        for _peer, third in world.peers_of(network.name):
            if third.name != other.name:
                _check_apart(other, third, f"{third.name}, another peer of {network.name}", reading)


def _check_apart(network: Network, other: Network, who: str, reading: Reading) -> None:
    """A router knows one way to a subnet."""
    for mine in network.settings.subnets():
        for theirs in other.settings.subnets():
            if mine.version == theirs.version and mine.overlaps(theirs):
                reading.fault("target_network", f"{mine} of {network.name} overlaps {theirs} of {who}. Peers need subnets apart: "
                                                "change one.")


def _families(one: Network, two: Network) -> list[int]:
    """The address families that both have. The others are not routed: there would be no way back."""
    return [version for version in (4, 6) if one.settings.sides[version].subnet and two.settings.sides[version].subnet]


def peer_rows(peer: Peer, world: World) -> list[Row]:
    """Both sides."""
    one, two = world.networks[peer.network], world.networks[peer.target_network]
    return [row for local, remote in ((one, two), (two, one)) for row in _side(peer, local, remote, world)]


def _side(peer: Peer, local: Network, remote: Network, world: World) -> Iterator[Row]:
    """A router's port to the other router, its routes to what is there, and no way in for those who pretend to be from there."""
    router, port = Refs(local.names).router, local.names.peer_port(remote.names)
    mark = peer.mark(world)
    yield row(nb.LOGICAL_ROUTER_PORT, (port,), {
        "mac": local.settings.mac,
        "networks": [str(ipaddress.ip_network(side.router)) for side in local.settings.sides.values() if side.router],
        "peer": remote.names.peer_port(local.names),
        "external_ids": Merge({**mark, **peer.memory()}),
    }, parent=router)
    for prefix in dict.fromkeys(_behind(remote, _families(local, remote), world)):
        yield row(nb.STATIC_ROUTE, (values.prefix(str(prefix)), str(remote.settings.sides[prefix.version].router)), {
            "output_port": port,
            "external_ids": Merge(mark),
        }, parent=router)
    for match in _spoofed(local, remote, port):
        yield row(nb.ROUTER_POLICY, (DROP_PRIORITY, match), {"action": "drop", "external_ids": Merge(mark)}, parent=router)


def _behind(network: Network, families: list[int], world: World) -> Iterator[Prefix]:
    """The subnets of a network and what lies behind its NICs."""
    prefixes = [*network.settings.subnets(), *(prefix for nic in world.nics_of(network.name) for prefix in nic.prefixes(world))]
    return (prefix for prefix in prefixes if prefix.version in families)


def _spoofed(local: Network, remote: Network, port: str) -> list[str]:
    """What comes from the uplink as if it came from the peer."""
    outside = f'inport == "{local.names.external_router_port}"'
    return [f"({outside} && ip{v} && ip{v}.src == ${remote.names.routes(v)}) // {port}" for v in (6, 4)]


def peer_scopes(peer: Peer, world: World) -> list[Scope]:
    if any(name not in world.networks for name in peer.identity):
        return []
    return [Scope(table, tuple(peer.mark(world).items())) for table in TABLES]


def peer_absent(peer: Peer, world: World) -> list[Row]:
    """Both ports by name, should they lack the mark; the rest goes by it."""
    both = [world.networks[name].names for name in (peer.network, peer.target_network) if name in world.networks]
    if len(both) < 2:
        return []
    one, two = both
    return [row(nb.LOGICAL_ROUTER_PORT, (mine.peer_port(other),), state="absent", parent=Refs(mine).router)
            for mine, other in ((one, two), (two, one))]
