# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A cloud in one document: networks of 20 NICs, dual stack, with an uplink, ACLs and NAT; and a database that holds it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.networks import ARGUMENTS, run_networks

from ..support.servers import Server
from . import bench_kit as kit

EACH = 20
UPLINK = {
    "name": "UPLINK",
    "ipv4_gateway": "198.18.0.1/16", "ipv4_ovn_ranges": ["198.18.1.1-198.18.250.254"], "ipv4_routes": ["198.19.0.0/16"],
    "ipv6_gateway": "fd42:ffff::1/64", "ipv6_ovn_ranges": ["fd42:ffff::1:0-fd42:ffff::1:ffff"],
}
WEB = {"name": "web", "ingress": [{"action": "allow", "protocol": "tcp", "destination_port": "443"}]}


def document(networks: int) -> dict:
    return {
        "uplinks": [UPLINK],
        "network_acls": [WEB],
        "networks": [network(number) for number in range(networks)],
        "network_nics": [nic(number, place) for number in range(networks) for place in range(EACH)],
    }


def network(number: int, acls: tuple[str, ...] = ("web",)) -> dict:
    high, low = divmod(number, 256)
    return {"name": f"n{number}", "network": "UPLINK", "ipv4_address": f"10.{high}.{low}.1/24", "ipv6_address": f"fd42:{high:x}:{low:x}::1/64",
            "ipv4_nat": True, "ipv6_nat": True, "ipv6_dhcp_stateful": True, "security_acls": list(acls)}


def nic(number: int, place: int) -> dict:
    high, low = divmod(number, 256)
    return {"network": f"n{number}", "instance": f"c{number}-{place}", "ipv4_address": f"10.{high}.{low}.{place + 2}",
            "ipv6_address": f"fd42:{high:x}:{low:x}::{place + 2:x}"}


def params(private: Server, entries: dict) -> dict:
    defaults = {name: spec.get("default") for name, spec in ARGUMENTS.items()}
    return {**defaults, "nb_connection": [private.endpoint], "timeout": kit.TIMEOUT, **entries}


def apply(private: Server, entries: dict, *, changed: bool = True) -> None:
    assert run_networks(params(private, entries), False)["changed"] is changed


@contextmanager
def server() -> Iterator[Server]:
    """A private server with the row that ovn-northd and ovn-nbctl make first in a new database, and no other."""
    with kit.server() as private:
        kit.raw(private, [op.insert("NB_Global", str(uuid.uuid4()), {})])
        yield private


@contextmanager
def built(*documents: dict) -> Iterator[Path]:
    """The file of a database that these were written to, once: servers begin with copies of it."""
    with server() as private:
        for entries in documents:
            kit.in_fork(lambda entries=entries: apply(private, entries))
        private.stop()
        yield private.file
