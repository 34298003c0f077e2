# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a compilation looks at. It may look at nothing that was not read (known.py), and its transaction proves that all of what it
looked at is as it was (guards.py)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .known import Known, Missing, Needs
from .uses import Address

WHOLE = Known(whole=True)


class Looks:
    """The entries that were looked at, the kinds of which all were, and of which kinds all that speak of an entry.

    A look at what was not read finds nothing, and is remembered: what comes of it is worth nothing (require()).
    """

    def __init__(self, known: Known = WHOLE) -> None:
        self.known = known
        self.entries: dict[Address, None] = {}
        self.kinds: dict[str, None] = {}
        self.users: dict[tuple[str, Address], None] = {}
        self.missing = Needs()
        self._noted = False

    def require(self) -> None:
        """Raises Missing when something was looked at that was not read."""
        if self.missing:
            raise Missing(self.missing)

    @contextmanager
    def noted(self, noted: bool = True) -> Iterator[None]:
        """While this lasts, looks are noted."""
        before, self._noted = self._noted, noted
        try:
            yield
        finally:
            self._noted = before

    def aside(self):
        """While this lasts, looks are not noted: something else proves what they are for; the caller says what."""
        return self.noted(False)

    def at(self, address: Address) -> None:
        if not self.known.has_entry(address):
            self.missing.entries.add(address)
        if self._noted:
            self.entries[address] = None

    def at_all(self, kind: str) -> None:
        # Who looks at all since one is not there may find that it is, once it was read.
        if not self.known.has_kind(kind) and not any(each == kind for each, _identity in self.missing.entries):
            self.missing.kinds.add(kind)
        if self._noted:
            self.kinds[kind] = None

    def at_users(self, kind: str, of: Address) -> None:
        if not self.known.has_users(kind, of):
            self.missing.users.add((kind, of))
        if self._noted:
            self.users[kind, of] = None

    def at_name(self, table: str, name: str) -> None:
        """Whose row of this name it is. The server has each once, so that there is nothing to be proven."""
        if not self.known.whole and (table, name) not in self.known.names:
            self.missing.names.add((table, name))

    def at_holder(self, uplink: str, address: str) -> None:
        """Who has an address on an uplink, given with the length of the uplink's prefix. Guards of listeners and routers prove it."""
        if not self.known.whole and (uplink, address) not in self.known.holders:
            self.missing.holders.add((uplink, address))

    def at_addresses(self) -> None:
        """The addresses that routers and translations have, of which one is chosen that is free. Guards prove that it is."""
        if not self.known.whole and not self.known.addresses:
            self.missing.addresses = True


class Entries(dict):
    """The entries of one kind, by what tells them apart; C(by_name) where that is the name alone."""

    def __init__(self, kind: str, looks: Looks, *, by_name: bool = False):
        super().__init__()
        self._kind = kind
        self._looks = looks
        self._by_name = by_name

    def _look(self, key) -> None:
        self._looks.at((self._kind, (key,) if self._by_name else key))

    def __getitem__(self, key):
        self._look(key)
        return super().__getitem__(key)

    def get(self, key, default=None):
        self._look(key)
        return super().get(key, default)

    def __contains__(self, key) -> bool:
        self._look(key)
        return super().__contains__(key)

    def __iter__(self):
        self._looks.at_all(self._kind)
        return super().__iter__()

    def keys(self):
        self._looks.at_all(self._kind)
        return super().keys()

    def values(self):
        self._looks.at_all(self._kind)
        return super().values()

    def items(self):
        self._looks.at_all(self._kind)
        return super().items()


class ByName:
    """Entries that are known by their names."""

    def __init__(self, entries: dict[tuple, object]):
        self._entries = entries

    def __getitem__(self, name: str):
        return self._entries[name,]

    def get(self, name: str):
        return self._entries.get((name,))

    def __contains__(self, name: str) -> bool:
        return (name,) in self._entries

    def known(self):
        """Those that were read; whose name is whose is looked at by the name (clashes.py)."""
        return dict.values(self._entries)
