# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where our rows differ from the recorded ones on purpose: what is taken out of both before they are compared, and why."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_network

from .normalise import each_member

THEIR_MARKS = ("lxd_", "incus_")
OUR_MARKS = "overlay_"
# The UUID of an instance.
INSTANCE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
STRAY = re.compile(r"(lxd|incus)_acl0(_\w+)?")
NIC_DEFAULTS = (100, 111)
PORT = {"src": "inport", "dst": "outport"}
OWN_ADDRESSES = re.compile(r" \|\| ip4\.src == \$(lxd_\w+)_ip4 \|\| ip6\.src == \$\1_ip6(?= \|\| outport|\))")
ADDRESSES = re.compile(r"\(ip4\.(src|dst) == \$(lxd_\w+?)((?:_routes)?)_ip4 \|\| ip6\.\1 == \$\2\3_ip6\)")


@dataclass(frozen=True)
class Deviation:
    """C(reason) is for the reader; C(level) takes the difference out of one row of C(table) (of any, when None), or says with a
    true value that the whole row is one. C(daemon) is whom it concerns, when it is one of them only."""

    table: str | None
    reason: str
    level: Callable[[dict], bool | None]
    daemon: str | None = None


def _without_keys(column: str, keys: Callable[[str], bool]) -> Callable[[dict], None]:
    def level(row: dict) -> None:
        if isinstance(row.get(column), dict):
            row[column] = {key: value for key, value in row[column].items() if not keys(key)}
            if not row[column]:
                del row[column]

    return level


def _without_dangling(row: dict) -> None:
    for column in ("load_balancer", "ports", "dns_records"):
        each_member(row, column, lambda each: None if each.startswith("<uuid:") else each)


def _without_host_lengths(row: dict) -> None:
    for column in ("ip_prefix", "logical_ip"):
        if column in row:
            row[column] = _alone(row[column])
    for column in ("static_routes", "nat"):
        each_member(row, column, lambda each: _alone(each.removesuffix(">")) + ">")


def _alone(prefix: str) -> str:
    return prefix.removesuffix("/128" if prefix.count(":") > 1 else "/32")


def _without_fixed(row: dict) -> None:
    """The router, the last address and ranges are not NICs'."""
    other = row.get("other_config", {})
    if "exclude_ips" in other:
        subnet = ip_network(other["subnet"])
        own = {str(subnet.network_address + 1), str(subnet.broadcast_address - 1)}
        words = [word for word in other["exclude_ips"].split() if ".." in word or word in own]
        row["other_config"] = {**other, "exclude_ips": " ".join(words)}


def _without_pointers(row: dict) -> None:
    if "records" in row:
        row["records"] = _by_name(row["records"])
    each_member(row, "dns_records", lambda each: f"<DNS:{json.dumps(_by_name(json.loads(each[5:-1])), sort_keys=True)}>")


def _by_name(records: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in records.items() if not name.endswith(".arpa")}


def _without_empty_records(row: dict) -> None:
    each_member(row, "dns_records", lambda each: None if each == "<DNS:{}>" else each)


def _is_stopped(row: dict) -> bool:
    return row.get("enabled") is False


def _without_stop(row: dict) -> None:
    if _is_stopped(row):
        del row["enabled"]


def by_ports(match: str) -> str:
    """LXD's way to say who sends, or receives, in place of ours."""
    return ADDRESSES.sub(lambda found: f"{PORT[found[1]]} == @{found[2]}", OWN_ADDRESSES.sub("", match))


def _without_instance(row: dict) -> None:
    if "name" in row:
        row["name"] = INSTANCE.sub("INST1", row["name"])


def _track_default(row: dict) -> None:
    if row.get("priority") in NIC_DEFAULTS and row["action"] == "allow":
        row["action"] = "allow-related"


DEVIATIONS = [
    Deviation(
        None,
        "Every row we make carries marks, so that purge and removal know it; the daemons mark some rows, in their own words.",
        _without_keys("external_ids", lambda key: key.startswith((OUR_MARKS, *THEIR_MARKS))),
    ),
    Deviation(
        "Logical_Router",
        "LXD 6 and Incus set these two on every router, the recorded LXD 5.0 did not yet: without them a router learns, and "
        "keeps, every neighbour that it overhears.",
        _without_keys("options", lambda key: key in ("always_learn_from_arp_request", "dynamic_neigh_routers")),
    ),
    Deviation(
        "Logical_Switch",
        "LXD 5.0 and Incus add the fixed addresses of NICs to those that are not handed out. LXD 6 does not: ovn-northd knows the "
        "ports' addresses itself, and NICs that come and go need not take turns in writing one text.",
        _without_fixed,
    ),
    Deviation(
        None,
        "The daemons leave references to rows that are gone, of load balancers that are written anew, of ports and names that go. Ours "
        "lead somewhere: what changes is changed in place, and what goes is taken out where it is named.",
        _without_dangling,
    ),
    Deviation(
        None,
        "A network of one address is written as that address, as ovn-nbctl and LXD do; Incus writes 203.0.113.10/32.",
        _without_host_lengths,
    ),
    Deviation(
        "Load_Balancer",
        "A forward without any port makes no load balancer where its target is a translation (Incus), or where it has none yet. We "
        "keep an empty one, attached to nothing, which remembers the forward.",
        lambda row: "vips" not in row,
    ),
    Deviation(
        "Copp",
        "The northbound database is the only place that remembers an uplink: each has a row for that, a protection without any meters, which "
        "nothing refers to and OVN makes nothing of. The daemons have a database of their own.",
        lambda row: row["name"].startswith("overlay-uplink-") and "meters" not in row,
    ),
    Deviation(
        "Load_Balancer",
        "Routers of an l2proxy uplink answer on its wire for every listen address, also for one outside of the uplink's subnet, for "
        "which OVN would answer nobody (canonical/lxd#12814).",
        _without_keys("options", lambda key: key == "neighbor_responder"),
    ),
    Deviation(
        "Port_Group",
        "The daemons take an address among the subjects of a rule for the name of an ACL that they do not know, and make groups for "
        "it under the number 0. Nothing refers to them.",
        lambda row: STRAY.fullmatch(row["name"]),
    ),
    Deviation(
        "ACL",
        "Where the default of a NIC is to allow, what answers is allowed with it. LXD writes a rule that does not track connections "
        "if no other one does, and the answers meet the default of the other direction (lxc/incus#2851).",
        _track_default,
    ),
    Deviation(
        "ACL",
        "LXD's rules know the NICs of an ACL or a network by their ports. Rules are tested where a packet arrives, and of a group each "
        "chassis knows its own ports only, so LXD's miss senders on other chassis (lxc/incus#1423); and one that names an ACL without "
        "a NIC in the same network is no rule. Ours name their addresses, too, as Incus 7 does.",
        lambda row: row.update(match=by_ports(row["match"])),
    ),
    Deviation(
        None,
        "The name of an instance is found by its addresses too, as with LXD 6 and Incus; the recorded LXD 5.0 did not yet do that.",
        _without_pointers,
        "lxd",
    ),
    Deviation(
        "Logical_Switch_Port",
        "The port of an instance that does not run stays, as with LXD 6 and Incus, so that the instance keeps its addresses, and its row "
        "remembers the NIC; the recorded LXD 5.0 removed it.",
        _is_stopped,
        "lxd",
    ),
    Deviation(
        "Logical_Switch",
        "The row of the names of an instance stays at its switch when the instance stops, without any name; LXD 5.0 left it elsewhere.",
        _without_empty_records,
        "lxd",
    ),
    Deviation(
        "Logical_Switch_Port",
        "No deviation: the recordings do not show what is false.",
        _without_stop,
        "incus",
    ),
    Deviation(
        "ACL",
        "No deviation: the recordings show the UUID of the instance in the names that rules are logged under.",
        _without_instance,
    ),
]


def level(tables: dict[str, list[dict]], daemon: str) -> dict[str, list[dict]]:
    """The tables without what is meant to differ, in an order that follows from what is left."""
    levelled = {table: [row for row in rows if not _level(table, row, daemon)] for table, rows in tables.items()}
    gone = {f"<{table}:{row['name']}>" for table, rows in tables.items() for row in rows if "name" in row and row not in levelled[table]}
    for row in (row for rows in levelled.values() for row in rows):
        _forget(row, gone)
    return {table: sorted(rows, key=lambda row: json.dumps(row, sort_keys=True)) for table, rows in levelled.items() if rows}


def _level(table: str, row: dict, daemon: str) -> bool:
    """Whether the whole row is left out."""
    mine = [each for each in DEVIATIONS if each.table in (None, table) and each.daemon in (None, daemon)]
    return any(each.level(row) for each in mine)


def _forget(row: dict, gone: set[str]) -> None:
    """Leave out references to rows that are left out."""
    for column, value in list(row.items()):
        if gone & set(map(str, value if isinstance(value, list) else [value])):
            each_member(row, column, lambda each: None if each in gone else each)
