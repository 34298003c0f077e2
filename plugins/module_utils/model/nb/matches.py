# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Columns that hold a match: what OVN can read, what it knows, and which rows it speaks of."""

from __future__ import annotations

from collections.abc import Callable

from ..match import Match, nearest, read
from ..mentions import Mention, Mentions

Rule = Callable[[dict], "tuple[str, str] | None"]

# What northd makes of every port group: sets of the addresses of its ports.
GROUP_SETS = ("_ip4", "_ip6")
# Ports of OVN's own: the part of a router port that is at home on a gateway, and groups of all ports of a switch.
REDIRECTED, OWN = "cr-", "_MC_"


def is_readable(column: str, key: str | None = None) -> Rule:
    """OVN leaves out what it cannot read as a whole."""

    def rule(row: dict) -> tuple[str, str] | None:
        try:
            read(_match(row.get(column), key))
        except ValueError as exc:
            return column, f"{_where(key)}{exc}"
        return None

    return rule


def is_known(column: str, key: str | None = None) -> Rule:
    """Fields come with releases: one that is not known here may be misspelt, or newer than this."""

    def doubt(row: dict) -> tuple[str, str] | None:
        names = _read(_match(row.get(column), key)).unknown
        if not names:
            return None
        return column, f"{_where(key)}{names[0]} is no field that is known here.{nearest(names[0])} OVN leaves out what it cannot read."

    return doubt


def outport_is_known(row: dict) -> tuple[str, str] | None:
    """Packets are looked at before OVN has found out where they go."""
    if row["direction"] == "from-lport" and "outport" in _read(row["match"]).fields:
        return "match", "outport is not known yet where direction is from-lport, so this meets nothing. Use to-lport, or inport."
    return None


def by_sets_and_groups(column: str, effect: str, key: str | None = None) -> Mentions:
    """The address sets and port groups that a match names."""

    def names(value) -> list[Mention]:
        match = _read(_match(value, key))
        return [*map(_set, match.sets), *(Mention(f"@{name}", (("Port_Group", name),)) for name in match.groups)]

    return Mentions(column, ("Address_Set", "Port_Group"), names, effect, key=key, parsed=True)


def by_ports(column: str, effect: str, key: str | None = None) -> Mentions:
    """The ports that a match names."""

    def names(value) -> list[Mention]:
        return [_port(name) for name in _read(_match(value, key)).ports if not name.startswith(OWN)]

    return Mentions(column, ("Logical_Switch_Port", "Logical_Router_Port"), names, effect, key=key, parsed=True, near=True)


def _set(name: str) -> Mention:
    groups = [("Port_Group", name.removesuffix(ending)) for ending in GROUP_SETS if name.endswith(ending)]
    return Mention(f"${name}", (("Address_Set", name), *groups))


def _port(name: str) -> Mention:
    return Mention(name, (("Logical_Switch_Port", name), ("Logical_Router_Port", name.removeprefix(REDIRECTED))))


def _match(value, key: str | None) -> str:
    """The text of a match; what is not set is met by all."""
    text = value if key is None else (value or {}).get(key)
    return text or "1"


def _read(match: str) -> Match:
    """What cannot be read is for the rule to say."""
    try:
        return read(match)
    except ValueError:
        return Match()


def _where(key: str | None) -> str:
    return f"key {key!r}: " if key else ""
