# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The network_forward task."""

from __future__ import annotations

from ..arguments import NORTHBOUND, STATE, WAIT, merge
from ..network.listener import identity, listen_address
from ..network.vips import PROTOCOLS
from .document import run_entry
from .options import TEXT, TEXTS

LISTEN_OPTIONS = {
    "network": {"type": "str", "required": True},
    "listen_address": {"type": "str", "required": True},
    "volatile_listen_address": TEXT,
    "description": TEXT,
    "user": {"type": "dict"},
}
PORT_OPTIONS = {
    "protocol": {"type": "str", "choices": list(PROTOCOLS), "required": True},
    "listen_port": {"type": "list", "elements": "str", "required": True},
    "description": TEXT,
}
OPTIONS = merge(LISTEN_OPTIONS, {
    "target_address": TEXT,
    "ports": {"type": "list", "elements": "dict", "options": merge(PORT_OPTIONS, {
        "target_address": {"type": "str", "required": True},
        "target_port": TEXTS,
    })},
})
ARGUMENTS = merge(OPTIONS, STATE, NORTHBOUND, WAIT)


def run_network_forward(params: dict, check_mode: bool) -> dict:
    """The result of the module: what changed, and the address that is listened on."""
    return run_listener("network_forwards", OPTIONS, params, check_mode)


def run_listener(kind: str, options: dict, params: dict, check_mode: bool) -> dict:
    """Make or remove a forward or a load balancer."""
    entry = {name: params[name] for name in options}
    result, compiled = run_entry(kind, entry, params, check_mode)
    if params["state"] == "absent":
        return result
    listener = compiled.world.things[kind][identity(entry)]
    return {**result, "listen_address": str(listen_address(listener, compiled.world))}
