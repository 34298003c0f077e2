# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The name of an instance in DNS, as a row of its NIC: from the name to the addresses and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import northbound as nb
from ..model.edits import Members, Replace
from ..model.rows import Row, row
from .addresses import Address
from .nic_place import Place
from .rows import Refs, nic_marks

if TYPE_CHECKING:
    from .nic import Nic
    from .settings import Settings

TO_COME = "the addresses that OVN assigns"


def dns_rows(here: Place, refs: Refs) -> list[Row]:
    """The NIC's records, and their place at the switch. While OVN has not assigned the addresses the diff says so."""
    nic, settings = here.nic, here.settings
    name = dns_name(nic, settings)
    marks = nic_marks(nic.names, nic.port)
    named = nic.is_known and settings.dns_mode != "none"
    if named and here.addresses is None and not here.is_refused:
        records = row(nb.DNS, (nic.port,), {"external_ids": marks}, note={"records": {name: TO_COME}})
    else:
        found = _records(name, here.known if named else [])
        records = row(nb.DNS, (nic.port,), {"records": Replace(found), "external_ids": marks})
    return [records, Row(refs.internal_switch, {"dns_records": Members(add=frozenset([records.ref]))})]


def dns_name(nic: Nic, settings: Settings) -> str:
    return f"{nic.instance}.{nic.domain or settings.domain}".lower()


def _records(name: str, addresses: list[Address]) -> dict[str, str]:
    if not addresses:
        return {}
    return {name: " ".join(map(str, addresses)), **{each.reverse_pointer: name for each in addresses}}
