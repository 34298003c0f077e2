# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a chassis is and does: its settings, bridges, tunnels and ports, and what differs from the settings it should have."""

from __future__ import annotations

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ..arguments import OPEN_VSWITCH_CONNECTION, TLS, endpoints, merge
from ..errors import Fault, InvalidInput
from ..ovsdb import operations as op
from ..ovsdb.session import Session
from ..reconcile.engine import reconcile
from ..run import read_only
from .apply import host_database
from .chassis import WISHES, host_row
from .chassis_keys import parse_keys
from .chassis_release import installed_version
from .chassis_wish import chassis_want, completed, read_chassis
from .southbound import Bound, Registered, registered

ARGUMENTS = merge(
    {"expected": {"type": "dict"}, "sb_connection": endpoints("OVN_SB_DB", None)},
    TLS,
    OPEN_VSWITCH_CONNECTION,
)
TABLES = {
    "Open_vSwitch": ["ovs_version", "db_version", "next_cfg", "cur_cfg"],
    "Bridge": ["name", "datapath_type", "fail_mode", "ports"],
    "Port": ["name", "interfaces", "external_ids"],
    "Interface": ["name", "type", "options", "external_ids", "error", "link_state", "bfd_status"],
}
# What ovn-controller notes at the ports of its tunnels: CHASSIS@ADDRESS, since OVN 23.09 with %ADDRESS of this end.
TUNNEL = "ovn-chassis-id"


@read_only
def run_chassis_info(params: dict, _check_mode: bool) -> dict:
    """The result of the module."""
    expected = _expected(params["expected"])
    with host_database(params) as session:
        row = host_row(session)
        settings = parse_keys(row)
        tables = dict(zip(TABLES, session.read([op.select(table, [], ["_uuid", *columns]) for table, columns in TABLES.items()])))
        drift = _drift(session, expected, row["external_ids"]) if expected else []
    interfaces = sorted(tables["Interface"], key=lambda each: each["name"])
    ids = [each["external_ids"]["iface-id"] for each in interfaces if "iface-id" in each["external_ids"]]
    south = registered(params, settings.get("system_id"), ids) if params["sb_connection"] else None
    return {
        "changed": False,
        "settings": settings,
        "versions": _versions(tables["Open_vSwitch"]),
        "vswitchd_is_behind": any(each["cur_cfg"] < each["next_cfg"] for each in tables["Open_vSwitch"]),
        "registration": _registration(south),
        "bridges": _bridges(tables),
        "bridge_mappings": _mappings(settings, {bridge["name"] for bridge in tables["Bridge"]}),
        "tunnels": _tunnels(tables["Port"], {each["_uuid"]: each for each in interfaces}),
        "ports": _ports(interfaces, south),
        "drift": drift,
    }


def _expected(options: dict | None) -> dict | None:
    """The options of the module chassis, checked as that would."""
    if options is None:
        return None
    result = ArgumentSpecValidator(WISHES).validate(options)
    if result.error_messages:
        raise InvalidInput([Fault("expected", message) for message in result.error_messages])
    return result.validated_parameters


def _drift(session: Session, expected: dict, now: dict) -> list[dict]:
    """What the module chassis would change."""
    try:
        chassis = completed(read_chassis(expected), now)
    except InvalidInput as exc:
        raise InvalidInput([Fault(f"expected.{fault.path}", fault.message) for fault in exc.faults]) from exc
    return reconcile(session, lambda database: chassis_want(database, chassis), owner="", check_mode=True).result()["diff"]


def _versions(rows: list[dict]) -> dict:
    row = rows[0] if rows else {}
    return {"ovn_controller": installed_version(), "open_vswitch": row.get("ovs_version"), "database": row.get("db_version")}


def _registration(south: Registered | None) -> dict | None:
    if south is None:
        return None
    return {"registered": south.found, "hostname": south.hostname, "encaps": south.encaps, "nb_cfg": south.nb_cfg}


def _bridges(tables: dict) -> list[dict]:
    names = {port["_uuid"]: port["name"] for port in tables["Port"]}
    return [
        {
            "name": bridge["name"],
            "datapath_type": bridge["datapath_type"] or "system",
            "fail_mode": bridge["fail_mode"],
            "ports": sorted(names[uuid] for uuid in bridge["ports"] if uuid in names),
        }
        for bridge in sorted(tables["Bridge"], key=lambda bridge: bridge["name"])
    ]


def _mappings(settings: dict, bridges: set[str]) -> list[dict]:
    pairs = settings.get("bridge_mappings", {})
    return [{"network": network, "bridge": bridge, "exists": bridge in bridges} for network, bridge in sorted(pairs.items())]


def _tunnels(ports: list[dict], interfaces: dict[str, dict]) -> list[dict]:
    found = ((port, interfaces[uuid]) for port in ports if TUNNEL in port["external_ids"] for uuid in port["interfaces"] if uuid in interfaces)
    return sorted((_tunnel(port, interface) for port, interface in found), key=lambda tunnel: (tunnel["chassis"], tunnel["name"]))


def _tunnel(port: dict, interface: dict) -> dict:
    options, bfd = interface["options"], interface["bfd_status"]
    return {
        "name": interface["name"],
        "chassis": port["external_ids"][TUNNEL].rpartition("@")[0],
        "type": interface["type"],
        "local_ip": options.get("local_ip"),
        "remote_ip": options.get("remote_ip"),
        "error": interface["error"],
        "bfd": {"state": bfd["state"], "forwarding": bfd.get("forwarding") == "true", "diagnostic": bfd.get("diagnostic", ""),
                "flap_count": int(bfd.get("flap_count", 0))} if "state" in bfd else None,
    }


def _ports(interfaces: list[dict], south: Registered | None) -> list[dict]:
    """What stands in the host's database, then what is bound here without an interface: gateways, mostly."""
    bound = dict(south.ports) if south else {}
    here = [_port(each, each["external_ids"]["iface-id"], bound) for each in interfaces if "iface-id" in each["external_ids"]]
    seen = {port["lsp"] for port in here}
    return here + [_port(None, lsp, bound) for lsp in sorted(bound) if lsp not in seen]


def _port(interface: dict | None, lsp: str, bound: dict[str, Bound]) -> dict:
    notes = interface["external_ids"] if interface else {}
    port = bound.get(lsp)
    return {
        "lsp": lsp,
        "interface": interface and interface["name"],
        "error": interface and interface["error"],
        "link_state": interface and interface["link_state"],
        "installed": notes.get("ovn-installed") == "true" if interface else None,
        "type": port.type if port else None,
        "chassis": port.chassis if port else None,
        "up": port.up if port else None,
    }
