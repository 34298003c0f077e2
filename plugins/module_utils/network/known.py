# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much of what a database remembers was read. A task reads what its entries touch; the compilation asks for what is missing. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .uses import Address


@dataclass
class Needs:
    """Parts of what a database holds."""

    entries: set[Address] = field(default_factory=set)
    # All entries of a kind.
    kinds: set[str] = field(default_factory=set)
    # All of a kind that speak of an entry.
    users: set[tuple[str, Address]] = field(default_factory=set)
    # Who has a row of this table and name.
    names: set[tuple[str, str]] = field(default_factory=set)
    # Who has an address, with its prefix length, on an uplink.
    holders: set[tuple[str, str]] = field(default_factory=set)
    # The addresses of all routers and translations.
    addresses: bool = False

    def __bool__(self) -> bool:
        return bool(self.entries or self.kinds or self.users or self.names or self.holders or self.addresses)


@dataclass
class Known(Needs):
    """What was read. C(place) says of which network an entry is a part, if it is: it is read with all of its kind in there."""

    whole: bool = False
    place: Callable[[Address], Address | None] = lambda address: None

    def has_entry(self, address: Address) -> bool:
        kind, place = address[0], self.place(address)
        return self.whole or kind in self.kinds or address in self.entries or bool(place and (kind, place) in self.users)

    def has_kind(self, kind: str) -> bool:
        return self.whole or kind in self.kinds

    def has_users(self, kind: str, of: Address) -> bool:
        return self.has_kind(kind) or (kind, of) in self.users or self._is_inside(kind, of)

    def _is_inside(self, kind: str, of: Address) -> bool:
        """What is a part of a network is spoken of by other parts of it only."""
        around = self.place(of)
        return bool(around and self.place((kind, of[1])) and (kind, around) in self.users)


class Missing(Exception):
    """A compilation needs more than was read."""

    def __init__(self, needs: Needs):
        super().__init__(str(needs))
        self.needs = needs
