# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The interface that stands for a virtual function of a card in switchdev mode, from what the kernel tells in /sys."""

from __future__ import annotations

import re
from pathlib import Path

CLASS = "/sys/class/net"
# The card's own port is p0; that of its function 3 is pf0vf3, with a c1 before it on a card of several hosts.
OWN = re.compile(r"p(\d+)")
FUNCTION = re.compile(r"(?:c\d+)?pf(\d+)vf(\d+)")


def find_representor(parent: str, function: int, root: str = CLASS) -> str | None:
    """The name of the interface that stands for function number C(function) of the card C(parent)."""
    cards = Path(root)
    switch, own = _read(cards / parent / "phys_switch_id"), OWN.fullmatch(_read(cards / parent / "phys_port_name"))
    if not switch or not own:
        return None
    wanted = (own[1], str(function))
    for card in sorted(cards.iterdir()):
        place = FUNCTION.fullmatch(_read(card / "phys_port_name"))
        if place and place.groups() == wanted and _read(card / "phys_switch_id") == switch:
            return card.name
    return None


def _read(path: Path) -> str:
    """The kernel answers an interface that has no such port with an error."""
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""
