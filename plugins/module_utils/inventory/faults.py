# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What no module can see: whether the lists and hosts of an inventory fit together. All that does not is told at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..errors import Fault
from .nics import ABSENT, ETH0

# How many things of one kind are named.
NAMED = 5


def inventory_faults(lists: dict, chassis: list[str], gateways: Collection[str], identities: Iterable[dict], southbound: bool) -> list[Fault]:
    """C(lists) has C(ovn_uplinks), C(ovn_networks), C(ovn_instances) and C(ovn_state), where they are given; C(chassis) and C(gateways) are
    the hosts of these groups. The others are as for chassis_faults()."""
    uplinks, networks, instances = (lists.get(name) or [] for name in ("ovn_uplinks", "ovn_networks", "ovn_instances"))
    return [
        *_strangers(chassis, gateways), *_unlinked(networks, uplinks), *_homeless(instances, chassis, networks),
        *_spaceless(instances, lists.get("ovn_state")), *chassis_faults(identities, southbound),
    ]


def chassis_faults(identities: Iterable[dict], southbound: bool) -> list[Fault]:
    """Whether each chassis is one of its own.

    C(identities) has for each chassis of the inventory its C(host), C(system_id), C(encap_ips) and integration C(bridge), and whether this run
    is for it (C(running)): of the others no facts may be known. C(southbound) is whether an endpoint of that database is known.
    """
    identities = list(identities)
    return [*_twice(identities, "system_id", "ovn_system_id"), *_twice(identities, "encap_ips", "ovn_encap_ip"), *_bridges(identities),
            *_addresses(identities, southbound)]


def _strangers(chassis: list[str], gateways: Collection[str]) -> Iterable[Fault]:
    found = [host for host in gateways if host not in set(chassis)]
    if found:
        yield Fault("ovn_gateways", f"{capped(found)} {'is' if len(found) == 1 else 'are'} in the group of gateways, but not in the group of "
                                    "chassis. A gateway is a chassis too: add it there.")


def _unlinked(networks: list[dict], uplinks: list[dict]) -> Iterable[Fault]:
    known = [each["name"] for each in uplinks]
    wrong: dict[str, list[str]] = {}
    for each in networks:
        uplink = each.get("network") or "none"
        if uplink != "none" and uplink not in known:
            wrong.setdefault(uplink, []).append(each["name"])
    for uplink, names in wrong.items():
        yield Fault("ovn_networks", f"network is {uplink} for {capped(names)}; ovn_uplinks knows {capped(known)} only. "
                                    "Add it there, or correct its name.")


def _homeless(instances: list[dict], chassis: list[str], networks: list[dict]) -> Iterable[Fault]:
    hosts, names = set(chassis), {each["name"] for each in networks}
    lost = [f"{each['name']} is on the host {each['host']}" for each in instances if each["host"] not in hosts]
    if lost:
        yield Fault("ovn_instances", f"{capped(lost)}, which is no chassis. The chassis are {capped(chassis)}.")
    lost = [
        f"{each['name']} has {nic.get('name', ETH0)} in {nic['network']}"
        for each in instances for nic in each["nics"] if nic["network"] not in names
    ]
    if lost:
        yield Fault("ovn_instances", f"{capped(lost)}, which is no network. ovn_networks knows {capped(sorted(names))}.")


def _spaceless(instances: list[dict], state: str | None) -> Iterable[Fault]:
    lost = [
        f"{each['name']} {nic.get('name', ETH0)} in network {nic['network']}"
        for each in instances for nic in each["nics"]
        if (state or nic.get("state", each.get("state"))) != ABSENT and nic.get("enabled", True)
        and not {"netns", "nested"} & nic.keys() and nic.get("type", "veth") == "veth"
    ]
    if lost:
        yield Fault("ovn_instances", f"{capped(lost)}: there is no netns. Name the network namespace of the container, or say type tap for a "
                                     "virtual machine.")


def _twice(identities: list[dict], key: str, variable: str) -> Iterable[Fault]:
    owners: dict[str, list[str]] = {}
    for each in identities:
        for value in each[key] if isinstance(each[key], list) else [each[key]]:
            owners.setdefault(value, []).append(each["host"])
    for value, hosts in owners.items():
        if len(hosts) > 1:
            yield Fault(variable, f"{' and '.join(hosts[:NAMED])}{_more(hosts)} have the same {variable}, {value}. Each chassis needs a system-id "
                                  f"and tunnel addresses of its own: set {variable} for these hosts.")


def _bridges(identities: list[dict]) -> Iterable[Fault]:
    found: dict[str, str] = {}
    for each in identities:
        found.setdefault(each["bridge"], each["host"])
    if len(found) > 1:
        names = " and ".join(f"{bridge} on {host}" for bridge, host in found.items())
        yield Fault("ovn_integration_bridge", f"the integration bridge has several names: {names}. Give it one value for all chassis.")


def _addresses(identities: list[dict], southbound: bool) -> Iterable[Fault]:
    lost = [each["host"] for each in identities if each["running"] and not each["encap_ips"]]
    if lost:
        yield Fault("ovn_encap_ip", f"the tunnel address of {capped(lost)} is not known, as ansible_host is not an IP address and no facts were "
                                    "gathered. Set it.")
    if not southbound and any(each["running"] for each in identities):
        yield Fault("ovn_southbound_connection", "the address of the central host is not known, as its ansible_host is not an IP address and no "
                                                 "facts of it were gathered. Set ovn_central_address for it, or this.")


def capped(names: list[str]) -> str:
    """The first of many, and how many more there are."""
    return (", ".join(names[:NAMED]) or "none") + _more(names)


def _more(names: list[str]) -> str:
    return f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
