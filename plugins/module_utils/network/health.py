# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Health checks of those behind a load balancer: how they are probed, and from where."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import values
from . import forms
from .addresses import Address, last_usable
from .reading import Reading
from .world import Network, World

COUNT = range(1, 2**31)
# From this release on northd probes from an address that a router has.
FROM_ROUTER = (25, 9, 90)


@dataclass(frozen=True)
class Probe:
    """How often one is probed, how long an answer may take, and after how many probes it is believed to be up or down."""

    interval: int
    timeout: int
    success_count: int
    failure_count: int

    def options(self) -> dict[str, str]:
        return {name: str(value) for name, value in vars(self).items()}


def read_probe(reading: Reading) -> Probe | None:
    """The health check of an entry; None when it has none."""
    if not reading.get("healthcheck"):
        return None
    names = ("interval", "timeout", "success_count", "failure_count")
    numbers = [reading.checked(f"healthcheck_{name}", forms.within, reading.get(f"healthcheck_{name}"), COUNT) for name in names]
    return Probe(*numbers)


def probe_source(network: Network, version: int, world: World) -> Address | None:
    """The address that probes come from: the router's as LXD has it, where northd can, else the last that a host could have, which
    is Incus' choice."""
    side = network.settings.sides[version]
    if side.subnet is None:
        return None
    return side.router if _from_router(network, world) else last_usable(side.subnet)


def reserved_source(network: Network, version: int, world: World) -> Address | None:
    """The same, where no host may have it."""
    source = probe_source(network, version, world)
    return None if source == network.settings.sides[version].router else source


def _from_router(network: Network, world: World) -> bool:
    return not network.settings.is_incus and _release(world.live.northd) >= FROM_ROUTER


def _release(text: str) -> tuple[int, ...]:
    """The release in what northd says of itself, such as 24.03.2-20.33.0-72.6."""
    words = text.partition("-")[0].split(".")
    return tuple(int(word) for word in words) if all(map(values.NUMBER.fullmatch, words)) else ()
