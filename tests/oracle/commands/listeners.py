# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""network forward, network load-balancer."""

from __future__ import annotations

from .document import Document
from .typed import take, typed

FORWARD = "network_forwards"
BALANCER = "network_load_balancers"


class Listeners(Document):
    """Forwards and load balancers."""

    def do_network_forward_create(self, words: list[str], settings: dict, flags: dict) -> None:
        self.put(FORWARD, network=words[0], listen_address=words[1], ports=[], **typed(FORWARD, settings))

    def do_network_forward_set(self, words: list[str], settings: dict, flags: dict) -> None:
        take(self.get(FORWARD, *words[:2]), FORWARD, settings)

    def do_network_forward_delete(self, words: list[str], settings: dict, flags: dict) -> None:
        self.drop(FORWARD, *words)

    def do_network_forward_port_add(self, words: list[str], settings: dict, flags: dict) -> None:
        network, address, *port = words
        names = ("protocol", "listen_port", "target_address", "target_port")
        self.get(FORWARD, network, address)["ports"].append(dict(zip(names, port)))

    def do_network_forward_port_remove(self, words: list[str], settings: dict, flags: dict) -> None:
        self._remove_port(FORWARD, *words)

    def do_network_load_balancer_create(self, words: list[str], settings: dict, flags: dict) -> None:
        self.put(BALANCER, network=words[0], listen_address=words[1], backends=[], ports=[], **typed(BALANCER, settings))

    def do_network_load_balancer_set(self, words: list[str], settings: dict, flags: dict) -> None:
        take(self.get(BALANCER, *words[:2]), BALANCER, settings)

    def do_network_load_balancer_delete(self, words: list[str], settings: dict, flags: dict) -> None:
        self.drop(BALANCER, *words)

    def do_network_load_balancer_backend_add(self, words: list[str], settings: dict, flags: dict) -> None:
        network, address, *backend = words
        names = ("name", "target_address", "target_port")
        self.get(BALANCER, network, address)["backends"].append(dict(zip(names, backend)))

    def do_network_load_balancer_backend_remove(self, words: list[str], settings: dict, flags: dict) -> None:
        network, address, name = words
        backends = self.get(BALANCER, network, address)["backends"]
        backends[:] = [each for each in backends if each["name"] != name]

    def do_network_load_balancer_port_add(self, words: list[str], settings: dict, flags: dict) -> None:
        network, address, protocol, listen, backends = words
        port = {"protocol": protocol, "listen_port": listen, "target_backend": backends.split(",")}
        self.get(BALANCER, network, address)["ports"].append(port)

    def do_network_load_balancer_port_remove(self, words: list[str], settings: dict, flags: dict) -> None:
        self._remove_port(BALANCER, *words)

    def _remove_port(self, kind: str, network: str, address: str, protocol: str | None = None, listen: str | None = None) -> None:
        """Without a protocol, or a port, all of them."""
        ports = self.get(kind, network, address)["ports"]
        ports[:] = [port for port in ports if protocol not in (None, port["protocol"]) or listen not in (None, port["listen_port"])]
