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
from .actions import (
    AddPair,
    AddPortVlan,
    AddTap,
    AddVlan,
    DeleteLink,
    DeletePortVlan,
    Netns,
    SetGvrp,
    SetLink,
    SetSysctl,
    WriteFile,
)
from .files import write_whole

try:
    from pyroute2 import IPRoute
    from pyroute2 import netns as spaces
    from pyroute2.netlink.exceptions import NetlinkDumpInterrupted, NetlinkError
except ImportError as exc:
    IMPORT_ERROR: ImportError | None = exc
    NetlinkError = NetlinkDumpInterrupted = OSError
else:
    IMPORT_ERROR = None

IFF_UP = 1
IFF_TAP = 2
VLAN_FLAG_GVRP = 2
# Of a bridge port's VLAN: frames without a tag are of it, and leave without a tag.
PVID_UNTAGGED = ("pvid", "untagged")
PVID_UNTAGGED_FLAGS = 2 | 4
SYSCTLS = "/proc/sys"
# Of netlink(7). pyroute2 raises an error for it up to 0.8 and says nothing since 0.9.
NLM_F_DUMP_INTR = 0x10
LISTINGS = 200


class HostError(OvnError):
    """The kernel refused what a task planned."""


class Gone(HostError):
    """The link of which an action speaks is not there any more."""


@dataclass(frozen=True)
class Link:
    """One link as it is. C(peer) is the index of a pair's other end, or of the link below a VLAN interface, C(peer_space)
    the number of its namespace; C(vlan) is a VLAN interface's number; C(filters_vlans) and C(default_pvid) are of a bridge."""

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
    vlan: int | None = None
    gvrp: bool = False
    filters_vlans: bool = False
    default_pvid: int = 0
    queue_length: int = 0
    # Whether there is somebody at the other end: for a TAP, a virtual machine.
    carrier: bool = False
    # A TAP's settings, under the last words of the kernel's names IFLA_TUN_*.
    tun: tuple = ()
    # The largest MTU that it can have; 0 where the kernel sets no bound.
    max_mtu: int = 0

    @property
    def is_pair(self) -> bool:
        return self.kind == "veth"

    @property
    def is_tap(self) -> bool:
        return self.kind == "tun" and dict(self.tun).get("type") == IFF_TAP

    @property
    def is_open(self) -> bool:
        """Whether a virtual machine has this TAP open."""
        return self.carrier or bool(dict(self.tun).get("num_queues"))

    @property
    def is_loopback(self) -> bool:
        return self.kind is None and self.name == "lo"


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
            self._socket = _socket_in(netns) if netns else IPRoute()
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
        return sorted(link.name for link in self.all())

    def all(self) -> list[Link]:
        """All links, in one reading."""
        return [_link(message) for message in _listing(self._socket.get_links)]

    def with_alias(self, alias: str) -> list[Link]:
        return sorted((link for link in self.all() if link.alias == alias), key=lambda link: link.name)

    def vlan_over(self, parent: Link, vlan: int) -> Link | None:
        """The VLAN interface of that number over a link, whatever its name."""
        return next((link for link in self.vlans_over(parent) if link.vlan == vlan), None)

    def vlans_over(self, parent: Link) -> list[Link]:
        """The VLAN interfaces over a link."""
        return [link for link in self.all() if link.kind == "vlan" and link.peer == parent.index and link.peer_space is None]

    def port_vlans(self, link: Link) -> dict[int, bool]:
        """The VLANs of a Linux bridge's port, each with whether it is the one of frames without a tag."""
        found: dict[int, bool] = {}
        for message in _listing(partial(self._socket.get_vlans, index=link.index)):
            spec = message.get_attr("IFLA_AF_SPEC")
            for info in spec.get_attrs("IFLA_BRIDGE_VLAN_INFO") if spec else []:
                found[info["vid"]] = info["flags"] & PVID_UNTAGGED_FLAGS == PVID_UNTAGGED_FLAGS
        return found

    def global_addresses(self, link: Link) -> list[str]:
        """The link's addresses that others can reach: not link-local, not loopback."""
        return self._addresses(index=link.index).get(link.index, [])

    def all_global_addresses(self) -> dict[int, list[str]]:
        """The same of all links, by their indices."""
        return self._addresses()

    def _addresses(self, **which: int) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for message in _listing(partial(self._socket.get_addr, **which)):
            address = message.get_attr("IFA_LOCAL") or message.get_attr("IFA_ADDRESS")
            if _is_global(address):
                found.setdefault(message["index"], []).append(f"{address}/{message['prefixlen']}")
        return found

    def ports_of(self, bridge: Link) -> list[str]:
        """The names of a Linux bridge's ports."""
        return [link.name for link in self.all() if link.master == bridge.index]

    def space_of(self, netns: Netns) -> int | None:
        """The number under which links of this namespace know that one; none when no link leads there."""
        descriptor = os.open(netns.path, os.O_RDONLY)
        try:
            number = self._socket.get_netnsid(fd=descriptor)["nsid"]
        finally:
            os.close(descriptor)
        return None if number is None or number < 0 or number == 0xFFFFFFFF else number

    def add_pair(self, pair: AddPair) -> None:
        peer = {"ifname": pair.guest_name, **({"net_ns_fd": pair.netns.path} if pair.netns else {})}
        peer.update({"mtu": pair.guest_mtu} if pair.guest_mtu else {})
        peer.update({"address": pair.hwaddr} if pair.hwaddr else {})
        queue = {"txqlen": pair.queue_length} if pair.queue_length else {}
        mtu = {"mtu": pair.mtu} if pair.mtu else {}
        peer.update(queue)
        self._do(pair, partial(self._socket.link, "add", ifname=pair.name, kind="veth", peer=peer, **mtu, **queue))

    def add_tap(self, tap: AddTap) -> None:
        owner = {"uid": tap.user, "gid": tap.group}
        owner = {name: value for name, value in owner.items() if value is not None}
        flags = {"no_pi": 1, "multi_queue": int(tap.multi_queue)}
        self._do(tap, partial(self._socket.link, "add", ifname=tap.name, kind="tuntap", mode="tap", ifr=flags, **owner), {
            errno.ENOENT: "This kernel has no TAPs yet: load their module (modprobe tun).",
            errno.ENODEV: "This kernel has no TAPs yet: load their module (modprobe tun)."})

    def add_vlan(self, wish: AddVlan) -> None:
        flags = {"vlan_flags": [VLAN_FLAG_GVRP, VLAN_FLAG_GVRP]} if wish.gvrp else {}
        below = {"link": self._index(wish, wish.parent), "vlan_id": wish.vlan}
        self._do(wish, partial(self._socket.link, "add", ifname=wish.name, kind="vlan", **below, **flags), {
            errno.EOPNOTSUPP: "This kernel has no VLAN interfaces yet: load their module (modprobe 8021q, and a file in "
                              "/etc/modules-load.d for the next start)."})

    def set_gvrp(self, wish: SetGvrp) -> None:
        flags = [VLAN_FLAG_GVRP if wish.gvrp else 0, VLAN_FLAG_GVRP]
        self._do(wish, partial(self._socket.link, "set", index=self._index(wish, wish.name), kind="vlan", vlan_flags=flags))

    def add_port_vlan(self, wish: AddPortVlan) -> None:
        info = {"vid": wish.vlan, "flags": list(PVID_UNTAGGED)}
        self._do(wish, partial(self._socket.vlan_filter, "add", index=self._index(wish, wish.name), vlan_info=info))

    def delete_port_vlan(self, wish: DeletePortVlan) -> None:
        info = {"vid": wish.vlan}
        self._do(wish, partial(self._socket.vlan_filter, "del", index=self._index(wish, wish.name), vlan_info=info))

    def set(self, wish: SetLink) -> None:
        index = self._index(wish, wish.name)
        values = {"ifname": wish.new_name, "address": wish.address, "mtu": wish.mtu, "ifalias": wish.alias,
                  "txqlen": wish.queue_length}
        values = {name: value for name, value in values.items() if value is not None}
        if wish.master is not None:
            values["master"] = self._index(wish, wish.master) if wish.master else 0
        if wish.up is not None:
            values["state"] = "up" if wish.up else "down"
        self._do(wish, partial(self._socket.link, "set", index=index, **values))

    def delete(self, wish: DeleteLink) -> None:
        link = self.get(wish.name)
        if link:
            self._do(wish, partial(self._delete, link.index))

    def _delete(self, index: int) -> None:
        """A link whose namespace is being removed may go by itself meanwhile."""
        try:
            self._socket.link("del", index=index)
        except NetlinkError as exc:
            if exc.args[0] != errno.ENODEV:
                raise

    def _get(self, **which) -> Link | None:
        try:
            messages = list(self._socket.link("get", **which))
        except NetlinkError as exc:
            if exc.args[0] in (errno.ENODEV, errno.ENOENT):
                return None
            raise
        return _link(messages[0]) if messages else None

    def _index(self, action, name: str) -> int:
        link = self.get(name)
        if link is None:
            raise Gone(f"{action.command()!r} cannot be done: the link {name} has gone meanwhile. Run the task again.")
        return link.index

    def _do(self, action, call, remedies: dict[int, str] | None = None) -> None:
        try:
            call()
        except (NetlinkError, OSError) as exc:
            remedy = (remedies or {}).get(exc.args[0])
            raise HostError(f"the kernel refused {action.command()!r}: {exc.args[-1]}.{f' {remedy}' if remedy else ''}") from exc


def _listing(read) -> list:
    """What the kernel lists, again while it says that links changed below its listing: such a one may lack some."""
    for _attempt in range(LISTINGS):
        try:
            messages = list(read())
        except NetlinkDumpInterrupted:
            continue
        if not any(message["header"]["flags"] & NLM_F_DUMP_INTR for message in messages):
            return messages
    raise HostError(f"links come and go so fast that the kernel could not list them in {LISTINGS} attempts. Run the task "
                    "again when the host is quieter.")


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
    except FileNotFoundError as exc:
        raise Gone(f"cannot write {path}: the link {action.link} has gone meanwhile. Run the task again.") from exc
    except OSError as exc:
        raise HostError(f"cannot write {path}: {exc.strerror}.") from exc


def write_file(action: WriteFile) -> None:
    try:
        write_whole(action.path, f"{action.text}\n")
    except OSError as exc:
        raise HostError(f"cannot write {action.path}: {exc.strerror}.") from exc


def _socket_in(netns: Netns):
    """A socket belongs to the namespace in which it is made, wherever its process goes from there."""
    spaces.pushns()
    try:
        spaces.setns(netns.path, flags=0)
        return IPRoute()
    finally:
        spaces.popns()


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
    return Netns(text, path, prefix) if os.path.isfile(path) else None


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
        vlan=_of_kind(message, "vlan", "IFLA_VLAN_ID"),
        gvrp=bool((_of_kind(message, "vlan", "IFLA_VLAN_FLAGS") or {"flags": 0})["flags"] & VLAN_FLAG_GVRP),
        filters_vlans=bool(_of_kind(message, "bridge", "IFLA_BR_VLAN_FILTERING")),
        default_pvid=_of_kind(message, "bridge", "IFLA_BR_VLAN_DEFAULT_PVID") or 0,
        queue_length=message.get_attr("IFLA_TXQLEN") or 0,
        carrier=bool(message.get_attr("IFLA_CARRIER")),
        tun=_tun(message),
        max_mtu=message.get_attr("IFLA_MAX_MTU") or 0,
    )


def _tun(message) -> tuple:
    if message.get_nested("IFLA_LINKINFO", "IFLA_INFO_KIND") != "tun":
        return ()
    data = message.get_nested("IFLA_LINKINFO", "IFLA_INFO_DATA")
    return tuple((name[len("IFLA_TUN_"):].lower(), value) for name, value in data["attrs"]) if data else ()


def _of_kind(message, kind: str, name: str):
    """What only links of one kind have."""
    if message.get_nested("IFLA_LINKINFO", "IFLA_INFO_KIND") != kind:
        return None
    return message.get_nested("IFLA_LINKINFO", "IFLA_INFO_DATA", name)


def _is_global(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return not (parsed.is_link_local or parsed.is_loopback or parsed.is_multicast or parsed.is_unspecified)
