# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables of a host's Open_vSwitch database: ovs-vswitchd.conf.db(5)."""

from __future__ import annotations

from . import values
from .nb.server import target
from .nb.settings import keys, numbers
from .rows import Link, Ref, Row, row
from .table import Option, Parent, Table

DATABASE = "Open_vSwitch"
EXTERNAL_IDS = Option("external_ids", "dict")
OTHER_CONFIG = Option("other_config", "dict")

OPEN_VSWITCH = Table(
    "Open_vSwitch",
    DATABASE,
    key=(),
    volatile=frozenset({
        "cur_cfg", "next_cfg", "datapaths", "datapath_types", "db_version", "dpdk_initialized", "dpdk_version",
        "iface_types", "ovs_version", "statistics", "system_type", "system_version",
    }),
    options=(EXTERNAL_IDS, OTHER_CONFIG),
)

# Of a type that it does not know Open vSwitch makes no bridge, and takes one away that is there.
DATAPATHS = ("", "system", "netdev")

BRIDGE = Table(
    "Bridge",
    DATABASE,
    parents=(Parent("Open_vSwitch", "bridges", ""),),
    volatile=frozenset({"datapath_id", "datapath_version", "rstp_status", "status"}),
    options=(
        Option("name", required=True, check=values.filled),
        Option("datapath_type", choices=DATAPATHS),
        Option("fail_mode", choices=("standalone", "secure")),
        Option("mcast_snooping_enable", "bool"),
        Option("stp_enable", "bool"),
        Option("rstp_enable", "bool"),
        Option("protocols", "list", "str"),
        OTHER_CONFIG,
        EXTERNAL_IDS,
    ),
)

# Of a port with several interfaces.
BOND_OPTIONS = (
    Option("bond_mode", choices=("active-backup", "balance-slb", "balance-tcp")),
    Option("lacp", choices=("active", "passive", "off")),
    Option("bond_updelay", "int"),
    Option("bond_downdelay", "int"),
)

PORT = Table(
    "Port",
    DATABASE,
    parents=(Parent("Bridge", "ports", "bridge"),),
    volatile=frozenset({"bond_active_slave", "rstp_statistics", "rstp_status", "statistics", "status"}),
    options=(
        Option("name", required=True, check=values.filled),
        Option("tag", "int"),
        Option("trunks", "list", "int"),
        Option("vlan_mode", choices=("access", "dot1q-tunnel", "native-tagged", "native-untagged", "trunk")),
        *BOND_OPTIONS,
        OTHER_CONFIG,
        EXTERNAL_IDS,
    ),
)

INTERFACE = Table(
    "Interface",
    DATABASE,
    parents=(Parent("Port", "interfaces", "name"),),
    volatile=frozenset({
        "admin_state", "bfd_status", "cfm_fault", "cfm_fault_status", "cfm_flap_count", "cfm_health",
        "cfm_remote_mpids", "cfm_remote_opstate", "duplex", "error", "ifindex", "lacp_current", "link_resets",
        "link_speed", "link_state", "mac_in_use", "mtu", "ofport", "statistics", "status",
    }),
    options=(
        Option("name", required=True, check=values.filled),
        Option("type"),
        Option("mac", check=values.unicast_mac),
        Option("mtu_request", "int"),
        Option("options", "dict"),
        OTHER_CONFIG,
        EXTERNAL_IDS,
    ),
)

MANAGER = Table(
    "Manager",
    DATABASE,
    key=("target",),
    parents=(Parent("Open_vSwitch", "manager_options", ""),),
    volatile=frozenset({"is_connected", "status"}),
    options=(
        Option("target", required=True, check=target),
        Option("connection_mode", choices=("in-band", "out-of-band")),
        Option("inactivity_probe", "int"),
        Option("max_backoff", "int"),
        Option("other_config", "dict", keys=keys(numbers(0, 63, "dscp"))),
        EXTERNAL_IDS,
    ),
)

SSL = Table(
    "SSL",
    DATABASE,
    key=(),
    parents=(Parent("Open_vSwitch", "ssl", ""),),
    options=(
        Option("private_key", "path", check=values.filled, needed=True),
        Option("certificate", "path", check=values.filled, needed=True),
        Option("ca_cert", "path", check=values.filled, needed=True),
        Option("bootstrap_ca_cert", "bool"),
        EXTERNAL_IDS,
    ),
)

ROOT = Ref(OPEN_VSWITCH)


def root(columns: dict, **rest) -> Row:
    """The one row that speaks of the host."""
    return row(OPEN_VSWITCH, (), columns, **rest)


def bridge(name: str, columns: dict | None = None) -> list[Row]:
    """A bridge with its local port, without which no bridge works."""
    return [
        row(BRIDGE, (name,), columns, parent=ROOT),
        *port(name, name, interface={"type": "internal"}),
    ]


def port(bridge_name: str, name: str, columns: dict | None = None, interface: dict | None = None) -> list[Row]:
    """A port of a bridge with its one interface, both of one name."""
    return [
        row(PORT, (name,), columns, parent=Ref(BRIDGE, (bridge_name,))),
        row(INTERFACE, (name,), interface, parent=Ref(PORT, (name,))),
    ]


def bond(bridge_name: str, name: str, columns: dict, members: dict[str, dict]) -> tuple[list[Row], tuple[Link, Table]]:
    """A port of a bridge with several interfaces (their columns by name), and the place where only these may hang."""
    port_row = row(PORT, (name,), columns, parent=Ref(BRIDGE, (bridge_name,)))
    rows = [port_row, *(row(INTERFACE, (member,), interface, parent=port_row.ref) for member, interface in members.items())]
    return rows, (Link(port_row.ref, "interfaces"), INTERFACE)


def absent_bridge(name: str) -> Row:
    return row(BRIDGE, (name,), state="absent")


def absent_port(name: str) -> Row:
    return row(PORT, (name,), state="absent")
