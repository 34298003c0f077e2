# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The commands in a result are the plan: run by ovn-nbctl on the database as it was, they give the same rows."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb

from ...support.servers import Server
from ..conftest import Database

MAC = "00:16:3e:00:00:01"


@pytest.fixture
def other(database, short_path, schema_root):
    """A second database; what is made by name has the same UUIDs in both."""
    server = Server(short_path, schema_root, "OVN_Northbound")
    yield Database(server)
    server.stop()


def build(database: Database) -> None:
    database.task(nb.LOGICAL_SWITCH, name="sw0", external_ids={"a": "1"})
    database.task(nb.LOGICAL_SWITCH_PORT, name="p0", switch="sw0", tag_request=7, parent_name="vm")
    database.task(nb.LOGICAL_ROUTER, name="r0")
    database.task(nb.DHCP_OPTIONS, name="d0", cidr="10.0.0.0/24")


STEPS = {
    "create with a parent and a reference": (nb.LOGICAL_SWITCH_PORT, {
        "name": "p1", "switch": "sw0", "addresses": [f"{MAC} 10.0.0.2"], "dhcpv4_options": "d0", "enabled": False,
        "external_ids": {"note": 'a "quoted", {b}=c\\d; $HOME \'x\'\nsecond line', "ключ": "東京"},
    }),
    "create with a match": (nb.ROUTER_POLICY, {
        "router": "r0", "priority": 7, "match": 'inport == "a" && ip4.src != {10.0.0.0/8, $set}', "action": "drop",
    }),
    "change scalars and maps": (nb.LOGICAL_SWITCH_PORT, {
        "name": "p0", "switch": "sw0", "type": "localnet", "parent_name": "", "options": {"network_name": "UPLINK"},
    }),
    "empty a map": (nb.LOGICAL_SWITCH, {"name": "sw0", "external_ids": {"a": None, "overlay_owner": None}}),
    "set references": (nb.PORT_GROUP, {"name": "pg", "ports": ["p0"]}),
    "remove a child": (nb.LOGICAL_SWITCH_PORT, {"name": "p0", "state": "absent"}),
    "remove a parent": (nb.LOGICAL_SWITCH, {"name": "sw0", "state": "absent"}),
}


@pytest.mark.parametrize("step", STEPS)
def test_the_script_does_what_the_task_does(database, other, step):
    build(database), build(other)
    table, options = STEPS[step]
    script = database.task(table, **options)["commands"]
    environment = {**os.environ, "OVN_NB_DB": other.server.endpoint}
    subprocess.run(["sh", "-ec", "\n".join(script)], env=environment, check=True, capture_output=True)
    assert other.dump() == database.dump()
    assert not other.task(table, **options)["changed"]


def test_what_goes_with_a_parent_stands_in_one_order_in_every_run(database):
    build(database)
    for number in range(1, 8):
        database.task(nb.LOGICAL_SWITCH_PORT, name=f"p{number}", switch="sw0")
    script = "\n".join(database.task(nb.LOGICAL_SWITCH, name="sw0", state="absent")["commands"])
    gone = re.findall(r"destroy Logical_Switch_Port (\S+)", script)
    assert len(gone) == 8 and gone == sorted(gone), script
