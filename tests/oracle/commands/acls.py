# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""network acl, network address-set."""

from __future__ import annotations

from .document import Document
from .typed import RULE, plain, take


class Acls(Document):
    """ACLs, and the sets of addresses that their rules name."""

    def acls_in_force(self) -> set[str]:
        """The ACLs that the daemons make a group with rules for: those of networks, and of NICs that were ever started."""
        started = [entry for entry in self.of("network_nics").values() if entry.get("requested_chassis")]
        return {name for entry in [*self.of("networks").values(), *started] for name in entry.get("security_acls") or ()}

    def acls_spoken_of(self) -> set[str]:
        """The ACLs that rules of those name: the daemons make a group without rules for them."""
        rules = [rule for name in self.acls_in_force() for way in ("ingress", "egress") for rule in self.get("network_acls", name)[way]]
        subjects = {subject for rule in rules for way in ("source", "destination") for subject in rule.get(way) or ()}
        return {name for (name,) in self.of("network_acls") if name in subjects} - self.acls_in_force()

    def acls_written(self) -> list[str]:
        """The ACLs that the daemons make groups for, in the order in which they were made."""
        written = self.acls_in_force() | self.acls_spoken_of()
        return [name for (name,) in self.of("network_acls") if name in written]

    def do_network_acl_create(self, words: list[str], settings: dict, flags: dict) -> None:
        self.put("network_acls", name=words[0], flavor=self.flavor, ingress=[], egress=[])
        take(self.get("network_acls", words[0]), "network_acls", settings)

    def do_network_acl_set(self, words: list[str], settings: dict, flags: dict) -> None:
        take(self.get("network_acls", words[0]), "network_acls", settings)

    def do_network_acl_delete(self, words: list[str], settings: dict, flags: dict) -> None:
        self.drop("network_acls", words[0])

    def do_network_acl_rule_add(self, words: list[str], settings: dict, flags: dict) -> None:
        name, direction = words
        self.get("network_acls", name)[direction].append(plain(RULE, settings))

    def do_network_acl_rule_remove(self, words: list[str], settings: dict, flags: dict) -> None:
        """As the daemons do it: the rule that is given whole, or all that what is given tells apart with --force."""
        name, direction = words
        rules, given = self.get("network_acls", name)[direction], plain(RULE, settings)
        rules[:] = [rule for rule in rules if not (given.items() <= rule.items() if "force" in flags else rule == given)]

    def do_network_address_set_create(self, words: list[str], settings: dict, flags: dict) -> None:
        self.put("network_address_sets", name=words[0], addresses=words[1:])

    def do_network_address_set_add(self, words: list[str], settings: dict, flags: dict) -> None:
        self.get("network_address_sets", words[0])["addresses"] += words[1:]

    def do_network_address_set_remove(self, words: list[str], settings: dict, flags: dict) -> None:
        addresses = self.get("network_address_sets", words[0])["addresses"]
        addresses[:] = [each for each in addresses if each not in words[1:]]

    def do_network_address_set_delete(self, words: list[str], settings: dict, flags: dict) -> None:
        self.drop("network_address_sets", words[0])
