# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the scenario leaves."""

from __future__ import annotations

import pytest
from lab import CHASSIS, host


def test_the_tap_is_gone() -> None:
    assert host("host1").run("ip link show dev tap-vm1").rc != 0


@pytest.mark.parametrize("name", CHASSIS)
def test_no_port_is_left(name: str) -> None:
    assert "tap-vm1" not in host(name).run("ovs-vsctl --columns=name --bare find Interface").stdout.split()
