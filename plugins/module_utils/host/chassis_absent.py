# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host that is no chassis any longer: its settings, its integration bridge, its rows in the southbound database."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import HalfDone, InvalidInput, NotReached, OvnError, Unreachable
from ..model import open_vswitch as model
from ..model.edits import Entries, Merge
from ..model.rows import Want
from ..ovsdb.session import Session
from .apply import apply_host, joined
from .chassis_identity import names, own
from .chassis_keys import KEYS
from .chassis_wish import LEFT, Chassis
from .halves import REST, reason
from .integration import leaving_bridge
from .southbound import patience, remove_chassis, require_endpoints

# What ovs-ctl writes at each start: a host keeps its name when it leaves OVN.
HOSTS_OWN = ("system-id", "hostname")
# Of the others, keys that are maps may hold what is not OVN's or not ours: only the named entries go.
LEAVING = tuple(key.key for key in KEYS if key.column == "external_ids" and key.type != "dict" and key.key not in HOSTS_OWN)


@dataclass(frozen=True)
class South:
    """The southbound half: which chassis goes, the addresses and host names that show that it is this host's, and where."""

    name: str
    ips: frozenset[str]
    hostnames: frozenset[str]
    remote: tuple[str, ...]

    @property
    def note(self) -> str:
        """What the host's row keeps until this half is done: nothing else there tells where the chassis is."""
        return f"{','.join(self.remote)} {','.join(sorted(self.ips))}"


def run_absent(session: Session, chassis: Chassis, now: dict, params: dict, check_mode: bool) -> dict:
    """The host's half first, or its ovn-controller would register the chassis again; then the southbound one, where somebody may
    not answer or not allow it: what the next run needs to know stays noted until it is done."""
    south = _south(chassis, now, params)
    planned, missed = _remove(south, params, True) if south else ({}, None)
    result = joined(_host_half(session, chassis, params, True, south.note if missed else None), planned)
    if not check_mode:
        _host_half(session, chassis, params, False, south.note if missed or planned.get("changed") else None)
        missed = _southern_half(session, chassis, south, params) if south and not missed else missed
    if missed and params["sb_connection"]:
        raise NotReached(missed)
    return {**result, "system_id": chassis.system_id or now.get("system-id"), "warnings": [missed] if missed else []}


def _south(chassis: Chassis, now: dict, params: dict) -> South | None:
    """None when nobody knows where the chassis could be. Raises InvalidInput when it is known and cannot be asked."""
    name = chassis.system_id or now.get("system-id")
    noted, _space, ips = now.get(LEFT, "").partition(" ")
    remote = [part.strip() for part in (now.get("ovn-remote") or noted).split(",") if part.strip()]
    if not params["sb_connection"] and remote:
        try:
            require_endpoints("sb_connection", remote, f"to remove the chassis {name}. Give sb_connection; with force true only the "
                                                       "host's half goes.")
        except InvalidInput:
            if not params["force"]:
                raise
            return None
    remote = params["sb_connection"] or remote
    addresses = {*now.get("ovn-encap-ip", "").split(","), *ips.split(","), *chassis.encap_ip} - {""}
    return South(name, frozenset(addresses), frozenset(names(chassis, now)), tuple(remote)) if name and remote else None


def _host_half(session: Session, chassis: Chassis, params: dict, check_mode: bool, note: str | None) -> dict:
    return apply_host(session, params, check_mode, lambda database: absent_want(database, chassis, note))


def _southern_half(session: Session, chassis: Chassis, south: South, params: dict) -> str | None:
    """Remove the chassis, and the note of it. Returns why the database could not be asked; raises HalfDone when it refuses."""
    try:
        missed = _remove(south, params, False)[1]
    except OvnError as exc:
        raise HalfDone(f"The host's half is done: its settings are removed. In the southbound database the chassis {south.name} "
                       f"stays: {reason(exc)} {REST}") from exc
    if not missed:
        _host_half(session, chassis, params, False, None)
    return missed


def _remove(south: South, params: dict, check_mode: bool) -> tuple[dict, str | None]:
    """What changes in the southbound database, or why it could not be asked."""
    asking = {**params, "sb_connection": list(south.remote), "timeout": patience(params, bool(params["sb_connection"]))}
    try:
        return remove_chassis(asking, check_mode, lambda known: own(south.hostnames, south.ips, south.name, known)), None
    except Unreachable as exc:
        return {}, (f"The host's settings are removed, but the chassis {south.name} may still be in the southbound database. {reason(exc)}")


def absent_want(database: Session, chassis: Chassis, note: str | None) -> Want:
    """The keys that make the host a chassis go; of maps and notes only the entries that the task names."""
    items: dict = {**dict.fromkeys(LEAVING), LEFT: note}
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
