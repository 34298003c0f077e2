# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A network that LXD or Incus made can be taken over: its rows stay, and only what is meant to differ changes."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.tasks.document import run_change

from ..support.recorded import insertions
from .cases import cases
from .deviations import by_ports
from .hushed import unhushed
from .names import acl_groups, address_sets
from .replay import Replay
from .test_cases import parameters, replay_of, rows

# What takes part: networks, their NICs with fixed addresses, ACLs, address sets, forwards, peers.
TAKEN = ("10-fixed", "10-fixed-nat", "11-ipv4only", "14-dhcp6stateful", "15-dnsdomain", "40-forward", "41-forward-ports",
         "43-loadbalancer", "45-peer", "51-nic-static", "32-acl-two", "36-acl-stateless", "37-address-set", "52-nic-acls-nodefaults")
CASES = [(daemon, case) for daemon in ("lxd", "incus") for case in cases(daemon) if case.path.stem in TAKEN]
# Columns in which the deviations are, beside the marks.
DEVIATING = {
    "Logical_Router": {"options"},
    "Logical_Switch": {"other_config"},
    "Logical_Switch_Port": {"options"},
    "DNS": {"records"},
    "HA_Chassis": {"priority"},
    "Load_Balancer": {"options"},
    # The rules themselves are compared.
    "Port_Group": {"acls"},
}
# Rows that only remember are without these.
REMEMBERING = {"Load_Balancer": "vips", "Copp": "meters"}


def taken_over(replay: Replay, daemon: str, theirs: dict[str, list[dict]]) -> Replay:
    """The same entries, with the names and the MACs that the daemon's rows have; ACLs without rows are left out."""
    acls = dict(zip(replay.acls_written(), acl_groups(daemon, theirs)))
    replay.entries = {address: entry for address, entry in replay.entries.items() if address[0] != "network_acls" or entry["name"] in acls}
    for (kind, _identity), entry in replay.entries.items():
        if kind == "networks":
            number = entry["name"].removeprefix("net")
            entry.update(base_name=f"{daemon}-NET{number}", bridge_hwaddr=f"00:16:3e:00:00:0{number}")
        if kind == "network_nics":
            entry.update(base_name=f"{daemon}-NET1", instance_id="INST1")
        if kind == "network_acls":
            entry.update(base_name=acls[entry["name"]])
        if kind == "network_address_sets":
            entry.update(base_name=address_sets(theirs)[0])
    return replay


@pytest.mark.parametrize(("daemon", "case"), CASES, ids=[f"{daemon}-{case.path.stem}" for daemon, case in CASES])
def test_taking_over_changes_only_what_is_meant_to_differ(daemon, case, northbound):
    phases = case.document["phases"]
    phase = next(name for name in ("b-mutual", "b-started", "setup") if name in phases)
    replay = replay_of(daemon)
    for name, recording in phases.items():
        for command in recording["commands"]:
            replay.run(command)
        if name == phase:
            break
    northbound.session().commit(insertions(northbound.session().schema, phases[phase]["northbound"]))
    before = rows(northbound)
    params = {**parameters(northbound), "wait": "none"}
    change = taken_over(replay, daemon, phases[phase]["northbound"]).change()
    planned, _compiled = run_change(params, True, change, adopt=True)
    done, _compiled = run_change(params, False, change, adopt=True)
    assert planned["diff"] == done["diff"]
    assert "\n".join(_differences(before, unhushed(rows(northbound)))) == ""
    assert not run_change(params, True, change, adopt=True)[0]["changed"]


def _differences(before: dict, after: dict) -> list[str]:
    """Rows that came or went, and columns that changed but for marks and deviations."""
    found = []
    for table in before:
        old, new = ({row["_uuid"]: row for row in state[table]} for state in (before, after))
        if table == "ACL":
            _leave_out_rewritten(old, new)
        found += [f"{table} {_words(old[uuid])} is gone" for uuid in old.keys() - new.keys()]
        found += [f"{table} {_words(new[uuid])} is new" for uuid in new.keys() - old.keys() if not _only_remembers(table, new[uuid])]
        meant = DEVIATING.get(table, set()) | {"external_ids"}
        for uuid in old.keys() & new.keys():
            changed = {name for name in old[uuid] if old[uuid][name] != new[uuid][name]} - meant
            found += [f"{table} {_words(old[uuid])}: {name} {old[uuid][name]} -> {new[uuid][name]}" for name in sorted(changed)]
    return sorted(found)


def _leave_out_rewritten(old: dict, new: dict) -> None:
    """Rules that went, and came in our form (a deviation)."""
    came = {(rule["direction"], rule["priority"], by_ports(rule["match"]), rule["action"]): uuid for uuid, rule in new.items() if uuid not in old}
    for uuid in old.keys() - new.keys():
        rule = old[uuid]
        twin = came.get((rule["direction"], rule["priority"], rule["match"], rule["action"]))
        if twin:
            del old[uuid], new[twin]


def _only_remembers(table: str, row: dict) -> bool:
    """The empty load balancer that remembers a forward without one, and what remembers an uplink (deviations)."""
    return table in REMEMBERING and not row[REMEMBERING[table]]


def _words(row: dict) -> str:
    return next((str(row[name]) for name in ("name", "match", "ip_prefix", "logical_ip", "cidr") if row.get(name)), row["_uuid"])
