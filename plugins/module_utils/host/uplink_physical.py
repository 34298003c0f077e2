# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An uplink over a network card, a bond or a VLAN interface, which OVN is given whole."""

from __future__ import annotations

from .actions import AddVlan, DeleteLink, SetGvrp, SetLink, SetSysctl, Step
from .links import Link, Links
from .steps import QUIET, link_steps, quiet_steps
from .uplink_parent import Place
from .uplink_record import record_of
from .uplink_rows import Wire, Wiring
from .uplink_wish import Uplink


def physical_wire(links: Links, uplink: Uplink, place: Place, wiring: Wiring) -> Wire:
    link = place.link
    if wiring.is_others(uplink, place.name):
        return Wire(uplink.own_bridge, place.name)
    ours = link is None or link.alias == uplink.alias
    record = None if ours else record_of(links, wiring.records, uplink.name, link)
    steps = [*_make_vlan(uplink, place)] if link is None else [*_repair_vlan(uplink, link), *quiet_steps(link)]
    steps += link_steps(place.below, None) if place.below else []
    steps += link_steps(link, uplink.mtu) if link else [_start_vlan(uplink, place)]
    return Wire(uplink.own_bridge, place.name, record, frozenset([place.name]), steps, anew=link is None)


def _make_vlan(uplink: Uplink, place: Place) -> list[Step]:
    """First of all steps: a kernel without VLANs refuses it, and then nothing shall be changed."""
    add = AddVlan(place.name, place.below.name, uplink.vlan, uplink.gvrp)
    quiet = tuple(SetSysctl("ipv6", place.name, key, value) for key, value in QUIET.items())
    after = {"parent": place.below.name, "vlan": uplink.vlan, "gvrp": uplink.gvrp, "alias": uplink.alias}
    after.update({f"ipv6.{key}": value for key, value in QUIET.items()})
    make = (add, SetLink(place.name, alias=uplink.alias), *quiet)
    return [Step(f"link {place.name}", {}, after, make, (DeleteLink(place.name),))]


def _start_vlan(uplink: Uplink, place: Place) -> Step:
    """After the card below it, or the kernel refuses."""
    wanted = {"up": True, **({"mtu": uplink.mtu} if uplink.mtu else {})}
    before = {"up": False, **({"mtu": place.below.mtu} if uplink.mtu else {})}
    return Step(f"link {place.name}", before, wanted, (SetLink(place.name, **wanted),), (SetLink(place.name, up=False),))


def _repair_vlan(uplink: Uplink, link: Link) -> list[Step]:
    """Only one that we made is ours to change."""
    if link.kind != "vlan" or link.alias != uplink.alias or link.gvrp == uplink.gvrp:
        return []
    now, wanted = ({"gvrp": value} for value in (link.gvrp, uplink.gvrp))
    return [Step(f"link {link.name}", now, wanted, (SetGvrp(link.name, uplink.gvrp),), (SetGvrp(link.name, link.gvrp),))]
