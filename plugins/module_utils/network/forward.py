# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Forwards: what comes to an address of the uplink, or of the network, goes to instances. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import northbound as nb
from ..model.edits import Merge
from ..model.rows import Row, Scope, row
from . import forms
from .addresses import Address
from .listener import (
    Listener,
    check_listener,
    check_targets,
    identity,
    listen_address,
    listeners,
    marks,
    memory,
    read_addresses,
    responder,
    route_rows,
)
from .ports import paired, read_listen, read_ports
from .reading import Reading
from .rows import Refs
from .vips import Balancers, Vip, balancers_absent
from .world import Network, World

KIND = "network_forwards"
TABLES = (nb.LOAD_BALANCER, nb.NAT, nb.STATIC_ROUTE)


@dataclass(frozen=True)
class Forward(Listener):
    """C(default) is who answers where no port says otherwise; C(targets) all who answer, each with its option's name."""

    default: Address | None = None
    vips: tuple[Vip, ...] = ()
    targets: tuple[tuple[str, Address], ...] = ()
    is_probed = False


def read_forward(reading: Reading, _things: dict | None = None) -> Forward:
    """The forward of an entry; what is wrong with it goes to the reading."""
    address, picked = read_addresses(reading)
    default = reading.checked("target_address", forms.address, reading.get("target_address")) if reading.get("target_address") else None
    targets = [("target_address", default)] if default else []
    vips: list[Vip] = []
    seen: dict[tuple[str, int], str] = {}
    for index, port in enumerate(reading.each("ports")):
        target = port.checked("target_address", forms.address, port.get("target_address"))
        for listen, its in _pairs(port, seen, f"ports[{index}]").items():
            vips.append(Vip(port.get("protocol"), listen, ((target, its),)))
        targets.append((f"ports[{index}].target_address", target))
    return Forward(KIND, identity(reading.options), address, picked, reading.options, default, tuple(vips), tuple(targets))


def _pairs(port: Reading, seen: dict[tuple[str, int], str], where: str) -> dict[int, int]:
    """Each port that is listened on with the target's; none is listened on twice."""
    listen = read_listen(port)
    refuse_twice(port, listen, seen, where)
    return port.checked("target_port", paired, listen, read_ports(port, "target_port")) or {}


def refuse_twice(port: Reading, listen: tuple[int, ...], seen: dict[tuple[str, int], str], where: str) -> None:
    """A port is listened on once; C(seen) says where it was given before."""
    protocol = port.get("protocol")
    for number in listen:
        if (protocol, number) in seen:
            first = seen[protocol, number]
            port.fault("listen_port", f"port {number} of {protocol} is given twice, first in {first}. Keep one.")
        seen.setdefault((protocol, number), where)


def check_forward(forward: Forward, world: World, reading: Reading) -> None:
    """The rules that need the others."""
    network = check_listener(forward, world, reading)
    if network:
        check_targets(forward, list(forward.targets), network, reading)
        _check_replies(forward, network, world, reading)


def _check_replies(forward: Forward, network: Network, world: World, reading: Reading) -> None:
    """A target for all ports takes the answers to what the network's instances ask under the same address."""
    address, side = listen_address(forward, world), network.settings.sides[forward.address.version]
    if address is None or not side.nat or not forward.default or _by_translation(network):
        return
    hidden = side.nat_address or (network.outer[side.version].ip if side.version in network.outer else None)
    if address == hidden:
        reading.fault("target_address", f"would take the answers to the network's own instances, which reach the outside as {address} "
                                        f"(ipv{side.version}_nat). Give ports, or another listen_address.")


def forward_rows(forward: Forward, world: World) -> list[Row]:
    """Its load balancers; where Incus is followed, its route, and a translation for the default target."""
    network = world.networks[forward.network]
    address = listen_address(forward, world)
    every = () if forward.default is None or _by_translation(network) else (Vip("tcp", None, ((forward.default, None),)),)
    who = marks(forward, network), memory(forward, address, network)
    balancers = Balancers(network.names, address, (*every, *forward.vips), *who, responder(address, network))
    return [*balancers.rows(), *route_rows(forward, address, network), *_translation(forward, address, network)]


def _by_translation(network: Network) -> bool:
    return network.settings.is_incus


def _translation(forward: Forward, address: Address, network: Network) -> list[Row]:
    if forward.default is None or not _by_translation(network):
        return []
    return [row(nb.NAT, ("dnat", str(address), str(forward.default)), {
        "options": Merge({"stateless": "false"}),
        "external_ids": Merge(dict([forward.mark(network)])),
    }, parent=Refs(network.names).router)]


def forward_scopes(forward: Forward, world: World) -> list[Scope]:
    return listener_scopes(forward, world, TABLES)


def listener_scopes(listener: Listener, world: World, tables: tuple) -> list[Scope]:
    network = world.networks.get(listener.network)
    return [Scope(table, (listener.mark(network),)) for table in tables] if network else []


def forward_absent(forward: Forward, world: World) -> list[Row]:
    return listener_absent(forward, world)


def listener_absent(listener: Listener, world: World) -> list[Row]:
    """The load balancers by name, should they lack the mark; the rest goes by it. What another listener takes over stays."""
    network = world.networks.get(listener.network)
    address = listener.picked if listener.is_automatic else listener.address
    if not (network and address) or any(listen_address(each, world) == address for each in listeners(network.name, world)):
        return []
    return balancers_absent(network.names, address)
