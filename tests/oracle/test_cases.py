# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was typed at LXD or Incus, typed here, must end in the rows that they write, or their users cannot move to us."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import TABLES
from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.document import run_change

from .acls import ACLS
from .amended import amended
from .cases import UPLINK, cases
from .deviations import level
from .hushed import unhushed
from .lazy import lazy
from .names import our_names
from .normalise import normalise, recorded
from .replay import Replay

CASES = [(daemon, case) for daemon in ("lxd", "incus") for case in cases(daemon)]
BRINGS_PORTS = {"add", "start", "launch"}
CHASSIS = {"lxd": "peer-lxdtx", "incus": "peer-incus7"}


def parameters(server) -> dict:
    return {"nb_connection": [server.endpoint], "timeout": 10, "owner": "ansible", "wait": "sb", "wait_timeout": 20}


def rows(server) -> dict[str, list[dict]]:
    session = server.session()
    tables = [name for name in TABLES if name != "NB_Global" and name in session.schema.tables]
    columns = {name: ["_uuid", *session.schema[name].columns] for name in tables}
    return dict(zip(tables, session.read([op.select(name, [], columns[name]) for name in tables])))


def lines(tables: dict[str, list[dict]]) -> list[str]:
    """Each row as a line, for a difference that can be read."""
    return sorted(f"{table} {json.dumps(row, sort_keys=True)}" for table, some in tables.items() for row in some)


def replay_of(daemon: str) -> Replay:
    return Replay(daemon, daemon, {"uplinks": [UPLINK], "network_acls": ACLS}, [CHASSIS[daemon]])


def play(replay: Replay, commands: list[str], apply: Callable[[], object]) -> None:
    """Ports that come one after the other get their addresses in that order."""
    for command in commands:
        if replay.of("network_nics") and BRINGS_PORTS & set(command.split()):
            apply()
        replay.run(command)


@pytest.mark.parametrize(("daemon", "case"), CASES, ids=[f"{daemon}-{case.path.stem}" for daemon, case in CASES])
def test_each_phase_ends_in_the_rows_that_the_daemon_writes(daemon, case, northbound, northd):
    replay = replay_of(daemon)
    for phase, recording in case.document["phases"].items():
        play(replay, recording["commands"], lambda: run_change(parameters(northbound), False, replay.change()))
        for dummy in range(2):  # the second one knows the addresses that OVN assigned
            _result, compiled = run_change(parameters(northbound), False, replay.change())
        theirs = case.northbound(phase)
        groups = {acl.name: acl.group for acl in compiled.world.all("network_acls")}
        found = lazy(unhushed(rows(northbound)), replay.acls_in_force(), replay.acls_spoken_of(), groups)
        ours = normalise(found, our_names(daemon, compiled.world, theirs, replay))
        assert lines(level(ours, daemon)) == lines(level(recorded(amended(theirs, daemon)), daemon)), phase
        assert not run_change(parameters(northbound), True, replay.change())[0]["changed"], phase
