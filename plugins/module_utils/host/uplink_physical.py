# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An uplink over a network card, a bond or a VLAN interface, which OVN is given whole."""

from __future__ import annotations

from .actions import AddVlan, SetGvrp, SetLink, SetSysctl, Step
from .links import Link, Links, read_sysctl
from .uplink_parent import Place
from .uplink_rows import BEFORE, Wire, Wiring
from .uplink_wish import Uplink

# Nothing on the host may answer on the uplink's wire: that is the business of OVN's routers.
QUIET = {"disable_ipv6": "1", "forwarding": "0"}


def physical_wire(links: Links, uplink: Uplink, place: Place, wiring: Wiring) -> Wire:
    link = place.link
    ours = link is None or link.alias == uplink.alias
    marks = wiring.own_ports(uplink).get(place.name, ("", {}))[1]
    record = None if ours else marks.get(BEFORE) or describe(link)
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
    return [Step(f"link {place.name}", {}, after, (add, SetLink(place.name, alias=uplink.alias), *quiet))]


def _start_vlan(uplink: Uplink, place: Place) -> Step:
    """After the card below it, or the kernel refuses."""
    wanted = {"up": True, **({"mtu": uplink.mtu} if uplink.mtu else {})}
    before = {"up": False, **({"mtu": place.below.mtu} if uplink.mtu else {})}
    return Step(f"link {place.name}", before, wanted, (SetLink(place.name, **wanted),))


def _repair_vlan(uplink: Uplink, link: Link) -> list[Step]:
    """Only one that we made is ours to change."""
    if link.kind != "vlan" or link.alias != uplink.alias or link.gvrp == uplink.gvrp:
        return []
    return [Step(f"link {link.name}", {"gvrp": link.gvrp}, {"gvrp": uplink.gvrp}, (SetGvrp(link.name, uplink.gvrp),))]


def quiet_steps(link: Link) -> list[Step]:
    """The host shall not speak IPv6 on the uplink's wire; a kernel without IPv6 does not anyway."""
    now = {key: read_sysctl("ipv6", link.name, key) for key in QUIET}
    return sysctl_steps(link.name, {key: value for key, value in QUIET.items() if now[key] not in (None, value)}, now)


def sysctl_steps(name: str, wanted: dict, now: dict) -> list[Step]:
    if not wanted:
        return []
    actions = tuple(SetSysctl("ipv6", name, key, value) for key, value in wanted.items())
    before = {f"ipv6.{key}": now[key] for key in wanted}
    return [Step(f"link {name}", before, {f"ipv6.{key}": value for key, value in wanted.items()}, actions)]


def link_steps(link: Link, mtu: int | None, up: bool = True) -> list[Step]:
    wanted = {"mtu": mtu} if mtu not in (None, link.mtu) else {}
    wanted.update({"up": up} if link.up != up else {})
    before = {key: getattr(link, key) for key in wanted}
    return [Step(f"link {link.name}", before, wanted, (SetLink(link.name, **wanted),))] if wanted else []


def describe(link: Link) -> str:
    """What a link is like before it becomes a parent, as a text for external_ids."""
    state = {key: read_sysctl("ipv6", link.name, key) for key in QUIET}
    state = {key: value for key, value in state.items() if value is not None}
    state.update(mtu=str(link.mtu), up=str(link.up).lower())
    return " ".join(f"{key}={value}" for key, value in state.items())


def restore_steps(link: Link, record: str, busy: bool) -> list[Step]:
    """A link becomes what it was before it was a parent; one that carries VLANs of others stays up."""
    then = dict(part.split("=", 1) for part in record.split() if "=" in part)
    now = {key: read_sysctl("ipv6", link.name, key) for key in QUIET}
    sysctls = {key: then[key] for key in QUIET if key in then and now[key] not in (None, then[key])}
    mtu = int(then["mtu"]) if then.get("mtu", "").isdigit() else None
    return link_steps(link, mtu, busy or then.get("up") != "false") + sysctl_steps(link.name, sysctls, now)
