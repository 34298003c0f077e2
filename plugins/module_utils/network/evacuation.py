# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which chassis were evacuated, and what each of them left: a note for each in NB_Global:external_ids.

It stands there and not on the host, since a host that is down, or installed anew, must not come back as a gateway either.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

EVACUATED_MARK = "overlay_evacuated_"


@dataclass(frozen=True)
class Left:
    """What a chassis left, with the priority that it had there: groups by their name, router ports by theirs."""

    ha_chassis_groups: dict[str, int] = field(default_factory=dict)
    router_ports: dict[str, int] = field(default_factory=dict)

    def of(self, groups: bool) -> dict[str, int]:
        """Its groups, or its router ports."""
        return self.ha_chassis_groups if groups else self.router_ports

    def has(self, groups: bool, name: str) -> bool:
        return name in self.of(groups)

    def beside(self, other: Left) -> Left:
        """Both; what is in both as it is here."""
        return Left({**other.ha_chassis_groups, **self.ha_chassis_groups}, {**other.router_ports, **self.router_ports})

    def text(self) -> str:
        parts = {"ha_chassis_groups": self.ha_chassis_groups, "router_ports": self.router_ports}
        return json.dumps(parts, sort_keys=True, separators=(",", ":"))


def mark(name: str) -> str:
    """The key of the note for one chassis."""
    return EVACUATED_MARK + name


def evacuated(marks: dict[str, str]) -> dict[str, Left]:
    """The chassis that are noted in NB_Global's external_ids."""
    found = {key.removeprefix(EVACUATED_MARK): text for key, text in marks.items() if key.startswith(EVACUATED_MARK)}
    return {name: _read(text) for name, text in found.items()}


def _read(text: str) -> Left:
    """A note that somebody wrote by hand still says that the chassis is away."""
    try:
        parts = json.loads(text)
        return Left(*({str(name): int(number) for name, number in parts[kind].items()} for kind in ("ha_chassis_groups", "router_ports")))
    except (ValueError, TypeError, KeyError, AttributeError):
        return Left()
