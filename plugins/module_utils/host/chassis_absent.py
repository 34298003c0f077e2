# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host that is no chassis any longer: its settings, its integration bridge, its rows in the southbound database."""

from __future__ import annotations

from ..errors import NotReached, Unreachable
from ..model import open_vswitch as model
from ..model.edits import Entries, Merge
from ..model.rows import Want
from ..ovsdb.session import Session
from .apply import apply_host, joined
from .chassis_identity import names, own
from .chassis_keys import KEYS
from .chassis_wish import Chassis
from .integration import leaving_bridge
from .southbound import patience, remove_chassis

# What ovs-ctl writes at each start: a host keeps its name when it leaves OVN.
HOSTS_OWN = ("system-id", "hostname")
# Of the others, keys that are maps may hold what is not OVN's or not ours: only the named entries go.
LEAVING = tuple(key.key for key in KEYS if key.column == "external_ids" and key.type != "dict" and key.key not in HOSTS_OWN)


def run_absent(session: Session, chassis: Chassis, now: dict, params: dict, check_mode: bool) -> dict:
    """The host's half first; then the southbound one, where somebody may not answer."""
    name = chassis.system_id or now.get("system-id")
    remote = params["sb_connection"] or [part for part in now.get("ovn-remote", "").split(",") if part]
    result = apply_host(session, params, check_mode, lambda database: absent_want(database, chassis))
    warnings: list[str] = []
    if name and remote:
        ips = set(now.get("ovn-encap-ip", "").split(",")) | set(chassis.encap_ip)
        sb_params = {**params, "sb_connection": remote, "timeout": patience(params, bool(params["sb_connection"]))}
        try:
            removed = remove_chassis(sb_params, check_mode, lambda known: own(names(chassis, now), ips, name, known))
        except Unreachable as exc:
            text = f"The host's settings are removed, but the chassis {name} may still be in the southbound database. {exc}"
            text = text.removesuffix(" Nothing was changed.")
            if params["sb_connection"]:
                raise NotReached(text) from exc
            removed, warnings = {}, [text]
        result = joined(result, removed)
    return {**result, "system_id": name, "warnings": warnings}


def absent_want(database: Session, chassis: Chassis) -> Want:
    """The keys that make the host a chassis go; of maps and notes only the entries that the task names."""
    items: dict = dict.fromkeys(LEAVING)
    for key, value in chassis.external_ids.items():
        if isinstance(value, Entries) and key not in LEAVING:
            items[key] = Entries(dict.fromkeys(value.items), pair=value.pair)
        elif key not in HOSTS_OWN:
            items[key] = None
    columns = {"external_ids": Merge(items)}
    if chassis.other_config:
        columns["other_config"] = Merge(dict.fromkeys(chassis.other_config))
    rows, guards = leaving_bridge(database, chassis.bridge)
    return Want([model.root(columns), *rows], guards=guards)
