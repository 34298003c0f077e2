# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names that OVN knows once, and that follow from names of entries: no two entries may come to the same. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import permutations

from ..model import northbound as nb
from .acl_groups import known_acls
from .address_set import set_name
from .kinds import KINDS, Address
from .reading import Reading
from .world import World

SET, SWITCH_PORT, ROUTER_PORT = "an address set", "a switch port", "a router port"
Name = tuple[str, str]
TABLES = {SET: (nb.ADDRESS_SET, nb.PORT_GROUP), SWITCH_PORT: (nb.LOGICAL_SWITCH_PORT,), ROUTER_PORT: (nb.LOGICAL_ROUTER_PORT,)}


def look_at_names(touched: Iterable[Address], world: World, former: World) -> None:
    """At the entries that have names which others would get."""
    for address in touched:
        if address[0] == "networks":
            world.looks.at_users("network_nics", address)
        for what, name in _new_names(address, world, former):
            _look(what, name, world)


def check_leaving(touched: Iterable[Address], removed: Iterable[Address], readings: dict[Address, Reading], world: World,
                  former: World) -> None:
    """Note each entry that would get a name of one that goes: the row of that name cannot both go and come."""
    coming = {address: _new_names(address, world, former) for address in touched} if removed else {}
    leaving = {name: address for address in removed if any(coming.values()) and former.things[address[0]].get(address[1])
               for name in _names(address, former)}
    for address, names in coming.items():
        what, name = next((each for each in names if each in leaving), (None, None))
        if name:
            kind, identity = leaving[what, name]
            readings[address].fault(_option(address, readings[address]), f"{name!r} would be the name of {what} of this, and is that of "
                                    f"{KINDS[kind].title} {' '.join(identity)}, which the same task removes. Remove that in a task before, or "
                                    "choose another name.")


def check_names(touched: Iterable[Address], readings: dict[Address, Reading], world: World) -> None:
    """Note each entry that would have a name of another one."""
    holders: dict[Name, list[Address]] = {}
    for address in readings:
        for name in _names(address, world):
            holders.setdefault(name, []).append(address)
    for address in touched:
        for what, name in _names(address, world):
            other = next((each for each in holders[what, name] if each != address), None)
            if other:
                reading = readings[address]
                reading.fault(_option(address, reading), f"{name!r} would be the name of {what} of this and of {readings[other].path}. Choose another "
                              "name for one of them.")
                break


def _look(what: str, name: str, world: World) -> None:
    """At the entry that has a name, where it has a row already."""
    for table in TABLES[what]:
        world.looks.at_name(table.name, name if table is not nb.PORT_GROUP else name.rpartition("_")[0])


def check_bases(given: Iterable[Address], removed: Iterable[Address], readings: dict[Address, Reading], world: World) -> None:
    """Note each network that would get other names than it has: rows are known by their names, so the old ones would stay. And each
    new one that would have the names of one that goes: its rows cannot both go and come."""
    leaving = {there.names.base: there.name for address in removed if (there := _former_network(address, world))}
    for address in given:
        if address[0] != "networks":
            continue
        former, base = _former_network(address, world), world.things["networks"][address[1]].names.base
        if former and former.names.base != base:
            readings[address].fault("base_name", f"network {former.name} is there as {former.names.base!r}, and its rows cannot be renamed to "
                                    f"{base!r}. Remove the network first, or keep base_name {former.names.base!r}.")
        elif not former and base in leaving:
            old = leaving[base]
            readings[address].fault("base_name", f"{base!r} names the rows of network {old}, which the same task removes. Let it become this one, "
                                    f"with its rows (renamed_from: {old}), remove it in a task before, or choose another base_name.")


def _former_network(address: Address, world: World):
    return world.former_of(*address) if address[0] == "networks" else None


def _option(address: Address, reading: Reading) -> str:
    """The option that its names follow from."""
    if reading.get("base_name"):
        return "base_name"
    return {"network_nics": "instance", "network_peers": "target_network"}.get(address[0], "name")


def _new_names(address: Address, world: World, former: World) -> list[Name]:
    """The names that an entry did not have before."""
    kept = set(_names(address, former)) if former.things[address[0]].get(address[1]) else set()
    return [name for name in _names(address, world) if name not in kept]


def _names(address: Address, world: World) -> Iterator[Name]:
    kind, identity = address
    yield from NAMES[kind](world.things[kind][identity], world) if kind in NAMES else ()


def _of_groups(groups: Iterable[str]) -> Iterator[Name]:
    """OVN makes two address sets of each port group (ovn-nb(5), Address_Set)."""
    return ((SET, set_name(group, version)) for group in groups for version in (4, 6))


def _of_network(settings, world: World) -> Iterator[Name]:
    """With the groups of its NICs' ACLs, as far as they were read: who would get one of these names looks whose it is."""
    names, network = settings.names, world.networks[settings.name]
    yield from ((SET, names.routes(version)) for version in (4, 6))
    yield from _of_groups([names.port_group, *(world.acls[acl].network_group(names) for acl in known_acls(network, world))])
    yield from ((SWITCH_PORT, name) for name in (names.internal_switch_port, names.external_switch_port, names.provider_port))
    yield from ((SWITCH_PORT, names.external_port(each.chassis, each.name)) for each in settings.external_ports)
    yield from ((ROUTER_PORT, name) for name in (names.internal_router_port, names.external_router_port))


def _of_set(address_set, world: World) -> Iterator[Name]:
    return ((SET, set_name(address_set.base, version)) for version in (4, 6))


def _of_peer(peer, world: World) -> Iterator[Name]:
    both = [world.networks[name].names for name in peer.identity if name in world.networks]
    return iter([(ROUTER_PORT, one.peer_port(two)) for one, two in permutations(both, 2)])


NAMES: dict[str, Callable[..., Iterator[Name]]] = {
    "networks": _of_network,
    "network_acls": lambda acl, world: _of_groups(acl.groups),
    "network_address_sets": _of_set,
    "network_nics": lambda nic, world: iter([(SWITCH_PORT, nic.port)]),
    "network_peers": _of_peer,
}
