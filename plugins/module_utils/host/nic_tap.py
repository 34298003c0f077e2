# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A NIC of a virtual machine: a TAP that is there before the machine starts, and that its emulator opens by name."""

from __future__ import annotations

from ..errors import Fault
from .actions import AddTap, Step
from .links import Link
from .nic_links import Case, delete, made_host_end, repaired_host_end, taken
from .nic_wish import Nic


def tap_steps(case: Case) -> list[Step] | Fault:
    """What makes the TAP. What it is made with cannot be changed while a machine has it open."""
    nic, host = case.nic, case.state.host
    if host and not case.state.ours:
        return taken(case)
    if host is None:
        return _made(case)
    differs = _differences(nic, host)
    if not differs:
        return repaired_host_end(case)
    if host.is_tap and _in_use(host):
        return nic.fault(differs[0], f"the TAP {nic.name} was made with another {' and '.join(differs)}, and a virtual machine has "
                                     "it open. Stop the machine first, or keep to what the TAP has.")
    return [delete(host), *_made(case)]


def _differences(nic: Nic, host: Link) -> list[str]:
    """The options in which a link is not the wanted TAP; an owner that is not named may be any."""
    if not host.is_tap:
        return ["type"]
    tun = dict(host.tun)
    differs = ["multi_queue"] if bool(tun.get("multi_queue")) != nic.multi_queue else []
    owners = {"user": tun.get("owner"), "group": tun.get("group")}
    return differs + [option for option, now in owners.items() if getattr(nic, option) not in (None, now)]


def _in_use(host: Link) -> bool:
    return host.carrier or bool(dict(host.tun).get("num_queues"))


def _made(case: Case) -> list[Step]:
    nic = case.nic
    told = {"type": "tap", "multi_queue": nic.multi_queue, "user": nic.user, "group": nic.group}
    tap = AddTap(nic.name, nic.multi_queue, nic.user, nic.group)
    return [made_host_end(case, tap, {key: value for key, value in told.items() if value is not None})]
