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

# A guard is a pass over all ports: a task that claims more than this is not one of many that run at once.
MOST_CLAIMS = 100


def claims(nic: Nic) -> dict[str, str | None]:
    """What was chosen for the NIC. What follows from its name, or what OVN assigns, is its own anyway."""
    return {
        **{f"overlay_nic_ipv{version}": str(nic.fixed[version]) if version in nic.fixed else None for version in (4, 6)},
        "overlay_nic_hwaddr": nic.mac if nic.options.get("hwaddr") else None,
    }


def nic_guards(nic: Nic, world: World, _uuids: list[str]) -> list[Guard]:
    """Nobody else claims the same meanwhile."""
    claimed = _news(nic, world)
    if not claimed or _claims_of_all(nic.network, world) > MOST_CLAIMS:
        return []
    own = ("external_ids", "excludes", ("map", ((NIC_MARK, nic.port),)))
    return [
        Guard(nb.LOGICAL_SWITCH_PORT.name, (("external_ids", "includes", ("map", ((NIC_NETWORK_MARK, nic.names.base), claim))), own))
        for claim in claimed
    ]


def _news(nic: Nic, world: World) -> list[tuple[str, str]]:
    former = world.former_of("network_nics", nic.identity)
    known = claims(former).items() if former else ()
    return [claim for claim in claims(nic).items() if claim[1] and claim not in known]


def _claims_of_all(network: str, world: World) -> int:
    key = "claims", network
    if key not in world.memo:
        world.memo[key] = sum(len(_news(nic, world)) for nic in world.nics_of(network))
    return world.memo[key]
