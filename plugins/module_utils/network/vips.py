# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual addresses with those that serve behind them, and the load balancers that they make."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..model import northbound as nb
from ..model.edits import Members, Merge
from ..model.rows import Ref, Row, row
from .addresses import Address
from .health import Probe
from .names import Names
from .rows import Refs

PROTOCOLS = ("tcp", "udp")


@dataclass(frozen=True)
class Vip:
    """One port of a listen address, None for all of them, and who answers, in order."""

    protocol: str
    port: int | None
    targets: tuple[tuple[Address, int | None], ...]
    probe: Probe | None = None


@dataclass(frozen=True)
class Balancers:
    """The load balancers of one listen address: one for each protocol."""

    names: Names
    address: Address
    vips: tuple[Vip, ...]
    # The marks of every row, and what those that remember the entry carry beside it.
    marks: dict[str, str | None]
    memory: dict[str, str]
    # For which addresses routers answer who asks for them (ovn-nb(5), Load_Balancer:options:neighbor_responder).
    responder: str | None = None
    # Where targets are attached and are probed from, PORT:SOURCE, by their address.
    mappings: dict[str, str] = field(default_factory=dict)

    def rows(self) -> list[Row]:
        """The balancers at the router and at the switch, so that the network's own instances reach them too. Without a virtual
        address there is one that only remembers, and that nothing holds."""
        protocols = [protocol for protocol in PROTOCOLS if any(vip.protocol == protocol for vip in self.vips)]
        refs = frozenset(balancer(self.names, self.address, protocol) for protocol in protocols or ["tcp"])
        held = Members(add=refs) if protocols else Members(remove=refs)
        network = Refs(self.names)
        holders = [Row(each, {"load_balancer": held}) for each in (network.router, network.internal_switch)]
        return [*(each for protocol in protocols or ["tcp"] for each in self._of(protocol)), *holders]

    def _of(self, protocol: str) -> list[Row]:
        ref = balancer(self.names, self.address, protocol)
        vips = [vip for vip in self.vips if vip.protocol == protocol]
        return [self._balancer(ref, protocol, vips), *(self._check(vip, ref) for vip in vips if vip.probe)]

    def _balancer(self, ref: Ref, protocol: str, vips: list[Vip]) -> Row:
        probed = {written(address) for vip in vips if vip.probe for address, _port in vip.targets}
        return Row(ref, {
            "protocol": protocol,
            "options": Merge({"neighbor_responder": self.responder}),
            "vips": {endpoint(self.address, vip.port): _answering(vip) for vip in vips},
            "ip_port_mappings": {address: self.mappings[address] for address in sorted(probed & self.mappings.keys())},
            "external_ids": Merge({**self.marks, **self.memory}),
        })

    def _check(self, vip: Vip, ref: Ref) -> Row:
        return row(nb.LOAD_BALANCER_HEALTH_CHECK, (endpoint(self.address, vip.port),), {
            "options": vip.probe.options(),
            "external_ids": Merge(self.marks),
        }, parent=ref)


def balancer(names: Names, address: Address, protocol: str) -> Ref:
    """The load balancer of a listen address for a protocol."""
    return Ref(nb.LOAD_BALANCER, (f"{names.load_balancer(str(address))}-{protocol}",))


def balancers_absent(names: Names, address: Address) -> list[Row]:
    return [Row(balancer(names, address, protocol), state="absent") for protocol in PROTOCOLS]


def endpoint(address: Address, port: int | None) -> str:
    """An address and its port as OVN writes them."""
    return f"{written(address)}:{port}" if port else str(address)


def written(address: Address) -> str:
    """An address as it stands before a port."""
    return f"[{address}]" if address.version == 6 else str(address)


def _answering(vip: Vip) -> str:
    return ",".join(dict.fromkeys(endpoint(address, port) for address, port in vip.targets))
