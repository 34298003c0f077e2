# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task wants of a host as a chassis: its options checked, completed by what the host's row holds, as rows."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field, replace

from ..errors import Fault, InvalidInput
from ..model import open_vswitch as model
from ..model.edits import Merge
from ..model.rows import Want
from ..ovsdb.session import Session
from .chassis_keys import BY_OPTION, read_keys
from .integration import bridge_rows
from .names import link_faults

# Without these no host is a chassis.
NEEDED = ("system_id", "remote", "encap_ip")
# Where the chassis may still be that this host was, while it could not be removed there.
LEFT = "overlay_left"
# What a host that has none gets.
DEFAULTS = {"ovn-encap-type": "geneve", "ovn-bridge": "br-int"}


@dataclass(frozen=True)
class Chassis:
    """A chassis as wanted: who it is, and what to write into the columns of the host's row."""

    system_id: str | None
    hostname: str
    encap_ip: tuple[str, ...]
    remote: tuple[str, ...]
    bridge: str | None
    datapath_type: str | None
    external_ids: dict = field(default_factory=dict)
    other_config: dict = field(default_factory=dict)


def read_chassis(params: dict) -> Chassis:
    """The options in their canonical forms. Raises InvalidInput with all faults."""
    faults = link_faults("integration_bridge", params["integration_bridge"])
    items = read_keys(params, faults)
    faults += [Fault(option, "must not be empty.") for option in ("system_id", "hostname") if params[option] == ""]
    faults += [Fault(option, "give at least one.") for option in ("remote", "encap_ip", "encap_type") if params[option] == []]
    if faults:
        raise InvalidInput(faults)
    texts = items["external_ids"]
    return Chassis(
        system_id=params["system_id"],
        hostname=params["hostname"] or socket.gethostname(),
        encap_ip=_members(texts, "encap_ip"),
        remote=_members(texts, "remote"),
        bridge=params["integration_bridge"],
        datapath_type=params["datapath_type"],
        **items,
    )


def _members(texts: dict, option: str) -> tuple[str, ...]:
    """The entries of a key that is a list, once the task is done."""
    text = Merge(texts).apply({}).get(BY_OPTION[option].key)
    return tuple(text.split(",")) if text else ()


def completed(chassis: Chassis, now: dict) -> Chassis:
    """With what the host's row (C(now), its external_ids) holds of the things that the task leaves as they are."""
    after = Merge(chassis.external_ids).apply(now)
    faults = [
        Fault(option, f"give it: this host has no {BY_OPTION[option].key} yet, and is no chassis without.")
        for option in NEEDED
        if not after.get(BY_OPTION[option].key)
    ]
    if faults:
        raise InvalidInput(faults)
    whole = replace(
        chassis,
        external_ids={**{key: value for key, value in DEFAULTS.items() if key not in now}, **chassis.external_ids},
        system_id=after["system-id"],
        encap_ip=_members(after, "encap_ip"),
        remote=_members(after, "remote"),
        bridge=chassis.bridge or now.get("ovn-bridge") or DEFAULTS["ovn-bridge"],
    )
    _require_default(whole, after.get("ovn-encap-ip-default"))
    return whole


def _require_default(chassis: Chassis, default: str | None) -> None:
    if default and default not in chassis.encap_ip:
        raise InvalidInput([Fault("encap_ip_default", f"{default} is none of this host's tunnel addresses "
                                                      f"({', '.join(chassis.encap_ip)}). Name one of these.")])


def chassis_want(database: Session, chassis: Chassis) -> Want:
    """The host's row, and the integration bridge."""
    items = {"external_ids": {**chassis.external_ids, LEFT: None}, "other_config": chassis.other_config}
    columns = {column: Merge(wanted) for column, wanted in items.items() if wanted}
    return Want([model.root(columns), *bridge_rows(database, chassis.bridge, chassis.datapath_type)])
