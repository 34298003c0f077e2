# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An uplink over a Linux bridge, which keeps its addresses and its ports: a pair of links leads from it to OVN's bridge."""

from __future__ import annotations

from dataclasses import replace

from ..errors import Fault, InvalidInput
from .actions import AddPair, AddPortVlan, DeleteLink, DeletePortVlan, SetLink, SetSysctl, Step
from .links import Link, Links
from .names import HIGHEST, uplink_hwaddr, uplink_pair
from .steps import QUIET, delete_step, quiet_steps, set_steps
from .uplink_parent import Place
from .uplink_rows import Wire, Wiring
from .uplink_wish import Uplink

NO_ADDRESS = "00:00:00:00:00:00"


def native_wire(links: Links, uplink: Uplink, place: Place, wiring: Wiring) -> Wire:
    names = uplink_pair(uplink.name)
    inner, outer = (links.get(name) for name in names)
    steps = pair_steps(uplink, place.link, inner, outer, links.port_vlans(inner) if inner else {})
    if inner is None or inner.master != place.link.index:
        steps = keep_address_steps(place.link, links.ports_of(place.link)) + steps
    return Wire(uplink.own_bridge, names[1], None, frozenset(names), steps, anew=not _is_whole(inner, outer))


def native_warnings(links: Links, uplink: Uplink, bridge: Link) -> list[str]:
    """What makes a bridge a poor parent: without ports it leads nowhere, and has the MTU of the pair."""
    if set(links.ports_of(bridge)) - set(uplink_pair(uplink.name)):
        return []
    return [f"the Linux bridge {bridge.name} has no port beside OVN's, so it leads nowhere yet, and takes its MTU from that one. Put what "
            f"leads outside into it (ip link set LINK master {bridge.name}, and in the host's network configuration)."]


def keep_address_steps(bridge: Link, ports: list[str]) -> list[Step]:
    """A Linux bridge without ports would take the pair's address, and none when the pair goes: it keeps its own once that is set."""
    if ports or bridge.address in (None, NO_ADDRESS):
        return []
    return [Step(f"link {bridge.name}", {"address_is_set": False}, {"address_is_set": True},
                 (SetLink(bridge.name, address=bridge.address),))]


def pair_steps(uplink: Uplink, bridge: Link, inner: Link | None, outer: Link | None, vlans: dict[int, bool]) -> list[Step]:
    """What is to be done to the pair. C(inner) is the end that is the bridge's port, and C(vlans) are that port's now. The
    port comes up last, when it carries no VLAN but its own."""
    ends = [link for link in (inner, outer) if link]
    for link in ends:
        if not link.is_pair:
            raise InvalidInput([Fault("name", f"the link {link.name} is there already and is not the uplink's, which would have that "
                                              f"name ({link.kind or 'a network card'}). Rename or remove it.")])
    if _is_whole(inner, outer):
        steps = [step for link in ends for step in _repair(uplink, link, bridge)]
        if inner.master != bridge.index:
            steps.append(_into(inner.name, bridge))
            vlans = _given(bridge)
        return steps + vlan_steps(uplink, inner.name, bridge, vlans) + [_up(link.name) for link in (outer, inner) if not link.up]
    names = uplink_pair(uplink.name)
    steps = _make(uplink, bridge) + [_into(names[0], bridge)] + vlan_steps(uplink, names[0], bridge, _given(bridge))
    steps += [_up(name) for name in reversed(names)]
    return [delete_step(link) for link in ends] + [replace(step, undo=(DeleteLink(names[0]),)) for step in steps]


def _is_whole(inner: Link | None, outer: Link | None) -> bool:
    return bool(inner and outer and inner.peer == outer.index and inner.peer_space is None)


def vlan_steps(uplink: Uplink, port: str, bridge: Link, vlans: dict[int, bool]) -> list[Step]:
    """The port carries the uplink's VLAN and no other, without a tag: not the one that bridges give to new ports either."""
    if not bridge.filters_vlans:
        return []
    wanted = uplink.vlan or bridge.default_pvid
    actions = [DeletePortVlan(port, vlan) for vlan in sorted(vlans) if vlan != wanted]
    if not vlans.get(wanted):
        actions.append(AddPortVlan(port, wanted))
    return [Step(f"VLANs of {port}", {"vlans": sorted(vlans)}, {"vlans": [wanted]}, tuple(actions))] if actions else []


def _given(bridge: Link) -> dict[int, bool]:
    """The VLANs of a new port of a bridge."""
    return {bridge.default_pvid: True} if bridge.filters_vlans and bridge.default_pvid else {}


def _mtu(uplink: Uplink, bridge: Link) -> int:
    """Never below the bridge's, which would follow it down."""
    return max(bridge.mtu, uplink.mtu or 0)


def _make(uplink: Uplink, bridge: Link) -> list[Step]:
    inner, outer = uplink_pair(uplink.name)
    mtu = _mtu(uplink, bridge)
    common = {"mtu": mtu, "alias": uplink.alias, **{f"ipv6.{key}": value for key, value in QUIET.items()}}
    hwaddr = uplink_hwaddr(uplink.name, bridge.address)
    first = (AddPair(inner, mtu, None, outer, mtu, None), *_dress(inner, uplink, hwaddr))
    return [
        Step(f"link {inner}", {}, {"peer": outer, "address": hwaddr, **common}, first),
        Step(f"link {outer}", {}, {"peer": inner, **common}, _dress(outer, uplink)),
    ]


def _dress(name: str, uplink: Uplink, hwaddr: str | None = None) -> tuple:
    quiet = (SetSysctl("ipv6", name, key, value) for key, value in QUIET.items())
    return (SetLink(name, alias=uplink.alias, address=hwaddr), *quiet)


def _repair(uplink: Uplink, link: Link, bridge: Link) -> list[Step]:
    least = _mtu(uplink, bridge)
    wanted: dict = {"alias": uplink.alias} if link.alias != uplink.alias else {}
    if link.mtu < least or uplink.mtu and link.mtu != least:
        wanted["mtu"] = least
    if link.name == uplink_pair(uplink.name)[0] and not (link.address or "").startswith(f"{HIGHEST}:"):
        wanted["address"] = uplink_hwaddr(uplink.name, bridge.address)
    return set_steps(link, wanted) + quiet_steps(link)


def _into(name: str, bridge: Link) -> Step:
    return Step(f"link {name}", {}, {"master": bridge.name}, (SetLink(name, master=bridge.name),))


def _up(name: str) -> Step:
    return Step(f"link {name}", {"up": False}, {"up": True}, (SetLink(name, up=True),), (SetLink(name, up=False),))
