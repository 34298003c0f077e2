# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of links and bridges on a host: they follow from what they are for, so every run finds them again."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote

from ..errors import Fault

# What links are marked with that were made here, by their aliases: then what for, and whose they are.
MARK = "overlay.ovn"
# IFNAMSIZ without its final zero, in bytes.
LONGEST = 15
# What the kernel would refuse in a name: its own spaces are Latin-1's, and % asks it for a number.
FORBIDDEN = set(b"/:%, \t\n\v\f\r\xa0")
RESERVED = ("", ".", "..", "all", "default")
# How much of an alias, which has 254 bytes at most, an owner and all else may take.
LONGEST_OWNER, LONGEST_WORD = 60, 150
# How the highest Ethernet addresses begin that are one machine's, and nobody's to sell. Those of libvirt's TAPs and LXC's pairs begin with
# fe too.
HIGHEST = "fe:ff"
# What links of NICs are called by default.
NIC_LINK = re.compile(r"ovn[0-9a-f]{12}")


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
    digits = _hash(f"{uplink} {bridge_hwaddr}", 8)
    return ":".join([HIGHEST, *(digits[start:start + 2] for start in range(0, 8, 2))])


def nic_link(iface_id: str) -> str:
    """The host's end of a NIC's pair of links."""
    return f"ovn{_hash(iface_id, 12)}"


def uplink_alias(uplink: str) -> str:
    return f"{MARK} uplink {short(uplink)}"


def nic_alias(owner: str, iface_id: str) -> str:
    return f"{MARK} nic {short(quote(owner, safe=''), LONGEST_OWNER)} {short(iface_id)}"


def read_nic_alias(alias: str | None) -> tuple[str, str] | None:
    """The owner and the NIC, both as they stand in an alias; None where it is none of a NIC's."""
    words = (alias or "").split(" ", 3)
    return (words[2], words[3]) if len(words) == 4 and words[:2] == [MARK, "nic"] else None


def nic_traces(iface_id: str) -> set[str]:
    """What tells of a NIC that a host has, or that a task which failed left there: an iface-id, the word in an alias, a link's name."""
    return {iface_id, short(iface_id), nic_link(iface_id)}


def short(text: str, longest: int = LONGEST_WORD) -> str:
    """A text that finds room in an alias: itself, or what stands for it."""
    return text if len(text.encode()) <= longest else f"#{_hash(text, 32)}"


def aside_name(index: int) -> str:
    """The name of a link while it is in another's way."""
    return f"old{_hash(str(index), 12)}"


def _hash(text: str, digits: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:digits]


def link_faults(path: str, name: str | None) -> list[Fault]:
    """What the kernel would refuse in a link's name (and Open vSwitch in a bridge's)."""
    if name is None:
        return []
    text = name.encode(errors="surrogatepass")
    if len(text) <= LONGEST and not set(text) & FORBIDDEN and name not in RESERVED:
        return []
    return [Fault(path, f"{name!r} is not a link's name: 1 to {LONGEST} characters (in UTF-8, bytes) without space, slash, colon, comma "
                        "and percent sign, and not all or default.")]
