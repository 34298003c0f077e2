# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task wants of a column, where that is less than "exactly this value".

An edit is applied to the value the column has now and gives the value it shall have. A plain value means: exactly so.
"""

from __future__ import annotations

from dataclasses import dataclass, field


class Edit:
    """A wish that depends on what the column holds."""

    def apply(self, old):
        """The value the column shall have, when it has C(old) now."""
        raise NotImplementedError

    def map_values(self, convert) -> Edit:
        """The same edit with each of its values converted (references to UUIDs, numbers to strings)."""
        return self


@dataclass(frozen=True)
class Merge(Edit):
    """Set some keys of a map and leave the rest; a key whose value is None goes.

    A value may itself be an Edit of that key's text, see Entries.
    """

    items: dict

    def apply(self, old: dict) -> dict:
        result = dict(old)
        for key, value in self.items.items():
            value = value.apply(old.get(key)) if isinstance(value, Edit) else value
            if value is None:
                result.pop(key, None)
            else:
                result[key] = value
        return result

    def map_values(self, convert) -> Merge:
        items = self.items.items()
        return Merge({key: value if value is None or isinstance(value, Edit) else convert(key, value) for key, value in items})


@dataclass(frozen=True)
class Replace(Edit):
    """Hold exactly these keys, but for the ones that others keep there (northd's notes, marks)."""

    items: dict
    spared: tuple[str, ...] = ()

    def apply(self, old: dict) -> dict:
        kept = {key: value for key, value in old.items() if key.startswith(self.spared)} if self.spared else {}
        return {**kept, **{key: value for key, value in self.items.items() if value is not None}}

    def map_values(self, convert) -> Replace:
        items = {key: value if value is None else convert(key, value) for key, value in self.items.items()}
        return Replace(items, self.spared)


@dataclass(frozen=True)
class Members(Edit):
    """Put members into a set and take others out; leave the rest. Safe with another writer of the same set."""

    add: frozenset = frozenset()
    remove: frozenset = frozenset()

    def apply(self, old: frozenset) -> frozenset:
        return (old | self.add) - self.remove

    def map_values(self, convert) -> Members:
        return Members(
            frozenset(convert(None, value) for value in self.add),
            frozenset(convert(None, value) for value in self.remove),
        )


@dataclass(frozen=True)
class Entries(Edit):
    """Entries of a text that is a list or a map, such as C(ovn-bridge-mappings) (physnet:bridge,physnet:bridge).

    C(items) maps a name to its value, or to True for an entry without one, or to None for an entry that shall go.
    Entries that are not named keep their text and their place; with C(exact) they go.
    """

    items: dict = field(default_factory=dict)
    pair: str = ":"
    separator: str = ","
    exact: bool = False

    def apply(self, old: str | None) -> str | None:
        left = {name: self._join(name, value) for name, value in self.items.items() if value is not None}
        entries = []
        for part in (part.strip() for part in (old or "").split(self.separator)):
            name = part.partition(self.pair)[0]
            if name in self.items:
                part = left.pop(name, "")
            elif self.exact:
                continue
            entries += [part] if part else []
        return self.separator.join([*entries, *left.values()]) or None

    def _join(self, name: str, value) -> str:
        return name if value is True else f"{name}{self.pair}{value}"
