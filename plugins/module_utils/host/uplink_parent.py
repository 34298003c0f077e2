# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an uplink's parent is on this host, and whether OVN may have it."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import Fault, InvalidInput
from ..ovsdb.session import Session
from .bridges import bridge_with, bridges, external_ids
from .links import Link, Links
from .names import link_faults
from .uplink_rows import MARK
from .uplink_wish import AUTO, NATIVE, OVS, PHYSICAL, Uplink

# What ovs-vswitchd makes for its datapaths.
DATAPATH_LINKS = ("ovs-netdev", "ovs-system")
KINDS = {OVS: "an Open vSwitch bridge", NATIVE: "a Linux bridge", PHYSICAL: "a network interface"}


@dataclass(frozen=True)
class Place:
    """Where an uplink is to be wired. C(link) is the bridge or card, none where it is no link yet; C(below) carries the VLAN."""

    kind: str
    name: str
    link: Link | None
    below: Link | None = None


def find_place(session: Session, links: Links, uplink: Uplink) -> Place:
    """Raises InvalidInput when the parent is not there, not of the type wished, or somebody else's."""
    known = bridges(session)
    link = links.get(uplink.parent)
    if link is None and uplink.parent not in known:
        raise _fault("parent", f"there is no network interface {uplink.parent} on this host (there are: "
                               f"{', '.join(links.names())}). Correct the name, or name this host's interface.")
    kind = uplink.type if uplink.type != AUTO else _kind(uplink, link, known)
    if kind != OVS:
        _require_bridge(session, links, uplink, known)
    find = {OVS: _ovs_bridge, NATIVE: _native_bridge, PHYSICAL: _vlan if uplink.vlan else _card}[kind]
    return find(session, links, uplink, link, known)


def _kind(uplink: Uplink, link: Link | None, known: dict) -> str:
    """LXD's rule. A VLAN on a bridge of Open vSwitch is an interface over it; a Linux bridge filters by itself."""
    if uplink.parent in known:
        return PHYSICAL if uplink.vlan else OVS
    return NATIVE if link and link.kind == "bridge" else PHYSICAL


def _require_bridge(session: Session, links: Links, uplink: Uplink, known: dict) -> None:
    """That the bridge of its own is nothing else, and nobody else's."""
    name = uplink.own_bridge
    if name == external_ids(session).get("ovn-bridge", "br-int"):
        raise _fault("bridge", f"{name} is OVN's integration bridge, which is mapped to nothing. Leave it out, or name another one.")
    mark = known.get(name, {}).get(MARK, uplink.name)
    if mark != uplink.name:
        raise _fault("bridge", f"{name} was made for the uplink {mark}, whose network would be joined with this one's. Leave it out, or "
                               "name another one.")
    link = links.get(name)
    if link and name not in known and link.kind != "openvswitch":
        raise _fault("bridge", f"{name} is a link of this host already ({link.kind or 'a network card'}), and no bridge of Open vSwitch. "
                               "Leave it out, or name another one.")


def _ovs_bridge(session: Session, links: Links, uplink: Uplink, link: Link | None, known: dict) -> Place:
    name = uplink.parent
    if name not in known:
        raise _other_type(uplink, link, known)
    if uplink.vlan:
        raise _fault("vlan", f"{uplink.vlan} cannot be set on the Open vSwitch bridge {name} as a whole. Use type physical, which "
                             "makes a VLAN interface over it.")
    if uplink.bridge not in (None, name):
        raise _fault("bridge", f"{uplink.bridge} is another bridge than the parent {name}. Leave it out.")
    if name == external_ids(session).get("ovn-bridge", "br-int"):
        raise _fault("parent", f"{name} is OVN's integration bridge, which leads nowhere by itself. Name the bridge that leads outside.")
    if MARK in known[name]:
        raise _fault("parent", f"{name} was made for the uplink {known[name][MARK]} and goes with it. Name what that uplink's parent is, "
                               "or a bridge of this host.")
    return Place(OVS, name, link)


def _native_bridge(session: Session, links: Links, uplink: Uplink, link: Link | None, known: dict) -> Place:
    name = uplink.parent
    if name in known or link is None or link.kind != "bridge":
        raise _other_type(uplink, link, known)
    if uplink.vlan and not link.filters_vlans:
        raise _fault("vlan", f"the Linux bridge {name} does not filter VLANs, so {uplink.vlan} would have no effect. Switch that on "
                             f"(ip link set {name} type bridge vlan_filtering 1, and in the host's network configuration), or use type "
                             "physical, which makes a VLAN interface over it.")
    if not uplink.vlan and link.filters_vlans and not link.default_pvid:
        raise _fault("vlan", f"is needed: the Linux bridge {name} filters VLANs and gives new ports none.")
    return Place(NATIVE, name, link)


def _card(session: Session, links: Links, uplink: Uplink, link: Link | None, known: dict) -> Place:
    if link is None or uplink.parent in known or link.kind == "bridge":
        raise _other_type(uplink, link, known)
    _require_free(session, links, uplink, link)
    return Place(PHYSICAL, link.name, link)


def _vlan(session: Session, links: Links, uplink: Uplink, below: Link | None, known: dict) -> Place:
    """The VLAN interface that is there already under any name, else one called PARENT.VLAN."""
    if below is None:
        raise _fault("parent", f"the bridge {uplink.parent} has no interface on this host, over which a VLAN could be. Is ovs-vswitchd "
                               "running (systemctl status ovs-vswitchd)?")
    if below.name == external_ids(session).get("ovn-bridge", "br-int"):
        raise _fault("parent", f"{below.name} is OVN's integration bridge, which leads nowhere by itself. Name what leads outside.")
    name = f"{below.name}.{uplink.vlan}"
    link = links.vlan_over(below, uplink.vlan) or links.get(name)
    if uplink.mtu and uplink.mtu > below.mtu:
        raise _fault("mtu", f"{uplink.mtu} is more than the {below.mtu} of {below.name}, which carries the VLAN. Raise that first.")
    if link is None:
        if link_faults("", name):
            raise _fault("vlan", f"the VLAN interface's name {name} would be too long. Make one with a shorter name (ip link add link "
                                 f"{below.name} name NAME type vlan id {uplink.vlan}, and in the host's network configuration): it is "
                                 "found by its number.")
        return Place(PHYSICAL, name, None, below)
    if link.kind == "vlan" and (link.vlan, link.peer) != (uplink.vlan, below.index):
        raise _fault("vlan", f"{name} is another VLAN interface than its name says: number {link.vlan} over "
                             f"{getattr(links.at(link.peer), 'name', 'an interface elsewhere')}. Rename or remove it.")
    _require_free(session, links, uplink, link)
    return Place(PHYSICAL, link.name, link, below)


def _require_free(session: Session, links: Links, uplink: Uplink, link: Link) -> None:
    """That a card is nobody's: given to OVN it is lost to everybody else."""
    name = link.name
    if link.is_loopback:
        raise _fault("parent", f"{name} is the host's loopback interface, which leads nowhere. Name the one that leads outside.")
    if name in DATAPATH_LINKS:
        raise _fault("parent", f"{name} is Open vSwitch's own. Name the interface that leads outside.")
    if uplink.mtu and link.max_mtu and uplink.mtu > link.max_mtu:
        raise _fault("mtu", f"{uplink.mtu} is more than {name} can have, which is {link.max_mtu}.")
    _require_no_port(session, uplink, name)
    master = links.at(link.master)
    if master and master.kind != "openvswitch":
        raise _fault("parent", f"{name} belongs to {master.name} already. Give {master.name} as the parent if it leads to this uplink, "
                               f"or take {name} out there.")
    addresses = links.global_addresses(link)
    if addresses:
        raise _fault("parent", f"{name} has the address {', '.join(addresses)}. An uplink's interface is given to OVN whole, and this "
                               "host would lose that address, which is not moved by itself (migrate_address is false). Move it to "
                               "another interface, or put the interface into a bridge that has the address and give that as the "
                               "parent.")


def _require_no_port(session: Session, uplink: Uplink, name: str) -> None:
    """That no bridge of Open vSwitch has a card, but for the uplink's own."""
    bridge, marks = bridge_with(session, name) or (None, {})
    if bridge in (None, uplink.own_bridge) or marks.get(MARK) == uplink.name:
        return
    if MARK in marks:
        raise _fault("parent", f"{name} belongs to the bridge of the uplink {marks[MARK]} already. An interface is given to one uplink "
                               "only: use vlan on one of them, or name another interface.")
    raise _fault("parent", f"{name} belongs to the Open vSwitch bridge {bridge} already. Give {bridge} as the parent if it leads to this "
                           f"uplink, or take {name} out there.")


def _other_type(uplink: Uplink, link: Link | None, known: dict) -> InvalidInput:
    kind = OVS if uplink.parent in known else NATIVE if link and link.kind == "bridge" else PHYSICAL
    return _fault("type", f"{uplink.type} does not fit: {uplink.parent} is {KINDS[kind]}. Use type {kind}, or leave it to auto.")


def _fault(path: str, message: str) -> InvalidInput:
    return InvalidInput([Fault(path, message)])
