# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bridges, ports and bridge mappings of a host's Open vSwitch."""

from __future__ import annotations

from dataclasses import dataclass

from ..arguments import OPEN_VSWITCH, REPLACE, STATE, merge, option_argument
from ..errors import Fault, InvalidInput
from ..model import open_vswitch as model
from ..model.edits import Entries, Merge, Replace
from ..model.rows import KEPT_KEYS, UNSET, Guard, Want
from ..model.table import Table
from ..ovsdb import operations as op
from ..ovsdb.session import Session
from .apply import apply_host, apply_open_vswitch, host_database, interface_trouble
from .names import link_faults

# What can be unset: where a module leaves what it is not told, a value has no way back by itself.
BRIDGE_UNSET = ("datapath_type", "fail_mode", "protocols")
PORT_UNSET = ("tag", "trunks", "vlan_mode", "mac", "mtu_request")
BOND_UNSET = ("tag", "trunks", "vlan_mode", "bond_mode", "lacp", "bond_updelay", "bond_downdelay")
MAPPINGS = "ovn-bridge-mappings"
# Notes of ovn-controller beside ours; replacing a map spares them.
KEPT = (*KEPT_KEYS, "ovn-", "ct-zone-")


def unset_argument(names: tuple[str, ...]) -> dict:
    """The option that takes back what others of a module have set."""
    return {"unset": {"type": "list", "elements": "str", "choices": list(names)}}


def _options(table: Table, *names: str) -> dict:
    return {option.name: option_argument(option) for option in table.options if option.name in names}


BRIDGE_ARGUMENTS = merge(
    {option.name: option_argument(option) for option in model.BRIDGE.options},
    unset_argument(BRIDGE_UNSET), STATE, REPLACE, OPEN_VSWITCH,
)
PORT_ARGUMENTS = merge(
    {option.name: option_argument(option) for option in model.PORT.options if option not in model.BOND_OPTIONS},
    _options(model.INTERFACE, "type", "mac", "mtu_request", "options"),
    {"bridge": {"type": "str"}, "interface_external_ids": {"type": "dict"}},
    unset_argument(PORT_UNSET),
    STATE,
    REPLACE,
    OPEN_VSWITCH,
)
PORT_ARGUMENTS["type"]["aliases"] = ["interface_type"]
PORT_RULES = {"required_if": [("state", "present", ["bridge"])]}
MAPPING_ARGUMENTS = merge(
    {"network": {"type": "str", "required": True}, "bridge": {"type": "str"}, "force": {"type": "bool", "default": False}},
    STATE,
    OPEN_VSWITCH,
)
MAPPING_RULES = {"required_if": [("state", "present", ["bridge"])]}


def run_bridge(params: dict, check_mode: bool) -> dict:
    """The result of the module ovs_bridge."""
    return apply_open_vswitch(params, check_mode, lambda _: bridge_want(params))


def bridge_want(params: dict) -> Want:
    require(link_faults("name", params["name"]))
    if params["state"] == "absent":
        return Want([model.absent_bridge(params["name"])])
    return Want(model.bridge(params["name"], columns_of(model.BRIDGE, params)))


def run_port(params: dict, check_mode: bool) -> dict:
    """The result of the module ovs_port. A link that is not there yet is worth a warning: it may come later."""
    with host_database(params) as session:
        result = apply_host(session, params, check_mode, lambda database: port_want(database, params))
        if params["state"] == "present" and not check_mode:
            error = interface_trouble(session, params["name"], settle=0)
            result["warnings"] = [f"ovs-vswitchd cannot use the interface {params['name']} yet: {error}"] if error else []
    return result


def port_want(database: Session, params: dict) -> Want:
    name, bridge = params["name"], params["bridge"]
    require(link_faults("name", name))
    if params["state"] == "absent":
        return _absent_port(database, name, bridge)
    port = read_port(database, name)
    if port and len(port.names) > 1:
        raise InvalidInput([Fault("name", f"{name} is {port.what}. Use overlay.ovn.ovs_bond, or remove it first.")])
    columns = columns_of(model.PORT, params)
    interface = columns_of(model.INTERFACE, {**params, "external_ids": params["interface_external_ids"], "other_config": None})
    return Want(model.port(bridge, name, columns, interface))


def _absent_port(database: Session, name: str, bridge: str | None) -> Want:
    if name == bridge or name in bridges(database):
        raise InvalidInput([Fault("name", f"{name} is the local port of the bridge {name} and goes only with the bridge. "
                                          "Use overlay.ovn.ovs_bridge to remove that.")])
    if bridge and name not in ports_of(database, bridge):
        return Want()
    return Want([model.absent_port(name)])


def columns_of(table: Table, params: dict) -> dict:
    """The columns that a module's options of the same names give."""
    unset = params.get("unset") or []
    both = [name for name in unset if params.get(name) is not None]
    require([Fault("unset", f"{name} is given a value and unset. Do one of them.") for name in both])
    given = {
        option.target: _wish(option.type, params[option.name], params["replace"])
        for option in table.options
        if params.get(option.name) is not None and option.target not in table.key
    }
    return given | {option.target: UNSET for option in table.options if option.name in unset}


def _wish(kind: str, value, replace: bool):
    if kind != "dict":
        return value
    return Replace(value, KEPT) if replace else Merge(value)


def run_mapping(params: dict, check_mode: bool) -> dict:
    """The result of the module bridge_mapping."""
    with host_database(params) as session:
        result = apply_host(session, params, check_mode, lambda database: mapping_want(database, params))
        result["warnings"] = mapping_warnings(session)
        if params["state"] == "present" and params["bridge"] not in bridges(session):
            result["warnings"] += [f"{params['network']} is mapped to the bridge {params['bridge']}, which does not exist (yet)."]
    return result


def mapping_want(database: Session, params: dict) -> Want:
    network, bridge = params["network"], params["bridge"]
    require(mapping_faults("network", network) + mapping_faults("bridge", bridge))
    now = mappings(database).get(network)
    if params["state"] == "absent":
        gone = now is not None and bridge in (None, now)
        return Want([mapping(network, None)] if gone else [])
    if now not in (None, bridge) and not params["force"]:
        raise InvalidInput([taken("network", network, now)])
    return Want([mapping(network, bridge)])


def mapping(network: str, bridge: str | None):
    """The host's row with one entry among its bridge mappings; None takes it out, the others stay."""
    return model.root({"external_ids": Merge({MAPPINGS: Entries({network: bridge})})})


def mapping_warnings(database: Session) -> list[str]:
    """Entries of others that keep ovn-controller from reading on (controller/patch.c, add_ovs_bridge_mappings)."""
    text = external_ids(database).get(MAPPINGS, "")
    junk = [part for part in text.split(",") if part.strip() and not all(part.strip().partition(":"))]
    return [f"ovn-bridge-mappings has the entry {junk[0]!r}, which is no mapping: ovn-controller reads neither it nor what comes after it. "
            "Correct it (ovs-vsctl get open . external_ids:ovn-bridge-mappings)."] if junk else []


def taken(path: str, network: str, bridge: str) -> Fault:
    return Fault(path, f"{network} is mapped to the bridge {bridge} on this host. Remove that mapping first "
                       "(overlay.ovn.bridge_mapping with state absent, or with force true to move it).")


def mapping_faults(path: str, text: str | None) -> list[Fault]:
    if text is None or text and not set(text) & set(",: \t\n"):
        return []
    return [Fault(path, f"{text!r} cannot stand in a bridge mapping: no comma, colon or space, and not empty.")]


def external_ids(database: Session) -> dict:
    """What the host's row holds in external_ids."""
    rows = database.read([op.select("Open_vSwitch", [], ["external_ids"])])[0]
    return rows[0]["external_ids"] if rows else {}


def mappings(database: Session) -> dict[str, str]:
    """Which bridge carries which physical network on this host."""
    return split_mappings(external_ids(database).get(MAPPINGS, ""))


def split_mappings(text: str) -> dict[str, str]:
    """Bridges by physical network, of a text that is written as C(ovn-bridge-mappings) is."""
    return dict(part.strip().split(":", 1) for part in text.split(",") if ":" in part)


def bridges(database: Session) -> dict[str, dict]:
    """The bridges of this host: their external_ids by name."""
    return {row["name"]: row["external_ids"] for row in database.read([op.select("Bridge", [], ["name", "external_ids"])])[0]}


def ports_of(database: Session, bridge: str) -> dict[str, dict]:
    """The ports of a bridge: their external_ids by name."""
    rows = database.read([op.select("Bridge", [["name", "==", bridge]], ["ports"])])[0]
    queries = [op.select("Port", [op.by_uuid(uuid)], ["name", "external_ids"]) for row in rows for uuid in sorted(row["ports"])]
    return {row["name"]: row["external_ids"] for found in database.read(queries) for row in found}


@dataclass(frozen=True)
class Port:
    """A port as it is: its external_ids, and of its interfaces the names, the types, and the other end where it is a patch."""

    external_ids: dict
    names: list[str]
    types: list[str]
    peer: str | None

    @property
    def what(self) -> str:
        """What it is, for messages."""
        if len(self.names) > 1:
            return f"a bond of {', '.join(sorted(self.names))}"
        return f"a port of type {self.types[0]}" if any(self.types) else "a port with one interface"


def read_port(database: Session, name: str) -> Port | None:
    rows = database.read([op.select("Port", [["name", "==", name]], ["interfaces", "external_ids"])])[0]
    if not rows:
        return None
    columns = ["name", "type", "options"]
    found = database.read([op.select("Interface", [op.by_uuid(uuid)], columns) for uuid in sorted(rows[0]["interfaces"])])
    members = [member for members in found for member in members]
    peer = next((member["options"].get("peer") for member in members), None)
    return Port(rows[0]["external_ids"], [each["name"] for each in members], [each["type"] for each in members], peer)


def bridge_with(database: Session, interface: str) -> tuple[str, dict] | None:
    """The bridge that holds an interface, in a port of its own or in a bond, and the external_ids of that port."""
    for row in database.read([op.select("Interface", [["name", "==", interface]], ["_uuid"])])[0]:
        ports = database.read([op.select("Port", [["interfaces", "includes", ["uuid", row["_uuid"]]]], ["_uuid", "external_ids"])])[0]
        for port in ports:
            found = database.read([op.select("Bridge", [["ports", "includes", ["uuid", port["_uuid"]]]], ["name"])])[0]
            if found:
                return found[0]["name"], port["external_ids"]
    return None


def unchanged_ports(database: Session, bridge: str) -> list[Guard]:
    """That a bridge still has the ports it has now."""
    rows = database.read([op.select("Bridge", [["name", "==", bridge]], ["_uuid", "ports"])])[0]
    return [
        Guard("Bridge", (("name", "==", bridge), ("ports", "==", ["set", [["uuid", uuid] for uuid in sorted(row["ports"])]])),
              frozenset([row["_uuid"]]))
        for row in rows
    ]


def require(faults: list[Fault]) -> None:
    if faults:
        raise InvalidInput(faults)
