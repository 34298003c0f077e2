# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""docs/equivalence.md: which cases are compared with LXD and Incus, and where we differ on purpose.

Write it with: python -m tests.oracle.table > docs/equivalence.md
"""

from __future__ import annotations

from .cases import cases
from .deviations import DEVIATIONS

DAEMONS = {"lxd": "LXD", "incus": "Incus"}
HEAD = """\
<!--
SPDX-FileCopyrightText: overlay.ovn contributors
SPDX-License-Identifier: GPL-3.0-or-later
-->
# Equivalence with LXD and Incus

The tests replay what was typed at LXD and at Incus, and compare every row of the northbound database with the rows that the daemons
wrote: columns, names, references. This file is made from those tests by `python -m tests.oracle.table`, and one of them holds it true.
"""
# How those begin that only level what the recordings cannot show.
NONE = "No deviation"
LAZY = ("Port_Group, ACL", "The daemons make the groups of an ACL when it first comes into force, and groups without rules where a rule "
        "speaks of it. With us an ACL has its groups as long as it is defined: the northbound database is the only place that "
        "remembers it.")
# What is chosen, allowed or refused: no row of a recording shows it, or all of them do.
BESIDE = [
    ("Logical_Router_Port", "One peer entry makes both sides; the daemons want one on each network."),
    ("Load_Balancer_Health_Check", "A backend without a NIC is not probed: nobody could say which port its probes come from."),
    ("HA_Chassis", "The priorities of gateways follow from the names of the network and the chassis, where a daemon draws random numbers. So "
     "check mode foresees them."),
    ("Logical_Router_Port", "Ethernet addresses of routers and automatic subnets follow from the networks' names, where a daemon draws "
     "random numbers."),
    ("Load_Balancer", "A default target for a forward on the address that the network is translated to is refused: it would take the "
     "answers to the network's own instances. With ports it is allowed."),
]


def table() -> str:
    """The whole file."""
    return "\n".join([HEAD, *_cases(), "", *_deviations()]) + "\n"


def _cases() -> list[str]:
    found = [(daemon, case.document) for daemon in DAEMONS for case in cases(daemon)]
    lines = [_line(_version(each["system"]), f"`{each['case']}`", each["description"]) for _daemon, each in found]
    return ["## Cases", "", "Each is compared after every step, and the same step again changes nothing.", "", *_table(
        ("daemon", "case", "what was recorded"), lines)]


def _version(system: str) -> str:
    daemon, version = system.split("-", 1)
    return f"{DAEMONS[daemon]} {version.split('+')[0]}"


def _deviations() -> list[str]:
    shown = [(each.table or "all", DAEMONS.get(each.daemon, "both"), each.reason) for each in DEVIATIONS if not each.reason.startswith(NONE)]
    unseen = [("both", *each) for each in (LAZY, *BESIDE)]
    lines = [_line(*each) for each in shown] + [_line(name, daemon, reason) for daemon, name, reason in unseen]
    return ["## Where we differ, and why", "", *_table(("table", "daemon", "difference and reason"), lines)]


def _table(titles: tuple[str, ...], lines: list[str]) -> list[str]:
    return [_line(*titles), "|" + "---|" * len(titles), *lines]


def _line(*cells: str) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    print(table(), end="")
