# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A cloud for playbooks, of any size: real databases and a real ovn-northd, and hosts that are there in the inventory only.

What Ansible does for a host is done in full, up to the module that it would send there: see callbacks/scale.py.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import ansible_collections.overlay.ovn as collection

from .northd import Northd
from .servers import Server

PLACE = Path(next(iter(collection.__path__)))
UPLINK = {"name": "UPLINK", "parent": "eth1", "ipv4_gateway": "198.18.1.1/24", "ipv4_ovn_ranges": ["198.18.1.100-198.18.1.199"]}
ACL = {"name": "web", "ingress": [{"action": "allow", "protocol": "tcp", "destination_port": "80"}]}


@dataclass(frozen=True)
class Run:
    """What a run of ansible-playbook did. C(tasks) have a name (task), the hosts it ran for, and what it took of time (wall) and computing (cpu),
    in seconds; C(modules) are those that hosts would have run, with the host and the task (within)."""

    text: str
    status: int
    wall: float
    tasks: list[dict]
    modules: list[dict]

    @property
    def cpu(self) -> float:
        return sum(task["cpu"] for task in self.tasks)

    def on(self, module: str) -> list[str]:
        """The hosts that would have run this module."""
        return sorted(each["host"] for each in self.modules if each["module"].rpartition(".")[2] == module)


def network(number: int) -> dict:
    return {"name": f"net{number}", "network": "UPLINK", "ipv4_address": f"10.{number + 10}.0.1/16", "ipv4_nat": True,
            "ipv6_address": f"fd42:{number + 10}::1/64", "security_acls": ["web"]}


def instance(number: int, hosts: int, networks: int) -> dict:
    address = f"10.{number % networks + 10}.{number // 250}.{number % 250 + 2}"
    nic = {"network": f"net{number % networks}", "netns": f"c{number}", "ipv4_address": address}
    return {"name": f"c{number}", "host": f"h{number % hosts}", "nics": [nic]}


class Cloud:
    """C(hosts) chassis, of which the first three are gateways, and a central host."""

    def __init__(self, folder: Path, root: Path, hosts: int, instances: int, networks: int = 20):
        for name in ("nb", "sb"):
            (folder / name).mkdir()
        self.folder = folder
        self.northbound = Server(folder / "nb", root, "OVN_Northbound")
        self.northd = Northd(self.northbound, folder / "sb", root)
        self.hosts = [f"h{number}" for number in range(hosts)]
        # Hosts of the inventory that have no part in OVN.
        self.strangers: list[str] = []
        self.variables = {
            "ansible_connection": "local", "ansible_python_interpreter": sys.executable, "ovn_wait": "none",
            "ovn_northbound_connection": [self.northbound.endpoint], "ovn_southbound_connection": [self.northd.southbound.endpoint],
            "ovn_uplinks": [UPLINK], "ovn_network_acls": [ACL], "ovn_networks": [network(number) for number in range(networks)],
            "ovn_instances": [instance(number, hosts, networks) for number in range(instances)],
        }

    def stop(self) -> None:
        self.northd.stop()
        self.northbound.stop()

    def play(self, book: str | list[dict], *arguments: str) -> Run:
        """Run a playbook of the collection, or these plays."""
        log, inventory, file = self.folder / "log", self.folder / "hosts.json", self.folder / "play.yml"
        log.write_text("")
        inventory.write_text(json.dumps(self._inventory()))
        if not isinstance(book, str):
            file.write_text(json.dumps(book))
        environment = {
            **os.environ, "ANSIBLE_COLLECTIONS_PATH": str(PLACE.parents[2]), "ANSIBLE_NOCOLOR": "1", "HOME": str(self.folder),
            "ANSIBLE_FORKS": "50", "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).with_name("callbacks")),
            "ANSIBLE_CALLBACKS_ENABLED": "scale", "SCALE_LOG": str(log),
        }
        command = [sys.executable, "-m", "ansible", "playbook", "-i", inventory, PLACE / "playbooks" / book if isinstance(book, str) else file]
        started = time.monotonic()
        done = subprocess.run([*command, *arguments], env=environment, capture_output=True, text=True, check=False)
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        return Run(done.stdout + done.stderr, done.returncode, time.monotonic() - started,
                   [line for line in lines if "task" in line], [line for line in lines if "module" in line])

    def _inventory(self) -> dict:
        chassis = {name: {"ovn_encap_ip": f"198.18.{number // 200 + 4}.{number % 200 + 1}"} for number, name in enumerate(self.hosts)}
        groups = {"ovn_central": {"central": {}}, "ovn_chassis": chassis, "ovn_gateways": dict.fromkeys(self.hosts[:3], {}),
                  "others": dict.fromkeys(self.strangers, {})}
        return {"all": {"vars": self.variables, "children": {name: {"hosts": hosts} for name, hosts in groups.items()}}}
