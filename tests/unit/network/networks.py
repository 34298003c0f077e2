# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Networks compiled without a database: what rows they come to, or what is wrong with them."""

from __future__ import annotations

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model.edits import Edit
from ansible_collections.overlay.ovn.plugins.module_utils.network.document import Change, Compiled, compile_change
from ansible_collections.overlay.ovn.plugins.module_utils.network.world import Live

UPLINK = {
    "name": "UPLINK",
    "ipv4_gateway": "198.18.1.1/24",
    "ipv4_ovn_ranges": ["198.18.1.100-198.18.1.102"],
    "ipv6_gateway": "fd42:18:1::1/64",
    "ipv6_ovn_ranges": ["fd42:18:1::100-fd42:18:1::102"],
}
ROUTED = {**UPLINK, "ovn_ingress_mode": "routed", "ipv4_routes": ["10.10.0.0/16", "203.0.113.0/24"]}
NETWORK = {"name": "net1", "network": "UPLINK", "ipv4_address": "10.10.1.1/24", "ipv6_address": "fd42:10:1::1/64"}


def compiled(*networks: dict, uplink: dict | None = None, live: Live | None = None, **entries: list[dict]) -> Compiled:
    """Networks, each with what is changed of NETWORK, behind one uplink; and entries of other kinds."""
    document = {
        "uplinks": [{**UPLINK, **(uplink or {})}],
        "networks": [{**NETWORK, **options} for options in networks or [{}]],
        **entries,
    }
    present = [(kind, options, f"{kind}[{index}]") for kind, found in document.items() for index, options in enumerate(found)]
    return compile_change(Change(present=present), [], live or Live())


def faults(*networks: dict, **rest) -> dict[str, str]:
    """What is wrong: the message by its path."""
    try:
        compiled(*networks, **rest)
    except InvalidInput as exc:
        return {fault.path: fault.message for fault in exc.faults}
    return {}


def rows(table: str, *networks: dict, **rest) -> dict[tuple, dict]:
    """The rows of one table as they come into an empty database, by their keys."""
    want = compiled(*networks, **rest).want
    found = [row for row in want.rows if row.ref.table.name == table and row.state != "absent"]
    return {row.ref.key: {name: _plain(value) for name, value in row.columns.items()} for row in found}


def _plain(value):
    if not isinstance(value, Edit):
        return value
    try:
        return value.apply({})
    except AttributeError:
        return value.apply(frozenset())
