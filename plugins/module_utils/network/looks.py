# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a compilation looks at. Its transaction proves that all of it is as it was (guards.py), so nothing else may be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .uses import Address


class Looks:
    """The entries that were looked at, the kinds of which all were, and of which kinds all that speak of an entry."""

    def __init__(self) -> None:
        self.entries: dict[Address, None] = {}
        self.kinds: dict[str, None] = {}
        self.users: dict[tuple[str, Address], None] = {}
        self._noted = False

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
        if self._noted:
            self.entries[address] = None

    def at_all(self, kind: str) -> None:
        if self._noted:
            self.kinds[kind] = None

    def at_users(self, kind: str, of: Address) -> None:
        if self._noted:
            self.users[kind, of] = None


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

    def values(self):
        return self._entries.values()
