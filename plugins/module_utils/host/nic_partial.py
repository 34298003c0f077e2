# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An instance that does not run keeps no other from its NICs: those that can be served are, the others are told."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import Fault, InvalidInput

Entries = list[tuple[str, dict]]


def partly(entries: Entries, params: dict, run: Callable[[Entries], dict]) -> dict:
    """The result of C(run) with the entries that it takes; C(left_out) of the result says why the others were not.

    Nothing is written before C(run) has taken all it gets: what it refuses it refuses before its first write.
    """
    if params["purge"]:
        raise InvalidInput([Fault("partial", "is not for tasks with purge: a NIC that is left out now would be removed. Leave one out.")])
    faults: list[Fault] = []
    while True:
        try:
            return {**run(entries), "left_out": _told(faults)}
        except InvalidInput as exc:
            rest = [entry for entry in entries if not any(_is_of(fault, entry[0]) for fault in exc.faults)]
            if len(rest) == len(entries):
                raise
            entries, faults = rest, [*faults, *exc.faults]


def _is_of(fault: Fault, path: str) -> bool:
    return fault.path == path or fault.path.startswith(f"{path}.")


def _told(faults: list[Fault]) -> list[dict]:
    return [{"iface_id": fault.about, "message": fault.message} for fault in faults]
