# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks that change a document of networks: read what the database remembers, compile the change, apply the rows."""

from __future__ import annotations

from ..model import northbound as nb
from ..network.damage import damage
from ..network.document import Change, Compiled, compile_change
from ..network.evacuation import evacuated
from ..network.kinds import KINDS
from ..network.memory import KIND_MARK, Remembered, recalled
from ..network.takeover import is_interface, is_mac, twins
from ..network.world import Group, Live, Notes
from ..ovsdb import operations as op
from ..run import apply_northbound, uncollected
from .assigned import await_addresses, prepare_wait
from .stale_neighbours import forget_stale

# A condition that no row meets.
NONE = [op.by_uuid("00000000-0000-0000-0000-000000000000")]


@uncollected
def run_change(params: dict, check_mode: bool, change: Change, *, adopt: bool = False) -> tuple[dict, Compiled]:
    """Apply a change, then what follows from the addresses that OVN assigned. Returns the task's result and the last state."""
    result, compiled = _apply(params, check_mode, change, adopt)
    if compiled.world.live.unread:
        result["warnings"] = [*result.get("warnings", ()), *map(damage, compiled.world.live.unread)]
    if check_mode:
        return result, compiled
    arrival = await_addresses(params, compiled)
    if arrival.is_news:
        again, compiled = _apply(params, check_mode, change, adopt)
        result["changed"] |= again["changed"]
    arrival.require()
    warnings = [*result.get("warnings", ()), *arrival.warnings(), *forget_stale(params, compiled)]
    return {**result, **({"warnings": warnings} if warnings else {})}, compiled


def _apply(params: dict, check_mode: bool, change: Change, adopt: bool) -> tuple[dict, Compiled]:
    seen: dict[str, Compiled] = {}

    def program(database):
        memory, live = read_document(database, adopt)
        seen["last"] = compile_change(change, memory, live)
        if not check_mode:
            prepare_wait(seen["last"])
        return seen["last"].want

    result = apply_northbound(params, check_mode, program, adopt=adopt)
    return result, seen["last"]


def run_entry(kind: str, options: dict, params: dict, check_mode: bool) -> tuple[dict, Compiled]:
    """Make one entry as its options say, or remove it. C(params) are the task's: its state, connection and waits."""
    entry = [(kind, options, "")]
    change = Change(absent=entry) if params["state"] == "absent" else Change(present=entry)
    change.force = bool(params.get("force"))
    return run_change(params, check_mode, change, adopt=bool(params.get("base_name")))


def read_document(database, adopt: bool = False) -> tuple[list[Remembered], Live]:
    """What the database remembers, and what it holds that rows follow from, in one request.

    With C(adopt), rows of LXD and Incus that bear no name are looked for too.
    """
    homes = [(kind.plural, table) for kind in KINDS.values() for table in (kind.home, *kind.copies)]
    queries = [op.select(table.name, [_of_kind(kind)], ["_uuid", "external_ids"]) for kind, table in homes]
    *found, ports, translations, groups, chassis, dynamic, dhcp, dns, rules, settings = database.read([
        *queries,
        op.select(nb.LOGICAL_ROUTER_PORT.name, [], ["name", "networks", "mac"]),
        op.select(nb.NAT.name, [], ["external_ip"]),
        op.select(nb.HA_CHASSIS_GROUP.name, [], ["_uuid", "name", "ha_chassis"]),
        op.select(nb.HA_CHASSIS.name, [], ["_uuid", "chassis_name", "priority"]),
        op.select(nb.LOGICAL_SWITCH_PORT.name, [_of_kind("network_nics")], ["name", "dynamic_addresses"]),
        op.select(nb.DHCP_OPTIONS.name, [] if adopt else NONE, ["_uuid", "cidr", "external_ids"]),
        op.select(nb.DNS.name, [] if adopt else NONE, ["_uuid", "external_ids"]),
        op.select(nb.ACL.name, [] if adopt else NONE, ["_uuid", "direction", "priority", "match", "external_ids"]),
        op.select(nb.NB_GLOBAL.name, [], ["_uuid", "options", "external_ids"]),
    ])
    memory = [each for (kind, table), rows in zip(homes, found) for each in _remembered(kind, table.name, rows)]
    numbers = {row["_uuid"]: (row["chassis_name"], row["priority"]) for row in chassis}
    return [each for each in memory if each.options is not None], Live(
        ports={row["name"]: sorted(filter(is_interface, row["networks"])) for row in ports},
        macs={row["name"]: row["mac"] for row in ports if is_mac(row["mac"])},
        translated=frozenset(row["external_ip"] for row in translations),
        members={row["name"]: dict(numbers[uuid] for uuid in row["ha_chassis"] if uuid in numbers) for row in groups},
        groups={row["name"]: Group(row["_uuid"], row["ha_chassis"]) for row in groups},
        notes=Notes(settings[0]["_uuid"], tuple(sorted(settings[0]["external_ids"].items()))) if settings else None,
        evacuated=evacuated(settings[0]["external_ids"]) if settings else {},
        dynamic={row["name"]: row["dynamic_addresses"] for row in dynamic if row["dynamic_addresses"]},
        northd=settings[0]["options"].get("northd_internal_version", "") if settings else "",
        unread=tuple(each for each in memory if each.options is None),
        twins=twins(dhcp, dns),
        rules=rules,
    )


def _of_kind(kind: str) -> list:
    return ["external_ids", "includes", ["map", [[KIND_MARK, kind]]]]


def _remembered(kind: str, table: str, rows: list[dict]) -> list[Remembered]:
    """What rows remember; that which nobody can read too."""
    from .networks import ENTRIES  # made of the tasks that need this file

    return [Remembered(kind, recalled(row["external_ids"], ENTRIES[kind]), table, row["_uuid"], row["external_ids"]) for row in rows]
