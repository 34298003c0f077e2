# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where our rows of a host differ from the recorded ones on purpose, and why."""

from __future__ import annotations

from .deviations import Deviation


def _without_marks(row: dict) -> None:
    ids = row.get("external_ids", {})
    row["external_ids"] = {key: value for key, value in ids.items() if not key.startswith("overlay_") and key != "ovn-localnet-port"}


def _one_is_no_list(row: dict) -> None:
    """Without patches a list of ports can be a list of one."""
    ports = [port for port in row.get("ports", []) if "<Port:patch-" not in port] if isinstance(row.get("ports"), list) else None
    if ports is not None:
        row["ports"] = ports[0] if len(ports) == 1 else ports


def _without_type(row: dict) -> None:
    if row.get("type") == "internal":
        del row["type"]


HOST_DEVIATIONS = [
    Deviation(None, "Bridges and ports of an uplink carry a mark with its name, and a port what its link was like before: so they are known "
                    "as ours, and the link gets back what it had, which the daemons forget.", _without_marks),
    Deviation("Bridge", "No deviation: patches are ovn-controller's.", _one_is_no_list),
    Deviation("Interface", "A bridge's local port is of type internal, as ovs-vsctl and LXD make it; Incus leaves the type empty.",
              _without_type, "incus"),
]
