# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A NIC in its network: the addresses it has there, what lies behind it, and what of that the outside shall reach."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .addresses import Address, Network
from .nic_addresses import assigned, is_refused

if TYPE_CHECKING:
    from .nic import Nic
    from .settings import Settings
    from .world import World


@dataclass(frozen=True)
class Place:
    """C(dynamic) is what OVN wrote of the NIC's port."""

    nic: Nic
    settings: Settings
    dynamic: str | None = None

    @cached_property
    def addresses(self) -> list[Address] | None:
        """None while OVN still has to assign them."""
        return assigned(self.nic, self.settings, self.dynamic)

    @property
    def is_refused(self) -> bool:
        """Whether OVN has none left."""
        return self.addresses is None and is_refused(self.nic, self.settings, self.dynamic)

    @property
    def known(self) -> list[Address]:
        return self.addresses or []

    @cached_property
    def hosts(self) -> list[Network]:
        """The NIC's addresses as networks of their own."""
        return [ipaddress.ip_network(each) for each in self.known]

    @cached_property
    def prefixes(self) -> list[Network]:
        """All that is routed to the NIC: its routes, and itself where instances reach each other through the router only."""
        if not (self.nic.enabled and self.nic.has_prefixes):
            return []
        alone = [each for each in self.hosts if self.settings.sides[each.version].l3only]
        return list(dict.fromkeys([*self.nic.all_routes, *alone]))

    @cached_property
    def published(self) -> list[Network]:
        """What the outside shall reach: the NIC itself where the network does not translate, and its external routes."""
        if not self.nic.enabled or self.settings.uplink is None:
            return []
        plain = [each for each in self.hosts if not self.settings.sides[each.version].nat]
        return list(dict.fromkeys([*plain, *self.nic.published]))


def place(nic: Nic, world: World) -> Place:
    """Where the NIC is now; the same each time, for it is asked often."""
    settings = world.networks[nic.network].settings
    key = "place", nic.identity
    known = world.memo.get(key)
    if known is None or known.nic is not nic or known.settings is not settings:
        known = world.memo[key] = Place(nic, settings, world.dynamic.get(nic.port))
    return known


def former_place(nic: Nic, world: World) -> Place | None:
    """Where the NIC was when the task began; None when it is new."""
    former = world.former_of("network_nics", nic.identity)
    settings = world.former_of("networks", (nic.network,))
    return Place(former, settings, world.dynamic.get(former.port)) if former and settings else None
