# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Listen addresses of forwards and load balancers: which they may have, and which are taken."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..model import northbound as nb
from ..model import values
from ..model.edits import Merge
from ..model.rows import Guard, Row, row
from . import forms
from .addresses import Address, is_host
from .health import reserved_source
from .memory import remembered
from .reading import Reading
from .rows import FORWARD_MARK, LOAD_BALANCER_MARK, Refs
from .uplink import UplinkSide
from .uplink_use import Use, alone, chosen, listeners, uses
from .world import Network, World

PICKED = "volatile_listen_address"
# The uplink, or the network, that a listen address is taken on, and the address.
LISTENER_MARK = "overlay_listener"
MARKS = {"network_forwards": FORWARD_MARK, "network_load_balancers": LOAD_BALANCER_MARK}
TITLES = {"network_forwards": "forward", "network_load_balancers": "load balancer"}


@dataclass(frozen=True)
class Listener:
    """What forwards and load balancers have in common. An unspecified C(address) leaves the choice to us; C(picked) is then
    the one that was chosen."""

    kind: str
    identity: tuple
    address: Address
    picked: Address | None
    options: dict = field(compare=False)

    @property
    def network(self) -> str:
        return self.identity[0]

    @property
    def listen_address(self) -> str:
        """The address as it was asked for."""
        return self.identity[1]

    @property
    def is_automatic(self) -> bool:
        return self.address.is_unspecified

    @property
    def title(self) -> str:
        return f"{TITLES[self.kind]} {self.listen_address} of network {self.network}"

    def mark(self, network: Network) -> tuple[str, str]:
        """What every row of its own carries; the same whatever address is chosen for it."""
        return MARKS[self.kind], network.names.load_balancer(str(self.address))


def identity(options: dict) -> tuple:
    """Who an entry is: its network, and its listen address in the one form that addresses have."""
    text = str(options["listen_address"])
    try:
        return options["network"], values.ip(text)
    except ValueError:
        return options["network"], text


def read_addresses(reading: Reading) -> tuple[Address, Address | None]:
    """The listen address, and the one that was chosen for it."""
    address = reading.checked("listen_address", forms.address, reading.get("listen_address")) or ipaddress.ip_address("::")
    picked = reading.get(PICKED)
    return address, reading.checked(PICKED, forms.address, picked, address.version) if picked else None


def listen_address(listener: Listener, world: World) -> Address | None:
    """The address that a listener has; None when none is left for it."""
    return chosen(listener, world) if listener.is_automatic else listener.address


def check_listener(listener: Listener, world: World, reading: Reading) -> Network | None:
    """Whether its address may be had; its network, if there is one that can have it."""
    network = world.networks.get(listener.network)
    if network is None:
        reading.fault("network", f"there is no network {listener.network}. Make it first, or correct the name.")
        return None
    version = listener.address.version
    if network.settings.sides[version].subnet is None:
        reading.fault("listen_address", f"network {network.name} has no IPv{version} subnet, so nobody in it can answer. "
                                        "Choose an address of the other family.")
        return None
    if listener.is_automatic:
        _check_picked(listener, network, world, reading)
    elif is_internal(listener.address, network):
        _check_internal(listener, network, world, reading)
    else:
        _check_external(listener, listener.address, network, world, reading)
    return network


def _check_picked(listener: Listener, network: Network, world: World, reading: Reading) -> None:
    address = listen_address(listener, world)
    if address:
        _check_external(listener, address, network, world, reading)
        return
    version, uplink = listener.address.version, network.settings.uplink
    if uplink is None:
        reading.fault("listen_address", f"network {network.name} has no uplink to choose an address on. Give an address of its subnet.")
    else:
        reading.fault("listen_address", f"no address is left in {_routes(network, version)}. Add routes to the uplink, or remove "
                                        "what you can do without.")


def is_internal(address: Address, network: Network) -> bool:
    """Whether an address is one of the network's own subnet."""
    subnet = network.settings.sides[address.version].subnet
    return subnet is not None and address in subnet


def _check_internal(listener: Listener, network: Network, world: World, reading: Reading) -> None:
    address, side = listener.address, network.settings.sides[listener.address.version]
    users = {side.router: "the router"}
    if not is_host(address, side.subnet):
        users[address] = "the subnet itself" if address == side.subnet.network_address else "broadcasts"
    users |= {each: f"NIC {nic.instance} {nic.device}" for nic in world.nics_of(network.name) for each in nic.known_addresses(world)}
    beside = [each for each in listeners(network.name, world) if (each.kind, each.identity) != (listener.kind, listener.identity)]
    users |= {each.address: each.title for each in beside}
    if address in users:
        reading.fault("listen_address", f"{address} is in use in network {network.name}, by {users[address]}. Choose another.")


def _check_external(listener: Listener, address: Address, network: Network, world: World, reading: Reading) -> None:
    uplink, version = network.settings.uplink, address.version
    if uplink is None:
        subnet = network.settings.sides[version].subnet
        reading.fault("listen_address", f"{address} lies outside {subnet}, and network {network.name} has no uplink. Choose an "
                                        "address of that subnet.")
        return
    is_router = version in network.outer and network.outer[version].ip == address
    given = _given_out(address, uplink.sides[version])
    if given and not is_router:
        reading.fault("listen_address", f"{address} lies in {given} of uplink {uplink.name}. Choose an address outside, or the "
                                        "network's own router's.")
    elif not is_router and not _may_be_had(address, network):
        reading.fault("listen_address", f"{address} lies in none of {_routes(network, version)}, so it does not come to the routers. "
                                        "Choose one of these, or add its route to the uplink.")
    else:
        _refuse_taken(listener, address, world, reading)


def _given_out(address: Address, side: UplinkSide) -> str | None:
    """The range of the uplink that an address is in, and who gets addresses out of it."""
    ways = (("ipv{}_ovn_ranges, which routers are given,", side.ranges), ("ipv{}_dhcp_ranges, which a DHCP server hands out,", side.leased))
    return next((f"{each} of {words.format(address.version)}" for words, ranges in ways for each in ranges if address in each), None)


def _may_be_had(address: Address, network: Network) -> bool:
    """Whether an address comes to the uplink: by its routes; for Incus also by being of its subnet."""
    side = network.settings.uplink.sides[address.version]
    near = network.settings.is_incus and side.gateway and address in side.gateway.network
    return side.routed(alone(address)) or bool(near and address != side.gateway.ip)


def _routes(network: Network, version: int) -> str:
    uplink = network.settings.uplink
    listed = ", ".join(map(str, uplink.sides[version].routes)) or "nothing"
    return f"ipv{version}_routes of uplink {uplink.name} ({listed})"


def _refuse_taken(listener: Listener, address: Address, world: World, reading: Reading) -> None:
    uplink = world.networks[listener.network].settings.uplink
    for use in uses(uplink, alone(address), world):
        if not _is_own(use, listener, uplink.anycast(address.version)):
            reading.fault("listen_address", f"{address} is in use on uplink {uplink.name}, by {use.who}. Choose another.")
            return


def _is_own(use: Use, listener: Listener, anycast: bool) -> bool:
    """What a listener may share: the network's own addresses, and with anycast those of other networks."""
    own = use.entry in ((listener.kind, listener.identity), ("networks", (listener.network,)))
    return own or (anycast and use.network not in ("", listener.network))


def check_targets(listener: Listener, targets: list[tuple[str, Address]], network: Network, reading: Reading) -> None:
    """Targets are instances: addresses of hosts in the network's subnet."""
    version = listener.address.version
    subnet = network.settings.sides[version].subnet
    for option, target in targets:
        if target.version != version:
            reading.fault(option, f"{target} is IPv{target.version}, and listen_address is IPv{version}. Both must be of one family.")
        elif target not in subnet:
            reading.fault(option, f"{target} does not lie in {subnet}, the subnet of network {network.name}. Give an instance's address.")
        elif not is_host(target, subnet):
            reading.fault(option, f"{target} is the network or the broadcast address of {subnet}. Give an instance's address.")


def reserved(name: str, world: World) -> set[Address]:
    """The addresses in a network's subnets that instances cannot have: what is listened on, and where probes come from."""
    network = world.networks[name]
    own = listeners(name, world)
    found = {each.address for each in own if is_internal(each.address, network)}
    sources = {reserved_source(network, each.address.version, world) for each in own if each.is_probed}
    return found | sources - {None}


def marks(listener: Listener, network: Network) -> dict[str, str | None]:
    """What says whose a row is. The address may have been another kind of listener's before."""
    name, value = listener.mark(network)
    return {**dict.fromkeys(MARKS.values()), name: value}


def memory(listener: Listener, address: Address, network: Network) -> dict[str, str]:
    """What the rows remember: the entry, the address that was chosen for it, and what says who took it."""
    chosen_one = {PICKED: str(address)} if listener.is_automatic else {}
    options = {**listener.options, "listen_address": listener.listen_address, **chosen_one}
    return {**remembered(listener.kind, options), **_taken(address, network)}


def _taken(address: Address, network: Network) -> dict[str, str]:
    """An address is taken on the uplink, or in the network where others may have it too."""
    uplink = network.settings.uplink
    inside = is_internal(address, network) or uplink is None or uplink.anycast(address.version)
    return {LISTENER_MARK: f"{network.names.base if inside else uplink.name}/{address}"}


def guards(listener: Listener, world: World) -> list[Guard]:
    """Nobody else takes the address meanwhile, but for those that this task takes it from."""
    network, address = world.networks[listener.network], listen_address(listener, world)
    marks = {listener.mark(network), *_former_holders(address, world)}
    taken = ("external_ids", "includes", ("map", tuple(_taken(address, network).items())))
    return [Guard(nb.LOAD_BALANCER.name, (taken, *(("external_ids", "excludes", ("map", (mark,))) for mark in sorted(marks))))]


def _former_holders(address: Address, world: World) -> Iterator[tuple[str, str]]:
    """The marks of those that had it when the task began: uses() has looked who that is."""
    for kind in MARKS:
        for former in dict.values(world.former.get(kind, {})):
            place = dict.get(world.former.get("networks", {}), (former.network,))
            if place and address in (former.address, former.picked):
                yield MARKS[kind], place.names.load_balancer(str(former.address))


def responder(address: Address, network: Network) -> str | None:
    """Who is on the uplink's wire finds a listen address there, also one outside of the uplink's subnet, for which OVN would
    not answer; a routed uplink has routes to it."""
    uplink = network.settings.uplink
    if uplink is None or uplink.ingress_mode != "l2proxy" or is_internal(address, network):
        return None
    gateway = uplink.sides[address.version].gateway
    return None if gateway and address in gateway.network else "all"


def route_rows(listener: Listener, address: Address, network: Network) -> list[Row]:
    """The route that Incus makes to a listen address, so that other routers learn of it."""
    if not network.settings.is_incus or is_internal(address, network):
        return []
    router = network.settings.sides[address.version].router
    return [row(nb.STATIC_ROUTE, (str(address), str(router)), {"external_ids": Merge(marks(listener, network))},
                parent=Refs(network.names).router)]
