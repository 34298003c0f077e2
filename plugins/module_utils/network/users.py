# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who rests on what: no entry goes while another one, of whatever kind, needs it. Pure."""

from __future__ import annotations

from collections.abc import Collection

from .kinds import KINDS, spoken_of
from .uses import Address
from .world import World


def users_of(
    going: Collection[Address], staying: Collection[Address], given: Collection[Address], world: World, former: World
) -> dict[Address, list[Address]]:
    """The entries that need what goes, by what they need.

    What C(staying) needs is what it is as C(given), in C(world); the rest is as it was, in C(former).
    """
    found: dict[Address, list[Address]] = {}
    for needed in going:
        if not _is_replaced(needed, staying):
            users = [user for user in dict.fromkeys([*_using(needed, world), *_using(needed, former)])
                     if user in staying and needed in needs(user, world if user in given else former, {needed[0]})]
            found.update({needed: users} if users else {})
    kinds = list(KINDS)
    return {need: sorted(users, key=lambda user: (kinds.index(user[0]), user[1])) for need, users in found.items()}


def _using(address: Address, world: World) -> list[Address]:
    """The entries that may need another: those that speak of it, and those of its network that may draw on it."""
    name, identity = address
    found = []
    for kind in KINDS.values():
        if name in kind.speaks_of:
            found += [(kind.plural, each) for each in world.using(kind.plural, address)]
        if name in kind.draws_on:
            found += [(kind.plural, each) for each in world.using(kind.plural, ("networks", identity[:1]))]
    return found


def needs(user: Address, world: World, kinds: Collection[str]) -> list[Address]:
    """The entries of some kinds that an entry rests on."""
    name, identity = user
    thing = world.things[name].get(identity)
    if thing is None:
        return []
    drawn = [(kind, each) for kind, found in KINDS[name].draws_on.items() if kind in kinds for each in found(thing, world)]
    return [address for address in spoken_of(name, thing) if address[0] in kinds] + drawn


def _is_replaced(address: Address, staying: Collection[Address]) -> bool:
    """Whether an entry of another kind takes the place of one that goes."""
    return any((kind, address[1]) in staying for kind in KINDS[address[0]].replaced_by)
