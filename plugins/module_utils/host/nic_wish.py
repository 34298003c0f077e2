# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A NIC as a task wants it on its host, and what can be wrong with that before anything is read."""

from __future__ import annotations

import grp
import pwd
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..errors import Fault, InvalidInput
from ..model.values import unicast_mac
from .names import link_faults, nic_alias, nic_link, short

VETH, TAP, NESTED, REPRESENTOR = "veth", "tap", "nested", "representor"
MTUS = range(68, 65536)
# The kernel has no larger TAP: a frame with its header has 65535 bytes.
TAP_MTUS = range(68, 65522)
# The one after it means nobody.
LAST_OWNER = 2**32 - 2

OPTIONS = {
    "iface_id": {"type": "str", "required": True},
    "type": {"type": "str", "choices": [VETH, TAP, NESTED, REPRESENTOR], "default": VETH},
    "name": {"type": "str"},
    "netns": {"type": "str"},
    "guest_name": {"type": "str", "default": "eth0"},
    "hwaddr": {"type": "str"},
    "mtu": {"type": "int"},
    "multi_queue": {"type": "bool", "default": False},
    "user": {"type": "str"},
    "group": {"type": "str"},
    "parent": {"type": "str"},
    "vf": {"type": "int"},
}


@dataclass(frozen=True)
class Nic:
    """A NIC as wanted. C(path) is where the input describes it, C(user) and C(group) are numbers."""

    path: str
    iface_id: str
    type: str
    name: str
    netns: str | None = None
    guest_name: str = "eth0"
    hwaddr: str | None = None
    mtu: int | None = None
    multi_queue: bool = False
    user: int | None = None
    group: int | None = None
    parent: str | None = None
    vf: int | None = None
    present: bool = True
    owner: str = ""

    @property
    def alias(self) -> str:
        """The mark on the host's end, by which it is known as this NIC's."""
        return nic_alias(self.owner, self.iface_id)

    @property
    def word(self) -> str:
        """What stands for it in its mark."""
        return short(self.iface_id)

    @property
    def has_port(self) -> bool:
        """Whether something on the host stands for it: one that is nested comes through the one it is in."""
        return self.present and self.type != NESTED

    def fault(self, option: str, message: str) -> Fault:
        return Fault(".".join(part for part in (self.path, option) if part), message, self.path and self.iface_id)


def read_nics(entries: list[tuple[str, dict]], owner: str) -> list[Nic]:
    """The NICs of a task, which C(owner) runs, each with its place in the input. Raises InvalidInput with all that is wrong with any of them."""
    faults: list[Fault] = []
    nics = [replace(_read(path, entry, faults), owner=owner) for path, entry in entries]
    faults += _twice(nics, "iface_id", lambda nic: nic.iface_id)
    faults += _twice([nic for nic in nics if nic.has_port], "name", lambda nic: nic.name)
    if faults:
        raise InvalidInput(faults)
    return nics


def _read(path: str, entry: dict, faults: list[Fault]) -> Nic:
    kind, present = entry["type"], entry["state"] == "present"
    name = entry["name"] or nic_link(entry["iface_id"])
    values = {key: entry[key] for key in ("iface_id", "netns", "guest_name", "mtu", "multi_queue", "parent", "vf")}
    nic = Nic(path, type=kind, name=name, present=present, **values)
    found = link_faults(nic.fault("name", "").path, entry["name"])
    found += link_faults(nic.fault("guest_name", "").path, nic.guest_name)
    found += [] if nic.iface_id.strip() else [nic.fault("iface_id", "must not be empty.")]
    mtus = TAP_MTUS if nic.type == TAP else MTUS
    if nic.mtu is not None and nic.mtu not in mtus:
        found.append(nic.fault("mtu", f"{nic.mtu} is out of range, which is {mtus[0]} to {mtus[-1]}."))
    found += _needs(nic, entry) if present else []
    faults += found
    return _with_numbers(nic, entry, faults)


def _needs(nic: Nic, entry: dict) -> list[Fault]:
    """What a NIC of its type must have."""
    if nic.type == VETH and not nic.netns:
        return [nic.fault("netns", "is needed for a NIC of type veth: the network namespace of the instance.")]
    if nic.type == REPRESENTOR and not entry["name"] and (nic.parent is None or nic.vf is None):
        return [nic.fault("name", "is needed for a NIC of type representor: the interface that stands for the virtual function, "
                                  "or parent and vf, from which it is found.")]
    return []


def _with_numbers(nic: Nic, entry: dict, faults: list[Fault]) -> Nic:
    given = {"hwaddr": unicast_mac, "user": _user, "group": _group}
    values = {key: entry[key] for key in given if entry[key] is not None and entry[key] != ""}
    for key, text in values.items():
        try:
            values[key] = given[key](text)
        except ValueError as exc:
            faults.append(nic.fault(key, str(exc)))
    return Nic(**{**nic.__dict__, **values})


def _user(text: str) -> int:
    return _numbered("user", text) if is_digits(text) else _number("user", text, lambda: pwd.getpwnam(text).pw_uid)


def _group(text: str) -> int:
    return _numbered("group", text) if is_digits(text) else _number("group", text, lambda: grp.getgrnam(text).gr_gid)


def is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _numbered(kind: str, text: str) -> int:
    if len(text) > len(str(LAST_OWNER)) or int(text) > LAST_OWNER:
        raise ValueError(f"{text} is no {kind}'s number, which is {LAST_OWNER} at most.")
    return int(text)


def _number(kind: str, text: str, look: Callable[[], int]) -> int:
    try:
        return look()
    except KeyError:
        raise ValueError(f"this host has no {kind} {text!r}. Make it first, or give its number.") from None


def _twice(nics: list[Nic], option: str, key: Callable[[Nic], str]) -> list[Fault]:
    first: dict[str, Nic] = {}
    return [
        nic.fault(option, f"{key(nic)} is that of {first[key(nic)].path} too. Each NIC needs its own.")
        for nic in nics if first.setdefault(key(nic), nic) is not nic
    ]
