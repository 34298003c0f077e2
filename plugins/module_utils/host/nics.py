# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""NICs on their host: links, and the ports of the integration bridge by which ovn-controller knows them. One task, any number."""

from __future__ import annotations

from ..arguments import OPEN_VSWITCH, STATE, merge
from ..errors import Fault, InvalidInput
from ..ovsdb.session import Session
from ..run import uncollected
from .apply import apply_host, host_database
from .links import Links
from .nic_links import REPRESENTORS, plan_links
from .nic_pair import PAIR
from .nic_partial import partly
from .nic_purge import LIMITS, purged
from .nic_rows import nics_want
from .nic_state import View, address_warnings, foreign_warnings, read_view, traces_of_others
from .nic_tap import TAPS
from .nic_wait import require_interfaces, wait_until_up
from .nic_wish import OPTIONS, REPRESENTOR, TAP, VETH, Nic, read_nics

KINDS = {VETH: PAIR, TAP: TAPS, REPRESENTOR: REPRESENTORS}
COMMON = merge(
    {
        "integration_bridge": {"type": "str", "default": "br-int"},
        "wait": {"type": "bool", "default": False},
        "wait_timeout": {"type": "int", "default": 60},
    },
    OPEN_VSWITCH,
)
NIC_ARGUMENTS = merge(OPTIONS, STATE, COMMON)
NICS_ARGUMENTS = merge(
    {
        "nics": {"type": "list", "elements": "dict", "required": True, "options": merge(OPTIONS, STATE)},
        "purge": {"type": "bool", "default": False},
        "partial": {"type": "bool", "default": False},
    },
    LIMITS,
    COMMON,
)


def run_nic(params: dict, check_mode: bool) -> dict:
    """The result of the module nic: one NIC."""
    result = _run([("", params)], {**params, "purge": False}, check_mode)
    return {**{key: result[key] for key in ("changed", "plan", "diff", "commands", "warnings")}, **result["nics"][0]}


def run_nics(params: dict, check_mode: bool) -> dict:
    """The result of the module nics: any number of NICs, all or, where the task says so, those that can be served."""
    entries = [(f"nics[{index}]", entry) for index, entry in enumerate(params["nics"])]
    if params["partial"]:
        return partly(entries, params, lambda rest: _run(rest, params, check_mode))
    return {**_run(entries, params, check_mode), "left_out": []}


@uncollected
def _run(entries: list[tuple[str, dict]], params: dict, check_mode: bool) -> dict:
    given = read_nics(entries, params["owner"])
    bridge = params["integration_bridge"]
    with host_database(params) as session, Links() as links:
        view = read_view(session, links, bridge, [*given, *purged(session, links, given, params)])
        plan = plan_links(view, KINDS)
        _require(view, bridge, plan.faults)
        nics = [nic for nic, _state in view.nics]
        result = apply_host(
            session, params, check_mode, lambda database: nics_want(database, bridge, nics, view.names_of_ours),
            before=plan.before, after=plan.after, reopened=plan.anew & set(view.attached.marks),
        )
        if not check_mode:
            _finish(session, nics, params)
    return {
        **result, "warnings": foreign_warnings(view) + address_warnings(view), "nics": [_told(nic) for nic in nics[:len(given)]],
        "down": [nic.iface_id for nic in nics if nic.has_port and nic.name not in view.attached.installed],
        "others": traces_of_others(view),
    }


def _require(view: View, bridge: str, faults: list[Fault]) -> None:
    coming = [nic for nic, _state in view.nics if nic.has_port]
    if coming and bridge not in view.attached.bridges:
        faults = [Fault("integration_bridge", f"this host's Open vSwitch has no bridge {bridge}. Run the role chassis first, or make it "
                                              "with overlay.ovn.ovs_bridge.")]
    if not view.attached.offload:
        faults = faults + [nic.fault("type", "a representor carries nothing while Open vSwitch does not hand flows to the card. Set "
                                             "other_config:hw-offload to true (overlay.ovn.chassis), and restart ovs-vswitchd.")
                           for nic in coming if nic.type == REPRESENTOR]
    if faults:
        raise InvalidInput(faults)


def _finish(session: Session, nics: list[Nic], params: dict) -> None:
    coming = [nic for nic in nics if nic.has_port]
    require_interfaces(session, coming)
    if params["wait"] and coming:
        wait_until_up(session, coming, params["wait_timeout"])


def _told(nic: Nic) -> dict:
    """What the instance's side needs to know."""
    return {"iface_id": nic.iface_id, "name": nic.name, "host_mtu": nic.mtu}
