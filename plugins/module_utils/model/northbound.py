# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The northbound tables: ovn-nb(5). Each file of C(nb) declares some that belong together."""

from __future__ import annotations

from .nb.access import ACL, ADDRESS_SET, PORT_GROUP
from .nb.address import DHCP_OPTIONS, DHCP_RELAY, DNS
from .nb.balancer import LOAD_BALANCER, LOAD_BALANCER_GROUP, LOAD_BALANCER_HEALTH_CHECK
from .nb.chassis import CHASSIS_TEMPLATE_VAR, HA_CHASSIS, HA_CHASSIS_GROUP
from .nb.meter import COPP, METER, METER_BAND
from .nb.mirror import MIRROR, MIRROR_RULE
from .nb.router import (
    BFD,
    GATEWAY_CHASSIS,
    LOGICAL_ROUTER,
    LOGICAL_ROUTER_PORT,
    NAT,
    ROUTER_POLICY,
    STATIC_MAC_BINDING,
    STATIC_ROUTE,
)
from .nb.sampling import SAMPLE, SAMPLE_COLLECTOR, SAMPLING_APP
from .nb.server import CONNECTION, NB_GLOBAL, SSL
from .nb.service import NETWORK_FUNCTION, NETWORK_FUNCTION_GROUP, NETWORK_FUNCTION_HEALTH_CHECK
from .nb.switch import (
    FORWARDING_GROUP,
    LOGICAL_SWITCH,
    LOGICAL_SWITCH_PORT,
    LOGICAL_SWITCH_PORT_HEALTH_CHECK,
    QOS,
)
from .table import Table

TABLES = {table.name: table for table in list(globals().values()) if isinstance(table, Table)}
