# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The recorded cases: what was typed, as this collection's parameters, and the rows that came of it."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

LISTS = {"dns.search", "ipv4.dhcp.ranges"}
FLAGS = {"true": True, "false": False}
UPLINK = {
    "name": "UPLINK",
    "ipv4_gateway": "10.55.0.1/24",
    "ipv4_ovn_ranges": ["10.55.0.100-10.55.0.200"],
    "ipv4_routes": ["10.77.0.0/16", "203.0.113.0/24"],
    "ipv6_routes": ["fd42:77::/48", "2001:db8:77::/64"],
    "ipv6_gateway": "fd42:55::1/64",
    "ipv6_ovn_ranges": ["fd42:55::100-fd42:55::200"],
    "dns_nameservers": ["10.55.0.53", "fd42:55::53"],
}


@dataclass(frozen=True)
class Case:
    """One recording of one daemon."""

    path: Path

    @cached_property
    def document(self) -> dict:
        return json.loads(self.path.read_text())

    def northbound(self, phase: str) -> dict[str, list[dict]]:
        return self.document["phases"][phase]["northbound"]

    def network(self) -> dict:
        """The parameters of the network that the case creates."""
        commands = self.document["phases"]["setup"]["commands"]
        create = next(command for command in commands if command.startswith("lxc network create"))
        words = shlex.split(create)
        given = dict(word.split("=", 1) for word in words if "=" in word and not word.startswith("--"))
        return {"name": words[3], **{key.replace(".", "_"): _value(key, value) for key, value in given.items()}}


def _value(key: str, value: str):
    return value.split(",") if key in LISTS else FLAGS.get(value, int(value) if value.isdigit() else value)


RECORDINGS = Path(__file__).parent / "recordings"


def cases(daemon: str) -> list[Case]:
    """All recordings of one daemon."""
    return [Case(path) for path in sorted((RECORDINGS / daemon).glob("*.json"))]
