# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""docs/operations.md says what the scenario day2 does, row by row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

yaml = pytest.importorskip("yaml")

PLACE = Path(__file__).parents[3]
OPERATIONS = yaml.safe_load((PLACE / "molecule" / "day2" / "tests" / "operations.yml").read_text())
TABLE = [line for line in (PLACE / "docs" / "operations.md").read_text().splitlines() if line.startswith("| ")][2:]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE]


def test_each_operation_has_its_row_and_each_row_its_operation():
    assert [row[0] for row in ROWS] == [each["name"] for each in OPERATIONS]


@pytest.mark.parametrize(("row", "operation"), list(zip(ROWS, OPERATIONS)), ids=[each["name"] for each in OPERATIONS])
def test_a_row_tells_what_the_scenario_allows(row, operation):
    what, edit, foreseen, interrupted, refused = row
    assert edit or set(operation.get("edit", {})) <= {"ovn_instances.n.state", "ovn_network_forwards"}, "it says what to edit"
    measured = {str(seconds) for seconds in operation.get("loss", {}).values()}
    assert set(re.findall(r"(\d+) s\b", interrupted)) <= measured, "it tells no time that nobody measures"
    assert interrupted != "nothing" or not measured, "nothing is interrupted where no loss is allowed for"
    assert refused or "refused" not in operation, what
    assert "fails" in foreseen or "refused" not in operation, "a check run foresees it"
