# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is to be done on a host, as plain data: planned without touching anything, shown, and only then carried out."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Netns:
    """A network namespace: the file that stands for it, and how to run a command in it."""

    label: str
    path: str
    prefix: tuple[str, ...]

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class AddPair:
    """A pair of links, one end on the host, the other with its final name, address and MTU in a network namespace, or on the
    host too."""

    name: str
    mtu: int | None
    netns: Netns | None
    guest_name: str
    guest_mtu: int | None
    hwaddr: str | None
    queue_length: int | None = None

    def command(self) -> str:
        queue = _given("txqueuelen", self.queue_length)
        peer = ["peer", "name", self.guest_name, *_given("mtu", self.guest_mtu), *_given("address", self.hwaddr), *queue]
        words = ["ip", "link", "add", self.name, *_given("mtu", self.mtu), *queue, "type", "veth", *peer]
        return _line(*words, *_given("netns", self.netns))


@dataclass(frozen=True)
class AddVlan:
    """A VLAN interface over another link."""

    name: str
    parent: str
    vlan: int
    gvrp: bool = False

    def command(self) -> str:
        words = ["ip", "link", "add", "link", self.parent, "name", self.name, "type", "vlan", "id", str(self.vlan)]
        return _line(*words, *(["gvrp", "on"] if self.gvrp else []))


@dataclass(frozen=True)
class SetGvrp:
    """Whether a VLAN interface announces its VLAN to the switch."""

    name: str
    gvrp: bool

    def command(self) -> str:
        return _line("ip", "link", "set", self.name, "type", "vlan", "gvrp", "on" if self.gvrp else "off")


@dataclass(frozen=True)
class AddPortVlan:
    """A VLAN of a Linux bridge's port, which carries it without a tag."""

    name: str
    vlan: int

    def command(self) -> str:
        return _line("bridge", "vlan", "add", "dev", self.name, "vid", str(self.vlan), "pvid", "untagged")


@dataclass(frozen=True)
class DeletePortVlan:
    """A VLAN that a Linux bridge's port shall no longer carry."""

    name: str
    vlan: int

    def command(self) -> str:
        return _line("bridge", "vlan", "delete", "dev", self.name, "vid", str(self.vlan))


@dataclass(frozen=True)
class AddTap:
    """A TAP that stays when the virtual machine goes which uses it. Owners are numbers; None is root alone."""

    name: str
    multi_queue: bool = False
    user: int | None = None
    group: int | None = None

    def command(self) -> str:
        owner = [*_given("user", self.user), *_given("group", self.group)]
        queues = ["multi_queue"] if self.multi_queue else []
        return _line("ip", "tuntap", "add", "mode", "tap", "name", self.name, *queues, *owner)


@dataclass(frozen=True)
class SetLink:
    """Settings of a link that is there; what is None is left. An empty C(master) is none."""

    name: str
    netns: Netns | None = None
    new_name: str | None = None
    address: str | None = None
    mtu: int | None = None
    alias: str | None = None
    up: bool | None = None
    master: str | None = None
    queue_length: int | None = None

    def command(self) -> str:
        words = [*_given("name", self.new_name), *_given("address", self.address), *_given("mtu", self.mtu)]
        words += _given("txqueuelen", self.queue_length)
        master = ["nomaster"] if self.master == "" else _given("master", self.master)
        words += [*_given("alias", self.alias), *master, *([] if self.up is None else ["up" if self.up else "down"])]
        return _line(*_inside(self.netns), "ip", "link", "set", self.name, *words)


@dataclass(frozen=True)
class DeleteLink:
    """A link that goes, its peer with it. One that has gone already is no error."""

    name: str

    def command(self) -> str:
        return _line("ip", "link", "delete", self.name)


@dataclass(frozen=True)
class SetSysctl:
    """A setting of the kernel for one link."""

    family: str
    link: str
    key: str
    value: str

    @property
    def name(self) -> str:
        return f"net/{self.family}/conf/{self.link}/{self.key}"

    def command(self) -> str:
        return _line("sysctl", "-w", f"{self.name}={self.value}")


@dataclass(frozen=True)
class WriteFile:
    """A file of one line."""

    path: str
    text: str

    def command(self) -> str:
        return f"echo {shlex.quote(self.text)} > {shlex.quote(self.path)}"


@dataclass(frozen=True)
class Step:
    """A change of one thing on the host: what of it changes, the actions that change it, and those that take it back."""

    label: str
    before: dict
    after: dict
    actions: tuple = field(default_factory=tuple)
    undo: tuple = field(default_factory=tuple)

    def diff(self) -> dict:
        return {"before_header": self.label, "after_header": self.label, "before": self.before, "after": self.after}

    def item(self) -> tuple[str, str, str]:
        """What it is in a summary: a verb, the kind of thing, and its name."""
        verb = "add" if not self.before else "change" if self.after else "destroy"
        return verb, self.label.partition(" ")[0], self.label

    def commands(self) -> list[str]:
        return [action.command() for action in self.actions]


def _given(word: str, value) -> list[str]:
    return [] if value is None else [word, str(value)]


def _inside(netns: Netns | None) -> tuple[str, ...]:
    return netns.prefix if netns else ()


def _line(*words: str) -> str:
    return " ".join(shlex.quote(word) for word in words)
