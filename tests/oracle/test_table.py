# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What docs/equivalence.md says is what is tested."""

from __future__ import annotations

from pathlib import Path

from .table import table

FILE = Path(__file__).parents[2] / "docs" / "equivalence.md"


def test_the_file_says_what_is_tested():
    assert FILE.read_text() == table(), "write it with: python -m tests.oracle.table > docs/equivalence.md"
