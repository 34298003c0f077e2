# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which packets are reported to collectors, and under which numbers: ovn-nb(5)."""

from __future__ import annotations

from ..table import Option, Table
from .common import DATABASE, EXTERNAL_IDS

SAMPLE_COLLECTOR = Table(
    "Sample_Collector",
    DATABASE,
    plural="sample_collectors",
    key=("id",),
    since="24.09",
    options=(
        Option("id", "int", required=True),
        Option("name"),
        Option("probability", "int", needed=True),
        Option("set_id", "int", needed=True),
        EXTERNAL_IDS,
    ),
)


def somebody_collects(sample: dict) -> tuple[str, str] | None:
    """What goes nowhere is not sampled."""
    if not sample["collectors"]:
        return "collectors", "a sample without collectors is never taken. Name one collector at least."
    return None


# No root: it lives as long as a rule refers to it.
SAMPLE = Table(
    "Sample",
    DATABASE,
    key=("metadata",),
    since="24.09",
    options=(
        Option("metadata", "int", required=True),
        Option("collectors", "list", "int", refers="Sample_Collector", needed=True),
    ),
    rules=(somebody_collects,),
)

SAMPLING_APP = Table(
    "Sampling_App",
    DATABASE,
    plural="sampling_apps",
    key=("type",),
    since="24.09",
    options=(
        Option("type", choices=("drop", "acl-new", "acl-est"), required=True),
        Option("id", "int", needed=True),
        EXTERNAL_IDS,
    ),
)
