# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""NICs of this host that were made here and that a task does not name: what purge takes away, within its limits."""

from __future__ import annotations

from ..errors import Fault, InvalidInput
from ..ovsdb.session import Session
from .links import Links
from .names import nic_alias, nic_link, read_nic_alias
from .nic_rows import read_attached
from .nic_wish import NESTED, Nic

LIMITS = {"max_deletes": {"type": "int"}, "allow_empty": {"type": "bool", "default": False}}


def purged(session: Session, links: Links, given: list[Nic], params: dict) -> list[Nic]:
    """The NICs that go: those whose ports this owner made, and links that a task which failed left without a port."""
    if not params["purge"]:
        return []
    if not given and not params["allow_empty"]:
        raise InvalidInput([Fault("purge", f"with an empty list would remove all NICs of owner {params['owner']} from this host. "
                                           "Say allow_empty: true if that is meant.")])
    attached = read_attached(session)
    others = {iface_id for owner, iface_id in attached.made.values() if owner != params["owner"]}
    found = {iface_id: name for name, (owner, iface_id) in attached.made.items() if owner == params["owner"]}
    found.update(_left(links, params["owner"], {*others, *found, *attached.interfaces}))
    named = {nic.iface_id for nic in given}
    gone = [Nic("", iface_id, NESTED, name, present=False) for iface_id, name in sorted(found.items()) if iface_id not in named]
    most = params["max_deletes"]
    if most is not None and len(gone) > most:
        raise InvalidInput([Fault("max_deletes", f"{most} NICs may be removed, but purge would remove {len(gone)}: "
                                                 f"{', '.join(nic.iface_id for nic in gone[:10])}{' …' if len(gone) > 10 else ''}. "
                                                 "Name those that stay, or raise the limit.")])
    return gone


def _left(links: Links, owner: str, known: set[str]) -> dict[str, str]:
    """Links that carry the mark of a NIC of this owner and the name that follows from it, without a port. Those of others may be about to
    get one."""
    found = {}
    for link in links.all():
        _owner, iface_id = read_nic_alias(link.alias) or ("", "")
        ours = link.alias == nic_alias(owner, iface_id) and link.name == nic_link(iface_id)
        if ours and iface_id not in known and (link.is_pair or link.is_tap):
            found[iface_id] = link.name
    return found
