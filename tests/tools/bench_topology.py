# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A topology in one task, beside one batched ovn-nbctl and one raw transaction; into a database that is empty or in use."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ansible_collections.overlay.ovn.plugins.module_utils.tasks.topology import ARGUMENTS, run_topology

from ..support.servers import Server
from . import bench_data as data
from . import bench_kit as kit

TABLES = ("DHCP_Options", "Logical_Switch_Port", "Logical_Router_Port", "NAT", "Logical_Router_Static_Route", "ACL",
          "Logical_Switch", "Logical_Router", "Port_Group")
IN_USE = 10_000


def apply(private: Server, doc: dict, **options) -> dict:
    """The task, in this process."""
    return run_topology(_params(private, doc, **options), False)


def _params(private: Server, doc: dict, **options) -> dict:
    defaults = {name: spec.get("default") for name, spec in ARGUMENTS.items()}
    return {**defaults, "nb_connection": [private.endpoint], "timeout": kit.TIMEOUT, "topology": doc, **options}


def timed(private: Server, doc: dict) -> tuple[float, bool]:
    """Seconds of the task in a process that has loaded the engine and nothing else, and whether it changed anything."""
    program = ("import json, sys, time\n"
               "from ansible_collections.overlay.ovn.plugins.module_utils.tasks.topology import run_topology\n"
               "params = json.load(sys.stdin)\n"
               "started = time.perf_counter()\n"
               "result = run_topology(params, False)\n"
               "print(time.perf_counter() - started, result['changed'])\n")
    seconds, changed = kit.process([sys.executable, "-c", program], json.dumps(_params(private, doc))).output.split()[-2:]
    return float(seconds), changed == "True"


def run(report: kit.Report) -> None:
    doc = data.document()
    with kit.prepared(lambda session: data.fill(session, IN_USE)) as used:
        for place, source in (("an empty database", None), (f"a database of {IN_USE:,} ports", used)):
            _compare(report, doc, place, source)


def _compare(report: kit.Report, doc: dict, place: str, source: Path | None) -> None:
    verbs, creates = data.one_command(data.nbctl_words(doc)), data.one_command(data.nbctl_creates(doc))
    operations, rows = _rows(doc, source)
    seconds: dict[str, list[float]] = {name: [] for name in ("first", "second", "module", "bare", "verbs", "creates", "raw")}
    for dummy in range(kit.RUNS):
        with kit.server(source) as private:
            (first, changed), (second, again) = timed(private, doc), timed(private, doc)
            assert changed and not again, "the second run is not unchanged"
            assert _count(private) == rows
        seconds["first"].append(first), seconds["second"].append(second)
        with kit.server(source) as private:
            seconds["module"].append(kit.module("topology", {"nb_connection": [private.endpoint], "topology": doc}).seconds)
        seconds["bare"].append(kit.bare_module().seconds)
        for name, words in (("verbs", verbs), ("creates", creates)):
            with kit.server(source) as private:
                seconds[name].append(kit.nbctl(private, words).seconds)
                assert _count(private) == rows
        with kit.server(source) as private:
            seconds["raw"].append(kit.raw(private, operations))
            assert _count(private) == rows
    _print(report, place, {name: kit.median(values) for name, values in seconds.items()}, source)


def _count(private: Server) -> dict[str, int]:
    session = kit.session(private)
    queries = [{"op": "select", "table": table, "where": [], "columns": ["_uuid"]} for table in TABLES]
    counts = dict(zip(TABLES, map(len, session.read(queries))))
    session.close()
    return counts


def _rows(doc: dict, source: Path | None) -> tuple[list[dict], dict[str, int]]:
    """The rows of the document, as they stand in a database afterwards, for the raw transaction; and how many rows there are."""
    with kit.server() as private:
        apply(private, doc)
        operations = data.inserts(kit.session(private), TABLES, set())
    with kit.server(source) as private:
        kit.raw(private, operations)
        return operations, _count(private)


def _print(report: kit.Report, place: str, took: dict[str, float], source: Path | None) -> None:
    ours, verbs, creates, floor = (took[name] for name in ("first", "verbs", "creates", "raw"))
    report.head(f"Topology of 10 routers, 20 switches, 1,000 ports, 1,000 ACLs into {place}",
                "ours", "ovn-nbctl", "floor", "rival/ours", "ours/floor")
    report.line("by verbs (lsp-add, acl-add, ...); raw transact", ours, verbs, floor, _times(verbs, ours), _times(ours, floor))
    report.line("by create, which looks nothing up", ours, creates, floor, _times(creates, ours), _times(ours, floor))
    report.line("whole process; bare AnsibleModule", took["module"], verbs, took["bare"], _times(verbs, took["module"]),
                _times(took["module"], took["bare"]))
    report.line("again, nothing to change; the first run", took["second"], "", ours, "", _times(took["second"], ours))
    if source is None:
        report.target("topology into an empty database, of the ovn-nbctl batch", ours / verbs, 1)
    else:
        report.at_least(f"topology into {place}, faster than ovn-nbctl", verbs / ours, 4)
    report.target(f"topology into {place}, of the floor", ours / floor, 5)
    report.target(f"topology unchanged in {place}, of the first run", took["second"] / ours, 0.5)


def _times(value: float, other: float) -> str:
    return f"{value / other:.2f} x"
