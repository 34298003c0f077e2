# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The NICs of the instances: which host has which, their ports, and what is left of them elsewhere. Nothing here asks a host."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..host.names import nic_traces
from ..network.names import PREFIX

# Options of a NIC that its host alone knows, beside its name, and what the module nics calls them.
OF_HOST = {
    "host_name": "name", "netns": "netns", "multi_queue": "multi_queue", "tap_user": "user", "tap_group": "group", "parent": "parent",
    "vf": "vf",
}
NOT_OF_NETWORK = {*OF_HOST, "type", "state"}
ETH0, PRESENT, ABSENT = "eth0", "present", "absent"


def base_names(networks: Iterable[dict]) -> dict[str, str]:
    """The base names that are given, by network: entries of C(ovn_networks)."""
    return {
        each["name"]: each.get("base_name") or f"{PREFIX}{each['renamed_from']}"
        for each in networks if each.get("base_name") is not None or each.get("renamed_from") is not None
    }


def port(bases: dict[str, str], network: str, instance_id: str, name: str) -> str:
    """The name of a NIC's logical port."""
    return f"{bases.get(network, PREFIX + network)}-instance-{instance_id}-{name}"


def instance_nics(instances: Iterable[dict], networks: Iterable[dict], system_ids: dict[str, str], state: str | None) -> list[dict]:
    """One entry for each NIC: where it is meant to be, its port (lsp), what names it to its host (gone) and to the network (named), and
    what the network knows of it (options).

    C(instances) and C(networks) are C(ovn_instances) and C(ovn_networks), C(system_ids) the chassis of hosts whose name is another,
    C(state) what all NICs shall be, whatever they say.
    """
    bases = base_names(networks)
    return [
        _nic(instance, nic, bases, system_ids.get(instance["host"], instance["host"]), state)
        for instance in instances for nic in instance["nics"]
    ]


def _nic(instance: dict, nic: dict, bases: dict[str, str], chassis: str, state: str | None) -> dict:
    network, name, number = nic["network"], nic.get("name", ETH0), instance.get("id", instance["name"])
    named = {"network": network, "instance": instance["name"], "instance_id": number, "name": name}
    if network in bases:
        named["base_name"] = bases[network]
    lsp = port(bases, network, number, name)
    return {
        "host": instance["host"],
        "chassis": chassis,
        "lsp": lsp,
        "nic": nic,
        "state": state or nic.get("state", instance.get("state", PRESENT)),
        "gone": {"iface_id": lsp, "state": ABSENT},
        "named": named,
        "options": {**{key: value for key, value in nic.items() if key not in NOT_OF_NETWORK}, **named},
    }


def host_halves(nics: Iterable[dict]) -> dict[str, dict[str, list[dict]]]:
    """For each host what the module nics takes to detach all NICs (own), or those that go (absent)."""
    found: dict[str, dict[str, list[dict]]] = {}
    for each in nics:
        here = found.setdefault(each["host"], {"own": [], "absent": []})
        here["own"].append(each["gone"])
        if each["state"] == ABSENT:
            here["absent"].append(each["gone"])
    return found


def nic_places(remembered: dict, networks: Iterable[dict]) -> dict[str, str]:
    """The chassis that ports ask for by now, by port. C(remembered) is a result of networks_info."""
    bases = base_names(networks)
    found = {}
    for each in remembered.get("document", {}).get("network_nics", []):
        its = {each["network"]: each["base_name"]} if each.get("base_name") else bases
        lsp = port(its, each["network"], each.get("instance_id", each["instance"]), each.get("name", ETH0))
        found[lsp] = each.get("requested_chassis") or ""
    return found


def nic_ports(nics: Iterable[dict], places: dict[str, str], hosts: Collection[str], running: Collection[str], all_go: bool) -> list[dict]:
    """The NICs as the module networks takes them.

    A port asks for the chassis that it has (C(places)), until the instance's host has done its part. One goes when its host has let
    go of it, and stays if somebody moved it to another chassis than the inventory says, unless all go (C(all_go)). C(hosts) are those
    whose NICs get ports, C(running) those of this run.
    """
    hosts, running = set(hosts), set(running)
    found = []
    for each in nics:
        if each["state"] == PRESENT and each["host"] in hosts:
            found.append({**each["options"], "requested_chassis": places.get(each["lsp"]) or each["chassis"]})
        elif each["state"] == ABSENT and each["host"] in running:
            found.append({**each["named"], "state": ABSENT, **({} if all_go else {"requested_chassis": each["chassis"]})})
    return found


def hosts_of_nics(nics: Iterable[dict], places: dict[str, str], identities: Iterable[dict]) -> list[str]:
    """The hosts that have these NICs or are to have them. C(identities) tells which host is which chassis."""
    hosts = {each["system_id"]: each["host"] for each in identities}
    found = {each["host"]: None for each in nics}
    found.update({hosts[chassis]: None for each in nics if (chassis := places.get(each["lsp"])) in hosts})
    return list(found)


def nics_to_attach(nics: Iterable[dict], ports: Iterable[dict], foreseen: bool) -> dict[str, dict[str, list[dict]]]:
    """For each host what it is to have (here), as the module nics takes it: a stopped instance has nothing there. And what a check run
    (C(foreseen)) has only foreseen to go, and is in the way of another NIC in its namespace until then (going).

    C(ports) are the ports as they were made in this run: C(network_nics) of the result of networks.
    """
    made = {each["lsp"]: each for each in ports}
    found: dict[str, dict[str, list[dict]]] = {}
    for each in nics:
        here = found.setdefault(each["host"], {"here": [], "going": []})
        if each["state"] != PRESENT:
            continue
        if not each["nic"].get("enabled", True):
            here["here"].append(each["gone"])
        elif each["lsp"] in made:
            here["here"].append(_wanted(each, made[each["lsp"]]))
    for each in nics if foreseen else ():
        here = found[each["host"]]
        if each["state"] == ABSENT and each["nic"].get("netns") in {nic["netns"] for nic in here["here"] if "netns" in nic}:
            here["going"].append(each["gone"])
    return found


def _wanted(each: dict, made: dict) -> dict:
    nic = each["nic"]
    return {
        **{theirs: nic[mine] for mine, theirs in OF_HOST.items() if nic.get(mine) is not None},
        "iface_id": each["lsp"],
        "type": "nested" if "nested" in nic else nic.get("type", "veth"),
        "guest_name": each["named"]["name"],
        "hwaddr": made["hwaddr"],
        "mtu": made["mtu"],
    }


def nics_that_moved(nics: Iterable[dict], attached: dict[str, dict], places: dict[str, str]) -> dict:
    """What is left to do when the hosts have attached their NICs.

    C(attached) are their results of nics, for each host of this run: an empty one where nothing was to be done. C(moving) of the result are the
    ports that ask for another chassis than the one that has done its part by now: a host that failed leaves its NICs where they were.
    C(hosts) are, for each host, the NICs that were there and are elsewhere now. What the other host failed to take over stays.
    """
    refused = {left["iface_id"] for result in attached.values() for left in result.get("left_out", [])}
    present = [each for each in nics if each["state"] == PRESENT]
    settled = {each["lsp"] for each in present if each["host"] in attached and each["lsp"] not in refused}
    moving = [
        {**each["options"], "requested_chassis": each["chassis"]}
        for each in present if each["lsp"] in settled and places.get(each["lsp"], "") not in ("", each["chassis"])
    ]
    traces: dict[str, list[dict]] = {}
    for each in present:
        for trace in nic_traces(each["lsp"]):
            traces.setdefault(trace, []).append(each)
    hosts = {}
    for host, result in attached.items():
        there = {each["lsp"]: each for trace in result.get("others", []) for each in traces.get(trace, [])}
        hosts[host] = [
            each["gone"] for each in there.values()
            if each["host"] != host and (each["lsp"] in settled or _is_elsewhere(each["lsp"], places, result["chassis"]))
        ]
    return {"moving": moving, "hosts": hosts}


def _is_elsewhere(lsp: str, places: dict[str, str], chassis: str) -> bool:
    return places.get(lsp, chassis) != chassis
