# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The NICs of one network by what no two of them may have: looked through once, however many of them are checked."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from .addresses import Network

if TYPE_CHECKING:
    from .nic import Nic
    from .world import World


class Neighbours:
    """Who has what."""

    def __init__(self, nics: list[Nic], world: World):
        self.macs: dict[str, list[Nic]] = {}
        self.addresses: dict[str, list[Nic]] = {}
        self.labels: dict[str, list[Nic]] = {}
        self.instances: dict[str, list[Nic]] = {}
        self.ports: dict[str, list[Nic]] = {}
        self.routes: dict[Network, list[Nic]] = {}
        self.prefixes: dict[Network, list[Nic]] = {}
        for nic in nics:
            self._enter(nic, world)

    def _enter(self, nic: Nic, world: World) -> None:
        assigned = world.dynamic.get(nic.port, "").split()[1:]
        for address in {*map(str, nic.fixed.values()), *assigned}:
            self.addresses.setdefault(address, []).append(nic)
        for prefix in nic.all_routes:
            self.routes.setdefault(prefix, []).append(nic)
        for prefix in nic.prefixes(world) if nic.has_prefixes else ():
            self.prefixes.setdefault(prefix, []).append(nic)
        self.macs.setdefault(nic.mac, []).append(nic)
        self.labels.setdefault(nic.instance.lower(), []).append(nic)
        self.instances.setdefault(nic.instance, []).append(nic)
        self.ports.setdefault(nic.port, []).append(nic)

    @staticmethod
    def other(index: dict[Hashable, list[Nic]], key: Hashable, nic: Nic) -> Nic | None:
        """Another NIC than this one that has the same."""
        return next((each for each in index.get(key, ()) if each.identity != nic.identity), None)


def neighbours(network: str, world: World) -> Neighbours:
    """The NICs of a network, as the world has them now."""
    settings = world.networks[network].settings
    known = world.memo.get(("neighbours", network))
    if known is None or known[0] is not settings:
        known = world.memo["neighbours", network] = settings, Neighbours(world.nics_of(network), world)
    return known[1]
