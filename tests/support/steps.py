# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every task promises."""

from __future__ import annotations

from ansible_collections.overlay.ovn.plugins.module_utils.reconcile.summary import NOTHING, VERBS, with_entries

QUIET = {"changed": False, "plan": NOTHING, "diff": [], "commands": []}


def four_steps(run, *, tells_of_the_host=False, **options) -> dict:
    """Check, do, check, do: the first two change and say the same, the last two change nothing.

    What else a result tells is the same each time, unless it tells how the host is, which is not the same afterwards.
    """
    planned, done, *again = [run(check=check, **options) for check in (True, False, True, False)]
    assert done["changed"] and done["diff"] and done["commands"]
    assert sum(done["plan"][verb] for verb in VERBS.values()) == len(done["diff"])
    # Nothing is doubted that stays as it is.
    told = QUIET if tells_of_the_host else done.keys() - {"warnings"}
    assert [planned[key] for key in told] == [done[key] for key in told]
    quiet = QUIET | {"plan": with_entries(NOTHING, ()), "entries": []} if "entries" in done else QUIET
    for result in again:
        assert {key: result[key] for key in told} == {key: done[key] for key in told} | quiet
    return done
