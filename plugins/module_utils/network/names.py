# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The names of everything that belongs to one network, all made from its base name; as LXD's driver builds them."""

from __future__ import annotations

import re
from dataclasses import dataclass

PREFIX = "overlay-"
# The prefixes of base names: ours and those of the daemons that networks are taken over from.
MAKERS = re.compile(r"^(overlay|lxd|incus)-")
BASE = re.compile(r"[a-zA-Z][a-zA-Z0-9_.-]*")


@dataclass(frozen=True)
class Names:
    """C(base) is the network's base name: C(overlay-NAME), or what the user gave to take over rows of another maker."""

    base: str

    @property
    def chassis_group(self) -> str:
        return self.base

    @property
    def router(self) -> str:
        return f"{self.base}-lr"

    @property
    def external_switch(self) -> str:
        return f"{self.base}-ls-ext"

    @property
    def internal_switch(self) -> str:
        return f"{self.base}-ls-int"

    @property
    def external_router_port(self) -> str:
        return f"{self.router}-lrp-ext"

    @property
    def internal_router_port(self) -> str:
        return f"{self.router}-lrp-int"

    def peer_port(self, other: Names) -> str:
        """The router's port to the router of another network."""
        return f"{self.router}-lrp-peer-{MAKERS.sub('', other.base)}"

    def load_balancer(self, address: str) -> str:
        """What the load balancers of a listen address begin with; the protocol follows."""
        return f"{self.base}-lb-{address}"

    @property
    def external_switch_port(self) -> str:
        return f"{self.external_switch}-lsp-router"

    @property
    def provider_port(self) -> str:
        return f"{self.external_switch}-lsp-provider"

    @property
    def internal_switch_port(self) -> str:
        return f"{self.internal_switch}-lsp-router"

    def external_port(self, chassis: str, interface: str) -> str:
        """The port of an interface of a host that is joined to the network."""
        return f"{self.base}-external-{chassis}-{interface}"

    def nic(self, instance: str, device: str) -> str:
        return f"{self.base}-instance-{instance}-{device}"

    @property
    def port_group(self) -> str:
        return self._lexable(self.base)

    def routes(self, version: int) -> str:
        """The address set of all that lives behind the router."""
        return f"{self._lexable(self.base)}_routes_ip{version}"

    def dhcp(self, version: int) -> str:
        return f"{self.internal_switch}-ip{version}"

    @staticmethod
    def _lexable(name: str) -> str:
        """Dashes do not lex inside a match."""
        return name.replace("-", "_")


def base_name(name: str, given: str | None) -> str:
    """The base name of a network. Raises ValueError when rows could not be named after it."""
    base = given or PREFIX + name
    if not BASE.fullmatch(base):
        raise ValueError(
            f"{base!r} cannot name rows that stand in matches. Begin with a letter, go on with letters, digits, - _ or ."
        )
    return base
