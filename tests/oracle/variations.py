# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Commands that nobody recorded: random ones out of the families of those that were, each of which makes sense where it is typed."""

from __future__ import annotations

import random
from ipaddress import ip_interface

from .replay import Replay

COMMON = {
    "ipv4.nat": ("true", "false"),
    "ipv6.nat": ("true", "false"),
    "ipv4.dhcp.ranges": ("10.77.{n}.100-10.77.{n}.120", ""),
    "ipv4.l3only": ("true", "false"),
    "dns.domain": ("a.example", "b.example"),
    "dns.search": ("x.example,y.example", ""),
    "bridge.mtu": ("1400", ""),
    "security.acls": ("web", "db", "web,db", ""),
    "security.acls.default.ingress.action": ("drop", "allow", ""),
    "security.acls.default.egress.action": ("drop", "allow", ""),
    "security.acls.default.ingress.logged": ("true", ""),
    "ipv4.address": ("10.77.{n}.1/24", "10.78.{n}.1/24"),
    "ipv6.dhcp.stateful": ("true", ""),
}
NETWORK = {
    "lxd": COMMON,
    "incus": {
        **COMMON,
        "ipv4.dhcp.expiry": ("2h", ""),
        "ipv4.dhcp.routes": ("192.168.50.0/24,10.77.{n}.9", ""),
        "dns.nameservers": ("10.1.1.53", ""),
        "dns.mode": ("none", ""),
        "ipv6.ra": ("false", ""),
        "bridge.multicast_snooping": ("false", ""),
    },
}
DEVICE = {
    "lxd": {
        "ipv4.address": ("10.77.{n}.3{i}", "10.77.{n}.4{i}", "10.78.{n}.3{i}"),
        "ipv4.routes": ("192.168.6{i}.0/24", "192.168.7{i}.0/24,192.168.8{i}.0/24", ""),
        "ipv4.routes.external": ("10.77.20{i}.0/30", ""),
        "security.acls": ("web", "web,db", ""),
        "security.acls.default.ingress.action": ("drop", "allow", ""),
        "security.acls.default.egress.logged": ("true", ""),
    },
}
DEVICE["incus"] = {**DEVICE["lxd"], "limits.ingress": ("10Mbit", ""), "limits.egress": ("20Mbit", ""), "security.promiscuous": ("true", "")}
UPLINK = {"dns.nameservers": ("10.55.0.53,fd42:55::53", "10.55.0.54", "")}
STEPS = {
    "network": 2, "network_set": 6, "network_delete": 1, "uplink_set": 1, "nic": 5, "nic_set": 5, "stop": 2, "start": 2, "delete": 2,
    "forward": 2, "forward_port": 3, "forward_delete": 1, "balancer": 2, "peer": 2, "peer_delete": 1, "rule": 2, "rule_remove": 1,
}


class Operator:
    """Somebody who types. What is there already is known from the replay of what was typed before."""

    def __init__(self, seed: str, daemon: str, replay: Replay):
        self.random = random.Random(seed)
        self.daemon = daemon
        self.replay = replay

    def step(self) -> list[str]:
        """A few commands that belong together: the first step drawn that makes sense where things are."""
        commands: list[str] = []
        while not commands:
            (name,) = self.random.choices(list(STEPS), STEPS.values())
            commands = getattr(self, f"_{name}")()
        client = "lxc" if self.daemon == "lxd" else "incus"
        return [f"{client} {command}" for command in commands]

    def _one(self, kind: str) -> tuple | None:
        there = sorted(self.replay.of(kind))
        return self.random.choice(there) if there else None

    def _setting(self, settings: dict[str, tuple[str, ...]], **numbers) -> str:
        key = self.random.choice(list(settings))
        return f"{key}={self.random.choice(settings[key]).format(**numbers)}"

    def _network(self) -> list[str]:
        """With its addresses on the uplink, which otherwise depend on who came first."""
        number = self.random.randint(1, 3)
        if (f"net{number}",) in self.replay.of("networks"):
            return []
        addresses = f"ipv4.address=10.77.{number}.1/24 ipv6.address={self.random.choice(('none', f'fd42:77:0:{number}::1/64'))}"
        outer = f"volatile.network.ipv4.address=10.55.0.11{number} volatile.network.ipv6.address=fd42:55::11{number}"
        return [f"network create net{number} --type=ovn network=UPLINK {addresses} {outer}"]

    def _network_set(self) -> list[str]:
        found = self._one("networks")
        return [f"network set {found[0]} {self._setting(NETWORK[self.daemon], n=found[0][3:])}"] if found else []

    def _network_delete(self) -> list[str]:
        found = self._one("networks")
        return [f"network delete {found[0]}"] if found and not self._in_use(found[0]) else []

    def _in_use(self, network: str) -> bool:
        kinds = ("network_nics", "network_forwards", "network_load_balancers", "network_peers")
        return any(network in identity for kind in kinds for identity in self.replay.of(kind))

    def _uplink_set(self) -> list[str]:
        return [f"network set UPLINK {self._setting(UPLINK)}"]

    def _nic(self) -> list[str]:
        """With a fixed address, as OVN chooses by who came first."""
        number, found = self.random.randint(1, 6), self._one("networks")
        if not found or any(f"c{number}" in identity for identity in self.replay.of("network_nics")):
            return []
        router = ip_interface(self.replay.get("networks", *found)["ipv4_address"])
        given = f"network={found[0]} hwaddr=00:16:3e:00:00:5{number} ipv4.address={router.ip + 20 + number}"
        return [f"init tiny c{number}", f"config device add c{number} eth0 nic {given}", *self.random.choice(([], [f"start c{number}"]))]

    def _nic_set(self) -> list[str]:
        found = self._one("network_nics")
        return [f"config device set {found[1]} eth0 {self._setting(DEVICE[self.daemon], n=found[0][3:], i=found[1][1:])}"] if found else []

    def _of_instance(self, verb: str) -> list[str]:
        found = self._one("network_nics")
        return [f"{verb} {found[1]}"] if found else []

    def _start(self) -> list[str]:
        return self._of_instance("start")

    def _stop(self) -> list[str]:
        return self._of_instance("stop -f")

    def _delete(self) -> list[str]:
        return self._of_instance("delete -f")

    def _forward(self) -> list[str]:
        found, address = self._one("networks"), f"203.0.113.{self.random.randint(10, 12)}"
        if not found or any(address in identity for identity in self.replay.of("network_forwards")):
            return []
        return [f"network forward create {found[0]} {address} {self.random.choice(('', f'target_address={self._target(found[0])}'))}"]

    def _target(self, network: str):
        return ip_interface(self.replay.get("networks", network)["ipv4_address"]).ip + self.random.randint(21, 26)

    def _forward_port(self) -> list[str]:
        found, protocol, port = self._one("network_forwards"), self.random.choice(("tcp", "udp")), self.random.randint(80, 83)
        if not found:
            return []
        where = " ".join(found)
        return [self.random.choice((
            f"network forward port add {where} {protocol} {port} {self._target(found[0])}",
            f"network forward port remove {where} {protocol} {port}",
            f"network forward set {where} target_address={self.random.choice(('', self._target(found[0])))}",
        ))]

    def _forward_delete(self) -> list[str]:
        found = self._one("network_forwards")
        return [f"network forward delete {' '.join(found)}"] if found else []

    def _balancer(self) -> list[str]:
        """There, or gone again. LXD 5.0 had none."""
        there, network = self._one("network_load_balancers"), self._one("networks")
        if there:
            return [f"network load-balancer delete {' '.join(there)}"]
        if not network or self.daemon == "lxd":
            return []
        name = f"network load-balancer {{}} {network[0]} 203.0.113.20"
        return [name.format("create") + f" healthcheck={self.random.choice(('true', 'false'))}",
                *(name.format("backend add") + f" b{number} {self._target(network[0])} 8{number}" for number in (1, 2)),
                name.format("port add") + " tcp 80 b1,b2"]

    def _peer(self) -> list[str]:
        one, other = self._one("networks"), self._one("networks")
        if not one or one == other or self.replay.of("network_peers"):
            return []
        return [f"network peer create {one[0]} to {other[0]}", f"network peer create {other[0]} to {one[0]}"]

    def _peer_delete(self) -> list[str]:
        found = self._one("network_peers")
        return [f"network peer delete {network} to" for network in found or ()]

    def _rule(self) -> list[str]:
        rule = f"action={self.random.choice(('allow', 'drop', 'reject'))} state={self.random.choice(('enabled', 'logged', 'disabled'))}"
        return [f"network acl rule add {self._rules()} {rule} protocol=tcp destination_port={self.random.randint(9000, 9003)}"]

    def _rule_remove(self) -> list[str]:
        return [f"network acl rule remove {self._rules()} destination_port={self.random.randint(9000, 9003)} --force"]

    def _rules(self) -> str:
        return f"{self.random.choice(('web', 'db'))} {self.random.choice(('ingress', 'egress'))}"
