# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A NIC of a virtual machine: a TAP that is there before the machine starts, and that its emulator opens by name."""

from __future__ import annotations

from ..errors import Fault
from .actions import AddTap, Step
from .nic_links import Case, Kind, made_host_end, repaired_host_end, taken
from .nic_state import State
from .nic_wish import Nic


def _differs(nic: Nic, state: State) -> list[str]:
    """The options in which a link is not the wanted TAP; an owner that is not named may be any."""
    if not state.host.is_tap:
        return ["type"]
    tun = dict(state.host.tun)
    differs = ["multi_queue"] if bool(tun.get("multi_queue")) != nic.multi_queue else []
    owners = {"user": tun.get("owner"), "group": tun.get("group")}
    return differs + [option for option, now in owners.items() if getattr(nic, option) not in (None, now)]


def tap_steps(case: Case) -> list[Step] | Fault:
    """What makes the TAP, or repairs it. What it is made with cannot be changed."""
    if case.state.host and not case.state.ours:
        return taken(case)
    return repaired_host_end(case) if case.state.host else _made(case)


TAPS = Kind(_differs, tap_steps)


def _made(case: Case) -> list[Step]:
    nic = case.nic
    told = {"type": "tap", "multi_queue": nic.multi_queue, "user": nic.user, "group": nic.group}
    tap = AddTap(nic.name, nic.multi_queue, nic.user, nic.group)
    return made_host_end(case, tap, {key: value for key, value in told.items() if value is not None})
