# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Peers reach each other by their routers, and nobody else passes for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import FAMILIES, OUTSIDE, OUTSIDE_ADDRESSES, address, arrives, knock, listening, owning, pings, reaches
from lab import comes_true

# An address of the network app that no instance has.
OF_PEER = {4: "10.12.0.77", 6: "fd42:12::77"}
OF_NOBODY = {4: "10.77.0.77", 6: "fd42:77::77"}
# Routes of the NIC of w1.
BEHIND = {4: "10.21.0.7", 6: "fd42:21::7"}
PUBLIC = {4: "198.18.1.210", 6: "fd42:18:1::2:210"}


@pytest.fixture(scope="module", autouse=True)
def servers() -> Iterator[None]:
    with listening("w1", 80), listening("a1", 80):
        yield


@FAMILIES
def test_peers_reach_each_other_under_their_own_addresses(version: int) -> None:
    one, two = address("w1", version), address("a1", version)
    assert reaches("w1", two) and reaches("a1", one)
    assert knock("w1", f"tcp,{two},80") == [f"a1 {one}"]
    assert knock("a1", f"tcp,{one},80") == [f"w1 {two}"]


@FAMILIES
def test_networks_that_are_no_peers_do_not(version: int) -> None:
    assert not pings("r1", address("w1", version))
    assert not pings("q1", address("a1", version))


@FAMILIES
def test_who_comes_from_outside_as_a_peer_is_not_let_in(version: int) -> None:
    peer, nobody = OF_PEER[version], OF_NOBODY[version]
    with owning(OUTSIDE, peer, nobody):
        assert comes_true(lambda: arrives("w1", nobody, lambda: send(OUTSIDE, PUBLIC[version], nobody)), 20)
        assert not arrives("w1", peer, lambda: send(OUTSIDE, PUBLIC[version], peer))


@FAMILIES
def test_who_leaves_under_an_address_of_others_is_not_let_out(version: int) -> None:
    nobody, behind, outside = OF_NOBODY[version], BEHIND[version], OUTSIDE_ADDRESSES[version]
    with owning("w1", nobody, behind):
        assert comes_true(lambda: arrives(OUTSIDE, behind, lambda: send("w1", outside, behind)), 20), "the routes of its NIC are its own"
        assert not arrives(OUTSIDE, nobody, lambda: send("w1", outside, nobody))


def send(who: str, target: str, source: str) -> None:
    knock(who, f"udp,{target},5000", source=source, seconds=0.3)
