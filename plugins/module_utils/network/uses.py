# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The marks by which home rows say of which other entries their entries speak: those that are in a network, on an uplink, name
an ACL. So the users of an entry are found, and proven to be the same, by a condition."""

from __future__ import annotations

# The kind of an entry (its list in the document), and what tells it apart from others of its kind.
Address = tuple[str, tuple]
USES_MARK = "overlay_uses_"
# In external_ids of NB_Global: all home rows bear these marks. Rows of an older release do not, until they are written again.
MARKED = ("overlay_memory", "marked")
# What stands for a kind where an entry says that the outside has a prefix of its on an uplink.
PUBLISHED = "published"


def use_mark(address: Address) -> str:
    """The key of external_ids by which a home row says that its entry speaks of another."""
    kind, identity = address
    return f"{USES_MARK}{kind}/{'/'.join(identity)}"
