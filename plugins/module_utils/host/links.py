# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The host's links: reading what is there, and carrying out planned actions, through pyroute2."""

from __future__ import annotations

import errno
import ipaddress
import os
from dataclasses import dataclass
from functools import partial

from ..errors import MissingLibrary, OvnError
from .actions import AddPair, DeleteLink, Netns, SetLink, SetSysctl, WriteFile

try:
    from pyroute2 import IPRoute, NetNS
    from pyroute2.netlink.exceptions import NetlinkError
except ImportError as exc:
    IMPORT_ERROR: ImportError | None = exc
    NetlinkError = OSError
else:
    IMPORT_ERROR = None

IFF_UP = 1
SYSCTLS = "/proc/sys"


class HostError(OvnError):
    """The kernel refused what a task planned."""


@dataclass(frozen=True)
class Link:
    """One link as it is. C(peer) is the index of a pair's other end, C(peer_space) the number of its namespace."""

    index: int
    name: str
    kind: str | None
    mtu: int
    up: bool
    address: str | None
    alias: str | None
    master: int | None
    peer: int | None
    peer_space: int | None

    @property
    def is_pair(self) -> bool:
        return self.kind == "veth"


class Links:
    """The links of one network namespace: the one this process is in, or a named one."""

    def __init__(self, netns: Netns | None = None):
        if IMPORT_ERROR:
            raise MissingLibrary(
                f"links are managed with the Python library pyroute2, which this host lacks ({IMPORT_ERROR}). "
                "Install python3-pyroute2. Nothing was changed."
            )
        self.netns = netns
        try:
            self._socket = NetNS(netns.path, flags=0) if netns else IPRoute()
        except OSError as exc:
            where = f"network namespace {netns} ({netns.path})" if netns else "this host's network"
            raise HostError(f"cannot enter {where}: {exc.strerror or exc}. Run the task as root, and check that the "
                            "namespace is whole.") from exc

    def __enter__(self) -> Links:
        return self

    def __exit__(self, *unused) -> None:
        self._socket.close()

    def get(self, name: str) -> Link | None:
        """The link of that name."""
        return self._get(ifname=name)

    def at(self, index: int | None) -> Link | None:
        """The link with that number."""
        return self._get(index=index) if index else None

    def names(self) -> list[str]:
        return sorted(message.get_attr("IFLA_IFNAME") for message in self._socket.get_links())

    def with_alias(self, alias: str) -> list[Link]:
        links = [_link(message) for message in self._socket.get_links() if message.get_attr("IFLA_IFALIAS") == alias]
        return sorted(links, key=lambda link: link.name)

    def global_addresses(self, link: Link) -> list[str]:
        """The link's addresses that others can reach: not link-local, not loopback."""
        messages = list(self._socket.get_addr(index=link.index))
        pairs = [(message.get_attr("IFA_LOCAL") or message.get_attr("IFA_ADDRESS"), message["prefixlen"]) for message in messages]
        return [f"{address}/{length}" for address, length in pairs if _is_global(address)]

    def space_of(self, netns: Netns) -> int | None:
        """The number under which links of this namespace know that one; none when no link leads there."""
        descriptor = os.open(netns.path, os.O_RDONLY)
        try:
            number = self._socket.get_netnsid(fd=descriptor)["nsid"]
        finally:
            os.close(descriptor)
        return None if number is None or number < 0 or number == 0xFFFFFFFF else number

    def add_pair(self, pair: AddPair) -> None:
        peer = {"ifname": pair.guest_name, "net_ns_fd": pair.netns.path}
        peer.update({"mtu": pair.guest_mtu} if pair.guest_mtu else {})
        peer.update({"address": pair.hwaddr} if pair.hwaddr else {})
        mtu = {"mtu": pair.mtu} if pair.mtu else {}
        self._do(pair, partial(self._socket.link, "add", ifname=pair.name, kind="veth", peer=peer, **mtu))

    def set(self, wish: SetLink) -> None:
        index = self.get(wish.name).index
        values = {"ifname": wish.new_name, "address": wish.address, "mtu": wish.mtu, "ifalias": wish.alias}
        values = {name: value for name, value in values.items() if value is not None}
        if wish.up is not None:
            values["state"] = "up" if wish.up else "down"
        self._do(wish, partial(self._socket.link, "set", index=index, **values))

    def delete(self, wish: DeleteLink) -> None:
        link = self.get(wish.name)
        if link:
            self._do(wish, partial(self._socket.link, "del", index=link.index))

    def _get(self, **which) -> Link | None:
        try:
            messages = list(self._socket.link("get", **which))
        except NetlinkError as exc:
            if exc.args[0] in (errno.ENODEV, errno.ENOENT):
                return None
            raise
        return _link(messages[0]) if messages else None

    def _do(self, action, call) -> None:
        try:
            call()
        except (NetlinkError, OSError) as exc:
            raise HostError(f"the kernel refused C({action.command()}): {exc.args[-1]}.") from exc


def perform(action) -> None:
    """Carry out one action."""
    if isinstance(action, SetSysctl):
        write_sysctl(action)
    elif isinstance(action, WriteFile):
        _write_file(action)
    else:
        with Links(getattr(action, "netns", None) if isinstance(action, SetLink) else None) as links:
            verb = {AddPair: links.add_pair, SetLink: links.set, DeleteLink: links.delete}[type(action)]
            verb(action)


def read_sysctl(family: str, link: str, key: str) -> str | None:
    """The value of a setting, none when the kernel has no such protocol or link."""
    try:
        with open(f"{SYSCTLS}/net/{family}/conf/{link}/{key}", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return None


def write_sysctl(action: SetSysctl) -> None:
    """A kernel without that protocol (ipv6.disable=1) has no such setting, and needs none."""
    path = f"{SYSCTLS}/{action.name}"
    if not os.path.isdir(f"{SYSCTLS}/net/{action.family}/conf"):
        return
    try:
        with open(path, "w", encoding="ascii") as file:
            file.write(action.value)
    except OSError as exc:
        raise HostError(f"cannot write {path}: {exc.strerror}.") from exc


def _write_file(action: WriteFile) -> None:
    """Whole or not at all: the text is put in place by a rename."""
    fresh = f"{action.path}.new"
    try:
        with open(fresh, "w", encoding="utf-8") as file:
            file.write(f"{action.text}\n")
        os.replace(fresh, action.path)
    except OSError as exc:
        raise HostError(f"cannot write {action.path}: {exc.strerror}.") from exc


def find_netns(text: str) -> Netns | None:
    """The namespace named so by C(ip netns), the one of that process, or the one that file stands for."""
    if "/" in text:
        path, prefix = text, ("nsenter", f"--net={text}", "--")
    elif os.path.exists(f"/run/netns/{text}"):
        path, prefix = f"/run/netns/{text}", ("ip", "netns", "exec", text)
    elif text.isdigit():
        path, prefix = f"/proc/{text}/ns/net", ("nsenter", "-t", text, "-n", "--")
    else:
        return None
    return Netns(text, path, prefix) if os.path.exists(path) else None


def _link(message) -> Link:
    return Link(
        index=message["index"],
        name=message.get_attr("IFLA_IFNAME"),
        kind=message.get_nested("IFLA_LINKINFO", "IFLA_INFO_KIND"),
        mtu=message.get_attr("IFLA_MTU"),
        up=bool(message["flags"] & IFF_UP),
        address=message.get_attr("IFLA_ADDRESS"),
        alias=message.get_attr("IFLA_IFALIAS"),
        master=message.get_attr("IFLA_MASTER"),
        peer=message.get_attr("IFLA_LINK"),
        peer_space=message.get_attr("IFLA_LINK_NETNSID"),
    )


def _is_global(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return not (parsed.is_link_local or parsed.is_loopback or parsed.is_multicast or parsed.is_unspecified)
