# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What scenarios lost is printed beside what their last runs lost."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

PLACE = Path(__file__).parents[3]


def _lossbook():
    spec = importlib.util.spec_from_file_location("lossbook", PLACE / "molecule" / "lab" / "python" / "lossbook.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _cells(line: str) -> list[str]:
    return re.split(r"  +", line)


def test_each_loss_stands_beside_the_last_runs(tmp_path):
    write_up = _lossbook().write_up
    first = write_up("day2", {"A host restarts": {"b": (3, 200, 0.15), "outside": (0, 200, 0.0)}}, tmp_path)
    assert _cells(first[1]) == ["A host restarts", "b", "3 of 200", "0.15 s", "-"]
    write_up("day2", {"An ACL": {"b": (0, 90, 0.0)}}, tmp_path)
    third = write_up("day2", {"A host restarts": {"b": (40, 200, 2.0), "m": (1, 200, 0.05)}}, tmp_path)
    assert [_cells(line)[3:] for line in third[1:]] == [["2.00 s", "0.15 s"], ["0.05 s", "-"]], "one that was not done meanwhile is kept"
    assert (tmp_path / "day2.txt").read_text().splitlines() == third
    assert _cells(write_up("failover", {"A host restarts": {"b": (0, 9, 0.0)}}, tmp_path)[1])[-1] == "-", "each scenario has its own"


def test_long_tests_do_all_operations_of_day_two():
    recipe = re.search(r"^test-long:.*\n\t(.+)$", (PLACE / "Makefile").read_text(), re.M)[1]
    assert "OVN_TEST_LONG=1" in recipe and {"unit", "molecule-day2"} <= set(recipe.split())
