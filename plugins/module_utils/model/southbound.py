# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The southbound tables that a task may change: ovn-sb(5)."""

from __future__ import annotations

from . import values
from .table import Option, Table

DATABASE = "OVN_Southbound"

CHASSIS = Table(
    "Chassis",
    DATABASE,
    volatile=frozenset({"nb_cfg"}),
    options=(Option("name", required=True, check=values.filled),),
)

CHASSIS_PRIVATE = Table(
    "Chassis_Private",
    DATABASE,
    volatile=frozenset({"nb_cfg", "nb_cfg_timestamp"}),
    options=(Option("name", required=True, check=values.filled),),
)
