# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""network create, set, unset, delete; network peer."""

from __future__ import annotations

from ansible_collections.overlay.ovn.plugins.module_utils.network.kinds import KINDS
from ansible_collections.overlay.ovn.plugins.module_utils.network.renaming import OPTION, PLACES

from .document import Document
from .typed import take, typed

# What a managed bridge calls the gateway of those who use it as an uplink.
BRIDGE = {"ipv4.address": "ipv4.gateway", "ipv6.address": "ipv6.gateway"}


class Networks(Document):
    """Networks, uplinks and peers. C(numbers) are those that the daemon gives to networks: one that goes keeps its own."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.numbers: dict[str, int] = {}
        self.wishes: set[tuple[str, str]] = set()

    def automatic(self) -> set[str]:
        """The networks whose subnets are left to the daemon."""
        return {name for (name,), entry in self.of("networks").items() if "ipv4_address" not in entry}

    def do_network_create(self, words: list[str], settings: dict, flags: dict) -> None:
        for entry in self.of("networks").values():
            if entry.get(OPTION) == words[0]:
                del entry[OPTION]  # that is another network from now on
        if flags["type"] == "ovn":
            defaults = {"flavor": self.flavor, "dns_domain": self.domain, "chassis": self.chassis}
            self.put("networks", **{**defaults, **typed("networks", settings), "name": words[0]})
            self.numbers[words[0]] = len(self.numbers) + 1
        else:
            names = BRIDGE if flags["type"] == "bridge" else {}
            given = {names.get(key, key): value for key, value in settings.items() if value != "none"}
            self.put("uplinks", **{**typed("uplinks", given), "name": words[0]})

    def do_network_set(self, words: list[str], settings: dict, flags: dict) -> None:
        kind = "networks" if words[0] in self.numbers else "uplinks"
        take(self.get(kind, words[0]), kind, settings)

    def do_network_rename(self, words: list[str], settings: dict, flags: dict) -> None:
        """Its number stays, as all that is in it does, and what speaks of it says its new name."""
        old, new = words
        self.numbers[new] = self.numbers.pop(old)
        self.wishes = {tuple(new if name == old else name for name in wish) for wish in self.wishes}
        for (kind, identity), entry in list(self.entries.items()):
            places = [place for place in PLACES.get(kind, ()) if entry.get(place) == old]
            if places:
                del self.entries[kind, identity]
                self.put(kind, **{**entry, **dict.fromkeys(places, new), **({OPTION: old} if kind == "networks" else {})})

    def do_network_delete(self, words: list[str], settings: dict, flags: dict) -> None:
        self.drop("networks", words[0])
        self.drop("uplinks", words[0])
        for kind, identity in list(self.entries):
            if words[0] in KINDS[kind].networks(identity):
                self.drop(kind, *identity)

    def do_network_peer_create(self, words: list[str], settings: dict, flags: dict) -> None:
        """Their peering begins when both sides have asked for it, ours with one entry."""
        network, _name, target = words
        self.wishes.add((network, target))
        if (target, network) in self.wishes:
            self.put("network_peers", network=network, target_network=target)

    def do_network_peer_delete(self, words: list[str], settings: dict, flags: dict) -> None:
        for wish in [wish for wish in self.wishes if wish[0] == words[0]]:
            self.wishes.remove(wish)
            self.drop("network_peers", *sorted(wish))
