# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host as an OVN chassis: what ovn-controller(8) reads in the host's Open_vSwitch row, typed and merged."""

from __future__ import annotations

from dataclasses import replace

from ..arguments import APPEND, OPEN_VSWITCH, REPLACE, STATE, TLS, endpoints, merge
from ..errors import InvalidInput, Unreachable
from ..model.edits import Merge
from ..ovsdb import operations as op
from ..ovsdb.session import Session
from . import chassis_keys
from .apply import apply_host, host_database, joined
from .bridges import mapping_warnings
from .chassis_absent import run_absent
from .chassis_identity import file_steps, host_warnings, identity_faults, override_faults, rivals, was_chassis
from .chassis_release import installed_version, release_faults, release_warnings, shadow_warnings
from .chassis_wish import DEFAULTS, Chassis, chassis_want, completed, read_chassis
from .halves import having_done
from .integration import moving_faults
from .southbound import Known, known_chassis, patience, remove_chassis, require_endpoints, wait_for_chassis

# What says how the host shall be, and nothing of how to get there.
WISHES = merge(
    chassis_keys.ARGUMENTS,
    {"external_ids": {"type": "dict"}, "other_config": {"type": "dict"}},
    REPLACE,
    APPEND,
)
ARGUMENTS = merge(
    WISHES,
    {
        "force": {"type": "bool", "default": False},
        "system_id_file": {"type": "path", "default": "/etc/openvswitch/system-id.conf"},
        "sb_connection": endpoints("OVN_SB_DB", None),
        "wait": {"type": "bool", "default": False},
        "wait_timeout": {"type": "int", "default": 60},
    },
    TLS,
    STATE,
    OPEN_VSWITCH,
)
# Settings that ovs-vswitchd reads only when it starts.
READ_AT_START = ("hw-offload",)


def run_chassis(params: dict, check_mode: bool) -> dict:
    """The result of the module: what changed, and the chassis' name."""
    chassis = read_chassis(params)
    with host_database(params) as session:
        now = host_row(session)
        if params["state"] == "absent":
            bridge = chassis.bridge or now["external_ids"].get("ovn-bridge") or DEFAULTS["ovn-bridge"]
            return run_absent(session, replace(chassis, bridge=bridge), now["external_ids"], params, check_mode)
        return _present(session, completed(chassis, now["external_ids"]), now, params, check_mode)


def host_row(session: Session) -> dict:
    """The maps of the host's row."""
    rows = session.read([op.select("Open_vSwitch", [], list(chassis_keys.COLUMNS))])[0]
    return rows[0] if rows else {column: {} for column in chassis_keys.COLUMNS}


def _present(session: Session, chassis: Chassis, row: dict, params: dict, check_mode: bool) -> dict:
    now, version = row["external_ids"], installed_version()
    if not params["sb_connection"]:
        require_endpoints("remote", list(chassis.remote), "whether this chassis is another host's. Give remote.")
    params = {**params, "sb_connection": params["sb_connection"] or chassis.remote, "asked": bool(params["sb_connection"])}
    known, unasked = _ask_southbound(params)
    faults = identity_faults(chassis, now, known) + override_faults(chassis)
    impossible = release_faults(params, version) + moving_faults(session, now, chassis.bridge)
    if impossible or faults and not params["force"]:
        raise InvalidInput(impossible + faults)
    result = apply_host(
        session, params, check_mode,
        lambda database: chassis_want(database, chassis),
        before=file_steps(params["system_id_file"], chassis.system_id),
    )
    replaced = was_chassis(chassis, now) | (rivals(chassis, now, known) if faults and known else set())
    if faults and known:
        with having_done("The host's settings are written; in the southbound database the chassis stay that have its name or address."):
            result = joined(result, remove_chassis(params, check_mode, lambda all_known: rivals(chassis, now, all_known)))
    if params["wait"] and not check_mode:
        wait_for_chassis(params, chassis.system_id, chassis.encap_ip, params["wait_timeout"])
        unasked = []
    restart = _restart_warnings(chassis, row["other_config"])
    warnings = unasked + release_warnings(params, version) + shadow_warnings(params, now, chassis.system_id) + restart
    warnings += host_warnings(chassis) + mapping_warnings(session)
    told = {"system_id": chassis.system_id, "replaced": sorted(replaced), "ovn_version": version, "restart_needed": bool(restart)}
    return {**result, **told, "warnings": warnings}


def _restart_warnings(chassis: Chassis, now: dict) -> list[str]:
    """What the task changes and that ovs-vswitchd does not see while it runs."""
    after = Merge(chassis.other_config).apply(now)
    names = [name for name in READ_AT_START if _is_on(now, name) != _is_on(after, name)]
    return [f"{name} takes effect when ovs-vswitchd is started again: systemctl restart openvswitch-switch (openvswitch on some "
            "distributions). That interrupts the traffic of this host." for name in names]


def _is_on(settings: dict, name: str) -> bool:
    return str(settings.get(name, "false")).lower() == "true"


def _ask_southbound(params: dict) -> tuple[list[Known] | None, list[str]]:
    """The chassis that are registered. Where the database was not named, one that does not answer is only worth a warning."""
    try:
        return known_chassis({**params, "timeout": patience(params, params["asked"])}), []
    except Unreachable as exc:
        if params["asked"]:
            raise
        return None, [f"Not checked whether another host has this system-id or tunnel address: {exc}"]
