# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a scenario lost, beside what its last run lost: each run leaves its numbers, and a table of both, in a folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

CACHE = Path(os.environ.get("OVN_CACHE") or Path(__file__).parents[3] / ".cache")
FOLDER = CACHE / "losses"
HEAD = ("Longest without an answer", "pinged", "lost", "this run", "last run")


def write_up(scenario: str, now: dict[str, dict[str, tuple[int, int, float]]], folder: Path = FOLDER) -> list[str]:
    """The table. Of each operation and target: packets lost, packets sent, and seconds in a row without an answer.

    What this run did not do keeps its numbers for the next one.
    """
    numbers = folder / f"{scenario}.json"
    last = json.loads(numbers.read_text(encoding="utf-8")) if numbers.exists() else {}
    lines = _aligned([HEAD, *(row for what, targets in now.items() for row in _rows(what, targets, last.get(what, {})))])
    folder.mkdir(parents=True, exist_ok=True)
    numbers.write_text(json.dumps({**last, **now}, indent=1), encoding="utf-8")
    (folder / f"{scenario}.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return lines


def _rows(what: str, targets: dict, last: dict) -> list[tuple[str, ...]]:
    return [
        (what, target, f"{lost} of {sent}", f"{gap:.2f} s", f"{last[target][2]:.2f} s" if target in last else "-")
        for target, (lost, sent, gap) in targets.items()
    ]


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
