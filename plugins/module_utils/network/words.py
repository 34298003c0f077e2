# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A text that is a set of words, into which several entries put theirs."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.edits import Edit


@dataclass(frozen=True)
class Words(Edit):
    """Put words into a text and take others out; the rest stays. The text is sorted, and gone with its last word."""

    add: frozenset[str] = frozenset()
    remove: frozenset[str] = frozenset()

    def apply(self, old: str | None) -> str | None:
        return " ".join(sorted((set((old or "").split()) - self.remove) | self.add)) or None

    def united(self, other: Words) -> Words:
        """Both wishes as one. A word that either wants stays."""
        add = self.add | other.add
        return Words(add, (self.remove | other.remove) - add)
