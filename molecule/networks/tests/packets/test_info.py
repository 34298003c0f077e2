# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What networks_info tells of networks that run: where they are, what is up, who is healthy."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import DOCUMENT, FOLDER, NETWORKS, address, listening
from lab import ask, comes_true, rows

W1, W2 = ({"10.11.0.11", "fd42:11::11"}, {"10.11.0.12", "fd42:11::12"})


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    """With one of two backends that answer."""
    with listening("w1", 80):
        expected = {**dict.fromkeys(W1, "online"), **dict.fromkeys(W2, "offline")}
        assert comes_true(lambda: probed() == expected, 60), probed()
        return info(sb_connection=["unix:/run/ovn/ovnsb_db.sock"])


def probed() -> dict[str, str]:
    return {row["ip"]: row["status"] for row in rows("ovn-sbctl", "service_monitor", "ip", "status")}


def info(**options: Any) -> dict[str, Any]:
    return ask(FOLDER / "inventory", "overlay.ovn.networks_info", **options)


def test_each_network_is_at_the_chassis_that_comes_first(said: dict[str, Any]) -> None:
    networks = {each["name"]: each for each in said["networks"]}
    assert networks.keys() == NETWORKS.keys()
    for name, network in networks.items():
        first = sorted(network["chassis"], key=lambda each: -each["priority"])[:1]
        assert network["active_chassis"] == (first[0]["name"] if first else None), name
    assert networks["quiet"]["active_chassis"] is None and networks["web"]["active_chassis"] in ("host1", "host2")


def test_each_nic_is_up_where_it_was_asked_to_be(said: dict[str, Any]) -> None:
    seen = {(nic["instance"], nic["name"]): (nic["up"], nic["chassis"]) for nic in said["nics"]}
    assert seen == {
        (nic["instance"], nic.get("name", "eth0")): (True, nic["requested_chassis"]) for nic in DOCUMENT["network_nics"]
    }
    for nic in said["nics"]:
        if nic["name"] == "eth0":
            assert set(nic["addresses"]) == {address(nic["instance"], version) for version in (4, 6)}


def test_who_answers_probes_is_online_and_who_does_not_is_offline(said: dict[str, Any]) -> None:
    assert {(each["ip"], each["port"], each["protocol"], each["status"]) for each in said["health"]} == {
        *((ip, 80, "tcp", "online") for ip in W1), *((ip, 80, "tcp", "offline") for ip in W2)}


def test_without_the_southbound_database_nothing_is_made_up() -> None:
    plain = info()
    assert plain["health"] == [] and plain["drift"] == []
    assert {nic["up"] for nic in plain["nics"]} == {network["active_chassis"] for network in plain["networks"]} == {None}
