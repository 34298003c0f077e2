# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The bandwidth that a NIC may use, as rules of its switch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model import northbound as nb
from ..model.rows import Row, row
from .rows import Refs, nic_marks

if TYPE_CHECKING:
    from .nic import Nic
    from .reading import Reading

PRIORITY = 100
PRIORITY_MOST = 32767
RATE = re.compile(r"([0-9]+)\s*([kKMGTPE]i?)?(bit)?")
POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5, "e": 6}
RATE_MOST = 2**32 - 1


@dataclass(frozen=True)
class Limits:
    """Bandwidths in kbit/s, to the instance and from it; None is without limit."""

    ingress: int | None = None
    egress: int | None = None
    priority: int = PRIORITY


def read_limits(reading: Reading) -> Limits:
    most = reading.get("limits_max")
    for option in ("limits_ingress", "limits_egress"):
        if most and reading.get(option):
            reading.fault(option, f"{reading.get(option)!r} stands beside limits_max, which limits both directions. Give one of them.")
    priority = reading.get("limits_priority", PRIORITY)
    if not 0 <= priority <= PRIORITY_MOST:
        reading.fault("limits_priority", f"{priority} is out of range, which is 0 to {PRIORITY_MOST}.")
    return Limits(_rate(reading, "limits_ingress", most), _rate(reading, "limits_egress", most), priority)


def _rate(reading: Reading, option: str, most: str | None) -> int | None:
    text = reading.get(option)
    if text is None and most is None:
        return None
    return reading.checked(option if text else "limits_max", kilobits, text or most)


def kilobits(text: str) -> int:
    """A rate such as 10Mbit (10 000 kbit/s) or 10Mibit (10 485); a plain number is bit/s. Raises ValueError."""
    match = RATE.fullmatch(str(text).strip())
    if not match:
        raise ValueError(f"{text!r} is not a bandwidth. Write a number and a unit, for example 10Mbit (kbit, Mbit, Gbit; Kibit, Mibit).")
    number, unit, _bit = match.groups(default="")
    base = 1024 if unit.endswith("i") else 1000
    rate = int(number) * base ** POWERS[unit[:1].lower()] // 1000
    if not 1 <= rate <= RATE_MOST:
        raise ValueError(f"{text!r} is out of range: OVN limits to 1kbit at least and {RATE_MOST}kbit at most.")
    return rate


def limit_rows(nic: Nic, refs: Refs) -> list[Row]:
    limits = nic.limits
    wanted = [("to-lport", f'outport == "{nic.port}"', limits.ingress), ("from-lport", f'inport == "{nic.port}"', limits.egress)]
    return [
        row(nb.QOS, (direction, limits.priority, match), {
            "bandwidth": {"rate": rate},
            "external_ids": nic_marks(nic.names, nic.port),
        }, parent=refs.internal_switch)
        for direction, match, rate in wanted if rate is not None
    ]
