# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands for what: our names, and those of a daemon, both as the recordings write them."""

from __future__ import annotations

import re

from ansible_collections.overlay.ovn.plugins.module_utils.network.addresses import eui64

GROUP = re.compile(r"(?:lxd|incus)_acl([1-9]\d*)(?:_all)?")
SET = re.compile(r"(incus_set\d+)_ip[46]")
INTERFACE_ID = re.compile(r"([0-9a-f]\.){6}e\.f\.f\.f\..*\.ip6\.arpa")
FROM_MAC = re.compile(r"[0-9a-f]{1,4}:[0-9a-f]{1,4}:fe[0-9a-f]{2}:[0-9a-f]{1,4}$")


def our_names(daemon: str, world, theirs: dict[str, list[dict]], automatic: set[str], acls: list[str]) -> dict[str, str]:
    """What to write in place of what in our rows; C(automatic) are the networks whose subnets the daemon drew by chance,
    C(acls) those that it has groups for, in the order in which they were made."""
    names: dict[str, str] = {}
    networks = sorted(world.networks.values(), key=lambda network: network.name)
    macs = [network.settings.mac for network in networks]
    routers: set[int] = set()
    for number, network in enumerate(networks, start=1):
        base = network.names.base
        names |= {base: f"{daemon}-NET{number}", base.replace("-", "_"): f"{daemon}_NET{number}"}
        names |= {f"peer-{network.name}": f"peer-NET{number}", f"_{network.name}": f"_NET{number}"}
        names |= {network.settings.mac: _mac(f"{daemon}-NET{number}", theirs) or f"MAC{number}"}
        names |= _automatic(network, theirs) if network.name in automatic else {}
        routers |= _router_number(f"{daemon}-NET{number}", theirs)
        names |= _interface_id(network.settings.mac, _outer(network), max(routers, default=number))
    free = [number for number in range(1, len(world.nics) + len(routers) + 1) if number not in routers]
    instances = {instance: number for number, instance in enumerate(dict.fromkeys(nic.instance for nic in world.nics), start=1)}
    for number, nic in enumerate(world.nics, start=1):
        instance = f"INST{instances[nic.instance]}"
        names |= {f"-instance-{nic.instance}-": f"-instance-{instance}-", f"{nic.instance}-{nic.device}-": f"{instance}-{nic.device}-"}
        names |= _interface_id(nic.mac, _subnet(nic, networks), free[number - 1])
        names |= _pointer(nic, networks, theirs)
        macs += [] if nic.options.get("hwaddr") else [nic.mac]
    names |= {mac: f"MAC{number}" for number, mac in enumerate(macs, start=1) if mac not in names}
    names |= dict(zip((world.acls[name].group for name in acls), acl_groups(daemon, theirs)))
    names |= dict(zip((each.base for each in world.address_sets.values()), address_sets(theirs)))
    return names


def acl_groups(daemon: str, theirs: dict[str, list[dict]]) -> list[str]:
    """Their port groups of ACLs, in the order in which the ACLs were made."""
    found = {int(match[1]) for row in theirs.get("Port_Group", []) if (match := GROUP.fullmatch(row["name"]))}
    return [f"{daemon}_acl{number}" for number in sorted(found)]


def address_sets(theirs: dict[str, list[dict]]) -> list[str]:
    """What their address sets for ACLs begin with, in the same order."""
    return sorted({match[1] for row in theirs.get("Address_Set", []) if (match := SET.fullmatch(row["name"]))})


def _mac(base: str, theirs: dict[str, list[dict]]) -> str | None:
    return next((row["mac"] for row in theirs.get("Logical_Router_Port", []) if row["name"] == f"{base}-lr-lrp-int"), None)


def _subnet(nic, networks):
    return next((network.settings.sides[6].subnet for network in networks if network.name == nic.network), None)


def _outer(network):
    """The uplink's subnet, where the router's address there follows from its MAC."""
    six = network.outer[6].network if 6 in network.outer else None
    return six if six and network.outer[6].ip == eui64(network.settings.mac, six) else None


def _router_number(base: str, theirs: dict[str, list[dict]]) -> set[int]:
    """The number that a recording gives the address of a router which follows from its MAC; they are in no certain order."""
    texts = [str(row["networks"]) for row in theirs.get("Logical_Router_Port", []) if row["name"] == f"{base}-lr-lrp-ext"]
    return {int(number) for text in texts for number in re.findall(r"EUI(\d+)", text)}


def _interface_id(mac: str, six, number: int) -> dict[str, str]:
    """The part of an address that follows from a MAC."""
    if six is None:
        return {}
    address = str(eui64(mac, six))
    return {address: FROM_MAC.sub(f"EUI{number}", address)}


def _pointer(nic, networks, theirs: dict[str, list[dict]]) -> dict[str, str]:
    """The name that such an address is looked up by, in place of the one that follows from a MAC which the daemon drew by chance."""
    six = _subnet(nic, networks)
    names = [name for row in theirs.get("DNS", []) for name in row.get("records", {}) if INTERFACE_ID.fullmatch(name)]
    return {eui64(nic.mac, six).reverse_pointer: names[0]} if six and names and not nic.options.get("hwaddr") else {}


def _automatic(network, theirs: dict[str, list[dict]]) -> dict[str, str]:
    """A subnet that the daemon drew by chance, in place of the one that we chose."""
    port = next((row for row in theirs.get("Logical_Router_Port", []) if row["name"].endswith("NET1-lr-lrp-int")), None)
    if port is None:
        return {}
    drawn = sorted(each.split("/")[0] for each in port["networks"])
    chosen = sorted(str(side.router) for side in network.settings.sides.values() if side.router)
    return {_stem(ours): _stem(their) for ours, their in zip(chosen, drawn)}


def _stem(address: str) -> str:
    return address.rsplit(".", 1)[0] if "." in address else address.rsplit("::", 1)[0]
