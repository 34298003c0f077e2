# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An uplink whose outside has routes: routers answer for none of the addresses behind them, and are reached all the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import OUTSIDE, OUTSIDE_ADDRESSES, address, knock, listening, owning, pings, place, port, reaches, run

OPEN = {4: "10.50.1.0/24", 6: "fd42:50:1::/64"}
EXTERNAL = {4: "198.18.2.64/30", 6: "fd42:18:2::64/126"}
# One of these, which w1 takes.
TAKEN = {4: "198.18.2.65", 6: "fd42:18:2::65"}


@pytest.fixture(params=[4, 6], ids=["IPv4", "IPv6"])
def version(request: pytest.FixtureRequest) -> int:
    place(OUTSIDE).run(f"ip -{request.param} neighbour flush dev eth1")
    return request.param


# What the networks' own instances are seen as.
TRANSLATED = {4: "198.18.2.200", 6: "fd42:18:2::200"}
FORWARD = {4: "198.18.2.10", 6: "fd42:18:2::10"}


@pytest.fixture
def routes(version: int) -> Iterator[None]:
    """What the outside's routers are told."""
    told = [
        (OPEN[version], port("open", version)),
        (EXTERNAL[version], port("web", version)),
        (FORWARD[version], port("web", version)),
        (TRANSLATED[version], port("app", version)),
    ]
    for prefix, router in told:
        run(OUTSIDE, f"ip route replace {prefix} via {router}")
    yield
    for prefix, router in told:
        run(OUTSIDE, f"ip route del {prefix} via {router}")


def test_nobody_answers_on_the_wire(version: int) -> None:
    with owning("w1", TAKEN[version]):
        assert not pings(OUTSIDE, address("o1", version))
        assert not pings(OUTSIDE, TAKEN[version])


@pytest.mark.usefixtures("routes")
def test_with_routes_they_are_reached(version: int) -> None:
    with owning("w1", TAKEN[version]):
        assert reaches(OUTSIDE, address("o1", version)) and reaches("o1", OUTSIDE_ADDRESSES[version])
        assert reaches(OUTSIDE, TAKEN[version])


@pytest.mark.usefixtures("routes")
def test_a_network_can_have_an_address_of_its_own(version: int) -> None:
    with listening(OUTSIDE, 5000):
        assert knock("a1", f"tcp,{OUTSIDE_ADDRESSES[version]},5000") == [f"outside {TRANSLATED[version]}"]


@pytest.mark.usefixtures("routes")
def test_a_forward_need_not_be_of_the_uplinks_subnet(version: int) -> None:
    with listening("w1", 80):
        assert knock(OUTSIDE, f"tcp,{FORWARD[version]},80") == [f"w1 {OUTSIDE_ADDRESSES[version]}"]
