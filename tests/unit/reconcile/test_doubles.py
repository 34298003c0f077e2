# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two ports of one switch with one IP address: OVN goes by one of them, and nobody can say by which."""

from __future__ import annotations

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.model import northbound as nb
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.reconcile import size


def at(*ips: str, mac: int = 1) -> list[str]:
    return [" ".join([f"00:16:3e:00:00:{mac:02x}", *ips])]


OTHER = at("10.0.0.9", "fd42::9", mac=9)


@pytest.fixture
def switch(database):
    database.topology({"switches": [{"name": "sw0", "ports": [{"name": "other", "addresses": OTHER}]}, {"name": "sw1"}]})
    return database


def warnings(result: dict) -> str:
    assert result["changed"]
    return " / ".join(result.get("warnings", ()))


@pytest.mark.parametrize("addresses", [at("10.0.0.9"), at("10.0.0.1", "fd42:0::9"), ["unknown", "dynamic 10.0.0.9"], OTHER])
def test_an_address_of_another_port_is_told(switch, four_steps, addresses):
    port = {"switch": "sw0", "name": "p", "addresses": addresses}
    with pytest.raises(InvalidInput, match="^addresses: Logical_Switch_Port other has .* too, on the same switch"):
        switch.task(nb.LOGICAL_SWITCH_PORT, **port, strict=True)
    assert "Logical_Switch_Port other has" in warnings(switch.task(nb.LOGICAL_SWITCH_PORT, check=True, **port))
    four_steps(lambda **rest: switch.task(nb.LOGICAL_SWITCH_PORT, **rest), **port)


@pytest.mark.parametrize("port", [
    {"switch": "sw1", "addresses": OTHER},
    {"switch": "sw0", "addresses": at("10.0.0.10")},
    {"switch": "sw0", "addresses": OTHER, "enabled": False},
    {"switch": "sw0", "addresses": ["unknown", "dynamic"]},
])
def test_what_is_apart_is_not_doubted(switch, port):
    assert not warnings(switch.task(nb.LOGICAL_SWITCH_PORT, name="p", **port, strict=True))


def test_two_of_one_document(switch):
    ports = [{"name": name, "addresses": at("10.0.0.1", mac=number)} for number, name in enumerate(("a", "b"))]
    result = switch.topology({"switches": [{"name": "sw0", "ports": ports}]})
    assert warnings(result).startswith("topology.switches[0].ports[1].addresses: Logical_Switch_Port a has 10.0.0.1 too")
    assert len(result["warnings"]) == 1
    assert "warnings" not in switch.topology({"switches": [{"name": "sw0", "ports": ports}]})


def test_an_address_may_move_in_one_task(switch):
    ports = [{"name": "other", "addresses": at("10.0.0.1")}, {"name": "p", "addresses": OTHER}]
    assert not warnings(switch.topology({"switches": [{"name": "sw0", "ports": ports}]}, strict=True))
    ports = [{"name": "p", "state": "absent"}, {"name": "q", "addresses": OTHER}]
    assert not warnings(switch.topology({"switches": [{"name": "sw0", "ports": ports}]}, strict=True))


def test_one_that_ovn_has_chosen_counts(switch):
    switch.write(op.update("Logical_Switch_Port", [], {"dynamic_addresses": "00:16:3e:00:00:09 10.0.0.77"}))
    assert "other has 10.0.0.77 too" in warnings(switch.task(nb.LOGICAL_SWITCH_PORT, switch="sw0", name="p", addresses=at("10.0.0.77")))


def test_what_others_wrote_is_read_as_far_as_it_can_be(switch):
    switch.write(op.update("Logical_Switch_Port", [], {"addresses": "garbage 10.0.0.5 10.0.0.999"}))
    assert not warnings(switch.task(nb.LOGICAL_SWITCH_PORT, switch="sw0", name="p", addresses=at("10.0.0.6")))


def test_many_ports_are_not_gone_by_for_one(switch, monkeypatch):
    """But for many, and where the task is strict."""
    monkeypatch.setattr(size, "SMALL", 0)
    port = {"switch": "sw0", "name": "p", "addresses": OTHER}
    assert not warnings(switch.task(nb.LOGICAL_SWITCH_PORT, check=True, **port))
    with pytest.raises(InvalidInput, match="Logical_Switch_Port other has 10.0.0.9 and fd42::9 too"):
        switch.task(nb.LOGICAL_SWITCH_PORT, **port, strict=True)
    ports = [{"name": f"p{number}", "addresses": at(f"10.0.0.{number}", mac=number)} for number in range(60)]
    assert "Logical_Switch_Port other has 10.0.0.9 too" in warnings(switch.topology({"switches": [{"name": "sw0", "ports": ports}]}))


@pytest.mark.parametrize("rows", [0, 3])
def test_rows_are_counted_without_reading_one(database, rows):
    for number in range(rows):
        database.insert("Logical_Switch", name=f"s{number}")
    assert size.is_small(database.server.session(), "Logical_Switch")
    before = database.dump()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(size, "SMALL", 2)
        assert size.is_small(database.server.session(), "Logical_Switch") == (rows < 3)
    assert database.dump() == before
