# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ovn-northd needs of a transaction beside its rows."""

from __future__ import annotations

import random
from collections.abc import Iterator

from .ovsdb import operations as op
from .reconcile.change import Plan

# The tables whose rows OVN calls datapaths.
DATAPATHS = {"Logical_Router", "Logical_Switch"}
# What northd calls itself in NB_Global where it has the fault of C(recompute): 26.03.0 and 26.03.1.
FAULTY = ("26.03.0-21.8.0-82.13", "26.03.1-21.8.0-82.14")
VERSION = "northd_internal_version"
# What northd derives, and writes there again whenever it finds another value.
DERIVED = "max_tunid"


def recompute(plan: Plan) -> Iterator[dict]:
    """Let a northd of OVN 26.03.0 or 26.03.1 compute all anew when a switch or router comes or goes.

    When one of its rounds finds a switch that went and one that came (or two routers), it gives the new one the index of
    the old one before it has let go of that, and dies (mended in 26.03.2, ovn-org/ovn commit f49251b71). A round may hold
    one transaction or several, of several writers, so each that makes or removes one has to do this. It dies in what it
    does for the changes alone; when it finds a value other than its own in DERIVED it computes everything anew, and
    writes its own back. The condition makes other releases' databases pass, in the same transaction, without a question
    beforehand. The value is a number, for whoever reads it meanwhile, and another one each time: a value that stands
    there already would be no change.
    """
    if any(change.action != "update" and change.table in DATAPATHS for change in plan.changes):
        other = str(random.randrange(10**7, 10**7 * 3 // 2))
        for version in FAULTY:
            where = [["options", "includes", ["map", [[VERSION, version]]]]]
            yield op.mutate("NB_Global", where, [
                ["options", "delete", ["set", [DERIVED]]],
                ["options", "insert", ["map", [[DERIVED, other]]]],
            ])
