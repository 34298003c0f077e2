# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""More cases than were recorded: however a network came to be as it is, its rows are those of one that was so from the start."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest

from ansible_collections.overlay.ovn.plugins.module_utils.errors import InvalidInput
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.document import run_change

from ..support.long import rounds
from ..support.servers import Server
from .normalise import normalise
from .replay import Replay
from .test_cases import lines, parameters, replay_of, rows
from .variations import Operator

STEPS = 30
# What northd says of the test itself: no chassis is registered, and others write while it does.
OF_THE_TEST = ("Unknown chassis", "commit failed", "poll_loop", "timeval", "reconnect", "ovsdb_idl", "stopwatch")


@pytest.mark.parametrize("daemon", ["lxd", "incus"])
@pytest.mark.parametrize("seed", range(rounds(1, 100)))
def test_rows_do_not_depend_on_the_way_to_them(seed, daemon, northbound, northd, tmp_path_factory, schema_root):
    replay, typed = _wander(seed, daemon, northbound)
    fresh = Server(tmp_path_factory.mktemp("s"), schema_root, "OVN_Northbound")
    _apply(fresh, replay)
    assert _lines(northbound) == _lines(fresh), f"seed {seed}: {typed}"
    fresh.stop()
    assert _complaints(northd) == [], f"seed {seed}: {typed}"
    for kind, identity in list(replay.entries):
        replay.drop(kind, *identity)
    _apply(northbound, replay)
    assert not any(rows(northbound).values()), f"seed {seed}: {typed}"


def _wander(seed: int, daemon: str, server: Server) -> tuple[Replay, list[str]]:
    """What is refused is as if it had not been typed."""
    replay, typed = replay_of(daemon), []
    for number in range(STEPS):
        commands = Operator(f"{seed} {number}", daemon, replay).step()
        before = deepcopy(replay.__dict__)
        for command in commands:
            replay.run(command)
        try:
            _apply(server, replay)
            typed += commands
        except InvalidInput:
            replay.__dict__.update(before)
    return replay, typed


def _apply(server: Server, replay: Replay) -> None:
    """Check, do, check: the first two say the same, the last has nothing to do."""
    params, change = {**parameters(server), "wait": "none"}, replay.change()
    planned, done = (run_change(params, check, change)[0] for check in (True, False))
    assert planned["diff"] == done["diff"]
    assert not run_change(params, True, replay.change())[0]["changed"]


def _lines(server: Server) -> list[str]:
    return lines(normalise(rows(server), {}))


def _complaints(northd) -> list[str]:
    log = next(argument.partition("=")[2] for argument in northd.args if argument.startswith("--log-file="))
    said = [line for line in Path(log).read_text().splitlines() if "|WARN|" in line or "|ERR|" in line]
    return [line for line in said if not any(word in line for word in OF_THE_TEST)]
