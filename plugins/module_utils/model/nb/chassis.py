# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which chassis does what: ovn-nb(5)."""

from __future__ import annotations

from .. import values
from ..table import Option, Parent, Table
from .common import DATABASE, EXTERNAL_IDS

HA_CHASSIS_GROUP = Table(
    "HA_Chassis_Group",
    DATABASE,
    plural="ha_chassis_groups",
    options=(
        Option("name", required=True, check=values.filled),
        EXTERNAL_IDS,
    ),
)

HA_CHASSIS = Table(
    "HA_Chassis",
    DATABASE,
    key=("chassis_name",),
    key_within_parent=True,
    parents=(Parent("HA_Chassis_Group", "ha_chassis", "group"),),
    options=(
        Option("chassis_name", required=True, check=values.filled),
        Option("priority", "int", needed=True),
        EXTERNAL_IDS,
    ),
)

CHASSIS_TEMPLATE_VAR = Table(
    "Chassis_Template_Var",
    DATABASE,
    plural="chassis_template_vars",
    key=("chassis",),
    options=(
        Option("chassis", required=True, check=values.filled),
        Option("variables", "dict"),
        EXTERNAL_IDS,
    ),
)
