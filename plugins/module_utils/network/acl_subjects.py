# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whom a rule of an ACL speaks of: addresses, or what is known by a name."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from ..model import values
from .addresses import parse_range

# Names of ACLs and address sets: what a host may be called, and no address.
NAME = re.compile(r"[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?")
PLACES = {"@internal": "internal", "#internal": "internal", "@external": "external", "#external": "external"}


@dataclass(frozen=True)
class Subject:
    """C(kind) is address, range, acl, set, peer, internal or external; C(words) is what it is called, or its addresses."""

    kind: str
    words: tuple[str, ...] = ()
    version: int | None = None

    @property
    def meaning(self) -> tuple:
        """Whom it means: a peer is the same, whosever it is."""
        return (self.kind, *self.words[1:]) if self.kind == "peer" else (self.kind, *self.words)

    @property
    def in_network(self) -> bool:
        """Whether it means something else in each network."""
        return self.kind in ("internal", "external")


def read_name(text: str) -> str:
    """The name of an ACL or of an address set."""
    if not NAME.fullmatch(text):
        raise ValueError(f"{text!r} is not a name that can be used in rules. Use 1 to 63 letters, digits and dashes, "
                         "beginning with a letter and not ending with a dash.")
    return text


def read_subject(text: str) -> Subject:
    """One word of a rule's source or destination. Raises ValueError with the rule that it breaks."""
    if text in PLACES:
        return Subject(PLACES[text])
    if text.startswith("$"):
        return Subject("set", (read_name(text[1:]),))
    if text.startswith("@"):
        return Subject("peer", _peer(text))
    if NAME.fullmatch(text):
        return Subject("acl", (text,))
    return _addresses(text)


def _peer(text: str) -> tuple[str, str]:
    network, slash, target = text[1:].partition("/")
    if not (network and slash and target):
        raise ValueError(f"{text!r} is neither @internal nor @external, nor a peer. Write @NETWORK/TARGET for the network TARGET "
                         "that NETWORK has as a peer.")
    return network, target


def _addresses(text: str) -> Subject:
    if "-" in text:
        found = parse_range(text)
        return Subject("range", (str(found.first), str(found.last)), found.first.version)
    try:
        address = values.ip_or_network(text)
    except ValueError as exc:
        if "host bits" in str(exc):
            raise
        raise ValueError(f"{text!r} is no address, network or range of addresses, and no name of an ACL. Write for example "
                         "10.0.0.1, 10.0.0.0/24, 10.0.0.10-10.0.0.19, the name of an ACL, $SET, @internal, @external or "
                         "@NETWORK/TARGET.") from None
    return Subject("address", (address,), ipaddress.ip_interface(address).version)
