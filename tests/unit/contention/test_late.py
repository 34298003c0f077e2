# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What comes to hang at a row while a task removes it: it goes by the plan, or it stays, but never in silence."""

from __future__ import annotations

from ...support.sites import port

DOCUMENT = {"switches": [{"name": "sw0", "ports": [port("p0", 0)]}]}


def test_a_row_to_be_removed_that_changes_hands_is_looked_at_again(database, just_before):
    database.topology(DOCUMENT)
    just_before(lambda: database.topology({"switches": [{"name": "sw0", "ports": [port("late", 1)]}]}), 1)
    result = database.topology({"switches": [{"name": "sw0"}]}, state="absent")
    assert database.count("Logical_Switch_Port") == database.count("Logical_Switch") == 0
    assert "Logical_Switch_Port late" in {each["before_header"] for each in result["diff"]}
