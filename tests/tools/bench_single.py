# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One port made, changed, left and removed, in databases of every size: time and memory, beside ovn-nbctl and beside what
the server takes for the bare operations."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial

from ansible_collections.overlay.ovn.plugins.module_utils.ovsdb import operations as op
from ansible_collections.overlay.ovn.plugins.modules import logical_switch_port

from ..support.servers import Server
from . import bench_data as data
from . import bench_kit as kit

# Ports in the database, and on each of its switches.
PLACES = ((100, 50), (1000, 50), (10_000, 50), (50_000, 50), (50_000, 50_000))
ADDRESSES = ("00:16:3e:00:00:01 10.0.0.2", "00:16:3e:00:00:01 10.0.0.3")
UUID = "0a0a0a0a-0000-4000-8000-000000000001"
STEPS = {
    "make": ({"switch": "used0", "addresses": [ADDRESSES[0]]},
             ["lsp-add", "used0", "one", "--", "lsp-set-addresses", "one", ADDRESSES[0]]),
    "change": ({"switch": "used0", "addresses": [ADDRESSES[1]]}, ["lsp-set-addresses", "one", ADDRESSES[1]]),
    "unchanged": ({"switch": "used0", "addresses": [ADDRESSES[1]]}, ["--may-exist", "lsp-add", "used0", "one"]),
    "remove": ({"state": "absent"}, ["lsp-del", "one"]),
}
MEGABYTES = 40


def run(report: kit.Report) -> None:
    report.head("One logical_switch_port in databases of many", *(f"{name} (s)" for name in STEPS), "all four", "peak MB")
    bare = [kit.bare_module() for dummy in range(kit.RUNS)]
    bare_seconds, bare_megabytes = (kit.median(getattr(each, name) for each in bare) for name in ("seconds", "megabytes"))
    report.line("bare AnsibleModule, a process", bare_seconds, "", "", "", "", bare_megabytes)
    results = {place: _summary(report, place, rounds) for place, rounds in _measure().items()}
    small, large, one = results[PLACES[0]], results[50_000, 50], results[50_000, 50_000]
    report.target("making one port among 50,000, in process, of one among 100", large["ours"][0] / small["ours"][0], 2)
    report.target("all four with one port among 50,000, in process, of 100", sum(large["ours"]) / sum(small["ours"]), 2)
    report.target("the same, all 50,000 on one switch", sum(one["ours"]) / sum(small["ours"]), 2)
    report.target("one port among 50,000, whole process, of one among 100", sum(large["module"]) / sum(small["module"]), 2)
    report.target("one port among 50,000, whole process, of ovn-nbctl", sum(large["module"]) / sum(large["nbctl"]), 1)
    report.target("one port among 50,000, peak memory", max(large["memory"], one["memory"]), MEGABYTES, "MB")
    report.target("one port among 50,000, memory, of ovn-nbctl", large["memory"] / large["nbctl memory"], 1)


def _measure() -> dict[tuple[int, int], list[tuple]]:
    """Rounds by place; a round visits every place, so that a machine that is busy for a while is so for all of them."""
    with ExitStack() as stack:
        servers = {}
        for ports, on_a_switch in PLACES:
            used = stack.enter_context(kit.prepared(partial(data.fill, ports=ports, on_a_switch=on_a_switch)))
            servers[ports, on_a_switch] = stack.enter_context(kit.server(used))
        rounds: dict[tuple[int, int], list[tuple]] = {place: [] for place in PLACES}
        for dummy in range(kit.RUNS):
            for place, private in servers.items():
                rounds[place].append((_ours(private), _modules(private), _nbctl(private), _raw(private)))
        return rounds


def _summary(report: kit.Report, place: tuple[int, int], rounds: list[tuple]) -> dict:
    ports, on_a_switch = place
    title = f"{ports:,} ports, {'all on one switch' if on_a_switch == ports else f'{on_a_switch} on a switch'}"
    in_process, modules, rivals, floors = zip(*rounds)
    ours, floor = ([kit.median(each) for each in zip(*some)] for some in (in_process, floors))
    module, memory = _medians(modules)
    rival, rival_memory = _medians(rivals)
    report.line(f"{title}: in process", *ours, sum(ours))
    report.line("    raw transact", *floor, sum(floor))
    report.line("    a process of its own", *module, sum(module), memory)
    report.line("    ovn-nbctl", *rival, sum(rival), rival_memory)
    return {"ours": ours, "module": module, "memory": memory, "nbctl": rival, "nbctl memory": rival_memory}


def _medians(rounds: Sequence[list[kit.Process]]) -> tuple[list[float], float]:
    seconds = [kit.median(each.seconds for each in step) for step in zip(*rounds)]
    return seconds, max(each.megabytes for one in rounds for each in one)


def _options(private: Server, options: dict) -> dict:
    return {"name": "one", "nb_connection": [private.endpoint], "timeout": kit.TIMEOUT, **options}


def _ours(private: Server) -> list[float]:
    return [kit.in_fork(lambda o=options, s=step: _timed(private, s, o)) for step, (options, _words) in STEPS.items()]


def _timed(private: Server, step: str, options: dict) -> float:
    defaults = {name: spec.get("default") for name, spec in logical_switch_port.TASK.argument_spec.items()}
    result = {}
    seconds = kit.clock(lambda: result.update(logical_switch_port.TASK.work({**defaults, **_options(private, options)}, False)))
    assert result["changed"] is (step != "unchanged")
    return seconds


def _modules(private: Server) -> list[kit.Process]:
    return [kit.module("logical_switch_port", _options(private, options)) for options, _words in STEPS.values()]


def _raw(private: Server) -> list[float]:
    """The operations alone, by somebody who knows the switch's UUID: what the server takes for them."""
    session = kit.session(private)
    switch = op.by_uuid(session.read([op.select("Logical_Switch", [["name", "==", "used0"]], ["_uuid"])])[0][0]["_uuid"])
    session.close()
    port, member = op.by_uuid(UUID), ["set", [["uuid", UUID]]]
    steps = (
        [op.insert("Logical_Switch_Port", UUID, {"name": "one", "addresses": ADDRESSES[0]}),
         op.mutate("Logical_Switch", [switch], [["ports", "insert", member]])],
        [op.update("Logical_Switch_Port", [port], {"addresses": ADDRESSES[1]})],
        [op.select("Logical_Switch_Port", [port], ["addresses"])],
        [op.mutate("Logical_Switch", [switch], [["ports", "delete", member]])],
    )
    return [kit.raw(private, step) for step in steps]


def _nbctl(private: Server) -> list[kit.Process]:
    return [kit.nbctl(private, words) for _options, words in STEPS.values()]
