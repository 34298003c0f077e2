# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pings that go on from an instance to the outside while something happens, and what was lost of them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from lab import Instance, Run, comes_true, host, playbook, rows

SCENARIO = Path(__file__).parents[1]
OUTSIDE = {"inet": "198.18.1.1", "inet6": "fd42:18:1::1"}
PINGER = Instance("c1", "host1", "net1", netns="c1")
PORT = "cr-overlay-net1-lr-lrp-ext"
# Seconds between two packets of one family.
PACE = 0.05
ANSWER = re.compile(r"icmp_seq=(\d+) ttl=")


@dataclass
class Loss:
    """Of each family: how many packets were sent, how many got no answer, and for how many seconds in a row at most."""

    what: str
    sent: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    gap: dict[str, float] = field(default_factory=dict)

    def take(self, family: str, text: str) -> None:
        answered = sorted({int(number) for number in ANSWER.findall(text)})
        sent = int(re.search(r"(\d+) packets transmitted", text)[1])
        # The last ones may still be under way.
        known = [0, *(each for each in answered if each <= sent), max(sent, answered[-1] if answered else 0) + 1]
        missing = [after - before - 1 for before, after in zip(known, known[1:])]
        self.sent[family], self.lost[family], self.gap[family] = sent, sum(missing), round(max(missing) * PACE, 2)

    @property
    def worst(self) -> float:
        return max(self.gap.values())

    def __str__(self) -> str:
        each = [f"{family}: {self.lost[family]} of {self.sent[family]} lost, {self.gap[family]:.2f} s in a row" for family in self.sent]
        return f"{self.what}: {'; '.join(each)}"


LOSSES: list[Loss] = []


@contextmanager
def pinging(what: str) -> Iterator[Loss]:
    """The instance pings the outside all the time; what was lost is known afterwards."""
    there, loss = host(PINGER.host), Loss(what)
    for family, address in OUTSIDE.items():
        there.check_output(
            f"systemd-run --quiet --collect --unit=ping-{family} --property=StandardOutput=truncate:/run/ping-{family} "
            f"ip netns exec {PINGER.netns} ping -n -i {PACE} {address}"
        )
    try:
        time.sleep(0.5)
        yield loss
        time.sleep(0.5)
    finally:
        for family in OUTSIDE:
            there.run(f"systemctl kill --signal=INT ping-{family}")
        assert comes_true(lambda: there.run("systemctl is-active --quiet ping-inet || systemctl is-active --quiet ping-inet6").rc != 0, 10)
    for family in OUTSIDE:
        loss.take(family, there.check_output(f"cat /run/ping-{family}"))
    LOSSES.append(loss)


def gateway() -> str:
    """The chassis that the gateway is on; empty when it is on none."""
    (found,) = rows("ovn-sbctl", "port_binding", "chassis", where=f"logical_port={PORT}")
    names = {row["_uuid"]: row["name"] for row in rows("ovn-sbctl", "chassis", "_uuid", "name")}
    return names.get(found["chassis"], "")


def is_on(name: str, seconds: float = 30) -> bool:
    return bool(comes_true(lambda: gateway() == name, seconds))


def group(name: str = "overlay-net1") -> dict[str, int]:
    """The members of a network's group and their priorities."""
    (found,) = rows("ovn-nbctl", "ha_chassis_group", "ha_chassis", where=f"name={name}")
    members = rows("ovn-nbctl", "ha_chassis", "_uuid", "chassis_name", "priority")
    return {row["chassis_name"]: int(row["priority"]) for row in members if row["_uuid"] in found["ha_chassis"]}


def reaches() -> bool:
    return all(PINGER.pings(address) for address in OUTSIDE.values())


def play(name: str, *options: str) -> Run:
    """A playbook of the collection, over this scenario's inventory too."""
    return playbook(name, "--inventory", str(SCENARIO / "inventory"), *options)


def changes_nothing(name: str, *options: str) -> None:
    """A rerun leaves everything as it is, the gateways' group first of all."""
    before = group()
    run = play(name, *options)
    assert run.rc == 0, run.text
    assert not any(run.changed.values()), run.text
    assert group() == before


def succeeds(name: str, *options: str) -> Run:
    run = play(name, *options)
    assert run.rc == 0, run.text
    return run


@pytest.fixture(scope="session", autouse=True)
def _settled() -> None:
    assert is_on("host2") and comes_true(reaches), f"the gateway is on {gateway()}"


def pytest_terminal_summary(terminalreporter) -> None:
    terminalreporter.section("What was lost, at 20 packets a second")
    for loss in LOSSES:
        terminalreporter.write_line(str(loss))
