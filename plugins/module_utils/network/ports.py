# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists and ranges of ports, as LXD writes them, and which port of a target answers for which."""

from __future__ import annotations

import re

from .reading import Reading

PORTS = re.compile(r"(?P<first>[0-9]{1,5})(-(?P<last>[0-9]{1,5}))?")
HIGHEST = 65535


def read_ports(reading: Reading, option: str) -> tuple[int, ...]:
    """Every port of an option: a list, or a text with commas, of ports and ranges. Faults are noted; what is wrong is left out."""
    given = reading.get(option, [])
    words = given if isinstance(given, (list, tuple)) else str(given).split(",")
    found = [reading.checked(f"{option}[{index}]", parse_ports, str(word)) or range(0) for index, word in enumerate(words)]
    return tuple(port for each in found for port in each)


def read_listen(reading: Reading) -> tuple[int, ...]:
    """The ports of an entry that are listened on; one at least."""
    if not reading.get("listen_port"):
        reading.fault("listen_port", "must name one port at least.")
    return read_ports(reading, "listen_port")


def parse_ports(text: str) -> range:
    """One port, or all from one to another."""
    found = PORTS.fullmatch(text.strip())
    first = int(found["first"]) if found else 0
    last = int(found["last"] or first) if found else 0
    if not 1 <= first <= last <= HIGHEST:
        raise ValueError(f"{text!r} is neither a port nor a range of ports. Write 1 to {HIGHEST}, or FIRST-LAST from the lower to the "
                         "higher.")
    return range(first, last + 1)


def paired(listen: tuple[int, ...], target: tuple[int, ...]) -> dict[int, int]:
    """The target's port for each that is listened on: the same, the only one, or the one in the same place of the list."""
    if not target:
        return {port: port for port in listen}
    if len(target) == 1:
        return dict.fromkeys(listen, target[0])
    if len(target) != len(listen):
        raise ValueError(f"{len(target)} ports cannot answer for {len(listen)}. Give as many as listen_port has, one for all, or "
                         "none for the same.")
    return dict(zip(listen, target))
