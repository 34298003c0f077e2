# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A cluster as its two databases see it: networks in the northbound one, chassis and gateways in the southbound one."""

from __future__ import annotations

import uuid
from functools import partial

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.network.uses import MARKED
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import chassis_membership, chassis_removal, network

from ...support.servers import Server
from ...support.steps import four_steps

UPLINK = {"name": "UPLINK", "ipv4_gateway": "198.18.1.1/24", "ipv4_ovn_ranges": ["198.18.1.100-198.18.1.120"]}
TASKS = {
    "network": (network.run_network, network.ARGUMENTS),
    "membership": (chassis_membership.run_chassis_membership, chassis_membership.ARGUMENTS),
    "info": (chassis_membership.run_chassis_membership_info, chassis_membership.INFO_ARGUMENTS),
    "removal": (chassis_removal.run_chassis_removal, chassis_removal.ARGUMENTS),
}


class Cluster:
    """What operators, and OVN in the persons of these tests, do to it."""

    def __init__(self, north: Server, south: Server):
        self.north = north
        self.south = south

    def run(self, task: str, check: bool = False, **options) -> dict:
        work, arguments = TASKS[task]
        defaults = {name: spec.get("default") for name, spec in arguments.items()}
        places = {"nb_connection": [self.north.endpoint], "sb_connection": [self.south.endpoint], "timeout": 10}
        assert not set(options) - set(arguments)
        return work({**defaults, **places, **({"wait_timeout": 20} if "wait_timeout" in arguments else {}), **options}, check)

    def four_steps(self, task: str, **options) -> dict:
        return four_steps(partial(self.run, task), tells_of_the_host=True, **options)

    def network(self, name: str, *chassis: str, **options) -> dict:
        subnet = f"10.{sum(name.encode()) % 250}.1.1/24"
        options = {"ipv4_address": subnet, "ipv6_address": "none", "network": "UPLINK", **options}
        return self.run("network", name=name, chassis=list(chassis), uplinks=[UPLINK], wait="none", **options)

    def register(self, *names: str) -> None:
        """Their ovn-controllers have started."""
        operations = []
        for name in names:
            encap, chassis = str(uuid.uuid4()), str(uuid.uuid4())
            number = sum(name.encode()) % 250 + 1
            operations += [
                op.insert("Encap", encap, {"type": "geneve", "ip": f"198.18.0.{number}", "chassis_name": name}),
                op.insert("Chassis", chassis, {"name": name, "hostname": name, "encaps": ["uuid", encap]}),
                op.insert("Chassis_Private", str(uuid.uuid4()), {"name": name, "chassis": ["uuid", chassis]}),
            ]
        self.south.session().commit(operations)

    def bind(self, port: str, chassis: str | None) -> None:
        """A chassis takes the gateway."""
        session = self.south.session()
        (found,) = session.read([op.select("Chassis", [["name", "==", chassis or ""]], ["_uuid"])])
        value = ["uuid", found[0]["_uuid"]] if found else ["set", []]
        here = [["logical_port", "==", port]]
        (bound,) = session.read([op.select("Port_Binding", here, ["_uuid"])])
        if bound:
            session.commit([{"op": "update", "table": "Port_Binding", "where": here, "row": {"chassis": value}}])
            return
        datapath = str(uuid.uuid4())
        number = sum(port.encode()) % 30000 + 1
        session.commit([
            op.insert("Datapath_Binding", datapath, {"tunnel_key": number}),
            op.insert("Port_Binding", str(uuid.uuid4()), {
                "logical_port": port, "type": "chassisredirect", "datapath": ["uuid", datapath], "tunnel_key": 1, "chassis": value,
            }),
        ])

    def members(self) -> dict[str, dict[str, int]]:
        """The chassis of each group, and of each router port with Gateway_Chassis."""
        groups, chassis, ports, gateways = self.north.session().read([
            op.select("HA_Chassis_Group", [], ["name", "ha_chassis"]),
            op.select("HA_Chassis", [], ["_uuid", "chassis_name", "priority"]),
            op.select("Logical_Router_Port", [], ["name", "gateway_chassis"]),
            op.select("Gateway_Chassis", [], ["_uuid", "chassis_name", "priority"]),
        ])
        rows = {row["_uuid"]: (row["chassis_name"], row["priority"]) for row in [*chassis, *gateways]}
        found = {row["name"]: dict(rows[each] for each in row["ha_chassis"]) for row in groups}
        return {**found, **{row["name"]: dict(rows[each] for each in row["gateway_chassis"]) for row in ports if row["gateway_chassis"]}}

    def notes(self) -> dict[str, str]:
        (rows,) = self.north.session().read([op.select("NB_Global", [], ["external_ids"])])
        return dict(rows[0]["external_ids"].items() - {MARKED})

    def foreign_group(self, name: str, *chassis: str) -> None:
        """A group that somebody else made."""
        rows = {str(uuid.uuid4()): each for each in chassis}
        self.north.session().commit([
            *(op.insert("HA_Chassis", row, {"chassis_name": each, "priority": 7}) for row, each in rows.items()),
            op.insert("HA_Chassis_Group", str(uuid.uuid4()), {"name": name, "ha_chassis": ["set", [["uuid", row] for row in rows]]}),
        ])

    def foreign_port(self, name: str, chassis: str) -> None:
        """A router of somebody else, with a gateway in the older way."""
        gateway, port = str(uuid.uuid4()), str(uuid.uuid4())
        self.north.session().commit([
            op.insert("Gateway_Chassis", gateway, {"name": f"{name}-{chassis}", "chassis_name": chassis, "priority": 3}),
            op.insert("Logical_Router_Port", port, {
                "name": name, "mac": "00:16:3e:00:00:01", "networks": "10.250.0.1/24", "gateway_chassis": ["uuid", gateway],
            }),
            op.insert("Logical_Router", str(uuid.uuid4()), {"name": f"router-{name}", "ports": ["uuid", port]}),
        ])


@pytest.fixture
def cluster(northbound, tmp_path, schema_root):
    """Three registered chassis, and two networks that all of them are gateways of."""
    south = Server(tmp_path, schema_root, "OVN_Southbound")
    cluster = Cluster(northbound, south)
    # ovn-northd has started once.
    northbound.session().commit([{"op": "insert", "table": "NB_Global", "row": {}}])
    cluster.register("host1", "host2", "host3")
    cluster.network("net1", "host1", "host2", "host3")
    cluster.network("net2", "host1", "host2", "host3")
    yield cluster
    south.stop()
