# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What most tables of the northbound database have."""

from __future__ import annotations

from ..table import Option

DATABASE = "OVN_Northbound"
EXTERNAL_IDS = Option("external_ids", "dict")
OPTIONS = Option("options", "dict")
