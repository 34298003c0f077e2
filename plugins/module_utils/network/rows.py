# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""References to a network's rows, and the marks they carry."""

from __future__ import annotations

from ..model import northbound as nb
from ..model.edits import Merge
from ..model.rows import Ref
from .names import Names

NETWORK_MARK = "overlay_network"
NIC_MARK = "overlay_nic"
NIC_NETWORK_MARK = "overlay_nic_network"
ACL_MARK = "overlay_acl"
ACL_NETWORK_MARK = "overlay_acl_network"
ADDRESS_SET_MARK = "overlay_address_set"
FORWARD_MARK = "overlay_forward"
LOAD_BALANCER_MARK = "overlay_load_balancer"
PEER_MARK = "overlay_peer"
UPLINK_MARK = "overlay_uplink"
# One of these is on each row of a document of networks.
ENTRY_MARKS = frozenset((
    NETWORK_MARK, NIC_MARK, ACL_MARK, ADDRESS_SET_MARK, FORWARD_MARK, LOAD_BALANCER_MARK, PEER_MARK, UPLINK_MARK,
))

# The tables in which a network has rows of its own; a row of it that is no longer wanted goes.
NETWORK_TABLES = (
    nb.ACL,
    nb.NAT,
    nb.ROUTER_POLICY,
    nb.STATIC_ROUTE,
    nb.LOGICAL_SWITCH_PORT,
    nb.LOGICAL_ROUTER_PORT,
    nb.LOGICAL_SWITCH,
    nb.LOGICAL_ROUTER,
    nb.DHCP_OPTIONS,
    nb.ADDRESS_SET,
    nb.PORT_GROUP,
    nb.HA_CHASSIS_GROUP,
)
NIC_TABLES = (nb.LOGICAL_SWITCH_PORT, nb.DNS, nb.NAT, nb.STATIC_ROUTE, nb.QOS, nb.ACL)


class Refs:
    """The rows of one network by their roles."""

    def __init__(self, names: Names):
        self.router = Ref(nb.LOGICAL_ROUTER, (names.router,))
        self.internal_switch = Ref(nb.LOGICAL_SWITCH, (names.internal_switch,))
        self.external_switch = Ref(nb.LOGICAL_SWITCH, (names.external_switch,))
        self.chassis_group = Ref(nb.HA_CHASSIS_GROUP, (names.chassis_group,))
        self.port_group = Ref(nb.PORT_GROUP, (names.port_group,))
        self.dhcp = {version: Ref(nb.DHCP_OPTIONS, (names.dhcp(version),)) for version in (4, 6)}
        self.routes = {version: Ref(nb.ADDRESS_SET, (names.routes(version),)) for version in (4, 6)}


def flag(value: bool | None) -> str | None:
    """A truth as options hold it; None unsets the key."""
    return None if value is None else str(value).lower()


def network_marks(names: Names) -> Merge:
    return Merge({NETWORK_MARK: names.base})


def nic_marks(names: Names, port: str) -> Merge:
    return Merge({NIC_NETWORK_MARK: names.base, NIC_MARK: port})
