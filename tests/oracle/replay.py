# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The commands that were typed while a case was recorded, as the document of networks that they come to."""

from __future__ import annotations

import shlex

from ansible_collections.overlay.ovn.plugins.module_utils.network.document import Change
from ansible_collections.overlay.ovn.plugins.module_utils.network.kinds import KINDS
from ansible_collections.overlay.ovn.plugins.module_utils.tasks import (
    network,
    network_acl,
    network_address_set,
    network_forward,
    network_load_balancer,
    nic,
)

OPTIONS = {
    "uplinks": network.UPLINK_OPTIONS,
    "networks": network.OPTIONS,
    "network_acls": network_acl.OPTIONS,
    "network_address_sets": network_address_set.OPTIONS,
    "network_forwards": network_forward.OPTIONS,
    "network_load_balancers": network_load_balancer.OPTIONS,
    "network_peers": {},
    "network_nics": nic.OPTIONS,
}
RULE = network_acl.OPTIONS["ingress"]["options"]
DAEMONS = ("lxc", "incus")
# What only the daemon, its host or its own DNS server has to do with.
NOT_OURS = ("ip", "ovs-vsctl", "true", "for")
SILENT = {("network", "zone"), ("network", "forward", "show"), ("network", "load-balancer", "show"), ("network", "acl", "show")}
BRIDGE = {"ipv4.address": "ipv4.gateway", "ipv6.address": "ipv6.gateway"}


class Replay:
    """The document as the commands so far leave it; C(change) is what the last ones changed."""

    def __init__(self, flavor: str, domain: str, document: dict[str, list[dict]], chassis: list[str]):
        self.flavor = flavor
        self.domain = domain
        self.chassis = chassis
        self.entries: dict[tuple, dict] = {}
        self.removed: dict[tuple, dict] = {}
        self.instances: dict[str, list[tuple]] = {}
        self.started: set[str] = set()
        self.wishes: set[tuple[str, str]] = set()
        for kind, entries in document.items():
            for entry in entries:
                self._put(kind, **({**entry, "flavor": flavor} if kind == "network_acls" else entry))

    def automatic(self) -> set[str]:
        """The networks whose subnets are left to the daemon."""
        return {name for (kind, (name, *_rest)), entry in self.entries.items() if kind == "networks" and "ipv4_address" not in entry}

    def acls_in_force(self) -> set[str]:
        """The ACLs that the daemons make a group with rules for: those of networks, and of NICs that were ever started."""
        used = [entry for (kind, _identity), entry in self.entries.items()
                if kind == "networks" or (kind == "network_nics" and entry.get("requested_chassis"))]
        return {name for entry in used for name in entry.get("security_acls") or ()}

    def acls_spoken_of(self) -> set[str]:
        """The ACLs that rules of those name: the daemons make a group without rules for them."""
        rules = [rule for name in self.acls_in_force() for way in ("ingress", "egress")
                 for rule in self._get("network_acls", name).get(way, ())]
        subjects = {subject for rule in rules for way in ("source", "destination") for subject in rule.get(way) or ()}
        return {name for kind, (name, *_rest) in self.entries if kind == "network_acls" and name in subjects} - self.acls_in_force()

    def acls_written(self) -> list[str]:
        """The ACLs that the daemons make groups for, in the order in which they were made."""
        written = self.acls_in_force() | self.acls_spoken_of()
        return [identity[0] for kind, identity in self.entries if kind == "network_acls" and identity[0] in written]

    def change(self) -> Change:
        """All that is there now, and what has gone since this was asked last."""
        present = [(kind, self._options(kind, entry), f"{kind} {entry}") for (kind, _identity), entry in self.entries.items()]
        absent = [(kind, self._options(kind, entry), kind) for (kind, _identity), entry in self.removed.items()]
        self.removed = {}
        return Change(present, absent)

    def run(self, commands: list[str]) -> None:
        for command in commands:
            words = shlex.split(command.split(" >/dev/null")[0])
            if words and words[0] in DAEMONS:
                self._run(words[1:])
            elif not words or words[0] not in NOT_OURS:
                raise ValueError(f"nobody knows what {command!r} does")

    def _run(self, words: list[str]) -> None:
        for length in (3, 2, 1):
            verb = tuple(words[:length])
            method = getattr(self, "_".join(["do", *verb]).replace("-", "_"), None)
            if verb in SILENT:
                return
            if method:
                plain = [word for word in words[length:] if not word.startswith("-") and "=" not in word]
                settings = dict(word.split("=", 1) for word in words[length:] if "=" in word and not word.startswith("--"))
                method(plain, settings) if verb != ("launch",) else self._launch(words[1:])
                return
        raise ValueError(f"nobody knows what {' '.join(words)!r} does")

    def _put(self, kind: str, **entry) -> None:
        self.entries[kind, KINDS[kind].identity(entry)] = entry

    def _get(self, kind: str, *identity) -> dict:
        return self.entries[kind, identity]

    def _drop(self, kind: str, *identity) -> None:
        entry = self.entries.pop((kind, identity), None)
        if entry:
            self.removed[kind, identity] = entry

    def _options(self, kind: str, entry: dict) -> dict:
        """All options of the kind, with the defaults of its module."""
        return _filled(OPTIONS[kind], entry)

    def do_network_create(self, words: list[str], settings: dict) -> None:
        kind = settings.get("type")
        if "network" in settings:
            given = _typed(OPTIONS["networks"], settings)
            if "bridge_external_interfaces" in given:
                given["bridge_external_interfaces"] = [{"chassis": "n1", "name": name} for name in given["bridge_external_interfaces"]]
            extra = {"flavor": self.flavor, "dns_domain": self.domain, "chassis": self.chassis}
            self._put("networks", **{**extra, **given, "name": words[0]})
        else:
            bridge = "parent" not in settings
            renamed = {BRIDGE.get(key, key) if bridge else key: value for key, value in settings.items() if value != "none"}
            self._put("uplinks", **{**_typed(OPTIONS["uplinks"], renamed), "name": words[0]})
        assert kind in (None, "ovn", "physical", "bridge")

    def do_network_unset(self, words: list[str], settings: dict) -> None:
        self._get("networks", words[0]).pop(words[1].replace(".", "_"))

    def do_network_set(self, words: list[str], settings: dict) -> None:
        self._get("networks", words[0]).update(_typed(OPTIONS["networks"], settings))

    def do_network_delete(self, words: list[str], settings: dict) -> None:
        self._drop("networks", words[0])
        self._drop("uplinks", words[0])
        for kind, identity in list(self.entries):
            if words[0] in KINDS[kind].networks(identity):
                self._drop(kind, *identity)

    def do_network_acl_create(self, words: list[str], settings: dict) -> None:
        self._put("network_acls", name=words[0], flavor=self.flavor, ingress=[], egress=[])

    def do_network_acl_delete(self, words: list[str], settings: dict) -> None:
        self._drop("network_acls", words[0])

    def do_network_acl_rule(self, words: list[str], settings: dict) -> None:
        verb, name, direction = words
        rules = self._get("network_acls", name)[direction]
        if verb == "add":
            rules.append(_typed(RULE, settings))
        else:
            rules[:] = [rule for rule in rules if rule != _typed(RULE, settings)]

    def do_network_address_set(self, words: list[str], settings: dict) -> None:
        verb, name, *addresses = words
        if verb == "create":
            self._put("network_address_sets", name=name, addresses=[])
        elif verb == "add":
            self._get("network_address_sets", name)["addresses"] += addresses
        else:
            self._drop("network_address_sets", name)

    def do_network_forward(self, words: list[str], settings: dict) -> None:
        verb, *rest = words
        if verb == "create":
            self._put("network_forwards", network=rest[0], listen_address=rest[1], ports=[],
                      **_typed(OPTIONS["network_forwards"], settings))
        elif verb == "delete":
            self._drop("network_forwards", *rest)
        else:
            self._forward_port(*rest)

    def _forward_port(self, verb: str, network: str, address: str, protocol: str, listen: str, *target: str) -> None:
        ports = self._get("network_forwards", network, address)["ports"]
        if verb == "add":
            options = dict(zip(("target_address", "target_port"), target))
            ports.append({"protocol": protocol, "listen_port": listen, **options})
        else:
            ports[:] = [port for port in ports if (port["protocol"], port["listen_port"]) != (protocol, listen)]

    def do_network_load_balancer(self, words: list[str], settings: dict) -> None:
        verb, *rest = words
        if verb == "create":
            self._put("network_load_balancers", network=rest[0], listen_address=rest[1], backends=[], ports=[])
        elif verb == "delete":
            self._drop("network_load_balancers", *rest)
        elif verb == "backend":
            _add, network, address, *values = rest
            names = ("name", "target_address", "target_port")
            self._get("network_load_balancers", network, address)["backends"].append(dict(zip(names, values)))
        else:
            _add, network, address, protocol, listen, backends = rest
            port = {"protocol": protocol, "listen_port": listen, "target_backend": backends.split(",")}
            self._get("network_load_balancers", network, address)["ports"].append(port)

    def do_network_peer(self, words: list[str], settings: dict) -> None:
        """Their peering begins when both sides have asked for it, ours with one entry."""
        verb, network, name, *target = words
        if verb == "create":
            self.wishes.add((network, target[0]))
            if (target[0], network) in self.wishes:
                self._put("network_peers", network=network, target_network=target[0])
        else:
            for wish in [wish for wish in self.wishes if wish[0] == network]:
                self.wishes.remove(wish)
                self._drop("network_peers", *sorted(wish))

    def do_init(self, words: list[str], settings: dict) -> None:
        self.instances[words[1]] = []

    def do_launch(self, words: list[str], settings: dict) -> None:
        """See _launch: its option -n takes a value."""

    def _launch(self, words: list[str]) -> None:
        _image, instance, _option, network = words
        self.instances[instance] = []
        self._add_nic(instance, network, "eth0", {})
        self.do_start([instance], {})

    def do_config_device_add(self, words: list[str], settings: dict) -> None:
        instance, device, _type = words
        network = settings.pop("network")
        self._add_nic(instance, network, device, _typed(OPTIONS["network_nics"], settings))

    def do_config(self, words: list[str], settings: dict) -> None:
        self.do_config_device_add(words[2:], settings)

    def _add_nic(self, instance: str, network: str, device: str, options: dict) -> None:
        self._put("network_nics", network=network, instance=instance, name=device, enabled=False, **options)
        self.instances[instance].append((network, instance, device))

    def do_start(self, words: list[str], settings: dict) -> None:
        for identity in self.instances[words[0]]:
            self._get("network_nics", *identity).update(enabled=True, requested_chassis=self.chassis[0])

    def do_stop(self, words: list[str], settings: dict) -> None:
        for identity in self.instances[words[0]]:
            self._get("network_nics", *identity)["enabled"] = False

    def do_delete(self, words: list[str], settings: dict) -> None:
        for identity in self.instances.pop(words[0]):
            self._drop("network_nics", *identity)


def _typed(spec: dict, settings: dict) -> dict:
    """What was typed as KEY=VALUE, as our options of the types that they have."""
    return {name: _value(spec[name], value) for key, value in settings.items() if (name := key.replace(".", "_")) in spec}


def _value(spec: dict, text: str):
    kind = spec.get("type", "str")
    if kind == "list":
        return text.split(",")
    if kind == "bool":
        return text == "true"
    return int(text) if kind == "int" else text


def _filled(spec: dict, entry: dict) -> dict:
    filled = {name: entry.get(name, each.get("default")) for name, each in spec.items()} or dict(entry)
    for name, each in spec.items():
        if each.get("options") and filled[name]:
            filled[name] = [_filled(each["options"], item) for item in filled[name]]
    return filled
