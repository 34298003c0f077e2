# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documents of networks, applied to a database of their own."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import TABLES
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import networks, networks_info

UPLINK = {
    "name": "UPLINK",
    "ipv4_gateway": "198.18.1.1/24",
    "ipv4_ovn_ranges": ["198.18.1.100-198.18.1.199"],
    "ipv4_routes": ["198.18.2.0/24", "10.0.0.0/8"],
    "ipv6_gateway": "fd42:18:1::1/64",
    "ipv6_ovn_ranges": ["fd42:18:1::100-fd42:18:1::199"],
    "ipv6_routes": ["fd42::/16"],
}


def network(name: str = "net1", number: int = 1, **options) -> dict:
    addresses = {"ipv4_address": f"10.10.{number}.1/24", "ipv6_address": f"fd42:10:{number}::1/64"}
    return {"name": name, "network": "UPLINK", **addresses, "ipv4_nat": True, "ipv6_nat": True, "ipv6_dhcp_stateful": True, **options}


def nic(instance: str, number: int, of: str = "net1", **options) -> dict:
    at = of.removeprefix("net")
    addresses = {"ipv4_address": f"10.10.{at}.{number}", "ipv6_address": f"fd42:10:{at}::{number}"}
    return {"network": of, "instance": instance, **addresses, **options}


WHOLE = {
    "uplinks": [UPLINK],
    "networks": [network("net1", 1, security_acls=["web"]), network("net2", 2)],
    "network_address_sets": [{"name": "partners", "addresses": ["198.18.64.0/24", "fd42:64::/64"]}],
    "network_acls": [
        {"name": "web", "ingress": [
            {"action": "allow", "protocol": "tcp", "destination_port": "80,443", "source": "$partners"},
            {"action": "allow", "source": "@internal"},
            {"action": "allow", "source": "db"},
        ], "egress": [{"action": "allow"}]},
        {"name": "db", "ingress": [{"action": "allow", "protocol": "tcp", "destination_port": "5432", "source": "web"}]},
    ],
    "network_peers": [{"network": "net1", "target_network": "net2"}],
    "network_nics": [
        nic("c1", 11),
        nic("c2", 12, security_acls=["db"], ipv4_routes=["10.20.0.0/24"]),
        nic("c3", 11, "net2"),
    ],
    "network_forwards": [
        {"network": "net1", "listen_address": "198.18.2.10", "target_address": "10.10.1.11", "ports": [
            {"protocol": "tcp", "listen_port": "80,443", "target_address": "10.10.1.12"}]},
    ],
    "network_load_balancers": [
        {"network": "net2", "listen_address": "198.18.2.20",
         "backends": [{"name": "b1", "target_address": "10.10.2.11", "target_port": "80"}],
         "ports": [{"protocol": "tcp", "listen_port": "80", "target_backend": ["b1"]}]},
    ],
}


@dataclass
class Site:
    """One database."""

    server: object

    def apply(self, document: dict, check: bool = False, **options) -> dict:
        return networks.run_networks(self._params(networks.ARGUMENTS, {**document, **options}), check)

    def info(self, **options) -> dict:
        return networks_info.run_networks_info(self._params(networks_info.ARGUMENTS, options), False)

    def rows(self, *tables: str) -> dict[str, dict[str, dict]]:
        """All rows of these tables (of all that may hold any), by their UUIDs."""
        session = self.server.session()
        chosen = tables or [name for name in TABLES if name != "NB_Global" and name in session.schema.tables]
        replies = session.read([op.select(table, [], ["_uuid", *session.schema[table].columns]) for table in chosen])
        return {table: {row["_uuid"]: row for row in rows} for table, rows in zip(chosen, replies)}

    def row(self, table: str, name: str) -> dict:
        return next(row for row in self.rows(table)[table].values() if row["name"] == name)

    def write(self, operations: list[dict]) -> None:
        """What somebody else does to the database."""
        self.server.session().commit(operations)

    def _params(self, arguments: dict, options: dict) -> dict:
        defaults = {name: spec.get("default") for name, spec in arguments.items()}
        return {**defaults, "nb_connection": [self.server.endpoint], "timeout": 10, "wait_timeout": 5, **options}


@pytest.fixture
def site(northbound) -> Site:
    """With the row that every database has in which an ovn-northd ever ran."""
    site = Site(northbound)
    site.write([op.insert("NB_Global", str(uuid.uuid4()), {})])
    return site
