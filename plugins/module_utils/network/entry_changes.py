# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task changes in the user's own words: entries of the document that come, change or go, and their options. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model.entries import EntryChange
from .kinds import KINDS
from .memory import Remembered, given, text
from .reading import Reading
from .uses import Address


def entry_changes(
    present: Mapping[Address, Reading], removed: Mapping[Address, Reading], homes: Mapping[Address, list[Remembered]],
) -> tuple[EntryChange, ...]:
    """C(homes) are the rows that remember the entries, C(present) are those that a task gives."""
    return tuple([*_given(present, homes), *_gone(removed, homes)])


def _given(present: Mapping[Address, Reading], homes: Mapping[Address, list[Remembered]]) -> Iterator[EntryChange]:
    for address, reading in present.items():
        known = homes.get(address)
        if not known:
            yield _change("add", address, {}, given(reading.options))
        elif known[0].text != text(reading.options):
            before, after = given(known[0].options), given(reading.options)
            differing = {option for option in before.keys() | after.keys() if before.get(option) != after.get(option)}
            yield _change("change", address, _only(before, differing), _only(after, differing))


def _gone(removed: Mapping[Address, Reading], homes: Mapping[Address, list[Remembered]]) -> Iterator[EntryChange]:
    for address in removed:
        if address in homes:
            yield _change("destroy", address, given(homes[address][0].options), {})


def _change(verb: str, address: Address, before: dict, after: dict) -> EntryChange:
    title = KINDS[address[0]].title
    return EntryChange(verb, title, " ".join([title, *map(str, address[1])]), before, after)


def _only(options: dict, names: set[str]) -> dict:
    return {name: value for name, value in sorted(options.items()) if name in names}
