# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Data that there is much of, in half the memory where Python can do it."""

from __future__ import annotations

import sys

# For dataclass(**SLOTS): hosts may have Python 3.9, where dataclasses know no slots.
SLOTS: dict = {"slots": True} if sys.version_info >= (3, 10) else {}
