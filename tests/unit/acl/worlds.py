# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Small worlds for the tests of ACLs: what rules and ports speak of, and nothing else of it."""

from __future__ import annotations

from types import SimpleNamespace

from ansible_collections.overlay.ovn.plugins.module_utils.network.acl import read_acl
from ansible_collections.overlay.ovn.plugins.module_utils.network.address_set import read_address_set
from ansible_collections.overlay.ovn.plugins.module_utils.network.kinds import spoken_of
from ansible_collections.overlay.ovn.plugins.module_utils.network.names import Names
from ansible_collections.overlay.ovn.plugins.module_utils.network.reading import Reading
from ansible_collections.overlay.ovn.plugins.module_utils.network.world import Network, World


def make_world(*, acls=(), sets=(), networks=(), peers=(), nics=()) -> World:
    """C(networks) are names, or map them to the names of their ACLs; C(sets) are names; C(peers) pairs of names."""
    things = {
        "network_acls": {(entry["name"],): _read(read_acl, entry) for entry in acls},
        "network_address_sets": {(name,): _read(read_address_set, {"name": name}) for name in sets},
        "network_peers": {pair: SimpleNamespace(network=pair[0], target_network=pair[1], identity=pair) for pair in map(_sorted, peers)},
        "network_nics": {nic.identity: nic for nic in nics},
    }
    used = networks if isinstance(networks, dict) else dict.fromkeys(networks, ())
    things["networks"] = {(name,): make_settings(name, acls) for name, acls in used.items()}
    world = World(things, spoken_of=spoken_of)
    world.networks.update({name: Network(settings) for (name,), settings in things["networks"].items()})
    return world


def make_settings(name: str, acls=(), **defaults):
    """C(defaults) are (action, logged) by direction."""
    chosen = {**dict.fromkeys(("ingress", "egress"), ("reject", False)), **defaults}
    found = {direction: SimpleNamespace(action=action, logged=logged) for direction, (action, logged) in chosen.items()}
    return SimpleNamespace(name=name, names=Names(f"overlay-{name}"), uplink=None, sides={}, options={}, acls=tuple(acls), defaults=found)


def make_nic(instance: str, acls=(), network: str = "net1", **options):
    port = Names(f"overlay-{network}").nic(instance, "eth0")
    identity = (network, instance, "eth0")
    return SimpleNamespace(network=network, instance=instance, device="eth0", acls=tuple(acls), port=port,
                           options=options, identity=identity, nested=None, uplink=None, instance_id=instance, is_known=True)


def _read(read, entry: dict):
    reading = Reading(entry)
    thing = read(reading)
    assert not reading.faults, reading.faults
    return thing


def _sorted(pair: tuple[str, str]) -> tuple[str, ...]:
    return tuple(sorted(pair))
