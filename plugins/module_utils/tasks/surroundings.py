# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What OVN, and who else writes to the database, made of networks: their routers' addresses, and the members of their groups."""

from __future__ import annotations

from ..model import northbound as nb
from ..network.names import Names, base_name
from ..network.takeover import is_interface, is_mac
from ..network.world import Group
from ..ovsdb import operations as op
from .questions import Questions

ROUTER_PORT = ("name", "networks", "mac")
GROUP = ("_uuid", "name", "ha_chassis")
CHASSIS = ("_uuid", "chassis_name", "priority")
# Of more networks than these it costs less to ask for all.
MANY = 50


class Surroundings:
    """Those of some networks, or of all."""

    def __init__(self, questions: Questions):
        self.questions = questions
        self.has_addresses = False
        self._has_groups = False
        self._bases: set[str] = set()
        self._ports: dict[str, dict] = {}
        self._groups: dict[str, dict] = {}
        self._chassis: dict[str, tuple[str, int]] = {}
        self._translated: frozenset[str] = frozenset()

    def ask(self, options: dict) -> None:
        """Those of a network, by the names of its rows."""
        try:
            names = Names(base_name(options["name"], options.get("base_name")))
        except ValueError:
            return
        if self.has_addresses and self._has_groups or names.base in self._bases:
            return
        self._bases.add(names.base)
        if len(self._bases) > MANY:
            self.ask_all()
            return
        for name in (names.external_router_port, names.internal_router_port):
            self.questions.ask_named(nb.LOGICAL_ROUTER_PORT, name, ROUTER_PORT, self._take_ports)
        self.questions.ask_named(nb.HA_CHASSIS_GROUP, names.chassis_group, GROUP, self._take_groups)

    def ask_all(self) -> None:
        self.ask_addresses()
        self._has_groups = True
        self.questions.ask(nb.HA_CHASSIS_GROUP, [], GROUP, self._take_groups)
        self.questions.ask(nb.HA_CHASSIS, [], CHASSIS, self._take_chassis)

    def ask_addresses(self) -> None:
        """The addresses that are in use on routers, whosever these are."""
        if not self.has_addresses:
            self.has_addresses = True
            self.questions.ask(nb.LOGICAL_ROUTER_PORT, [], ROUTER_PORT, self._take_ports)
            self.questions.ask(nb.NAT, [], ["external_ip"], self._take_translations)

    def facts(self) -> dict:
        """The parts of Live that come of them."""
        members = {name: [self._chassis[uuid] for uuid in row["ha_chassis"] if uuid in self._chassis] for name, row in self._groups.items()}
        return {
            "ports": {name: sorted(filter(is_interface, row["networks"])) for name, row in self._ports.items()},
            "macs": {name: row["mac"] for name, row in self._ports.items() if is_mac(row["mac"])},
            "translated": self._translated,
            "members": {name: dict(each) for name, each in members.items()},
            "groups": {name: Group(row["_uuid"], row["ha_chassis"]) for name, row in self._groups.items()},
        }

    def _take_ports(self, rows: list[dict]) -> None:
        self._ports.update((row["name"], row) for row in rows)

    def _take_translations(self, rows: list[dict]) -> None:
        self._translated = frozenset(row["external_ip"] for row in rows)

    def _take_groups(self, rows: list[dict]) -> None:
        self._groups.update((row["name"], row) for row in rows)
        for uuid in (each for row in rows for each in row["ha_chassis"]) if not self._has_groups else ():
            self.questions.ask(nb.HA_CHASSIS, [op.by_uuid(uuid)], CHASSIS, self._take_chassis)

    def _take_chassis(self, rows: list[dict]) -> None:
        self._chassis.update((row["_uuid"], (row["chassis_name"], row["priority"])) for row in rows)
