# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The northbound tables: ovn-nb(5). Each file of C(nb) declares some that belong together."""

from __future__ import annotations

from .nb.access import ACL, ADDRESS_SET, PORT_GROUP
from .nb.address import DHCP_OPTIONS, DNS
from .nb.chassis import HA_CHASSIS, HA_CHASSIS_GROUP
from .nb.router import LOGICAL_ROUTER, LOGICAL_ROUTER_PORT, NAT, ROUTER_POLICY, STATIC_ROUTE
from .nb.server import NB_GLOBAL
from .nb.switch import LOGICAL_SWITCH, LOGICAL_SWITCH_PORT
from .table import Table

TABLES = {table.name: table for table in list(globals().values()) if isinstance(table, Table)}
