# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How OVN looks whether something answers: ovn-nb(5), the tables whose names end in Health_Check."""

from __future__ import annotations

from .settings import keys, numbers

CHECK_KEYS = keys(numbers(1, 2**31 - 1, "interval", "timeout", "success_count", "failure_count"))
