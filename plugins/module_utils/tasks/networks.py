# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The networks task: a whole document of networks as one transaction; and its way back."""

from __future__ import annotations

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ..arguments import NORTHBOUND, STATE, WAIT, merge
from ..errors import Fault, InvalidInput
from ..network.document import Change, Compiled, Entry
from . import network, network_acl, network_address_set, network_forward, network_load_balancer, network_peer, nic
from .document import run_change
from .purge import PURGE, read_limits

ENTRIES = {
    "uplinks": network.UPLINK_OPTIONS,
    "networks": network.OPTIONS,
    "network_address_sets": network_address_set.OPTIONS,
    "network_acls": network_acl.OPTIONS,
    "network_forwards": network_forward.OPTIONS,
    "network_load_balancers": network_load_balancer.OPTIONS,
    "network_peers": network_peer.OPTIONS,
    "network_nics": nic.OPTIONS,
}
ARGUMENTS = merge(
    {kind: {"type": "list", "elements": "dict"} for kind in ENTRIES},
    {
        "purge": {"type": "bool", "default": False},
        "adopt": {"type": "bool", "default": False},
        "force": {"type": "bool", "default": False},
    },
    PURGE,
    STATE,
    NORTHBOUND,
    WAIT,
)


def run_networks(params: dict, check_mode: bool) -> dict:
    """The result of the module."""
    change = _change(params)
    result, compiled = run_change(params, check_mode, change, adopt=params["adopt"])
    return {**result, "networks": _networks(params, compiled), nic.KIND: _nics(params, compiled)}


def _networks(params: dict, compiled: Compiled) -> list[dict]:
    """What the task's networks came to."""
    there = compiled.world.networks
    return [network.facts(there[options["name"]]) for options in params["networks"] or [] if options["name"] in there]


def _nics(params: dict, compiled: Compiled) -> list[dict]:
    """What the hosts of the task's NICs need to attach them."""
    there = compiled.world.things[nic.KIND]
    made = [there[identity] for options in params[nic.KIND] or [] if (identity := nic.identity({"name": "eth0", **options})) in there]
    return [{"network": each.network, "instance": each.instance, "name": each.device, **nic.facts(each, compiled)} for each in made]


def _change(params: dict) -> Change:
    present, absent = _entries(params)
    if params["state"] == "absent":
        return Change(absent=present + absent, force=params["force"])
    if params["purge"] and not present and not params["allow_empty"]:
        raise InvalidInput([Fault("purge", f"with an empty document would remove everything of owner {params['owner']}. "
                                           "Say allow_empty: true if that is meant.")])
    return Change(
        present=present,
        absent=absent,
        purge=params["owner"] if params["purge"] else None,
        force=params["force"],
        limits=read_limits(params),
    )


def _entries(params: dict) -> tuple[list[Entry], list[Entry]]:
    """The entries with the defaults of their modules: those that shall be there, and those that say they shall not.

    Raises InvalidInput with every fault of their form.
    """
    faults: list[Fault] = []
    entries: dict[str, list[Entry]] = {"present": [], "absent": []}
    for kind, options in ENTRIES.items():
        validator = ArgumentSpecValidator(merge(options, STATE))
        for index, entry in enumerate(params[kind] or []):
            path = f"{kind}[{index}]"
            checked = validator.validate(entry)
            faults += [Fault(path, message) for message in checked.error_messages]
            given = dict(checked.validated_parameters)
            entries[given.pop("state", "present")].append((kind, given, path))
    if faults:
        raise InvalidInput(faults)
    return entries["present"], entries["absent"]
