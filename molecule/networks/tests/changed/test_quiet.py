# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A network that advertises no router any more, learns who listens to which group, and that an interface of a host was joined to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from conftest import FAMILIES, INSTANCES, PROGRAMS, address, arrives, place, reaches, run, running
from lab import Instance, comes_true

# Something that is no instance, behind the interface joined0 of a host that has no instance of the network.
MACHINE = "machine"
ADDRESSES = {4: "10.15.0.240", 6: "fd42:15::240"}
GROUPS = {4: "239.10.1.1", 6: "ff15::10:1"}


@pytest.fixture(scope="module", autouse=True)
def machine() -> Iterator[None]:
    INSTANCES[MACHINE] = Instance(MACHINE, "host2", "quiet", netns=MACHINE)
    there = place(MACHINE)
    there.check_output(f"ip netns add {MACHINE} && ip link set inner0 netns {MACHINE} name eth0 && ip -n {MACHINE} link set eth0 up")
    there.check_output(f"ip -n {MACHINE} address add {ADDRESSES[4]}/24 dev eth0")
    there.check_output(f"ip -n {MACHINE} address add {ADDRESSES[6]}/64 dev eth0 nodad")
    there.check_output(f"ip netns exec {MACHINE} ethtool -K eth0 tx off")
    yield
    there.run(f"ip netns delete {MACHINE}")
    del INSTANCES[MACHINE]


def routers(who: str) -> int:
    return int(run(who, f"python3 {PROGRAMS}/solicit.py eth0 3").stdout)


@contextmanager
def member(who: str, version: int) -> Iterator[None]:
    with running(who, f"group.py join eth0 {GROUPS[version]} 5000", f"group-{who}"):
        yield


def send(version: int) -> None:
    assert run("q1", f"python3 {PROGRAMS}/group.py send eth0 {GROUPS[version]} 5000").rc == 0


def hears(who: str, version: int) -> bool:
    send(version)
    return address("q1", version) in place(who).run(f"cat /run/group-{who}").stdout.split()


def test_no_router_is_advertised_where_that_is_off() -> None:
    assert routers("q2") == 0 and comes_true(lambda: routers("w3") == 1, 20)


@FAMILIES
def test_what_is_joined_to_the_network_reaches_instances_on_other_hosts(version: int) -> None:
    for name in ("q1", "q2"):
        assert reaches(name, ADDRESSES[version]) and reaches(MACHINE, address(name, version))


@FAMILIES
def test_a_group_is_heard_by_its_members_alone(version: int) -> None:
    with member("q2", version):
        assert comes_true(lambda: hears("q2", version), 10)
        assert not arrives(MACHINE, f"{address('q1', version)} and dst {GROUPS[version]}", lambda: send(version))
    with member(MACHINE, version):
        assert comes_true(lambda: hears(MACHINE, version), 10)
