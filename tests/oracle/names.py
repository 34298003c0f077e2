# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands for what: our names, and those of a daemon, both as the recordings write them."""

from __future__ import annotations

import re

from ansible_collections.overlay.ovn.plugins.module_utils.network.addresses import eui64

from .ports import Recorded

GROUP = re.compile(r"(?:lxd|incus)_acl([1-9]\d*)(?:_all)?")
SET = re.compile(r"(incus_set\d+)_ip[46]")
FROM_MAC = re.compile(r"[0-9a-f]{1,4}:[0-9a-f]{1,4}:fe[0-9a-f]{2}:[0-9a-f]{1,4}$")


def our_names(daemon: str, world, theirs: dict[str, list[dict]], replay) -> dict[str, str]:
    """What to write in place of what in our rows. C(replay) knows which networks, instances and ACLs were made in which order."""
    recorded = Recorded(daemon, theirs)
    names: dict[str, str] = {}
    for network in world.networks.values():
        base = f"{daemon}-NET{replay.numbers[network.name]}"
        names |= _of_network(network, base, recorded)
        names |= _automatic(network, base, theirs) if network.name in replay.automatic() else {}
    instances = recorded.instances(world.nics, replay.numbers, replay.made)
    for nic in world.nics:
        names |= _of_nic(nic, instances[nic.instance], _port(daemon, nic, instances, replay), _subnet(nic, world), recorded)
    names |= dict(zip((world.acls[name].group for name in replay.acls_written()), acl_groups(daemon, theirs)))
    names |= dict(zip((each.base for each in world.address_sets.known()), address_sets(theirs)))
    return names


def acl_groups(daemon: str, theirs: dict[str, list[dict]]) -> list[str]:
    """Their port groups of ACLs, in the order in which the ACLs were made."""
    found = {int(match[1]) for row in theirs.get("Port_Group", []) if (match := GROUP.fullmatch(row["name"]))}
    return [f"{daemon}_acl{number}" for number in sorted(found)]


def address_sets(theirs: dict[str, list[dict]]) -> list[str]:
    """What their address sets for ACLs begin with, in the same order."""
    return sorted({match[1] for row in theirs.get("Address_Set", []) if (match := SET.fullmatch(row["name"]))})


def _of_network(network, base: str, recorded: Recorded) -> dict[str, str]:
    ours, number = network.names.base, base.rpartition("-")[2]
    mac = network.settings.mac
    return {
        ours: base,
        ours.replace("-", "_"): base.replace("-", "_"),
        f"peer-{network.name}": f"peer-{number}",
        f"_{network.name}": f"_{number}",
        mac: recorded.router_mac(base) or mac,
        **_interface_id(mac, _outer(network), recorded.router_eui(base)),
    }


def _of_nic(nic, instance: str, port: str, six, recorded: Recorded) -> dict[str, str]:
    names = {f"-instance-{nic.instance}-": f"-instance-{instance}-", f"{nic.instance}-{nic.device}-": f"{instance}-{nic.device}-"}
    names |= _interface_id(nic.mac, six, recorded.eui(port))
    if not nic.options.get("hwaddr"):
        names |= {nic.mac: recorded.mac(port) or nic.mac}
        drawn = recorded.pointer(port)
        names |= {eui64(nic.mac, six).reverse_pointer: drawn} if six and drawn else {}
    return names


def _port(daemon: str, nic, instances: dict[str, str], replay) -> str:
    """What they call its port."""
    return f"{daemon}-NET{replay.numbers[nic.network]}-instance-{instances[nic.instance]}-{nic.device}"


def _subnet(nic, world):
    return world.networks[nic.network].settings.sides[6].subnet if nic.network in world.networks else None


def _outer(network):
    """The uplink's subnet, where the router's address there follows from its MAC."""
    six = network.outer[6].network if 6 in network.outer else None
    return six if six and network.outer[6].ip == eui64(network.settings.mac, six) else None


def _interface_id(mac: str, six, label: str | None) -> dict[str, str]:
    """The part of an address that follows from a MAC."""
    if six is None or label is None:
        return {}
    address = str(eui64(mac, six))
    return {address: FROM_MAC.sub(label, address)}


def _automatic(network, base: str, theirs: dict[str, list[dict]]) -> dict[str, str]:
    """A subnet that the daemon drew by chance, in place of the one that we chose."""
    port = next((row for row in theirs.get("Logical_Router_Port", []) if row["name"] == f"{base}-lr-lrp-int"), None)
    if port is None:
        return {}
    drawn = sorted(each.split("/")[0] for each in port["networks"])
    chosen = sorted(str(side.router) for side in network.settings.sides.values() if side.router)
    return {_stem(ours): _stem(their) for ours, their in zip(chosen, drawn)}


def _stem(address: str) -> str:
    return address.rsplit(".", 1)[0] if "." in address else address.rsplit("::", 1)[0]
