# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host as an OVN chassis: what ovn-controller(8) reads in the host's Open_vSwitch row, typed and merged."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, replace

from ..arguments import OPEN_VSWITCH, STATE, TLS, endpoints, merge
from ..errors import Fault, InvalidInput, NotReached, Unreachable
from ..model import open_vswitch as model
from ..model.edits import Entries, Merge
from ..model.rows import OWNER_MARK, Row, Want
from ..model.values import ip, mac
from ..ovsdb.endpoint import parse_endpoints
from ..ovsdb.session import Session
from .actions import Step, WriteFile
from .apply import apply_host, host_database
from .bridges import bridges, external_ids, mapping_faults, ports_of, unchanged_ports
from .names import link_faults
from .southbound import Known, known_chassis, remove_chassis, wait_for_chassis

ARGUMENTS = merge(
    {
        "system_id": {"type": "str"},
        "hostname": {"type": "str"},
        "remote": {"type": "list", "elements": "str"},
        "encap_type": {"type": "list", "elements": "str", "choices": ["geneve", "vxlan", "stt"]},
        "encap_ip": {"type": "list", "elements": "str"},
        "integration_bridge": {"type": "str"},
        "datapath_type": {"type": "str"},
        "cms_options": {"type": "dict"},
        "transport_zones": {"type": "list", "elements": "str"},
        "monitor_all": {"type": "bool"},
        "remote_probe_interval": {"type": "int"},
        "bridge_mappings": {"type": "dict"},
        "chassis_mac_mappings": {"type": "dict"},
        "external_ids": {"type": "dict"},
        "force": {"type": "bool", "default": False},
        "system_id_file": {"type": "path", "default": "/etc/openvswitch/system-id.conf"},
        "sb_connection": endpoints("OVN_SB_DB", None),
        "wait": {"type": "bool", "default": False},
        "wait_timeout": {"type": "int", "default": 60},
    },
    {name: spec for name, spec in TLS.items() if name != "timeout"},
    STATE,
    OPEN_VSWITCH,
)
# Without these no host is a chassis.
NEEDED = ("system_id", "remote", "encap_ip")

# Keys that hold one value, by the option that gives it.
SINGLE = {
    "system_id": "system-id",
    "hostname": "hostname",
    "remote": "ovn-remote",
    "encap_type": "ovn-encap-type",
    "encap_ip": "ovn-encap-ip",
    "integration_bridge": "ovn-bridge",
    "datapath_type": "ovn-bridge-datapath-type",
    "transport_zones": "ovn-transport-zones",
    "monitor_all": "ovn-monitor-all",
    "remote_probe_interval": "ovn-remote-probe-interval",
}
# What a host that has none gets.
DEFAULTS = {"ovn-encap-type": "geneve", "ovn-bridge": "br-int"}
# Keys that hold a map as a text, and what stands between a name and its value there.
ENTRIES = {
    "bridge_mappings": ("ovn-bridge-mappings", ":"),
    "chassis_mac_mappings": ("ovn-chassis-mac-mappings", ":"),
    "cms_options": ("ovn-cms-options", "="),
}
# What ovs-ctl writes at each start: a host keeps its name when it leaves OVN.
HOSTS_OWN = ("system-id", "hostname")
# As ovn-controller makes its bridge where there is none (controller/ovn-controller.c, create_br_int).
BRIDGE_DEFAULTS = {"fail_mode": "secure", "other_config": Merge({"disable-in-band": "true"})}
# Notes on an integration bridge that this collection or ovn-controller made: it goes when nothing is left in it.
MADE_FOR_OVN = (OWNER_MARK, "ovn-startup-ts", "ovn-nb-cfg")
# Before the database's own timeout: the southbound database may well not run yet, and need not for what is written here.
ASK = 5


@dataclass(frozen=True)
class Chassis:
    """A chassis as wanted: its name, its tunnel addresses, and the keys to write."""

    system_id: str | None
    hostname: str
    encap_ip: tuple[str, ...]
    remote: tuple[str, ...]
    items: dict
    bridge: str | None
    datapath_type: str | None


def run_chassis(params: dict, check_mode: bool) -> dict:
    """The result of the module: what changed, and the chassis' name."""
    chassis = read_chassis(params)
    with host_database(params) as session:
        work = _present if params["state"] == "present" else _absent
        now = external_ids(session)
        return work(session, _with_bridge(chassis, now), now, params, check_mode)


def _with_bridge(chassis: Chassis, now: dict) -> Chassis:
    return replace(chassis, bridge=chassis.bridge or now.get("ovn-bridge") or DEFAULTS["ovn-bridge"])


def read_chassis(params: dict) -> Chassis:
    """The options in their canonical forms. Raises InvalidInput with all faults."""
    faults = link_faults("integration_bridge", params["integration_bridge"])
    values = {**params, "encap_ip": [_checked(ip, "encap_ip", each, faults) for each in params["encap_ip"] or []]}
    values["remote"] = [str(each) for each in _remotes(params["remote"], faults)]
    values["chassis_mac_mappings"] = {
        name: value and _checked(mac, f"chassis_mac_mappings.{name}", value, faults)
        for name, value in (params["chassis_mac_mappings"] or {}).items()
    }
    for option in ("bridge_mappings", "chassis_mac_mappings"):
        for name, value in (params[option] or {}).items():
            faults += mapping_faults(f"{option}.{name}", name)
            faults += mapping_faults(f"{option}.{name}", value) if option == "bridge_mappings" else []
    faults += _other_faults(params)
    if faults:
        raise InvalidInput(faults)
    hostname = params["hostname"] or socket.gethostname()
    items = {**_single(values, params), **_entries(values), **(params["external_ids"] or {})}
    return Chassis(params["system_id"], hostname, tuple(values["encap_ip"]), tuple(values["remote"]), items,
                   params["integration_bridge"], params["datapath_type"])


def _checked(check, path: str, value, faults: list[Fault]):
    try:
        return check(value)
    except ValueError as exc:
        faults.append(Fault(path, str(exc)))
        return value


def _remotes(remote: list[str] | None, faults: list[Fault]) -> list:
    try:
        return parse_endpoints(remote, "remote") if remote else []
    except InvalidInput as exc:
        faults += exc.faults
        return []


def _other_faults(params: dict) -> list[Fault]:
    faults = []
    if params["system_id"] is not None and (not params["system_id"].strip() or set(params["system_id"]) & set(" \t\n\"'/")):
        faults.append(Fault("system_id", f"{params['system_id']!r} is not a chassis' name: not empty, no space, quote or slash."))
    interval = params["remote_probe_interval"]
    if interval is not None and interval != 0 and interval < 1000:
        faults.append(Fault("remote_probe_interval", f"{interval} is out of range: 0 (off), or 1000 milliseconds and more."))
    faults += [Fault(option, "give at least one.") for option in ("remote", "encap_ip", "encap_type") if params[option] == []]
    named = {**{key: option for option, key in SINGLE.items()}, **{ENTRIES[option][0]: option for option in ENTRIES}}
    for key in params["external_ids"] or {}:
        if key in named:
            faults.append(Fault(f"external_ids.{key}", f"has an option of its own. Use {named[key]}."))
    for key, value in (params["cms_options"] or {}).items():
        if set(key) & set("=,") or "," in str(value):
            faults.append(Fault(f"cms_options.{key}", "no comma and, in the name, no equals sign: they separate the entries."))
    return faults


def _single(values: dict, params: dict) -> dict:
    """The keys that hold one value; an empty one removes the key."""
    items = {}
    for option, key in SINGLE.items():
        if params[option] is not None:
            value = values[option]
            items[key] = (",".join(value) if isinstance(value, list) else value) if value not in ([], "") else None
    return items


def _entries(values: dict) -> dict:
    return {
        key: Entries({name: _entry(value) for name, value in values[option].items()}, pair=pair)
        for option, (key, pair) in ENTRIES.items()
        if values[option]
    }


def _entry(value):
    """An entry's value: true stands for a name alone, null and false for none."""
    return None if value in (None, False) else value if value is True else str(value)


def _present(session: Session, chassis: Chassis, now: dict, params: dict, check_mode: bool) -> dict:
    chassis = _completed(chassis, now)
    params = {**params, "sb_connection": params["sb_connection"] or chassis.remote, "asked": bool(params["sb_connection"])}
    known, warnings = _ask_southbound(params)
    faults = identity_faults(chassis, now, known) + _override_faults(chassis)
    if faults and not params["force"]:
        raise InvalidInput(faults)
    result = apply_host(
        session, params, check_mode,
        lambda database: chassis_want(database, chassis),
        before=_file_steps(params["system_id_file"], chassis.system_id),
    )
    if faults and known:
        result = _joined(result, remove_chassis(params, check_mode, lambda all_known: _rivals(chassis, now, all_known)))
    if params["wait"] and not check_mode:
        wait_for_chassis(params, chassis.system_id, chassis.encap_ip, params["wait_timeout"])
        warnings = []
    return {**result, "system_id": chassis.system_id, "warnings": warnings}


def _completed(chassis: Chassis, now: dict) -> Chassis:
    """With what the host's row holds of the things that the task leaves as they are."""
    faults = [
        Fault(option, f"give it: this host has no {SINGLE[option]} yet, and is no chassis without.")
        for option in NEEDED
        if not chassis.items.get(SINGLE[option], now.get(SINGLE[option]))
    ]
    if faults:
        raise InvalidInput(faults)
    return replace(
        chassis,
        items={**{key: value for key, value in DEFAULTS.items() if key not in now}, **chassis.items},
        system_id=chassis.system_id or now["system-id"],
        encap_ip=chassis.encap_ip or tuple(now["ovn-encap-ip"].split(",")),
        remote=chassis.remote or tuple(now["ovn-remote"].split(",")),
    )


def _ask_southbound(params: dict) -> tuple[list[Known] | None, list[str]]:
    """The chassis that are registered. Where the database was not named, one that does not answer is only worth a warning."""
    try:
        return known_chassis({**params, "timeout": _patience(params, params["asked"])}), []
    except Unreachable as exc:
        if params["asked"]:
            raise
        return None, [f"Not checked whether another host has this system-id or tunnel address: {exc}"]


def _patience(params: dict, asked: bool) -> int:
    return params["timeout"] if asked else min(params["timeout"], ASK)


def identity_faults(chassis: Chassis, now: dict, known: list[Known] | None) -> list[Fault]:
    """What would make two hosts one chassis, or leave a chassis behind that is no host. Pure."""
    faults = []
    former = _former(chassis, now)
    if former and now.get("ovn-remote") and (known is None or any(each.name == former for each in known)):
        faults.append(Fault("system_id", f"this host is the chassis {former} already, which would stay behind and keep the "
                                         f"tunnel address. Remove it first (state absent), or set force to true to replace "
                                         f"it by {chassis.system_id}."))
    for each in known or []:
        shared = sorted(set(each.ips) & set(chassis.encap_ip))
        host = f"host {each.hostname or 'unknown'}"
        if each.name not in (chassis.system_id, former) and shared:
            faults.append(Fault("encap_ip", f"{', '.join(shared)} is the tunnel address of the chassis {each.name} ({host}). Give "
                                            "each host its own. If that chassis is gone, set force to true to remove it."))
        if each.name == chassis.system_id and not shared and each.hostname not in _names(chassis, now):
            faults.append(Fault("system_id", f"{each.name} is the name of another chassis: {host}, tunnel address "
                                             f"{', '.join(each.ips) or 'none'}. Give each host its own. If that chassis is gone, "
                                             "set force to true to take its name."))
    return faults


def _former(chassis: Chassis, now: dict) -> str | None:
    """The other name that this host has now."""
    name = now.get("system-id")
    return name if name != chassis.system_id else None


def _rivals(chassis: Chassis, now: dict, known: list[Known]) -> set[str]:
    """The chassis that keep this one from being registered: a tunnel address has one chassis only (ovn-sb(5), Encap)."""
    return {
        each.name
        for each in known
        if each.name != chassis.system_id and (set(each.ips) & set(chassis.encap_ip) or each.name == _former(chassis, now))
    }


def _own(names: set[str], ips: set[str], name: str, known: list[Known]) -> set[str]:
    """The chassis with that name, unless another host has it by now."""
    return {each.name for each in known if each.name == name and (each.hostname in names or set(each.ips) & ips)}


def _names(chassis: Chassis, now: dict) -> set[str]:
    return {chassis.hostname, now.get("hostname", chassis.hostname)}


def _override_faults(chassis: Chassis) -> list[Fault]:
    """ovn-controller prefers a name that a file gives (ovn-controller(8), system-id-override)."""
    path = "/etc/ovn/system-id-override"
    text = _first_line(path)
    if not text or text == chassis.system_id:
        return []
    return [Fault("system_id", f"{path} says {text!r}, which ovn-controller would take instead. Correct or remove the file.")]


def _first_line(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8") as file:
            return file.readline().strip()
    except OSError:
        return None


def _file_steps(path: str | None, system_id: str) -> list[Step]:
    """ovs-ctl writes the name in this file over the database's at each start."""
    if not path or not os.path.isdir(os.path.dirname(path)):
        return []
    now = _first_line(path)
    if now == system_id:
        return []
    before = {} if now is None else {"text": now}
    return [Step(f"file {path}", before, {"text": system_id}, (WriteFile(path, system_id),))]


def chassis_want(database: Session, chassis: Chassis) -> Want:
    """The host's row, and the integration bridge."""
    return Want([model.root({"external_ids": Merge(chassis.items)}), *_bridge_rows(database, chassis)])


def _bridge_rows(database: Session, chassis: Chassis) -> list[Row]:
    columns: dict = {}
    if chassis.bridge not in bridges(database):
        columns.update(BRIDGE_DEFAULTS)
    if chassis.datapath_type is not None:
        columns["datapath_type"] = chassis.datapath_type
    return model.bridge(chassis.bridge, columns)


def _absent(session: Session, chassis: Chassis, now: dict, params: dict, check_mode: bool) -> dict:
    name = chassis.system_id or now.get("system-id")
    remote = params["sb_connection"] or [part for part in now.get("ovn-remote", "").split(",") if part]
    result = apply_host(session, params, check_mode, lambda database: absent_want(database, chassis))
    warnings: list[str] = []
    if name and remote:
        ips = set(now.get("ovn-encap-ip", "").split(",")) | set(chassis.encap_ip)
        sb_params = {**params, "sb_connection": remote, "timeout": _patience(params, bool(params["sb_connection"]))}
        try:
            removed = remove_chassis(sb_params, check_mode, lambda known: _own(_names(chassis, now), ips, name, known))
        except Unreachable as exc:
            text = f"The host's settings are removed, but the chassis {name} may still be in the southbound database. {exc}"
            text = text.removesuffix(" Nothing was changed.")
            if params["sb_connection"]:
                raise NotReached(text) from exc
            removed, warnings = {}, [text]
        result = _joined(result, removed)
    return {**result, "system_id": name, "warnings": warnings}


def _joined(one: dict, other: dict) -> dict:
    if not other:
        return one
    return {
        "changed": one["changed"] or other["changed"],
        "diff": one["diff"] + other["diff"],
        "commands": one["commands"] + other["commands"],
    }


def absent_want(database: Session, chassis: Chassis) -> Want:
    """The keys that make the host a chassis go; of lists and notes only the entries that the task names."""
    items: dict = {key: None for key in SINGLE.values() if key not in HOSTS_OWN}
    for key, value in chassis.items.items():
        if isinstance(value, Entries):
            items[key] = Entries(dict.fromkeys(value.items), pair=value.pair)
        elif key not in SINGLE.values():
            items[key] = None
    rows = [model.root({"external_ids": Merge(items)})]
    ours = set(MADE_FOR_OVN) & set(bridges(database).get(chassis.bridge, {}))
    if ours and set(ports_of(database, chassis.bridge)) <= {chassis.bridge}:
        return Want([*rows, model.absent_bridge(chassis.bridge)], guards=unchanged_ports(database, chassis.bridge))
    return Want(rows)
