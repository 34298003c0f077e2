# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""NICs that are limited, and NICs inside NICs."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import FAMILIES, OUTSIDE_ADDRESSES, PROGRAMS, address, place, reaches, run, running
from lab import comes_true, rows

# kbit/s offered, and allowed to and from a1.
OFFERED, INGRESS, EGRESS = 20_000, 8_000, 4_000


def flows(source: str, target: str, version: int) -> int:
    """How many kbit/s of what is offered arrive."""
    with ThreadPoolExecutor(1) as beside:
        counted = beside.submit(run, target, f"python3 {PROGRAMS}/flood.py count 5001")
        assert comes_true(lambda: ":5001" in run(target, "ss -lnu").stdout, 5)
        run(source, f"python3 {PROGRAMS}/flood.py send {address(target, version)} 5001 {OFFERED / 1000} 2.5")
        return int(counted.result().stdout)


@FAMILIES
def test_what_an_instance_gets_and_sends_is_limited(version: int) -> None:
    measured = []

    def hold() -> bool:
        with ThreadPoolExecutor(2) as both:
            gets, sends = both.submit(flows, "a2", "a1", version), both.submit(flows, "a1", "a2", version)
        measured.append((gets.result(), sends.result()))
        return all(any(limit * 0.7 < each[way] < limit * 1.2 for each in measured) for way, limit in enumerate((INGRESS, EGRESS)))

    assert comes_true(hold, 60), f"{measured}: a busy machine counts too much or too little, but not each time"


def test_others_are_not_limited() -> None:
    assert comes_true(lambda: flows("w1", "w3", 4) > INGRESS * 1.3, 60)


INNER = "a2-inner"


def inside(command: str) -> str:
    """What a command says in a container inside a2."""
    done = place("a2").run(f"ip netns exec {INNER} {command}")
    assert done.rc == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr


@pytest.fixture
def nested() -> Iterator[dict[int, str]]:
    """The addresses of the NIC inside a2's. a2 makes it, as it would make a VLAN, for a container of its own."""
    (row,) = rows("ovn-nbctl", "logical_switch_port", "dynamic_addresses", "tag", where="name=overlay-app-instance-a2-vlan5")
    assert row["tag"] == "5"
    mac, four, six = row["dynamic_addresses"].split()
    with running("a2", "vlan.py eth0 5 vlan5", "vlan-a2"):
        place("a2").check_output(f"ip netns add {INNER} && ip -n a2 link set vlan5 netns {INNER}")
        try:
            inside(f"ip link set vlan5 address {mac} mtu 1442 up")
            yield {4: four, 6: six}
        finally:
            place("a2").check_output(f"ip netns delete {INNER}")


def test_a_vlan_inside_a_nic_is_a_nic(nested: dict[int, str]) -> None:
    assert f"lease of {nested[4]} obtained from 10.12.0.1" in inside("busybox udhcpc -f -q -n -t 30 -T 1 -i vlan5 -s /bin/true")
    inside(f"ip address add {nested[4]}/24 dev vlan5")
    inside("ip route add default via 10.12.0.1")
    assert comes_true(lambda: nested[6] in inside("ip -6 address show dev vlan5 -tentative"), 60), "by router advertisement"
    for version, own in nested.items():
        assert reaches("a1", own), "from another host"
        ping = f"ip netns exec {INNER} ping -n -q -c 2 -W 1 {OUTSIDE_ADDRESSES[version]}"
        assert comes_true(lambda: place("a2").run(ping).rc == 0, 20)
