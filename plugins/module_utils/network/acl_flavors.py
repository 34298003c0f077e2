# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The two ways to write an ACL: LXD's one group, which knows senders by their ports, and Incus' five, by their addresses.

OVN tests these rules where a packet arrives, and on each chassis it knows of a group only the ports that are there. So
rules that say from which ports of a group packets come miss those of other chassis; addresses are known everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from .names import Names

PORT = {"src": "inport", "dst": "outport"}
PRIORITIES = {"allow": 300, "allow-stateless": 300, "reject": 400, "drop": 500}
# Where all is allowed by default, what is allowed explicitly goes before what is refused.
REVERSED = {"allow": 500, "allow-stateless": 500, "reject": 400, "drop": 300}


@dataclass(frozen=True)
class Variant:
    """A group that the rules of one direction are written for, and the precedence that they have there."""

    group: str
    priorities: dict[str, int]


class Lxd:
    """One group holds the rules and the ports."""

    def groups(self, base: str) -> list[str]:
        return [base]

    def everybody(self, base: str) -> str:
        """The group of all ports that have the ACL."""
        return base

    def joined(self, base: str, defaults: dict[str, str]) -> set[str]:
        """The groups of a port whose default actions, by direction, are these."""
        return {base}

    def variants(self, base: str, direction: str) -> list[Variant]:
        return [Variant(base, PRIORITIES)]

    def member(self, group: str, field: str) -> str:
        """That a packet's source, or its destination, is in a group."""
        return f"{PORT[field]} == @{group}"

    def internal(self, names: Names, field: str) -> str:
        return self.member(names.port_group, field)

    def external(self, names: Names, field: str) -> str:
        return f'{PORT[field]} == "{names.internal_switch_port}"'


class Incus(Lxd):
    """Groups for each direction and each kind of default action, and one of all ports."""

    def groups(self, base: str) -> list[str]:
        variants = [each.group for direction in ("ingress", "egress") for each in self.variants(base, direction)]
        return [self.everybody(base), *variants]

    def everybody(self, base: str) -> str:
        return f"{base}_all"

    def joined(self, base: str, defaults: dict[str, str]) -> set[str]:
        chosen = {self.variants(base, direction)[action == "allow"].group for direction, action in defaults.items()}
        return {self.everybody(base), *chosen}

    def variants(self, base: str, direction: str) -> list[Variant]:
        return [Variant(f"{base}_{direction}", PRIORITIES), Variant(f"{base}_{direction}_reversed", REVERSED)]

    def member(self, group: str, field: str) -> str:
        if field == "dst":
            return super().member(group, field)
        return f"(ip4.src == ${group}_ip4 || ip6.src == ${group}_ip6)"

    def internal(self, names: Names, field: str) -> str:
        return f"(ip4.{field} == ${names.routes(4)} || ip6.{field} == ${names.routes(6)})"

    def external(self, names: Names, field: str) -> str:
        return f"((ip4 && ip4.{field} != ${names.routes(4)}) || (ip6 && ip6.{field} != ${names.routes(6)}))"


FLAVORS = {"lxd": Lxd(), "incus": Incus()}
