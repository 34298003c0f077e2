# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A site that forwards, load balancers and peers are added to: as rows alone, or in a database."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.network.document import Change, Compiled, compile_change
from ansible_collections.overlay.ovn.plugins.module_utils.network.world import Live
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import (
    network_forward,
    network_load_balancer,
    network_peer,
    networks,
)

UPLINK = {
    "name": "UPLINK",
    "ipv4_gateway": "198.18.1.1/24",
    "ipv4_ovn_ranges": ["198.18.1.100-198.18.1.199"],
    "ipv4_routes": ["198.18.2.0/29", "198.18.3.0/24", "10.0.0.0/8"],
    "ipv6_gateway": "fd42:18:1::1/64",
    "ipv6_ovn_ranges": ["fd42:18:1::100-fd42:18:1::199"],
    "ipv6_routes": ["fd42:18:2::/64"],
}
NETWORKS = [
    {"name": "net1", "network": "UPLINK", "ipv4_address": "10.10.1.1/24", "ipv6_address": "fd42:10:1::1/64", "ipv4_nat": True,
     "ipv6_nat": True, "ipv6_dhcp_stateful": True},
    {"name": "net2", "network": "UPLINK", "ipv4_address": "10.10.2.1/24", "ipv6_address": "none"},
    {"name": "alone", "ipv4_address": "10.10.3.1/24", "ipv6_address": "none"},
]
NICS = [
    {"network": "net1", "instance": "www1", "ipv4_address": "10.10.1.11", "ipv6_address": "fd42:10:1::11"},
    {"network": "net1", "instance": "www2", "ipv4_address": "10.10.1.12", "ipv6_address": "fd42:10:1::12",
     "ipv4_routes_external": ["198.18.3.64/28"]},
    {"network": "net2", "instance": "db", "ipv4_address": "10.10.2.11", "ipv4_routes": ["10.20.0.0/24"]},
]
SITE = {"uplinks": [UPLINK], "networks": NETWORKS, "network_nics": NICS}


def compiled(*documents: dict, **live) -> Compiled:
    """What documents come to, together, in an empty database."""
    entries = []
    for kind, options in networks.ENTRIES.items():
        given = [entry for document in documents for entry in document.get(kind, [])]
        for index, entry in enumerate(given):
            checked = ArgumentSpecValidator(options).validate(entry)
            assert not checked.error_messages
            entries.append((kind, checked.validated_parameters, f"{kind}[{index}]"))
    return compile_change(Change(present=entries), [], Live(**live))


def rows(table: str, *documents: dict, **live) -> dict[tuple, dict]:
    """The columns of a table's rows by their keys."""
    return {row.ref.key: row.columns for row in compiled(*documents, **live).want.rows if row.ref.table.name == table}


def faults(*documents: dict) -> dict[str, str]:
    """What is wrong with documents, by path."""
    with pytest.raises(InvalidInput) as caught:
        compiled(*documents)
    return {fault.path: fault.message for fault in caught.value.faults}


@dataclass
class Tasks:
    """Runs tasks against one database."""

    server: object

    def networks(self, document: dict, check: bool = False, **options) -> dict:
        return networks.run_networks(self._params(networks.ARGUMENTS, {**document, **options}), check)

    def forward(self, check: bool = False, **options) -> dict:
        return network_forward.run_network_forward(self._params(network_forward.ARGUMENTS, options), check)

    def balancer(self, check: bool = False, **options) -> dict:
        return network_load_balancer.run_network_load_balancer(self._params(network_load_balancer.ARGUMENTS, options), check)

    def peer(self, check: bool = False, **options) -> dict:
        return network_peer.run_network_peer(self._params(network_peer.ARGUMENTS, options), check)

    def rows(self, table: str) -> list[dict]:
        session = self.server.session()
        rows = session.read([op.select(table, [], ["_uuid", *session.schema[table].columns])])[0]
        return sorted(rows, key=lambda row: row["_uuid"])

    def _params(self, arguments: dict, options: dict) -> dict:
        given = {"nb_connection": [self.server.endpoint], "timeout": 10, "wait_timeout": 5, **options}
        checked = ArgumentSpecValidator(arguments).validate(given)
        assert not checked.error_messages, checked.error_messages
        return checked.validated_parameters


@pytest.fixture
def tasks(northbound) -> Tasks:
    made = Tasks(northbound)
    made.networks(SITE)
    return made
