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
    """A pair of links, one end on the host, the other in a network namespace with its final name, address and MTU."""

    name: str
    mtu: int | None
    netns: Netns
    guest_name: str
    guest_mtu: int | None
    hwaddr: str | None

    def command(self) -> str:
        peer = ["peer", "name", self.guest_name, *_given("mtu", self.guest_mtu), *_given("address", self.hwaddr)]
        words = ["ip", "link", "add", self.name, *_given("mtu", self.mtu), "type", "veth", *peer]
        return _line(*words, "netns", self.netns.label)


@dataclass(frozen=True)
class SetLink:
    """Settings of a link that is there; what is None is left."""

    name: str
    netns: Netns | None = None
    new_name: str | None = None
    address: str | None = None
    mtu: int | None = None
    alias: str | None = None
    up: bool | None = None

    def command(self) -> str:
        words = [*_given("name", self.new_name), *_given("address", self.address), *_given("mtu", self.mtu)]
        words += [*_given("alias", self.alias), *([] if self.up is None else ["up" if self.up else "down"])]
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
    """A change of one thing on the host: what of it changes, and the actions that change it."""

    label: str
    before: dict
    after: dict
    actions: tuple = field(default_factory=tuple)

    def diff(self) -> dict:
        return {"before_header": self.label, "after_header": self.label, "before": self.before, "after": self.after}

    def commands(self) -> list[str]:
        return [action.command() for action in self.actions]


def _given(word: str, value) -> list[str]:
    return [] if value is None else [word, str(value)]


def _inside(netns: Netns | None) -> tuple[str, ...]:
    return netns.prefix if netns else ()


def _line(*words: str) -> str:
    return " ".join(shlex.quote(word) for word in words)
