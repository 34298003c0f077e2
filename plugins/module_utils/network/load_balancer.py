# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Load balancers: several instances answer at one address, as backends by address or as pools by name. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import northbound as nb
from ..model.rows import Row, Scope
from . import forms
from .addresses import Address
from .forward import listener_absent, listener_scopes, refuse_twice
from .health import Probe, probe_source, read_probe
from .listener import (
    Listener,
    check_listener,
    check_targets,
    identity,
    listen_address,
    marks,
    memory,
    read_addresses,
    responder,
    route_rows,
)
from .ports import HIGHEST, paired, read_listen, read_ports
from .reading import Reading
from .vips import Balancers, Vip, written
from .world import Network, World

KIND = "network_load_balancers"
TABLES = (nb.LOAD_BALANCER, nb.LOAD_BALANCER_HEALTH_CHECK, nb.STATIC_ROUTE)
PORT = range(1, HIGHEST + 1)


@dataclass(frozen=True)
class Backend:
    """One who answers, by address; its ports stand for those that are listened on."""

    where: str
    address: Address
    ports: tuple[int, ...]


@dataclass(frozen=True)
class Member:
    """An instance in a pool, and the port that it answers at."""

    where: str
    instance: str
    port: int


@dataclass(frozen=True)
class Pool:
    """Instances that answer alike."""

    protocol: str
    members: tuple[Member, ...]
    probe: Probe | None


@dataclass(frozen=True)
class Port:
    """Ports that are listened on, and who answers: each one's address and port by the port, or a pool."""

    protocol: str
    listen: tuple[int, ...]
    targets: tuple[tuple[Address, dict[int, int]], ...] = ()
    pool: Pool | None = None


@dataclass(frozen=True)
class LoadBalancer(Listener):
    """C(probe) is how the backends are checked; pools say it themselves."""

    backends: tuple[Backend, ...] = ()
    pools: tuple[Pool, ...] = ()
    ports: tuple[Port, ...] = ()
    probe: Probe | None = None

    @property
    def is_probed(self) -> bool:
        return bool(self.probe or any(pool.probe for pool in self.pools))

    @property
    def follows_nics(self) -> bool:
        """Whether its rows change when a NIC of the network comes, goes or gets another address."""
        return self.is_probed or bool(self.pools)

    def instances(self) -> set[str]:
        return {member.instance for pool in self.pools for member in pool.members}


def read_load_balancer(reading: Reading, _things: dict | None = None) -> LoadBalancer:
    """The load balancer of an entry; what is wrong with it goes to the reading."""
    address, picked = read_addresses(reading)
    backends = _named(reading, "backends", _backend)
    pools = _named(reading, "pools", _pool)
    _refuse_shared(reading, pools)
    seen: dict[tuple[str, int], str] = {}
    ports = [_port(port, backends, pools, seen, f"ports[{index}]") for index, port in enumerate(reading.each("ports"))]
    return LoadBalancer(KIND, identity(reading.options), address, picked, reading.options, tuple(backends.values()),
                        tuple(pools.values()), tuple(ports), read_probe(reading))


def _named(reading: Reading, option: str, read) -> dict:
    """Entries by their names, which must differ."""
    found: dict = {}
    for index, each in enumerate(reading.each(option)):
        name = each.get("name")
        each.checked("name", _word, name)
        if name in found:
            each.fault("name", f"{name!r} is given twice. Names of {option} must differ.")
        found[name] = read(each, f"{option}[{index}]")
    return found


def _word(name: str) -> str:
    if not name or any(letter.isspace() or letter == "," for letter in name):
        raise ValueError(f"{name!r} is not one word: blanks and commas stand between names.")
    return name


def _backend(backend: Reading, where: str) -> Backend:
    address = backend.checked("target_address", forms.address, backend.get("target_address"))
    return Backend(f"{where}.target_address", address, read_ports(backend, "target_port"))


def _pool(pool: Reading, where: str) -> Pool:
    port = pool.checked("target_port", forms.within, pool.get("target_port"), PORT)
    members = []
    for index, each in enumerate(pool.each("instances")):
        own = each.checked("target_port", forms.within, each.get("target_port", port or PORT.start), PORT)
        members.append(Member(f"{where}.instances[{index}]", each.get("name"), own))
    return Pool(pool.get("protocol"), tuple(members), read_probe(pool))


def _refuse_shared(reading: Reading, pools: dict[str, Pool]) -> None:
    """One service of an instance has one health, so it is in one pool."""
    seen: dict[tuple, str] = {}
    for name, pool in pools.items():
        for member in pool.members:
            service = member.instance, pool.protocol, member.port
            if service in seen:
                reading.fault(f"{member.where}.name", f"{pool.protocol} port {member.port} of instance {member.instance} is in pool "
                                                      f"{seen[service]} already. Keep it in one.")
            seen.setdefault(service, name)


def _port(port: Reading, backends: dict[str, Backend], pools: dict[str, Pool], seen: dict, where: str) -> Port:
    protocol, listen = port.get("protocol"), read_listen(port)
    refuse_twice(port, listen, seen, where)
    if bool(port.get("target_backend")) == bool(port.get("target_pool")):
        port.fault("target_backend", "says who answers, or target_pool does. Give one of them.")
        return Port(protocol, listen)
    if port.get("target_pool"):
        return Port(protocol, listen, pool=_known_pool(port, pools))
    targets = [_target(port, option, name, backends, listen) for option, name in port.items("target_backend")]
    return Port(protocol, listen, tuple(target for target in targets if target))


def _known_pool(port: Reading, pools: dict[str, Pool]) -> Pool | None:
    name = port.get("target_pool")
    pool = pools.get(name)
    if pool is None:
        port.fault("target_pool", f"there is no pool {name!r} (pools given: {_listed(pools)}). Add it, or correct the name.")
    elif pool.protocol != port.get("protocol"):
        port.fault("target_pool", f"pool {name!r} is of {pool.protocol}, and this port of {port.get('protocol')}. Both must be of one "
                                  "protocol.")
    return pool


def _target(port: Reading, option: str, name: str, backends: dict[str, Backend], listen: tuple[int, ...]):
    if name not in backends:
        port.fault(option, f"there is no backend {name!r} (backends given: {_listed(backends)}). Add it, or correct the name.")
        return None
    pairs = port.checked(option, paired, listen, backends[name].ports)
    return (backends[name].address, pairs) if pairs else None


def _listed(names: dict) -> str:
    return ", ".join(sorted(map(str, names))) or "none"


def check_load_balancer(balancer: LoadBalancer, world: World, reading: Reading) -> None:
    """The rules that need the others."""
    network = check_listener(balancer, world, reading)
    if network is None:
        return
    check_targets(balancer, [(each.where, each.address) for each in balancer.backends], network, reading)
    _check_instances(balancer, world, reading)
    if balancer.is_probed and probe_source(network, balancer.address.version, world) is None:
        subnet = network.settings.sides[balancer.address.version].subnet
        reading.fault("healthcheck", f"{subnet} has no address left to probe from. Choose a larger subnet, or do without.")


def _check_instances(balancer: LoadBalancer, world: World, reading: Reading) -> None:
    """New instances in pools are there. One that has gone since leaves its pool without a word."""
    former = world.former_of(KIND, balancer.identity)
    known = {nic.instance for nic in world.nics_of(balancer.network)} | (former.instances() if former else set())
    others = _probed_elsewhere(balancer, world)
    for pool in balancer.pools:
        for member in pool.members:
            if member.instance not in known:
                reading.fault(f"{member.where}.name", f"instance {member.instance!r} has no NIC in network {balancer.network}. Add the "
                                                      "NIC first, or correct the name.")
            probe, title = others.get((member.instance, pool.protocol, member.port), (pool.probe, ""))
            if pool.probe and probe != pool.probe:
                reading.fault(f"{member.where}.name", f"{pool.protocol} port {member.port} of instance {member.instance} is probed in "
                                                      f"another way by {title}, and OVN probes it in one. Give both the same healthcheck.")


def _probed_elsewhere(balancer: LoadBalancer, world: World) -> dict[tuple, tuple[Probe, str]]:
    """How services of instances are probed in the same family for other balancers, and for which."""
    beside = [
        each for each in world.load_balancers_of(balancer.network)
        if each.address.version == balancer.address.version and each.identity != balancer.identity
    ]
    return {
        (member.instance, pool.protocol, member.port): (pool.probe, each.title)
        for each in beside for pool in each.pools if pool.probe for member in pool.members
    }


def load_balancer_rows(balancer: LoadBalancer, world: World) -> list[Row]:
    """Its load balancers with their health checks, and the route of Incus."""
    network = world.networks[balancer.network]
    address = listen_address(balancer, world)
    mappings = _mappings(network, address.version, world) if balancer.is_probed else {}
    vips = tuple(vip for port in balancer.ports for vip in _vips(port, balancer, world) if vip.targets)
    who = marks(balancer, network), memory(balancer, address, network)
    rows = Balancers(network.names, address, vips, *who, responder(address, network), mappings).rows()
    return [*rows, *route_rows(balancer, address, network)]


def _vips(port: Port, balancer: LoadBalancer, world: World) -> list[Vip]:
    if port.pool is None:
        return [Vip(port.protocol, each, tuple((address, pairs[each]) for address, pairs in port.targets), balancer.probe)
                for each in port.listen]
    targets = tuple((address, member.port) for member in port.pool.members for address in _addresses(member.instance, balancer, world))
    return [Vip(port.protocol, each, targets, port.pool.probe) for each in port.listen]


def _addresses(instance: str, balancer: LoadBalancer, world: World) -> list[Address]:
    """The addresses of an instance in the network, of the balancer's family. OVN takes one that was stopped for one that answers."""
    nics = sorted((nic for nic in world.nics_of(balancer.network) if nic.instance == instance and nic.enabled), key=lambda nic: nic.device)
    return [each for nic in nics for each in nic.known_addresses(world) if each.version == balancer.address.version]


def _mappings(network: Network, version: int, world: World) -> dict[str, str]:
    """The port of each address in the network, and where probes come from."""
    source = written(probe_source(network, version, world))
    return {
        written(address): f"{nic.port}:{source}"
        for nic in world.nics_of(network.name)
        for address in nic.known_addresses(world) if address.version == version
    }


def load_balancer_scopes(balancer: LoadBalancer, world: World) -> list[Scope]:
    return listener_scopes(balancer, world, TABLES)


def load_balancer_absent(balancer: LoadBalancer, world: World) -> list[Row]:
    return listener_absent(balancer, world)
