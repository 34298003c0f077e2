# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What this scenario builds, and how its tests knock at doors; molecule/lab/python/lab.py is how they look at the lab."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from lab import Instance, comes_true, host, rows, variables

FOLDER = Path(__file__).parents[1]
VARIABLES = variables(FOLDER / "inventory")
DOCUMENT = VARIABLES["document"]
ZONES = {entry["name"]: entry for entry in VARIABLES["ovn_dns_zones"]}
NETWORKS = {entry["name"]: entry for entry in DOCUMENT["networks"]}
NICS = {entry["instance"]: entry for entry in DOCUMENT["network_nics"] if "nested" not in entry}
PORTS = {
    f"overlay-{nic['network']}-instance-{nic['instance']}-{nic.get('name', 'eth0')}" for nic in DOCUMENT["network_nics"]
}
INSTANCES = {
    name: Instance(name, nic["requested_chassis"], nic["network"], netns=name) for name, nic in NICS.items()
}
OUTSIDE = "outside"
OUTSIDE_ADDRESSES = {4: "198.18.1.1", 6: "fd42:18:1::1"}
PROGRAMS = "/usr/local/lib/lab"
FAMILIES = pytest.mark.parametrize("version", [4, 6], ids=["IPv4", "IPv6"])


def in_place(who: str, command: str) -> str:
    """A command as it is run by an instance, or by the outside host."""
    return command if who == OUTSIDE else f"ip netns exec {who} {command}"


def place(who: str) -> Any:
    return host(OUTSIDE if who == OUTSIDE else INSTANCES[who].host)


def run(who: str, command: str) -> Any:
    return place(who).run(in_place(who, command))


def address(who: str, version: int) -> str:
    """The address that an instance has in its network."""
    if who == OUTSIDE:
        return OUTSIDE_ADDRESSES[version]
    router = ipaddress.ip_interface(NETWORKS[INSTANCES[who].network][f"ipv{version}_address"])
    found = [ipaddress.ip_address(entry["local"]) for entry in INSTANCES[who].addresses()]
    return next(str(each) for each in found if each.version == version and each in router.network and each != router.ip)


def port(name: str, version: int) -> str:
    """The address of a network's router on the uplink."""
    (found,) = rows("ovn-nbctl", "logical_router_port", "networks", where=f"name=overlay-{name}-lr-lrp-ext")
    return next(str(each.ip) for each in map(ipaddress.ip_interface, found["networks"].split()) if each.version == version)


def pings(who: str, target: str, options: str = "") -> bool:
    return run(who, f"ping -n -q -c 2 -i 0.2 -W 1 {options} {target}").rc == 0


def reaches(who: str, target: str) -> bool:
    """Whether pings get through, soon: who was never spoken to has to be found first."""
    return comes_true(lambda: pings(who, target), 10)


def dig(who: str, question: str, server: str = OUTSIDE_ADDRESSES[4], short: bool = True) -> list[str]:
    """What a name server answers, a line for each record."""
    said = run(who, f"dig {'+short' if short else '+nocmd +noall +answer'} +time=3 +tries=3 @{server} {question}").stdout
    return [line for line in said.splitlines() if line and not line.startswith(";")]


def pointer(target: str) -> list[str]:
    """The names that an address leads back to."""
    return dig(OUTSIDE, f"-x {target}")


def knock(who: str, *doors: str, source: str = "any", seconds: float = 3.5) -> list[str]:
    """What is said at each door, which is PROTOCOL,ADDRESS,PORT; or refused, timed out, unreachable."""
    done = run(who, f"python3 {PROGRAMS}/knock.py {source} {seconds} {' '.join(doors)}")
    assert done.rc == 0, done.stderr
    return json.loads(done.stdout)


@contextmanager
def running(who: str, program: str, unit: str) -> Iterator[None]:
    """A program that runs in the background, in a unit of its own, until it is not needed any more."""
    there = place(who)
    there.check_output(
        f"systemd-run --quiet --collect --unit={unit} --property=StandardError=journal --property=StandardOutput=truncate:/run/{unit} "
        f"{in_place(who, f'/usr/bin/python3 -u {PROGRAMS}/{program}')}"
    )
    try:
        assert comes_true(lambda: there.run(f"test -s /run/{unit} || ! systemctl is-active --quiet {unit}").rc == 0, 30)
        assert there.service(unit).is_running, there.run(f"journalctl --no-pager --unit={unit}").stdout
        yield
    finally:
        there.run(f"systemctl stop {unit}; rm -f /run/{unit}")


@contextmanager
def listening(who: str, *ports: int) -> Iterator[None]:
    """An instance answers on these ports of TCP and UDP with its name and the address that asks."""
    with running(who, f"listen.py {who} {' '.join(map(str, ports))}", f"listen-{who}"):
        yield


@contextmanager
def owning(who: str, *addresses: str) -> Iterator[None]:
    """Somebody has these addresses beside the others."""
    there = place(who)
    for each in addresses:
        there.check_output(in_place(who, f"ip address add {each} dev lo") + (" nodad" if ":" in each else ""))
    try:
        yield
    finally:
        for each in addresses:
            there.run(in_place(who, f"ip address del {each} dev lo"))


def arrives(who: str, source: str, send: Callable[[], Any]) -> bool:
    """Whether a packet of a source arrives while something is sent again and again, whatever becomes of it."""
    link = "eth1" if who == OUTSIDE else "eth0"
    with ThreadPoolExecutor(1) as beside:
        seen = beside.submit(run, who, f"timeout 4 tcpdump -n -c 1 -i {link} src {source}")
        while not seen.done():
            send()
        return seen.result().rc == 0


def missing() -> list[str]:
    """The ports of NICs that are not up, and the instances that lack an address."""
    down = rows("ovn-sbctl", "port_binding", "logical_port", where="up=false")
    return sorted(PORTS & {row["logical_port"] for row in down}) + [
        f"{family} of {name}"
        for name, instance in INSTANCES.items()
        for family in {"inet", "inet6"} - {each["family"] for each in instance.addresses()}
    ]


@pytest.fixture(scope="session", autouse=True)
def _settled() -> None:
    """Every NIC is up, and every instance has its addresses, one of them by a router that speaks once in a minute at least; and all
    hosts know of all."""
    assert comes_true(lambda: not missing(), 120), missing()
    host("host1").check_output("ovn-nbctl --timeout=120 --wait=hv sync")
