# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which chassis is the gateway of a network: priorities without a database."""

from __future__ import annotations

import hashlib

HIGHEST = 32767


def priorities(group: str, joining: list[str], members: dict[str, int], order: tuple[str, ...] = ()) -> dict[str, int]:
    """A priority for each chassis that is or becomes a member: distinct, spread over networks, and stable.

    Those in C(order) have the highest numbers there are, one after the other, whoever of them is a member. For the rest it
    follows from the names of the group and the chassis alone, so it is the same on every host and does not move when
    another chassis joins or leaves. Where two draw the same number, the one that comes later takes the next.
    """
    result = {name: HIGHEST - place for place, name in enumerate(order)}
    taken = set(result.values())
    drawing = set(members) - set(order)
    for name in [*sorted(drawing, key=lambda each: _steps(group, each, members[each])), *sorted({*joining} - {*members, *order})]:
        number = _draw(group, name)
        while number in taken:
            number = (number + 1) % (HIGHEST + 1)
        taken.add(number)
        result[name] = number
    return {name: number for name, number in result.items() if name in members or name in joining}


def _draw(group: str, name: str) -> int:
    digest = hashlib.sha256(f"{group}/{name}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % (HIGHEST + 1)


def _steps(group: str, name: str, number: int) -> tuple[int, str]:
    """How far a member stands from its own draw: who stands on it keeps it, however late the others came."""
    return (number - _draw(group, name)) % (HIGHEST + 1), name
