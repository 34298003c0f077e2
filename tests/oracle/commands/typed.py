# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is typed as KEY=VALUE, as our options."""

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.overlay.ovn.plugins.module_utils.tasks import network, network_acl, network_forward, network_load_balancer, nic
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.network_address_set import OPTIONS as ADDRESS_SET

# The options of an entry of each kind.
OPTIONS = {
    "uplinks": network.UPLINK_OPTIONS,
    "networks": network.OPTIONS,
    "network_acls": network_acl.OPTIONS,
    "network_address_sets": ADDRESS_SET,
    "network_forwards": network_forward.OPTIONS,
    "network_load_balancers": network_load_balancer.OPTIONS,
    "network_peers": {},
    "network_nics": nic.OPTIONS,
}
RULE = network_acl.OPTIONS["ingress"]["options"]
TUNNEL = network.OPTIONS["tunnels"]["options"]
# What other modules of ours do with it, or nobody has to: a bridge is made beforehand, a host's link is named by the module nic,
# and a gateway is written into application containers by the daemon.
ELSEWHERE = {"uplinks": {"bridge.driver"}, "network_nics": {"host_name", "ipv4.gateway", "ipv6.gateway"}}
# The recorded daemons had one server each.
SERVER = "n1"


def typed(kind: str, settings: dict[str, str]) -> dict:
    """A new entry's options. Raises ValueError with a key that none of them is for."""
    return take({}, kind, settings)


def take(entry: dict, kind: str, settings: dict[str, str]) -> dict:
    """Change an entry by what was typed; an empty value takes an option out. Raises ValueError with a key that none is for."""
    for key, text in settings.items():
        if key not in ELSEWHERE.get(kind, ()):
            _writer(kind, key)(entry, key, text)
    return entry


def plain(spec: dict, settings: dict[str, str]) -> dict:
    """Settings of what is no entry of its own, such as a rule."""
    unknown = {key for key in settings if key not in spec}
    if unknown:
        raise ValueError(f"no option of ours is for {sorted(unknown)}")
    return {key: value(spec[key], text) for key, text in settings.items()}


def value(spec: dict, text: str):
    kind = spec.get("type", "str")
    if kind == "list":
        return text.split(",")
    if kind == "bool":
        return text == "true"
    return int(text) if kind == "int" else text


def filled(spec: dict, entry: dict) -> dict:
    """All options, with the defaults of the module."""
    result = {name: entry.get(name, each.get("default")) for name, each in spec.items()} or dict(entry)
    for name, each in spec.items():
        if each.get("options") and result[name]:
            result[name] = [filled(each["options"], item) for item in result[name]]
    return result


def _writer(kind: str, key: str) -> Callable[[dict, str, str], None]:
    name = key.replace(".", "_")
    if key.startswith("user."):
        return _user
    if kind == "networks" and key.startswith("tunnel."):
        return _tunnel
    if name not in OPTIONS[kind]:
        raise ValueError(f"{kind}: no option of ours is for the key {key!r}")

    def write(entry: dict, _key: str, text: str) -> None:
        entry.pop(name, None)
        if text:
            entry[name] = _interfaces(text) if name == "bridge_external_interfaces" else value(OPTIONS[kind][name], text)

    return write


def _interfaces(text: str) -> list[dict]:
    return [{"chassis": SERVER, "name": name} for name in text.split(",")]


def _user(entry: dict, key: str, text: str) -> None:
    entry["user"] = {**entry.get("user", {}), key.removeprefix("user."): text}


def _tunnel(entry: dict, key: str, text: str) -> None:
    _tunnel_word, name, option = key.split(".")
    tunnels = entry.setdefault("tunnels", [])
    if not any(each["name"] == name for each in tunnels):
        tunnels.append({"name": name})
    next(each for each in tunnels if each["name"] == name).update(plain(TUNNEL, {option: text}))
