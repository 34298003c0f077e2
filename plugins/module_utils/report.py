# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much of a change a result tells: the summary always, rows and commands when somebody asks, and no more than can be read."""

from __future__ import annotations

from .errors import Fault, InvalidInput

# What diff mode shows where the task does not say how much: rows.
MOST = 100


def limit(asked: int | None, diff_mode: bool) -> int:
    """How many rows a result tells. Raises InvalidInput."""
    if asked is not None and asked < 0:
        raise InvalidInput([Fault("report_rows", f"{asked} is no number of rows. Give 0 for none, or how many to show at most.")])
    return asked if asked is not None else MOST if diff_mode else 0


def report(result: dict, most: int) -> dict:
    """A task's result as it leaves the task: the user's entries first in its diff, then C(most) rows, and the commands if they are whole."""
    rows, entries, commands = (result.get(key, []) for key in ("diff", "entries", "commands"))
    told = {key: value for key, value in result.items() if key not in ("diff", "entries", "commands")}
    if "diff" in result and most:
        told["diff"] = _some(entries, most, "entries") + _some(rows, most, "rows")
    if "commands" in result and most:
        told["commands"] = commands if len(rows) <= most else [_instead(len(commands), len(rows))]
    return told


def _some(parts: list[dict], most: int, what: str) -> list[dict]:
    more = len(parts) - most
    if more <= 0:
        return parts
    return [*parts[:most], {"prepared": f"... and {more} {what} more (report_rows: {len(parts)} shows all)\n"}]


def _instead(lines: int, rows: int) -> str:
    """Half a script would do half of it."""
    return f"# {lines} lines for {rows} rows are left out (report_rows: {rows} shows all)"
