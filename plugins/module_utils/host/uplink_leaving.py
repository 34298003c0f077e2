# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""When an uplink leaves a link or the host: who still uses it, and what becomes of the links that it had."""

from __future__ import annotations

import time

from ..errors import Fault, InvalidInput
from ..ovsdb.session import Session
from .actions import Step
from .bridges import ports_of
from .links import Links
from .steps import delete_step
from .uplink_record import find_link, restore_steps
from .uplink_rows import Wiring, is_mapped, read_wiring
from .uplink_wish import Uplink

# ovn-controller's mark on both ends of the patch that binds a localnet port to its bridge.
LOCALNET = "ovn-localnet-port"
# How often to look whether it has let go: seconds.
LOOK = 0.2


def leaving_steps(
    links: Links, uplink: Uplink, wiring: Wiring, staying: frozenset[str] = frozenset(), below: str | None = None
) -> list[Step]:
    """Links that were made for the uplink go, those that were given to it become what they were. C(below) is the card under
    a VLAN that stays."""
    made = [link for link in links.with_alias(uplink.alias) if link.name not in staying]
    steps = [delete_step(link) for link in made]
    gone = {link.name for link in made}
    for record in wiring.own_records(uplink):
        link = find_link(links, record)
        if link and link.name not in gone | staying:
            busy = link.name == below or any(above.name not in gone for above in links.vlans_over(link))
            steps += restore_steps(link, record, busy)
    return steps


def require_unused(session: Session, uplink: Uplink, patience: float) -> None:
    """Raises InvalidInput when networks still reach the uplink on this host. ovn-controller gets C(patience) seconds to let go of
    networks that have just been removed."""
    deadline = time.monotonic() + patience
    while users := _users(session, uplink):
        if time.monotonic() >= deadline:
            raise InvalidInput([Fault("name", f"networks reach the uplink {uplink.name} on this host: ovn-controller has bound "
                                              f"{', '.join(users)} to its bridge. Remove those networks, or let them use another "
                                              "uplink. With force true the uplink goes all the same; so it must where ovn-controller "
                                              "has stopped, which then cannot take them away.")])
        time.sleep(LOOK)


def _users(session: Session, uplink: Uplink) -> list[str]:
    """The localnet ports that are bound to the uplink's bridge. Nobody can tell here whose they are when a bridge of others carries
    another physical network too: then they are taken for that one's."""
    wiring = read_wiring(session, uplink)
    places = set(wiring.bridges)
    if is_mapped(uplink, wiring) and wiring.mapped not in wiring.mapped_too:
        places.add(wiring.mapped)
    return sorted({marks[LOCALNET] for name in places for marks in ports_of(session, name).values() if LOCALNET in marks})
