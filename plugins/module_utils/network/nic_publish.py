# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the outside reaches a NIC: its router answers for the addresses on the uplink, unless these are routed to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import northbound as nb
from ..model.edits import Merge
from ..model.rows import Ref, Row, row
from .nic_place import Place
from .rows import Refs, flag, nic_marks
from .settings import ARP_PROXY, DNAT_AND_SNAT
from .words import Words

if TYPE_CHECKING:
    from .settings import Settings


def publication_rows(here: Place, before: Place | None, refs: Refs) -> list[Row]:
    """The two ways of answering: one translation of each address to itself, or one list at the router's port for all NICs."""
    return [*_translations(here, refs), *_proxied(here, before), *_source_translations(here, refs)]


def withdrawal_rows(before: Place, settings: Settings) -> list[Row]:
    """What a NIC that goes leaves in the list of all NICs."""
    return _list(settings, Words(remove=_words(before)))


def may_be_translated(here: Place) -> bool:
    """Whether the NIC can have translations of its own, now or with other addresses."""
    plain = any(side.subnet and not side.nat for side in here.settings.sides.values())
    return bool(here.nic.egress) or here.settings.proxy == DNAT_AND_SNAT and (plain or bool(here.nic.published))


def _translations(here: Place, refs: Refs) -> list[Row]:
    """One row for each address: OVN translates one to one only."""
    if here.settings.proxy != DNAT_AND_SNAT:
        return []
    singles = [str(address) for prefix in here.published for address in prefix]
    return [_nat(here, refs, DNAT_AND_SNAT, each, each, stateless=True) for each in dict.fromkeys(singles)]


def _source_translations(here: Place, refs: Refs) -> list[Row]:
    """The address that the NIC's own connections to the outside seem to come from."""
    if not here.nic.enabled:
        return []
    inner = {each.version: str(each) for each in here.known}
    return [_nat(here, refs, "snat", str(outer), inner[version], stateless=False)
            for version, outer in here.nic.egress.items() if version in inner]


def _nat(here: Place, refs: Refs, kind: str, outer: str, inner: str, *, stateless: bool) -> Row:
    return row(nb.NAT, (kind, outer, inner, None), {
        "options": Merge({"stateless": flag(stateless)}),
        "external_ids": nic_marks(here.nic.names, here.nic.port),
    }, parent=refs.router)


def _proxied(here: Place, before: Place | None) -> list[Row]:
    add = _words(here)
    return _list(here.settings, Words(add, (_words(before) if before else frozenset()) - add))


def _words(here: Place) -> frozenset[str]:
    return frozenset(map(str, here.published)) if here.settings.proxy == ARP_PROXY else frozenset()


def _list(settings: Settings, words: Words) -> list[Row]:
    if settings.uplink is None or not (words.add or words.remove):
        return []
    return [Row(Ref(nb.LOGICAL_SWITCH_PORT, (settings.names.external_switch_port,)), {"options": Merge({ARP_PROXY: words})})]
