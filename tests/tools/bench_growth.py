# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documents of 1,000 to 10,000 ports, with as many rules: what each costs, in time and in memory."""

from __future__ import annotations

from . import bench_data as data
from . import bench_kit as kit
from .bench_topology import timed

SIZES = (1000, 2000, 5000, 10_000)


def run(report: kit.Report) -> None:
    report.head("One document of so many ports and as many ACLs, into an empty database",
                "seconds", "ms/port", "peak MB", "kB/port", "of 1,000")
    bare = kit.bare_module().megabytes
    report.line("bare AnsibleModule", "", "", bare)
    seconds = _seconds()
    megabytes = {size: _module(size).megabytes for size in SIZES}
    for size in SIZES:
        own = megabytes[size] - bare
        report.line(f"{size:,} ports", seconds[size], 1000 * seconds[size] / size, megabytes[size], 1024 * own / size,
                    f"{seconds[size] / seconds[SIZES[0]]:.2f} x")
    times = SIZES[-1] / SIZES[0]
    report.target(f"{SIZES[-1]:,} ports in one document, time of {SIZES[0]:,}", seconds[SIZES[-1]] / seconds[SIZES[0]], times)
    own = [megabytes[size] - bare for size in (SIZES[0], SIZES[-1])]
    report.target(f"{SIZES[-1]:,} ports in one document, memory of {SIZES[0]:,} (beyond the bare module)", own[1] / own[0], times)


def _seconds() -> dict[int, float]:
    """Medians by size; a round visits every size, so that a machine that is busy for a while is so for all of them."""
    documents = {size: data.document(size, size) for size in SIZES}
    rounds = [{size: _first(doc) for size, doc in documents.items()} for dummy in range(kit.RUNS)]
    return {size: kit.median(each[size] for each in rounds) for size in SIZES}


def _first(doc: dict) -> float:
    with kit.server() as private:
        seconds, changed = timed(private, doc)
        assert changed
        return seconds


def _module(size: int) -> kit.Process:
    with kit.server() as private:
        options = {"nb_connection": [private.endpoint], "timeout": kit.TIMEOUT, "topology": data.document(size, size)}
        return kit.module("topology", options)
