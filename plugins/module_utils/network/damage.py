# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows that remember an entry in a way that cannot be read, in words."""

from __future__ import annotations

from .kinds import KINDS
from .memory import CONFIG_MARK, Remembered
from .rows import ENTRY_MARKS


def damage(home: Remembered) -> str:
    """What is wrong, whose it is as far as that is known, and the ways out."""
    names = [value for key, value in sorted(home.marks.items()) if key in ENTRY_MARKS]
    return (f"{KINDS[home.kind].title} {', '.join(names) or 'without a mark'}: {home.table} {home.uuid} remembers it, and its "
            f"external_ids:{CONFIG_MARK} cannot be read, so nobody knows its options. Give the entry again, or remove the row.")
