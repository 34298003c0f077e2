# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How often a random test is tried: a little in "make test", much in "make test-long"."""

from __future__ import annotations

import os


def rounds(ci: int, long: int) -> int:
    """The number of tries: `long` where OVN_TEST_LONG is set, else `ci`."""
    return long if os.environ.get("OVN_TEST_LONG") else ci
