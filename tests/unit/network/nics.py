# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Worlds with NICs in them, made without a database."""

from __future__ import annotations

import ipaddress

from ansible_collections.overlay.ovn.plugins.module_utils.model.edits import Edit
from ansible_collections.overlay.ovn.plugins.module_utils.network.combine import combine
from ansible_collections.overlay.ovn.plugins.module_utils.network.kinds import KINDS, spoken_of
from ansible_collections.overlay.ovn.plugins.module_utils.network.nic import nic_rows
from ansible_collections.overlay.ovn.plugins.module_utils.network.nic_check import check_nic
from ansible_collections.overlay.ovn.plugins.module_utils.network.reading import Reading
from ansible_collections.overlay.ovn.plugins.module_utils.network.world import Live, Network, World

UPLINK = {
    "name": "UPLINK",
    "ipv4_gateway": "198.18.1.1/24",
    "ipv4_ovn_ranges": ["198.18.1.100-198.18.1.199"],
    "ipv4_routes": ["198.18.2.0/24", "198.18.1.192/26"],
    "ipv6_gateway": "fd42:18:1::1/64",
    "ipv6_ovn_ranges": ["fd42:18:1::100-fd42:18:1::199"],
    "ipv6_routes": ["fd42:18:2::/64"],
}
NETWORK = {"name": "net1", "network": "UPLINK", "ipv4_address": "10.10.1.1/24", "ipv6_address": "fd42:10:1::1/64"}
MAC = "00:16:3e:00:00:50"
EUI = "fd42:10:1:0:216:3eff:fe00:50"
PORT = "overlay-net1-instance-c1-eth0"


def nic(**options) -> dict:
    return {"network": "net1", "instance": "c1", "name": "eth0", "hwaddr": MAC, **options}


def make_world(*nics: dict, network: dict | None = None, uplink: dict | None = None, dynamic: dict | None = None, **entries) -> World:
    """Whatever is wrong with the entries alone is an error of the test."""
    given = {
        "uplinks": [{**UPLINK, **(uplink or {})}],
        "networks": [{**NETWORK, **(network or {})}],
        "network_nics": list(nics),
        **entries,
    }
    things: dict = {}
    for name, kind in KINDS.items():
        things[name] = {}
        for options in given.get(name, ()):
            reading = Reading(options)
            things[name][kind.identity(options)] = kind.read(reading, things)
            assert not reading.faults, reading.faults
    world = World(things, live=Live(dynamic=dynamic or {}), spoken_of=spoken_of)
    for (name,), settings in things["networks"].items():
        outer = {each: ipaddress.ip_interface(f"{side.gateway.ip + 99}/24") for each, side in settings.uplink.sides.items()
                 if side.gateway} if settings.uplink else {}
        world.networks[name] = Network(settings, outer)
    return world


def faults(options: dict, world: World) -> dict[str, str]:
    """What is wrong with a NIC that comes into a world: message by option."""
    reading = Reading(options)
    kind = KINDS["network_nics"]
    found = kind.read(reading, world.things)
    if not reading.faults:
        nics = {**world.things["network_nics"], kind.identity(options): found}
        whole = World({**world.things, "network_nics": nics}, live=world.live, networks=world.networks, spoken_of=spoken_of)
        check_nic(found, whole, reading)
    return {fault.path: fault.message for fault in reading.faults}


def rows(world: World, instance: str = "c1", device: str = "eth0") -> dict[str, list[dict]]:
    """The rows of a NIC by table, with their keys; edits applied to columns that hold nothing."""
    result: dict[str, list[dict]] = {}
    for row in combine(nic_rows(world.things["network_nics"]["net1", instance, device], world)):
        columns = {name: _plain(value) for name, value in row.columns.items()}
        result.setdefault(row.ref.table.name, []).append({"key": row.ref.key, **columns})
    return result


def row(world: World, table: str, *key, **which) -> dict:
    """The only row of a table with this key."""
    found = [each for each in rows(world, **which).get(table, ()) if not key or each["key"][:len(key)] == key]
    assert len(found) == 1, found
    return found[0]


def _plain(value):
    if not isinstance(value, Edit):
        return value
    try:
        return value.apply({})
    except TypeError:
        return value.apply(frozenset())
