# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is left when the cluster is taken away: nothing that speaks of the chassis that came and went."""

from __future__ import annotations

import pytest
from lab import host, rows


@pytest.fixture(scope="session", autouse=True)
def _settled() -> None:
    """Here nothing is up."""


def test_no_gateway_group_is_left() -> None:
    assert rows("ovn-nbctl", "ha_chassis_group", "name") == rows("ovn-nbctl", "ha_chassis", "chassis_name") == []


def test_nobody_is_taken_for_evacuated() -> None:
    (settings,) = rows("ovn-nbctl", "nb_global", "external_ids")
    assert "overlay_evacuated" not in settings["external_ids"]


@pytest.mark.parametrize("name", ["host1", "host2", "host3"])
def test_no_tunnel_is_left(name: str) -> None:
    assert "geneve" not in host(name).check_output("ovs-vsctl --bare --columns=type list Interface")
