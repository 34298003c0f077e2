# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The networks task: a whole document of networks as one transaction; and its way back."""

from __future__ import annotations

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ..arguments import NORTHBOUND, STATE, WAIT, merge
from ..errors import Fault, InvalidInput
from ..network.document import Change
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
    result, _compiled = run_change(params, check_mode, change, adopt=params["adopt"])
    return result


def _change(params: dict) -> Change:
    entries = _entries(params)
    if params["state"] == "absent":
        return Change(absent=entries, force=params["force"])
    if params["purge"] and not entries and not params["allow_empty"]:
        raise InvalidInput([Fault("purge", f"with an empty document would remove everything of owner {params['owner']}. "
                                           "Say allow_empty: true if that is meant.")])
    return Change(
        present=entries,
        purge=params["owner"] if params["purge"] else None,
        force=params["force"],
        limits=read_limits(params),
    )


def _entries(params: dict) -> list[tuple[str, dict, str]]:
    """The entries with the defaults of their modules. Raises InvalidInput with every fault of their form."""
    faults: list[Fault] = []
    entries = []
    for kind, options in ENTRIES.items():
        validator = ArgumentSpecValidator(options)
        for index, entry in enumerate(params[kind] or []):
            path = f"{kind}[{index}]"
            checked = validator.validate(entry)
            faults += [Fault(path, message) for message in checked.error_messages]
            entries.append((kind, checked.validated_parameters, path))
    if faults:
        raise InvalidInput(faults)
    return entries
