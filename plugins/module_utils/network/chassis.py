# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which chassis is the gateway of a network: priorities without a database."""

from __future__ import annotations

import hashlib

HIGHEST = 32767


def priorities(group: str, joining: list[str], members: dict[str, int]) -> dict[str, int]:
    """A priority for each chassis that is or becomes a member: distinct, spread over networks, and stable.

    It follows from the names of the group and the chassis alone, so it is the same on every host and does not move
    when another chassis joins or leaves. Where two draw the same number, the one that comes later takes the next.
    """
    taken: dict[int, str] = {}
    result: dict[str, int] = {}
    for name in [*sorted(members, key=lambda each: _steps(group, each, members[each])), *sorted(set(joining) - set(members))]:
        number = _draw(group, name)
        while number in taken:
            number = (number + 1) % (HIGHEST + 1)
        taken[number] = name
        result[name] = number
    return result


def _draw(group: str, name: str) -> int:
    digest = hashlib.sha256(f"{group}/{name}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % (HIGHEST + 1)


def _steps(group: str, name: str, number: int) -> tuple[int, str]:
    """How far a member stands from its own draw: who stands on it keeps it, however late the others came."""
    return (number - _draw(group, name)) % (HIGHEST + 1), name
