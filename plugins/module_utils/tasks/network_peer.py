# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The network_peer task."""

from __future__ import annotations

from ..arguments import NORTHBOUND, STATE, WAIT, merge
from .document import run_entry
from .options import TEXT

OPTIONS = {
    "network": {"type": "str", "required": True},
    "target_network": {"type": "str", "required": True},
    "description": TEXT,
    "user": {"type": "dict"},
}
ARGUMENTS = merge(OPTIONS, STATE, NORTHBOUND, WAIT)


def run_network_peer(params: dict, check_mode: bool) -> dict:
    """The result of the module."""
    return run_entry("network_peers", {name: params[name] for name in OPTIONS}, params, check_mode)[0]
