# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of uplinks look at, and the states that a host can be in."""

from __future__ import annotations

import json

from ansible_collections.overlay.ovn.plugins.module_utils.host.links import Link, Links, read_sysctl
from ansible_collections.overlay.ovn.plugins.module_utils.host.names import uplink_bridge, uplink_pair

from .conftest import Host, ip

BRIDGE = uplink_bridge("UPLINK")
INNER, OUTER = uplink_pair("UPLINK")
ALIAS = "overlay.ovn uplink UPLINK"
MAPPINGS = "ovn-bridge-mappings"
PHYSICAL = {"name": "UPLINK", "parent": "eth1", "datapath_type": "netdev"}
NATIVE = {**PHYSICAL, "parent": "br0"}
OVS = {**PHYSICAL, "parent": "br-ex"}
ABSENT = {"name": "UPLINK", "state": "absent", "wait_timeout": 0}
ADDRESS = "10.44.0.1/24"


def link(name: str) -> Link | None:
    with Links() as links:
        return links.get(name)


def quiet(name: str) -> tuple:
    return read_sysctl("ipv6", name, "disable_ipv6"), read_sysctl("ipv6", name, "forwarding")


def linux_bridge(name: str = "br0", port: str = "eth9") -> None:
    """A bridge that the host uses: it has an address, and a port that leads outside."""
    ip("link", "add", name, "type", "bridge")
    ip("link", "add", port, "type", "veth", "peer", "name", f"{port}-wire")
    ip("link", "set", port, "master", name, "up")
    ip("address", "add", ADDRESS, "dev", name)
    ip("link", "set", name, "up")


def ports_of_linux_bridge(name: str = "br0") -> set[str]:
    return {each["ifname"] for each in json.loads(ip("-json", "link", "show", "master", name) or "[]")}


def addresses(name: str) -> set[str]:
    (found,) = json.loads(ip("-json", "address", "show", "dev", name))
    return {f"{each['local']}/{each['prefixlen']}" for each in found["addr_info"] if each["family"] == "inet"}


def operators_bridge(host: Host, name: str = "br-ex") -> None:
    """A bridge of Open vSwitch that is somebody's, with a port of theirs."""
    host.run("bridge", name=name, datapath_type="netdev", external_ids={"whose": "operator"})
    host.run("port", bridge=name, name=f"{name}-tap", type="internal")


def nothing_is_left(host: Host) -> bool:
    """Whether no row, no link and no note of the uplink is there any more."""
    with Links() as links:
        made = links.with_alias(ALIAS)
    rows = [row for table in ("Bridge", "Port", "Interface") for row in host.rows(table, "name", "external_ids")]
    marked = [row for row in rows if "overlay_uplink" in row["external_ids"] or row["name"] in (BRIDGE, INNER, OUTER)]
    return not made and not marked and "UPLINK:" not in str(host.external_ids)
