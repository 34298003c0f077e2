# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether rows are there, and stay, that others name by a text."""

from __future__ import annotations

from ..errors import Fault
from ..model.rows import Want
from .names import Names
from .taken import Taken
from .written import Written


def check_names(want: Want, names: Names) -> list[Fault]:
    """What is wrong: names that can lead nowhere at no time, and rows that go while others name them.

    Notes as a doubt of the plan every name that leads nowhere for now, and as a guard what must hold for vital ones.
    """
    return Written(names, want).faults() + Taken(names, want).faults()
