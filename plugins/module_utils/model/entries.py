# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task changes in the user's own words, beside the rows that it comes to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EntryChange:
    """One entry: C(verb) is add, change or destroy; of its options those that differ, as they were given before and are now."""

    verb: str
    kind: str
    name: str
    before: dict
    after: dict

    def item(self) -> tuple[str, str, str]:
        """What it is in a summary."""
        return self.verb, self.kind, self.name

    def diff(self) -> dict:
        return {"before_header": self.name, "after_header": self.name, "before": self.before, "after": self.after}
