# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of LXD and Incus that bear no name of ours: which of our rows they are, and wishes that mean them."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from ..model import northbound as nb
from ..model import values
from ..model.edits import Members, Merge
from ..model.rows import Ref, Row
from ..model.table import NAME_MARK

DAEMONS = ("lxd", "incus")
NAME_KEY = NAME_MARK.partition(":")[2]


def twins(dhcp: list[dict], dns: list[dict]) -> dict[Ref, Ref]:
    """Our way to name a row, and the row that a daemon made in its place. Both lists hold C(_uuid) and C(external_ids)."""
    found: dict[Ref, Ref] = {}
    for row in dhcp:
        switch = _mark(row, "switch")
        if switch and NAME_KEY not in row["external_ids"] and is_interface(row["cidr"]):
            version = ipaddress.ip_interface(row["cidr"]).version
            ref = Ref(nb.DHCP_OPTIONS, (f"{switch}-ip{version}",))
            found[ref] = Ref(nb.DHCP_OPTIONS, ref.key, fixed=row["_uuid"])
    for row in dns:
        port = _mark(row, "switch_port")
        if port and NAME_KEY not in row["external_ids"]:
            found[Ref(nb.DNS, (port,))] = Ref(nb.DNS, (port,), fixed=row["_uuid"])
    return found


def is_interface(text: str) -> bool:
    """Whether a text is an address with a prefix length, as it is in rows of OVN's tools; anybody may have written another."""
    return _is(ipaddress.ip_interface, text)


def is_mac(text: str) -> bool:
    return _is(values.unicast_mac, text)


def _is(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def take_over(rows: list[Row], twins: dict[Ref, Ref]) -> list[Row]:
    """The same wishes, of the rows that are there; these get our name for them."""
    return [_row(row, twins) for row in rows] if twins else rows


def _mark(row: dict, name: str) -> str | None:
    return next((mark for daemon in DAEMONS if (mark := row["external_ids"].get(f"{daemon}_{name}"))), None)


def _row(row: Row, twins: dict[Ref, Ref]) -> Row:
    columns = {name: _value(value, twins) for name, value in row.columns.items()}
    if row.ref in twins and isinstance(marks := columns.get("external_ids"), Merge):
        columns["external_ids"] = Merge({**marks.items, NAME_KEY: row.ref.key[0]})
    return Row(twins.get(row.ref, row.ref), columns, row.link, row.state, row.path, row.note)


def _value(value, twins: dict[Ref, Ref]):
    if isinstance(value, Ref):
        return twins.get(value, value)
    if isinstance(value, Members):
        return Members(frozenset(twins.get(each, each) for each in value.add), value.remove)
    return value
