# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The database itself: ovn-nb(5)."""

from __future__ import annotations

from ..table import Table
from .common import DATABASE

NB_GLOBAL = Table("NB_Global", DATABASE, key=())
