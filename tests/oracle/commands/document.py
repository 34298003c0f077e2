# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The entries that the commands so far have left."""

from __future__ import annotations

from copy import deepcopy

from ansible_collections.overlay.ovn.plugins.module_utils.network.document import Change
from ansible_collections.overlay.ovn.plugins.module_utils.network.kinds import KINDS

from .typed import OPTIONS, filled


class Document:
    """Entries by kind and identity, and those that have gone since a change was asked for last."""

    def __init__(self, flavor: str, domain: str, chassis: list[str]):
        self.flavor = flavor
        self.domain = domain
        self.chassis = chassis
        self.entries: dict[tuple, dict] = {}
        self.removed: dict[tuple, dict] = {}

    def change(self) -> Change:
        """All that is there now, and what has gone since this was asked last."""
        present = [(kind, filled(OPTIONS[kind], entry), f"{kind} {entry}") for (kind, _identity), entry in self.entries.items()]
        absent = [(kind, filled(OPTIONS[kind], entry), kind) for (kind, _identity), entry in self.removed.items()]
        self.removed = {}
        return Change(present, absent)

    def put(self, kind: str, **entry) -> None:
        address = kind, KINDS[kind].identity(entry)
        self.entries[address] = deepcopy(entry)
        self.removed.pop(address, None)

    def get(self, kind: str, *identity) -> dict:
        return self.entries[kind, identity]

    def drop(self, kind: str, *identity) -> None:
        entry = self.entries.pop((kind, identity), None)
        if entry:
            self.removed[kind, identity] = entry

    def of(self, kind: str) -> dict[tuple, dict]:
        """The entries of one kind, by identity."""
        return {identity: entry for (each, identity), entry in self.entries.items() if each == kind}
