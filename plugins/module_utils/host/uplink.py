# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An uplink of type physical: one network card of the host, alone in a bridge that OVN reaches by a mapping."""

from __future__ import annotations

from dataclasses import dataclass

from ..arguments import OPEN_VSWITCH, STATE, merge
from ..errors import Fault, InvalidInput
from ..model import open_vswitch as model
from ..model.edits import Merge
from ..model.rows import Row, Want
from ..ovsdb import operations as op
from ..ovsdb.session import Session
from .actions import SetLink, SetSysctl, Step
from .apply import apply_host, host_database, require_interface
from .bridges import bridges, mapping, mapping_faults, mappings, ports_of, taken, unchanged_ports
from .links import Link, Links, read_sysctl
from .names import link_faults, uplink_bridge

ARGUMENTS = merge(
    {
        "name": {"type": "str", "required": True},
        "type": {"type": "str", "choices": ["physical"], "default": "physical"},
        "parent": {"type": "str"},
        "bridge": {"type": "str"},
        "datapath_type": {"type": "str"},
        "mtu": {"type": "int"},
    },
    STATE,
    OPEN_VSWITCH,
)
RULES = {"required_if": [("state", "present", ["parent"])]}

MARK = "overlay_uplink"
# On the parent's port: what the link was like before, to be put back when the uplink goes.
BEFORE = "overlay_before"
# Nothing on the host may answer on the uplink's wire: that is the business of OVN's routers.
QUIET = {"disable_ipv6": "1", "forwarding": "0"}


@dataclass(frozen=True)
class Uplink:
    """An uplink as wanted."""

    name: str
    parent: str | None
    bridge: str | None
    datapath_type: str | None
    mtu: int | None

    @property
    def wanted_bridge(self) -> str:
        return self.bridge or uplink_bridge(self.name)


@dataclass(frozen=True)
class Wiring:
    """How an uplink is wired on this host now: the bridges and the ports (by bridge) that carry its mark."""

    bridges: tuple[str, ...]
    ports: dict[str, dict[str, dict]]

    def own_ports(self, uplink: str) -> dict[str, tuple[str, dict]]:
        """The ports made for this uplink: bridge and external_ids by name."""
        return {
            name: (bridge, marks)
            for bridge, ports in self.ports.items()
            for name, marks in ports.items()
            if marks.get(MARK) == uplink
        }


def run_uplink(params: dict, check_mode: bool) -> dict:
    """The result of the module: what changed, and the bridge."""
    uplink = Uplink(*(params[name] for name in ("name", "parent", "bridge", "datapath_type", "mtu")))
    _check_input(uplink)
    with host_database(params) as session, Links() as links:
        work = _present if params["state"] == "present" else _absent
        return work(session, links, uplink, params, check_mode)


def _check_input(uplink: Uplink) -> None:
    faults = mapping_faults("name", uplink.name) + link_faults("bridge", uplink.bridge) + link_faults("parent", uplink.parent)
    if uplink.mtu is not None and not 576 <= uplink.mtu <= 65535:
        faults.append(Fault("mtu", f"{uplink.mtu} is out of range, which is 576 to 65535."))
    if faults:
        raise InvalidInput(faults)


def _present(session: Session, links: Links, uplink: Uplink, params: dict, check_mode: bool) -> dict:
    parent = links.get(uplink.parent)
    wiring = read_wiring(session, uplink)
    faults = _parent_faults(session, links, uplink, parent)
    if faults:
        raise InvalidInput(faults)
    marks = wiring.own_ports(uplink.name).get(uplink.parent, ("", {}))[1]
    record = marks.get(BEFORE) or describe(parent)
    leaving = {name: place[1] for name, place in wiring.own_ports(uplink.name).items() if name != uplink.parent}
    result = apply_host(
        session, params, check_mode,
        lambda database: uplink_want(database, uplink, record),
        before=quiet_steps(parent),
        after=parent_steps(parent, uplink.mtu) + [step for name, own in leaving.items() for step in restore_steps(links, name, own)],
    )
    if not check_mode:
        require_interface(session, uplink.parent)
    return {**result, "bridge": uplink.wanted_bridge}


def _parent_faults(session: Session, links: Links, uplink: Uplink, parent: Link | None) -> list[Fault]:
    name = uplink.parent
    if parent is None:
        return [Fault("parent", f"there is no network interface {name} on this host (there are: {', '.join(links.names())}). "
                                "Correct the name, or name this host's interface.")]
    if name in bridges(session):
        return [Fault("parent", f"{name} is an Open vSwitch bridge, not a network card. Map the uplink to it with "
                                "overlay.ovn.bridge_mapping instead.")]
    if parent.kind == "bridge":
        return [Fault("parent", f"{name} is a Linux bridge, not a network card. Name a card, a bond or a VLAN interface.")]
    master = links.at(parent.master)
    if master and master.kind != "openvswitch":
        return [Fault("parent", f"{name} belongs to {master.name} already. Take it out there, or name {master.name}'s host "
                                "another interface.")]
    addresses = links.global_addresses(parent)
    if addresses:
        return [Fault("parent", f"{name} has the address {', '.join(addresses)}. An uplink's interface is given to OVN whole, "
                                "and this host would lose that address: move it to another interface, or name another one.")]
    return []


def read_wiring(database: Session, uplink: Uplink) -> Wiring:
    """What is there of an uplink, whatever the bridge is called."""
    known = bridges(database)
    marked = tuple(sorted(name for name, marks in known.items() if marks.get(MARK) == uplink.name))
    places = dict.fromkeys([*marked, uplink.wanted_bridge, *filter(None, [mappings(database).get(uplink.name)])])
    return Wiring(marked, {name: ports_of(database, name) for name in places if name in known})


def uplink_want(database: Session, uplink: Uplink, record: str) -> Want:
    """Bridge, port and mapping in one; a port of an earlier parent goes."""
    wiring = read_wiring(database, uplink)
    bridge = uplink.wanted_bridge
    mapped = mappings(database).get(uplink.name)
    if mapped not in (None, bridge):
        raise InvalidInput([taken("name", uplink.name, mapped)])
    other = [name for name in wiring.bridges if name != bridge]
    if other:
        raise InvalidInput([Fault("bridge", f"the uplink {uplink.name} has the bridge {other[0]} on this host already. "
                                            "Remove the uplink first (state absent), or leave the bridge's name.")])
    made = bridge not in bridges(database) or bridge in wiring.bridges
    columns: dict = {"external_ids": {MARK: uplink.name}} if made else {}
    if uplink.datapath_type is not None:
        columns["datapath_type"] = uplink.datapath_type
    ports = wiring.own_ports(uplink.name)
    stays = uplink.parent in wiring.ports.get(bridge, {}) and uplink.parent not in ports
    marks = {} if stays else {"external_ids": {MARK: uplink.name, BEFORE: record}}
    rows = [
        *model.bridge(bridge, _merged(columns)),
        *model.port(bridge, uplink.parent, _merged(marks)),
        *(model.absent_port(name) for name in sorted(ports) if name != uplink.parent),
        mapping(uplink.name, bridge),
    ]
    return Want(rows)


def _merged(columns: dict) -> dict:
    return {name: Merge(value) if isinstance(value, dict) else value for name, value in columns.items()}


def quiet_steps(parent: Link) -> list[Step]:
    """The host shall not speak IPv6 on the uplink's wire; a kernel without IPv6 does not anyway."""
    now = {key: read_sysctl("ipv6", parent.name, key) for key in QUIET}
    return sysctl_steps(parent.name, {key: value for key, value in QUIET.items() if now[key] not in (None, value)}, now)


def sysctl_steps(name: str, wanted: dict, now: dict) -> list[Step]:
    if not wanted:
        return []
    actions = tuple(SetSysctl("ipv6", name, key, value) for key, value in wanted.items())
    before = {f"ipv6.{key}": now[key] for key in wanted}
    return [Step(f"link {name}", before, {f"ipv6.{key}": value for key, value in wanted.items()}, actions)]


def parent_steps(parent: Link, mtu: int | None, up: bool = True) -> list[Step]:
    wanted = {"mtu": mtu} if mtu not in (None, parent.mtu) else {}
    wanted.update({"up": up} if parent.up != up else {})
    before = {key: getattr(parent, key) for key in wanted}
    return [Step(f"link {parent.name}", before, wanted, (SetLink(parent.name, **wanted),))] if wanted else []


def describe(parent: Link) -> str:
    """What a parent is like before it becomes one, as a text for external_ids."""
    state = {key: read_sysctl("ipv6", parent.name, key) for key in QUIET}
    state = {key: value for key, value in state.items() if value is not None}
    state.update(mtu=str(parent.mtu), up=str(parent.up).lower())
    return " ".join(f"{key}={value}" for key, value in state.items())


def restore_steps(links: Links, name: str, marks: dict) -> list[Step]:
    """A parent becomes what it was before it was one."""
    parent = links.get(name)
    record = dict(part.split("=", 1) for part in marks.get(BEFORE, "").split() if "=" in part)
    if parent is None or not record:
        return []
    now = {key: read_sysctl("ipv6", name, key) for key in QUIET}
    sysctls = {key: record[key] for key in QUIET if key in record and now[key] not in (None, record[key])}
    mtu = int(record["mtu"]) if record.get("mtu", "").isdigit() else None
    return parent_steps(parent, mtu, record.get("up") != "false") + sysctl_steps(name, sysctls, now)


def _absent(session: Session, links: Links, uplink: Uplink, params: dict, check_mode: bool) -> dict:
    ports = read_wiring(session, uplink).own_ports(uplink.name)
    steps = [step for name, place in sorted(ports.items()) for step in restore_steps(links, name, place[1])]
    result = apply_host(session, params, check_mode, lambda database: absent_want(database, uplink), after=steps)
    return {**result, "bridge": uplink.wanted_bridge}


def absent_want(database: Session, uplink: Uplink) -> Want:
    """Our bridge goes when nothing of others is in it; a bridge of others only loses the port that was made for us."""
    wiring = read_wiring(database, uplink)
    bridge = uplink.bridge or next(iter(wiring.bridges), None) or uplink.wanted_bridge
    rows: list[Row] = []
    mapped = mappings(database).get(uplink.name)
    if mapped is not None and mapped in (bridge, *wiring.bridges):
        rows.append(mapping(uplink.name, None))
    guards = []
    for name in wiring.bridges:
        foreign = _foreign_ports(database, name, uplink)
        if foreign:
            raise InvalidInput([Fault("name", f"the uplink's bridge {name} holds ports that are not the uplink's: "
                                              f"{', '.join(foreign)}. Move or remove them first, they would be lost.")])
        rows.append(model.absent_bridge(name))
        guards += unchanged_ports(database, name)
    for port, place in sorted(wiring.own_ports(uplink.name).items()):
        if place[0] not in wiring.bridges:
            rows.append(model.absent_port(port))
    return Want(rows, guards=guards)


def _foreign_ports(database: Session, bridge: str, uplink: Uplink) -> list[str]:
    """The ports of a bridge but for its own, the parent's, and ovn-controller's patches."""
    ports = ports_of(database, bridge)
    rest = [name for name, marks in ports.items() if name != bridge and marks.get(MARK) != uplink.name]
    types = database.read([op.select("Interface", [["name", "==", name]], ["type"]) for name in rest])
    return sorted(name for name, rows in zip(rest, types) if not (rows and rows[0]["type"] == "patch"))
