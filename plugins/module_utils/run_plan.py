# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a whole playbook changed: the plans of its tasks, put together for the networks and for each host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .reconcile.summary import NOTHING, together

# The results that the roles register: of tasks for all hosts, which each of them gets, and of those on each host.
SHARED = ("__network_made", "__instance_nic_made", "__instance_nic_rebound")
OF_HOST = (
    "__chassis_ssl", "__chassis_registered", "__chassis_bridges", "__chassis_bonds", "__chassis_patches", "__chassis_managers",
    "__uplink_wired", "__instance_nic_gone", "__instance_nic_attached", "__instance_nic_let_go",
)
# How many hosts are told one by one.
MOST_HOSTS = 20


def run_plan(hostvars: Mapping[str, Mapping], hosts: Iterable[str]) -> list[str]:
    """One line for the networks, and one for each host on which something changes."""
    known = {host: hostvars[host] for host in hosts if host in hostvars}
    shared = next((plan for variables in known.values() if (plan := _plan(variables, SHARED))), None)
    plans = {host: plan for host, variables in known.items() if (plan := _plan(variables, OF_HOST))}
    return [f"Networks: {_told(shared) if shared else 'not looked at.'}", *_of_hosts(plans)]


def _of_hosts(plans: dict[str, dict]) -> list[str]:
    changed = {host: plan for host, plan in plans.items() if plan["text"] != NOTHING["text"]}
    lines = [f"{host}: {_told(plan)}" for host, plan in list(changed.items())[:MOST_HOSTS]]
    more = [f"... and {len(changed) - MOST_HOSTS} more hosts with changes."] if len(changed) > MOST_HOSTS else []
    same = len(plans) - len(changed)
    return [*lines, *more, *([f"Hosts without changes: {same}."] if same else [])]


def _told(plan: dict) -> str:
    return plan["text"].removeprefix("Plan: ")


def _plan(variables: Mapping, names: Iterable[str]) -> dict | None:
    """The plans of some results together; of one, with the entries that it tells. None where no task said anything."""
    plans = [plan for name in names for plan in _plans(variables.get(name) or {})]
    return plans[0] if len(plans) == 1 else together(*plans) if plans else None


def _plans(result: Mapping) -> list[Mapping]:
    """Those of a result, or of a loop's. What a task only judged it did not change, whatever its plan says."""
    each = result.get("results", [result])
    return [one["plan"] for one in each if one.get("plan") and (one.get("changed") or one["plan"]["text"] == NOTHING["text"])]
