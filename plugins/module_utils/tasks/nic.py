# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The NIC task: one NIC of the document, and what its host needs to attach it."""

from __future__ import annotations

from ..arguments import NORTHBOUND, STATE, WAIT, merge
from ..network.document import Compiled
from ..network.nic import KIND, Nic, read_nic
from ..network.nic_place import place
from ..network.reading import Reading
from .document import run_entry
from .options import NUMBER, SECURITY, TEXT, TEXTS


def _family(version: int) -> dict:
    return {
        f"ipv{version}_address": TEXT,
        f"ipv{version}_address_external": TEXT,
        f"ipv{version}_routes": TEXTS,
        f"ipv{version}_routes_external": TEXTS,
    }


OPTIONS = {
    "network": {"type": "str", "required": True},
    "base_name": TEXT,
    "instance": {"type": "str", "required": True},
    "instance_id": TEXT,
    "name": {"type": "str", "default": "eth0"},
    "enabled": {"type": "bool", "default": True},
    "hwaddr": TEXT,
    **_family(4),
    **_family(6),
    "dns_domain": TEXT,
    "limits_egress": TEXT,
    "limits_ingress": TEXT,
    "limits_max": TEXT,
    "limits_priority": NUMBER,
    "nested": TEXT,
    "requested_chassis": TEXT,
    **SECURITY,
    "security_promiscuous": {"type": "bool", "default": False},
    "user": {"type": "dict"},
    "vlan": NUMBER,
}
ARGUMENTS = merge(OPTIONS, STATE, NORTHBOUND, WAIT)


def run_nic(params: dict, check_mode: bool) -> dict:
    """The result of the module: what changed, and what the host needs to attach the NIC."""
    options = {name: params[name] for name in OPTIONS}
    result, compiled = run_entry(KIND, options, params, check_mode)
    if params["state"] == "absent":
        return {**result, "lsp": _removed(options, compiled).port}
    return {**result, **facts(compiled.world.things[KIND][identity(options)], compiled)}


def identity(options: dict) -> tuple:
    """What tells the NICs of a document apart."""
    return options["network"], options["instance"], options["name"]


def _removed(options: dict, compiled: Compiled) -> Nic:
    return compiled.world.former_of(KIND, identity(options)) or read_nic(Reading(options), compiled.world.things)


def facts(nic: Nic, compiled: Compiled) -> dict:
    """What the NIC's host needs to attach it, and its addresses as far as they are known."""
    here = place(nic, compiled.world)
    addresses = {address.version: str(address) for address in here.known}
    return {
        "lsp": nic.port,
        "hwaddr": nic.mac,
        "mtu": here.settings.mtu,
        "ipv4_address": addresses.get(4),
        "ipv6_address": addresses.get(6),
    }
