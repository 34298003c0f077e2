# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pings that go on from an instance to the outside while something happens, and what was lost of them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from lab import Instance, Run, comes_true, playbook, rows
from loss import Loss
from loss import pinging as pinging_from
from loss import tell

SCENARIO = Path(__file__).parents[1]
OUTSIDE = {"inet": "198.18.1.1", "inet6": "fd42:18:1::1"}
PINGER = Instance("c1", "host1", "net1", netns="c1")
PORT = "cr-overlay-net1-lr-lrp-ext"


def pinging(what: str) -> AbstractContextManager[Loss]:
    """The instance pings the outside all the time."""
    return pinging_from(PINGER, OUTSIDE, what)


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
    tell(terminalreporter, "failover")
