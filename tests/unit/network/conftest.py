# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A network and a NIC as tasks of a playbook would give them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import network, nic

UPLINK = {
    "name": "UPLINK",
    "ipv4_gateway": "198.18.1.1/24",
    "ipv4_ovn_ranges": ["198.18.1.100-198.18.1.102"],
    "ipv6_gateway": "fd42:18:1::1/64",
    "ipv6_ovn_ranges": ["fd42:18:1::100-fd42:18:1::102"],
}
NETWORK = {
    "name": "net1",
    "network": "UPLINK",
    "uplinks": [UPLINK],
    "ipv4_address": "10.10.1.1/24",
    "ipv6_address": "fd42:10:1::1/64",
    "ipv4_nat": True,
    "ipv6_nat": True,
}


@dataclass
class Tasks:
    """Runs the two tasks against one database."""

    server: object

    def network(self, check: bool = False, **options) -> dict:
        return network.run_network(self._params(network.ARGUMENTS, {**NETWORK, **options}), check)

    def nic(self, check: bool = False, **options) -> dict:
        return nic.run_nic(self._params(nic.ARGUMENTS, {"network": "net1", "instance": "c1", **options}), check)

    def rows(self, table: str) -> list[dict]:
        session = self.server.session()
        rows = session.read([op.select(table, [], ["_uuid", *session.schema[table].columns])])[0]
        return sorted(rows, key=lambda row: row["_uuid"])

    def write(self, operations: list[dict]) -> None:
        """What somebody else does to the database."""
        self.server.session().commit(operations)

    def _params(self, arguments: dict, options: dict) -> dict:
        defaults = {name: spec.get("default") for name, spec in arguments.items()}
        return {**defaults, "nb_connection": [self.server.endpoint], "timeout": 10, "wait_timeout": 5, **options}


@pytest.fixture
def tasks(northbound) -> Tasks:
    return Tasks(northbound)
