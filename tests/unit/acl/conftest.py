# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""ACLs and address sets in a database, beside the networks and NICs that use them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import network_acl, network_address_set, networks

UPLINK = {"name": "UPLINK", "ipv4_gateway": "198.18.1.1/24", "ipv4_ovn_ranges": ["198.18.1.100-198.18.1.109"]}
ALLOW = {"action": "allow"}
PLACES = {**ALLOW, "source": ["@internal"]}
INTERNAL = "(ip4.src == $overlay_net1_routes_ip4 || ip6.src == $overlay_net1_routes_ip6)"
TABLES = ("ACL", "Port_Group", "Address_Set", "Logical_Switch_Port")


def network(name: str = "net1", number: int = 1, **options) -> dict:
    return {"name": name, "network": "UPLINK", "ipv4_address": f"10.10.{number}.1/24", "ipv6_address": "none", "ipv4_nat": True, **options}


def nic(instance: str, number: int, of: str = "net1", **options) -> dict:
    return {"network": of, "instance": instance, "ipv4_address": f"10.10.{of[3:]}.{number}", **options}


@dataclass
class Site:
    """One database and the tasks that write it."""

    server: object

    def document(self, check: bool = False, **entries) -> dict:
        given = {"uplinks": [UPLINK], **entries} if "networks" in entries else entries
        return networks.run_networks(self._params(networks.ARGUMENTS, given), check)

    def acl(self, name: str = "web", check: bool = False, **options) -> dict:
        return network_acl.run_network_acl(self._params(network_acl.ARGUMENTS, {"name": name, **options}), check)

    def address_set(self, name: str = "office", check: bool = False, **options) -> dict:
        return network_address_set.run_network_address_set(self._params(network_address_set.ARGUMENTS, {"name": name, **options}), check)

    def rows(self, table: str) -> list[dict]:
        session = self.server.session()
        return session.read([op.select(table, [], ["_uuid", *session.schema[table].columns])])[0]

    def dump(self) -> dict[str, list[dict]]:
        return {table: sorted(self.rows(table), key=lambda row: row["_uuid"]) for table in TABLES}

    def group(self, name: str) -> dict:
        """A port group by the names of its ports and the matches of its rules; rules that are kept keep their UUIDs."""
        found = next(row for row in self.rows("Port_Group") if row["name"] == name)
        names = {row["_uuid"]: row["name"] for row in self.rows("Logical_Switch_Port")}
        matches = {row["_uuid"]: row["match"] for row in self.rows("ACL")}
        return {"ports": {names[uuid] for uuid in found["ports"]}, "rules": {matches[uuid] for uuid in found["acls"]}}

    def groups(self) -> set[str]:
        return {row["name"] for row in self.rows("Port_Group")}

    def write(self, *operations: dict) -> None:
        """What somebody else does to the database."""
        self.server.session().commit(list(operations))

    def _params(self, arguments: dict, options: dict) -> dict:
        assert options.keys() <= arguments.keys()
        defaults = {name: spec.get("default") for name, spec in arguments.items()}
        return {**defaults, "nb_connection": [self.server.endpoint], "timeout": 10, "wait_timeout": 5, **options}


@pytest.fixture
def site(northbound) -> Site:
    return Site(northbound)
