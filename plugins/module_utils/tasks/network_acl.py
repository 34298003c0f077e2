# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ACL task: one entry of the document of networks."""

from __future__ import annotations

from ..arguments import NORTHBOUND, STATE, WAIT, merge
from .document import run_entry
from .options import NUMBER, TEXT, TEXTS

KIND = "network_acls"
RULE = {
    "action": {"type": "str", "choices": ["allow", "allow-stateless", "reject", "drop"], "required": True},
    "state": {"type": "str", "choices": ["enabled", "disabled", "logged"], "default": "enabled"},
    "source": TEXTS,
    "destination": TEXTS,
    "protocol": {"type": "str", "choices": ["icmp4", "icmp6", "tcp", "udp"]},
    "source_port": TEXTS,
    "destination_port": TEXTS,
    "icmp_type": NUMBER,
    "icmp_code": NUMBER,
    "description": TEXT,
}
OPTIONS = {
    "name": {"type": "str", "required": True},
    "base_name": TEXT,
    "flavor": {"type": "str", "choices": ["lxd", "incus"], "default": "lxd"},
    "description": TEXT,
    "ingress": {"type": "list", "elements": "dict", "options": RULE},
    "egress": {"type": "list", "elements": "dict", "options": RULE},
    "user": {"type": "dict"},
}
ARGUMENTS = merge(OPTIONS, STATE, NORTHBOUND, WAIT)


def run_network_acl(params: dict, check_mode: bool) -> dict:
    """The result of the module: what changed, and the group of the ports that have the ACL."""
    options = {name: params[name] for name in OPTIONS}
    result, compiled = run_entry(KIND, options, params, check_mode)
    acl = compiled.world.acls.get(params["name"])
    return {**result, "port_group": acl.everybody if acl else None}
