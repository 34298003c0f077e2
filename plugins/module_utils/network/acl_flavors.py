# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The two ways to write an ACL: LXD's one group of ports, and Incus' five.

OVN tests these rules on the chassis where a packet arrives, and of a group of ports each chassis only knows those that are
there. So a sender is known by its addresses too, which OVN keeps in sets of the group's name that are the same everywhere.
A match that names a group of which a network has no ports is no match at all, so rules name the groups of others by
addresses only.
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

    def sender(self, group: str) -> str:
        """That a packet comes from a port of the group; also what is routed through one, where the port is known."""
        return f"inport == @{group} || ip4.src == ${group}_ip4 || ip6.src == ${group}_ip6"

    def receiver(self, group: str) -> str:
        return f"outport == @{group}"

    def member(self, group: str, field: str) -> str:
        """That a packet's source, or its destination, is a port of another group, maybe in another network."""
        return f"(ip4.{field} == ${group}_ip4 || ip6.{field} == ${group}_ip6)"

    def internal(self, names: Names, field: str) -> str:
        return self.receiver(names.port_group) if field == "dst" else _in_network(names, field)

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

    def sender(self, group: str) -> str:
        return self.member(group, "src")

    def internal(self, names: Names, field: str) -> str:
        return _in_network(names, field)

    def external(self, names: Names, field: str) -> str:
        return f"((ip4 && ip4.{field} != ${names.routes(4)}) || (ip6 && ip6.{field} != ${names.routes(6)}))"


def _in_network(names: Names, field: str) -> str:
    return f"(ip4.{field} == ${names.routes(4)} || ip6.{field} == ${names.routes(6)})"


FLAVORS = {"lxd": Lxd(), "incus": Incus()}
