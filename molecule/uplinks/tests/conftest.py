# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What this scenario builds; molecule/lab/python/lab.py is how its tests look at it."""

from __future__ import annotations

import json
from typing import Any

from lab import host

UPLINK = "UPLINK"
# What each host's operator has besides: addresses that the outside must reach all the time.
OPERATORS = {"host2": ("br-ex", ["198.18.1.12"]), "host3": ("br0", ["198.18.1.13", "fd42:18:1::13"])}


def mappings(name: str) -> dict[str, str]:
    text = host(name).check_output("ovs-vsctl --if-exists get Open_vSwitch . external_ids:ovn-bridge-mappings").strip('"')
    return dict(part.split(":", 1) for part in text.split(",") if part)


def ports(name: str, bridge: str) -> set[str]:
    """The ports of a bridge of Open vSwitch but for ovn-controller's patches."""
    return {port for port in host(name).check_output(f"ovs-vsctl list-ports {bridge}").split() if not port.startswith("patch-")}


def links(name: str, *which: str) -> list[dict[str, Any]]:
    return json.loads(host(name).check_output(f"ip -json -details address show {' '.join(which)}") or "[]")


def outside_pings(address: str) -> bool:
    return host("outside").run(f"ping -n -q -c 2 -i 0.2 -W 1 {address}").rc == 0
