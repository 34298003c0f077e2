# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The address set task: one entry of the document of networks."""

from __future__ import annotations

from ..arguments import NORTHBOUND, STATE, WAIT, merge
from .document import run_entry
from .options import TEXT, TEXTS

KIND = "network_address_sets"
OPTIONS = {
    "name": {"type": "str", "required": True},
    "base_name": TEXT,
    "description": TEXT,
    "addresses": TEXTS,
    "user": {"type": "dict"},
}
ARGUMENTS = merge(OPTIONS, STATE, NORTHBOUND, WAIT)


def run_network_address_set(params: dict, check_mode: bool) -> dict:
    """The result of the module: what changed."""
    options = {name: params[name] for name in OPTIONS}
    result, _compiled = run_entry(KIND, options, params, check_mode)
    return result
