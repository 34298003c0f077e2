# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""That a chassis is one host and a host one chassis: its name and its tunnel addresses against all that are registered. Pure but
for the files that hold a name, too."""

from __future__ import annotations

import os
import socket

from ..errors import Fault, InvalidInput
from .actions import Step, WriteFile
from .chassis_wish import Chassis
from .southbound import Known

# A file whose name ovn-controller prefers to the database's (ovn-controller(8), system-id-override).
OVERRIDE = "/etc/ovn/system-id-override"
# How much of such a file is looked at.
LONGEST = 4096
# As a task says it, and as an operator of the playbooks does.
FORCE = "force to true (-e ovn_chassis_force=true)"


def identity_faults(chassis: Chassis, now: dict, known: list[Known] | None) -> list[Fault]:
    """What would make two hosts one chassis, or leave a chassis behind that is no host. Pure."""
    faults = []
    before = former(chassis, now)
    if before and now.get("ovn-remote") and (known is None or any(each.name == before for each in known)):
        faults.append(Fault("system_id", f"this host is the chassis {before} already, which would stay behind and keep the "
                                         f"tunnel address. Go back to that name (ovn_system_id), remove it first (state absent; "
                                         f"decommission.yml), or set {FORCE} to replace it by {chassis.system_id}."))
    for each in known or []:
        shared = sorted(set(each.ips) & set(chassis.encap_ip))
        host = f"host {each.hostname or 'unknown'}"
        if each.name not in (chassis.system_id, before) and shared:
            faults.append(Fault("encap_ip", f"{', '.join(shared)} is the tunnel address of the chassis {each.name} ({host}). Give "
                                            "each host its own. If that chassis is gone, "
                                            f"set {FORCE} to remove it."))
        if each.name == chassis.system_id and not shared and not _was_here(each, chassis, now):
            faults.append(Fault("system_id", f"{each.name} is the name of another chassis: {host}, tunnel address "
                                             f"{', '.join(each.ips) or 'none'}. Give each host its own. If that chassis is gone, "
                                             f"set {FORCE} to take its name."))
    return faults


def _was_here(known: Known, chassis: Chassis, now: dict) -> bool:
    """Whether a chassis with other addresses is this host all the same: it has its host name, and this host its address, or already the
    wanted one. A clone has name and host name of another, and was no chassis yet."""
    addresses = {*known.ips, *chassis.encap_ip}
    return known.hostname in names(chassis, now) and now.get("system-id") == known.name and bool(addresses & _addresses(now))


def _addresses(now: dict) -> set[str]:
    """The tunnel addresses that the host's row holds."""
    return {part.strip() for part in now.get("ovn-encap-ip", "").split(",") if part.strip()}


def former(chassis: Chassis, now: dict) -> str | None:
    """The other name that this host has now."""
    name = now.get("system-id")
    return name if name != chassis.system_id else None


def was_chassis(chassis: Chassis, now: dict) -> set[str]:
    """The chassis that this host was under its other name: a host that was none may have a name too."""
    before = former(chassis, now)
    return {before} if before and now.get("ovn-remote") else set()


def rivals(chassis: Chassis, now: dict, known: list[Known]) -> set[str]:
    """The chassis that keep this one from being registered: a tunnel address has one chassis only (ovn-sb(5), Encap)."""
    return {
        each.name
        for each in known
        if each.name != chassis.system_id and (set(each.ips) & set(chassis.encap_ip) or each.name == former(chassis, now))
    }


def own(names: set[str], ips: set[str], name: str, known: list[Known]) -> set[str]:
    """The chassis with that name, unless another host has it by now."""
    return {each.name for each in known if each.name == name and (each.hostname in names or set(each.ips) & ips)}


def names(chassis: Chassis, now: dict) -> set[str]:
    return {chassis.hostname, now.get("hostname", chassis.hostname)}


def host_warnings(chassis: Chassis) -> list[str]:
    """What is written as wished and will hardly work: an address that the host has not, a name that every host has."""
    missing = [ip for ip in chassis.encap_ip if not _is_here(ip)]
    warnings = [f"encap_ip: this host does not have the address {', '.join(missing)}, so no tunnel reaches it there."] if missing else []
    if chassis.hostname.partition(".")[0] == "localhost":
        warnings.append(f"hostname: {chassis.hostname} is every host's. Give this host its own, or set hostname.")
    return warnings


def _is_here(address: str) -> bool:
    """Whether the host has an address: only then one can listen there."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


def override_faults(chassis: Chassis) -> list[Fault]:
    text = _first_line(OVERRIDE)
    if not text or text == chassis.system_id:
        return []
    return [Fault("system_id", f"{OVERRIDE} says {text!r}, which ovn-controller would take instead. Correct or remove the file.")]


def _first_line(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.readline(LONGEST).strip()
    except OSError:
        return None


def file_steps(path: str | None, system_id: str) -> list[Step]:
    """ovs-ctl writes the name in this file over the database's at each start."""
    if not path or not os.path.isdir(os.path.dirname(path)):
        return []
    if os.path.islink(path) or os.path.exists(path) and not os.path.isfile(path):
        raise InvalidInput([Fault("system_id_file", f"{path} is a link, a folder or a device. Name the file itself.")])
    now = _first_line(path)
    if now == system_id:
        return []
    before = {} if now is None else {"text": now}
    return [Step(f"file {path}", before, {"text": system_id}, (WriteFile(path, system_id),))]
