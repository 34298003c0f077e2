# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A network gets another name: what is remembered of it, and of all that speaks of it, as if it had always been called so. Pure.

Its rows keep their names, so they stay, with their UUIDs and all packets: the base name that they begin with is remembered
with the network from then on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..errors import Fault
from .acl_reading import DIRECTIONS, NAMED_SIDE
from .memory import Remembered
from .names import base_name

OPTION = "renamed_from"
# The options that hold a network's name, by the kind of entry.
PLACES = {
    "networks": ("name",),
    "network_forwards": ("network",),
    "network_load_balancers": ("network",),
    "network_peers": ("network", "target_network"),
    "network_nics": ("network",),
}


def names_to_change(entries: Iterable[tuple[str, dict, str]], gone: Iterable[tuple[str, dict, str]], there: set[str]) -> tuple[dict, list[Fault]]:
    """The new names of networks by their old ones, and what speaks against it. C(there) are the names that are remembered."""
    networks = [(options, path) for kind, options, path in entries if kind == "networks"]
    spoken = {options["name"] for options, _path in networks} | {options["name"] for kind, options, _path in gone if kind == "networks"}
    names: dict[str, str] = {}
    faults = []
    for options, path in networks:
        old, new = options.get(OPTION), options["name"]
        wrong = _wrong(old, new, spoken, there, names) if old else None
        if wrong:
            faults.append(Fault(f"{path}.{OPTION}" if path else OPTION, wrong))
        elif old in there:
            names[old] = new
    return names, faults


def _wrong(old: str, new: str, spoken: set[str], there: set[str], names: dict[str, str]) -> str | None:
    if old in spoken:
        return f"the same task says what shall become of network {old}. Take that entry out, or leave this option out."
    if old in names:
        return f"network {old} becomes {names[old]} already. Keep one."
    if old in there and new in there:
        return f"there is a network {old}, and a network {new} too. Remove one of them, or leave this option out."
    if old not in there and new not in there:
        return f"there is no network {old} that could become {new}. Correct the name, or leave this option out to make {new} anew."
    return None


def renamed(memory: list[Remembered], names: dict[str, str]) -> list[Remembered]:
    """What rows remember, with the new names."""
    return [replace(each, options=_options(each, names)) for each in memory] if names else memory


def _options(home: Remembered, names: dict[str, str]) -> dict:
    options = home.options
    if home.kind == "network_acls":
        return {**options, **{each: [_rule(rule, each, names) for rule in options[each]] for each in DIRECTIONS if options.get(each)}}
    changed = {place: names[options[place]] for place in PLACES.get(home.kind, ()) if options[place] in names}
    if changed and home.kind == "networks":
        changed["base_name"] = base_name(options["name"], options.get("base_name"))
    return {**options, **changed} if changed else options


def _rule(rule: dict, direction: str, names: dict[str, str]) -> dict:
    """Names stand on one side of a rule."""
    side = NAMED_SIDE[direction]
    return {**rule, side: [",".join(_word(word, names) for word in text.split(",")) for text in rule[side]]} if rule.get(side) else rule


def _word(word: str, names: dict[str, str]) -> str:
    """A peer is the only subject that names networks."""
    network, slash, target = word.strip().removeprefix("@").partition("/")
    if not (slash and word.strip().startswith("@")) or not {network, target} & names.keys():
        return word
    return f"@{names.get(network, network)}/{names.get(target, target)}"
