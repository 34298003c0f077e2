# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who rests on what: no entry goes while another one, of whatever kind, needs it. Pure."""

from __future__ import annotations

from collections.abc import Collection

from .kinds import KINDS, Address
from .world import World


def users_of(
    going: Collection[Address], staying: Collection[Address], given: Collection[Address], world: World, former: World
) -> dict[Address, list[Address]]:
    """The entries that need what goes, by what they need.

    What C(staying) needs is what it is as C(given), in C(world); the rest is as it was, in C(former).
    """
    found: dict[Address, list[Address]] = {}
    missed = {address for address in going if not _is_replaced(address, staying)}
    missing = {kind for kind, _identity in missed}
    for user in staying if missed else ():
        side = world if user in given else former
        for need in dict.fromkeys(needs(user, side, missing)):
            if need in missed:
                found.setdefault(need, []).append(user)
    kinds = list(KINDS)
    return {need: sorted(users, key=lambda user: (kinds.index(user[0]), user[1])) for need, users in found.items()}


def needs(user: Address, world: World, kinds: Collection[str]) -> list[Address]:
    """The entries of some kinds that an entry rests on."""
    name, identity = user
    thing = world.things[name][identity]
    return [(kind, each) for kind, named in KINDS[name].rests_on.items() if kind in kinds for each in named(thing, world)]


def _is_replaced(address: Address, staying: Collection[Address]) -> bool:
    """Whether an entry of another kind takes the place of one that goes."""
    return any((kind, address[1]) in staying for kind in KINDS[address[0]].replaced_by)
