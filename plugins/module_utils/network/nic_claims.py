# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a NIC claims for itself alone in its network: marks of its port, so that of two tasks at once only one gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import northbound as nb
from ..model.rows import Guard
from .rows import NIC_MARK, NIC_NETWORK_MARK

if TYPE_CHECKING:
    from .nic import Nic
    from .world import World

# A guard of this kind is a pass over all ports.
MOST_CLAIMS = 100


def claims(nic: Nic) -> dict[str, str | None]:
    """What was chosen for the NIC. What follows from its name, or what OVN assigns, is its own anyway."""
    return {
        **{f"overlay_nic_ipv{version}": str(nic.fixed[version]) if version in nic.fixed else None for version in (4, 6)},
        "overlay_nic_hwaddr": nic.mac if nic.options.get("hwaddr") else None,
    }


def nic_guards(nic: Nic, world: World, _uuids: list[str]) -> list[Guard]:
    """Nobody else claims the same meanwhile, but for those that this task takes it from."""
    claimed = [] if is_crowded(nic.network, world) else _news(nic, world)
    return [
        Guard(nb.LOGICAL_SWITCH_PORT.name, (
            ("external_ids", "includes", ("map", ((NIC_NETWORK_MARK, nic.names.base), claim))),
            *(("external_ids", "excludes", ("map", ((NIC_MARK, port),))) for port in [nic.port, *_former_holders(claim, nic, world)]),
        ))
        for claim in claimed
    ]


def _former_holders(claim: tuple[str, str], nic: Nic, world: World) -> list[str]:
    """The ports of the NICs of the network that had the same when the task began."""
    key = "claims", nic.network
    if key not in world.memo:
        holders: dict[tuple[str, str], list[str]] = {}
        for former in world.former.get("network_nics", {}).values():
            for each in claims(former).items() if former.network == nic.network else ():
                holders.setdefault(each, []).append(former.port)
        world.memo[key] = holders
    return [port for port in world.memo[key].get(claim, ()) if port != nic.port]


def _news(nic: Nic, world: World) -> list[tuple[str, str]]:
    former = world.former_of("network_nics", nic.identity)
    known = claims(former).items() if former else ()
    return [claim for claim in claims(nic).items() if claim[1] and claim not in known]


def is_crowded(network: str, world: World) -> bool:
    """Whether a task claims so much in a network that it is cheaper to ask for nothing to have changed there."""
    key = "crowded", network
    if key not in world.memo:
        world.memo[key] = sum(len(_news(nic, world)) for nic in world.nics_of(network)) > MOST_CLAIMS
    return world.memo[key]
