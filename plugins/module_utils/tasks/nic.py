# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The NIC task: read its network, compile it to rows, apply them, then give DNS the addresses that OVN assigned."""

from __future__ import annotations

import ipaddress

from ..arguments import NORTHBOUND, STATE, WAIT, merge
from ..errors import Fault, InvalidInput, NotReached
from ..model.rows import Want
from ..network.nic import Nic, Place, assigned, is_complete, nic_absent, nic_want, read_nic
from ..network.rows import DOMAIN_MARK, NIC_NETWORK_MARK, Refs
from ..ovsdb import operations as op
from ..ovsdb.session import Session
from ..ovsdb.watch import require_library, watch_until
from ..run import apply_northbound, northbound_session

DEFAULT_DOMAIN = "ovn"
ARGUMENTS = merge(
    {
        "network": {"type": "str", "required": True},
        "base_name": {"type": "str"},
        "instance": {"type": "str", "required": True},
        "name": {"type": "str", "default": "eth0"},
        "hwaddr": {"type": "str"},
        "ipv4_address": {"type": "str"},
        "ipv6_address": {"type": "str"},
        "dns_domain": {"type": "str"},
        "requested_chassis": {"type": "str"},
    },
    STATE,
    NORTHBOUND,
    WAIT,
)


def run_nic(params: dict, check_mode: bool) -> dict:
    """The result of the module: what changed, and what the host needs to attach the NIC."""
    nic = read_nic(params)
    adopt = bool(params["base_name"])
    if params["state"] == "absent":
        result = apply_northbound(params, check_mode, lambda _: nic_absent(nic.names, nic.port), adopt=adopt)
        return {**result, "lsp": nic.port}
    seen: dict = {}

    def program(database) -> Want:
        seen["place"] = _place(database, nic)
        if assigned(nic, seen["place"]) is None and not check_mode:
            require_library()
        return nic_want(nic, seen["place"])

    result = apply_northbound(params, check_mode, program, adopt=adopt)
    if assigned(nic, seen["place"]) is None and not check_mode:
        _await_addresses(params, nic, seen["place"])
        apply_northbound(params, check_mode, program, adopt=adopt)
    return {**result, **_facts(nic, seen["place"])}


def _facts(nic: Nic, place: Place) -> dict:
    addresses = {address.version: str(address) for address in assigned(nic, place) or []}
    return {
        "lsp": nic.port,
        "hwaddr": nic.mac,
        "mtu": place.mtu,
        "ipv4_address": addresses.get(4),
        "ipv6_address": addresses.get(6),
    }


def _place(database, nic: Nic) -> Place:
    """Everything about the network that the NIC's rows follow from, in two requests."""
    names, refs = nic.names, Refs(nic.names)
    marked = ["external_ids", "includes", ["map", [[NIC_NETWORK_MARK, names.base]]]]
    switches, router_ports, ports, *dhcp = database.read([
        op.select("Logical_Switch", [["name", "==", names.internal_switch]], ["external_ids"]),
        op.select("Logical_Router_Port", [["name", "==", names.internal_router_port]], ["networks", "options", "ipv6_ra_configs"]),
        op.select("Logical_Switch_Port", [marked], ["name", "addresses", "dynamic_addresses"]),
        *(op.select("DHCP_Options", [op.by_uuid(refs.dhcp[version].uuid)], ["_uuid"]) for version in (4, 6)),
    ])
    if not switches or not router_ports:
        raise InvalidInput([Fault("network", f"there is no network {nic.network} (no switch {names.internal_switch} with a "
                                             "router). Make it first, or correct the name.")])
    router = router_ports[0]
    return Place(
        interfaces={each.version: each for each in map(ipaddress.ip_interface, router["networks"])},
        dhcp=frozenset(version for version, rows in zip((4, 6), dhcp) if rows),
        stateful=router["ipv6_ra_configs"].get("address_mode") == "dhcpv6_stateful",
        mtu=int(router["options"].get("gateway_mtu", 0)) or 1500,
        domain=switches[0]["external_ids"].get(DOMAIN_MARK, DEFAULT_DOMAIN),
        dynamic=next((row["dynamic_addresses"] for row in ports if row["name"] == nic.port), None),
        others={row["name"]: _text(row) for row in ports if row["name"] != nic.port},
    )


def _text(row: dict) -> str:
    return " ".join([*sorted(row["addresses"]), row["dynamic_addresses"] or ""])


def _await_addresses(params: dict, nic: Nic, place: Place) -> None:
    session = northbound_session(params)
    try:
        if not _watch_addresses(session, nic, place, params["wait_timeout"]):
            raise NotReached(
                f"after {params['wait_timeout']} s OVN has not assigned addresses to {nic.port}: ovn-northd is not running, "
                f"or the subnets of network {nic.network} have none left. The port is written; "
                "check ovn-northd and the number of free addresses, then run the task again."
            )
    finally:
        session.close()


def _watch_addresses(session: Session, nic: Nic, place: Place, timeout: float):
    def ready(tables: dict) -> bool:
        texts = [text for row in tables["Logical_Switch_Port"] for text in row.dynamic_addresses]
        return any(text.startswith(f"{nic.mac} ") and is_complete(text, place.interfaces) for text in texts)

    only = {"Logical_Switch_Port": ["name", "==", nic.port]}
    return watch_until(session, {"Logical_Switch_Port": ["name", "dynamic_addresses"]}, ready, timeout, only)
