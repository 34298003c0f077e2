# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of links and bridges on a host: they follow from what they are for, so every run finds them again."""

from __future__ import annotations

import hashlib

from ..errors import Fault

# IFNAMSIZ without its final zero.
LONGEST = 15
# The first byte of the highest Ethernet addresses that are one machine's, and nobody's to sell.
HIGHEST = "fe"


def uplink_bridge(uplink: str) -> str:
    """The bridge that carries an uplink."""
    return f"ovn{_hash(uplink, 8)}"


def uplink_pair(uplink: str) -> tuple[str, str]:
    """The pair of links between a Linux bridge and an uplink's bridge: the end in the former, the end in the latter."""
    name = f"ovn{_hash(uplink, 8)}"
    return f"{name}a", f"{name}b"


def uplink_hwaddr(uplink: str, bridge_hwaddr: str | None) -> str:
    """The Ethernet address of that pair's end in the Linux bridge. A bridge takes the lowest of its ports' addresses for its own, and
    the host would be reached no longer by those who know another: this is among the highest there are."""
    digits = _hash(f"{uplink} {bridge_hwaddr}", 10)
    return ":".join([HIGHEST, *(digits[start:start + 2] for start in range(0, 10, 2))])


def nic_link(iface_id: str) -> str:
    """The host's end of a NIC's pair of links."""
    return f"ovn{_hash(iface_id, 12)}"


def _hash(text: str, digits: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:digits]


def link_faults(path: str, name: str | None) -> list[Fault]:
    """What the kernel would refuse in a link's name (and Open vSwitch in a bridge's)."""
    if name is None or 0 < len(name) <= LONGEST and not set(name) & set("/: \t\n,") and name not in (".", ".."):
        return []
    return [Fault(path, f"{name!r} is not a link's name: 1 to {LONGEST} characters without space, slash, colon and comma.")]
