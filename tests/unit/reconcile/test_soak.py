# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many hands at once, at random: whatever they do, no task ends in anything but its result or a clear error."""

from __future__ import annotations

import random
import threading
import time

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb

from ...support.sites import SERVER

SECONDS = 1.5


def some_task(chance: random.Random):
    """A task on one of a few rows, so that the hands meet."""
    switch, router, port, group = (f"{kind}{chance.randrange(2)}" for kind in ("sw", "r", "p", "g"))
    mac, networks = "00:16:3e:00:00:01", [f"10.{chance.randrange(200)}.0.1/24"]
    rule = {"switch": switch, "direction": "to-lport", "priority": 1, "match": "ip"}
    translation = {"router": router, "type": "snat", "external_ip": "198.18.1.1", "logical_ip": "10.0.0.0/8"}
    table, options = chance.choice([
        (nb.LOGICAL_SWITCH, {"name": switch, "external_ids": {f"k{chance.randrange(3)}": "x"}}),
        (nb.LOGICAL_ROUTER, {"name": router}),
        (nb.LOGICAL_SWITCH_PORT, {"name": port, "switch": switch, "ha_chassis_group": chance.choice([None, group, ""])}),
        (nb.LOGICAL_ROUTER_PORT, {"name": f"r{port}", "router": router, "mac": mac, "networks": networks}),
        (nb.ACL, {**rule, "action": chance.choice(["drop", "allow"])}),
        (nb.NAT, translation),
        (nb.DHCP_OPTIONS, {"name": "d0", "cidr": "10.0.0.0/8", "options": {**SERVER, "lease_time": chance.randrange(3)}}),
        (nb.PORT_GROUP, {"name": "pg", "ports": [port], "append": chance.random() < 0.5}),
        (nb.ADDRESS_SET, {"name": "as", "addresses": [f"10.0.0.{chance.randrange(9)}"], "append": True}),
        (None, {"name": group, "ha_chassis": [{"chassis_name": f"host{chance.randrange(3)}", "priority": 1}]}),
    ])
    return table, {**options, "state": chance.choice(["present", "present", "absent"])}


def test_random_tasks_at_once_end_well_and_leave_the_database_sound(database):
    surprises: list[Exception] = []
    changed: list[bool] = []

    def work(seed: int) -> None:
        chance = random.Random(seed)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            table, options = some_task(chance)
            try:
                changed.append((database.task(table, **options) if table else database.group(**options))["changed"])
            except InvalidInput:
                pass  # a parent or a reference that another hand has just removed
            except Exception as exc:  # pylint: disable=broad-except
                surprises.append(exc)

    hands = [threading.Thread(target=work, args=(seed,)) for seed in range(6)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert surprises == []
    assert True in changed
    for table in ("Logical_Switch", "Logical_Router"):
        names = [row["name"] for row in database.rows(table)]
        assert len(names) == len(set(names))
    held = [uuid for switch in database.rows("Logical_Switch") for uuid in switch["ports"]]
    assert sorted(held) == [row["_uuid"] for row in database.rows("Logical_Switch_Port")]
