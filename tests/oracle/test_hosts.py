# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An uplink that LXD or Incus wired on a host is wired so by us, with the same bridges, ports and mappings; and unwired."""

from __future__ import annotations

import json

import pytest

from ..unit.host.conftest import host, namespaces
from .cases import cases
from .hosts import HostReplay, comparable, host_rows

__all__ = ["host", "namespaces"]
CASES = [(daemon, case) for daemon in ("lxd", "incus") for case in cases(daemon) if "-uplink-" in case.path.stem]


def lines(tables: dict[str, list[dict]]) -> list[str]:
    return sorted(f"{table} {json.dumps(row, sort_keys=True)}" for table, some in tables.items() for row in some)


def test_the_recordings_are_there():
    assert {case.path.stem[:2] for _daemon, case in CASES} == {f"0{number}" for number in range(1, 8)}


@pytest.mark.parametrize(("daemon", "case"), CASES, ids=[f"{daemon}-{case.path.stem}" for daemon, case in CASES])
def test_each_phase_leaves_the_host_as_the_daemon_does(daemon, case, host):
    replay = HostReplay(host)
    for phase, recording in case.document["phases"].items():
        replay.run(recording["commands"])
        assert lines(comparable(host_rows(host))) == lines(comparable(recording["open_vswitch"])), phase
