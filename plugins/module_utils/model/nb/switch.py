# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logical switches, their ports and what else hangs at them: ovn-nb(5)."""

from __future__ import annotations

import ipaddress

from .. import values
from ..mentions import by_key, by_name, by_words
from ..table import Option, Own, Parent, Table
from .common import DATABASE, EXTERNAL_IDS
from .dhcp import quoted
from .health import CHECK_KEYS
from .matches import by_ports, by_sets_and_groups, is_known, is_readable, outport_is_known
from .settings import flags, free, keys, numbers, texts, words

COUNT = 2**32 - 1
# What ovn-northd knows (lib/ovn-util.c); the empty one is an instance's interface.
PORT_TYPES = ("", "router", "switch", "localnet", "localport", "l2gateway", "vtep", "external", "virtual", "remote")
# The options without which a port of a type does nothing.
NEEDED_OPTIONS = {
    "router": ("router-port",),
    "localnet": ("network_name",),
    "l2gateway": ("network_name", "l2gateway-chassis"),
    "vtep": ("vtep-physical-switch", "vtep-logical-switch"),
    "virtual": ("virtual-ip", "virtual-parents"),
}
EVPN_LINKS = ("dynamic-routing-bridge-ifname", "dynamic-routing-vxlan-ifname", "dynamic-routing-advertise-ifname")
SWITCH_KEYS = keys(
    texts(values.ipv4_pool, "subnet"),
    texts(values.ipv4_ranges, "exclude_ips"),
    texts(values.ipv6_pool, "ipv6_prefix"),
    texts(values.unicast_mac, "mcast_eth_src"),
    texts(values.ipv4, "mcast_ip4_src"),
    texts(values.ipv6, "mcast_ip6_src"),
    texts(values.list_of("fdb", "ip"), "dynamic-routing-redistribute"),
    numbers(0, COUNT, "fdb_age_threshold", "ct-zone-limit"),
    numbers(1, 32766, "mcast_table_size"),
    numbers(15, 3600, "mcast_idle_timeout"),
    numbers(1, 3600, "mcast_query_interval"),
    numbers(1, 10, "mcast_query_max_response"),
    numbers(0, 2**24 - 1, "dynamic-routing-vni"),
    numbers(1, 2**24 - 1, "requested-tnl-key"),
    flags("mac_only", "mcast_snoop", "mcast_querier", "mcast_flood_unregistered", "vlan-passthru", "broadcast-arps-to-all-routers",
          "enable-stateless-acl-with-lb", "dynamic-routing-fdb-prefer-local", "dynamic-routing-arp-prefer-local", "ic-vxlan_mode"),
    texts(values.link_names, *EVPN_LINKS),
    free("dhcp_relay_port", "interconn-ts"),
)
PORT_KEYS = keys(
    # Handed to DHCP as it is.
    texts(quoted, "hostname"),
    texts(values.ip, "virtual-ip"),
    texts(values.announced, "nat-addresses"),
    texts(values.proxied, "arp_proxy"),
    texts(values.list_of("rarp", "garp", "na"), "activation-strategy"),
    words("ethtype", "802.1q", "802.1ad"),
    words("pkt_clone_type", "mc_unknown"),
    numbers(0, 2**63 - 1, "qos_min_rate", "qos_max_rate", "qos_burst"),
    numbers(0, COUNT, "ct-zone-limit", "vif-plug-mtu-request"),
    numbers(1, 2**15 - 1, "requested-tnl-key"),
    flags("mcast_flood", "mcast_flood_reports", "localnet_learn_fdb", "exclude-lb-vips-from-garp", "exclude-router-ips-from-garp",
          "enable_router_port_acl", "force_fdb_lookup", "disable_garp_rarp", "disable_arp_nd_rsp", "lsp_learn_fdb",
          "receive_multicast", "is-nf"),
    free("router-port", "network_name", "l2gateway-chassis", "vtep-physical-switch", "vtep-logical-switch", "requested-chassis",
         "iface-id-ver", "vif-plug-type", "virtual-parents", "nf-linked-port"),
    # What the plug-in of a network card reads (vif-plug-providers(7)).
    others=("vif-plug:",),
)


def _excluded_are_of_the_subnet(switch: dict) -> tuple[str, str] | None:
    """OVN stops reading at the first address that it does not give out anyway, and gives out the rest."""
    held = switch.get("other_config") or {}
    try:
        subnet = ipaddress.IPv4Interface(held["subnet"]).network
        stray = [low for low, high in values.each_range(held["exclude_ips"]) if high <= subnet[0] or low > subnet[-1]]
    except (KeyError, ValueError):
        return None
    if stray:
        return "other_config", f"key 'exclude_ips': {stray[0]} is no address of {subnet} to spare, and OVN reads no further. Leave it out."
    return None


def _links_are_named(switch: dict) -> tuple[str, str] | None:
    held = switch.get("other_config") or {}
    missing = [name for name in EVPN_LINKS if name not in held]
    if "dynamic-routing-vni" in held and missing:
        return "other_config", f"key 'dynamic-routing-vni': OVN needs {' and '.join(missing)} beside it, and exchanges nothing without."
    return None


def _has_what_its_type_needs(port: dict) -> tuple[str, str] | None:
    held = port.get("options") or {}
    missing = [key for key in NEEDED_OPTIONS.get(port.get("type") or "", ()) if not held.get(key)]
    if missing:
        return "options", f"a port of type {port['type']} needs {' and '.join(missing)} here, and does nothing without."
    return None


def _peer_is_of_a_switch(port: dict) -> tuple[str, str] | None:
    if port.get("peer") and port.get("type") != "switch":
        return "peer", "is for ports of type switch only. Set the type, or unset peer with an empty string."
    return None


def _addresses_fit(port: dict) -> tuple[str, str] | None:
    addresses = port.get("addresses") or ()
    if "router" in addresses and port.get("type") != "router":
        return "addresses", "'router' is for ports of type router only. Set the type, or write the addresses."
    if sum("dynamic" in each.split() for each in addresses) > 1:
        return "addresses", "only one entry may be dynamic. Make the others fixed, or leave them out."
    return None


def _inner_port_has_a_tag(port: dict) -> tuple[str, str] | None:
    if port.get("parent_name") and port.get("tag_request") is None:
        return "tag_request", "must be given with parent_name: the VLAN of the inner port, or 0 to let OVN choose one."
    return None


def _check_has_a_port(check: dict) -> tuple[str, str] | None:
    if check.get("protocol") in ("tcp", "udp") and not check.get("port"):
        return "port", f"must be given, 1 to 65535: a check by {check['protocol']} asks a port."
    return None


def _check_is_of_one_family(check: dict) -> tuple[str, str] | None:
    address, source = check.get("address"), check.get("src_ip")
    if address and source and (":" in address) != (":" in source):
        return "src_ip", f"{source!r} is of another family than {address!r}, which it is to ask."
    return None


def _qos_does_something(qos: dict) -> tuple[str, str] | None:
    bandwidth = qos.get("bandwidth") or {}
    if bandwidth.get("burst") is not None and bandwidth.get("rate") is None:
        return "bandwidth", "burst needs rate, the limit that it may exceed for a moment. Give both."
    if not bandwidth and not qos.get("action"):
        return "action", "this or bandwidth must be given: the rule would do nothing."
    return None


def _ip_addresses(port: dict) -> frozenset[str]:
    """Those that OVN answers for at a port: given, or chosen by OVN."""
    if port["enabled"] is False or port["type"] in ("router", "localnet"):
        return frozenset()
    words = [word for entry in (*port["addresses"], port["dynamic_addresses"] or "") for word in entry.split()]
    return frozenset(filter(None, map(_ip, words)))


def _ip(word: str) -> str | None:
    """Others may have written anything."""
    try:
        return str(ipaddress.ip_address(word))
    except ValueError:
        return None


LOGICAL_SWITCH = Table(
    "Logical_Switch",
    DATABASE,
    plural="switches",
    ambiguous=True,
    options=(
        Option("name", required=True, check=values.filled),
        Option("load_balancer", "list", "str", refers="Load_Balancer", appends=True),
        Option("load_balancer_group", "list", "str", refers="Load_Balancer_Group", appends=True),
        Option("dns_records", "list", "str", refers="DNS", appends=True),
        Option("copp", refers="Copp"),
        Option("other_config", "dict", keys=SWITCH_KEYS),
        EXTERNAL_IDS,
    ),
    rules=(_excluded_are_of_the_subnet,),
    doubts=(_links_are_named,),
)

LOGICAL_SWITCH_PORT = Table(
    "Logical_Switch_Port",
    DATABASE,
    parents=(Parent("Logical_Switch", "ports", "switch"),),
    contains=("health_checks",),
    volatile=frozenset({"up", "dynamic_addresses"}),
    # ovn-northd copies a request, or chooses for one that is 0. It never takes a tag back.
    follows={"tag": "tag_request"},
    options=(
        Option("name", required=True, check=values.filled),
        Option("type", choices=PORT_TYPES),
        Option("addresses", "list", "str", check=values.port_addresses),
        Option("port_security", "list", "str", check=values.port_security),
        Option("peer", since="25.03"),
        Option("parent_name"),
        Option("tag_request", "int"),
        Option("tag", "int"),
        Option("enabled", "bool"),
        Option("dhcpv4_options", refers="DHCP_Options"),
        Option("dhcpv6_options", refers="DHCP_Options"),
        Option("mirror_rules", "list", "str", refers="Mirror", appends=True),
        Option("ha_chassis_group", refers="HA_Chassis_Group"),
        Option("options", "dict", keys=PORT_KEYS),
        EXTERNAL_IDS,
    ),
    rules=(
        _has_what_its_type_needs,
        _peer_is_of_a_switch,
        _addresses_fit,
        _inner_port_has_a_tag,
    ),
    mentions=(
        by_key("options", "router-port", "Logical_Router_Port", "leads no packets to a router", only=("type", "router"), loose=True),
        by_name("peer", "Logical_Switch_Port", "leads no packets to the other switch", only=("type", "switch"), loose=True),
        by_name("parent_name", "Logical_Switch_Port", "does not bind the port to a chassis"),
        by_words("options", "virtual-parents", "Logical_Switch_Port", "binds the port to no chassis", only=("type", "virtual")),
    ),
    own=Own(
        "addresses", ("addresses", "dynamic_addresses", "enabled", "type"), _ip_addresses,
        "{row} has {text} too, on the same switch: OVN goes by one of the two. Choose another, or remove it there.",
    ),
)

LOGICAL_SWITCH_PORT_HEALTH_CHECK = Table(
    "Logical_Switch_Port_Health_Check",
    DATABASE,
    since="26.03",
    key=("protocol", "address", "port"),
    key_within_parent=True,
    parents=(Parent("Logical_Switch_Port", "health_checks", "switch_port"),),
    volatile=frozenset({"status"}),
    options=(
        Option("protocol", choices=("tcp", "udp", "icmp"), required=True),
        Option("address", required=True, check=values.ip),
        Option("port", "int"),
        Option("src_ip", check=values.ip, needed=True),
        Option("options", "dict", keys=CHECK_KEYS),
    ),
    rules=(_check_has_a_port, _check_is_of_one_family),
)

FORWARDING_GROUP = Table(
    "Forwarding_Group",
    DATABASE,
    key_within_parent=True,
    ambiguous=True,
    parents=(Parent("Logical_Switch", "forwarding_groups", "switch"),),
    options=(
        Option("name", required=True, check=values.filled),
        Option("vip", check=values.ipv4, needed=True),
        Option("vmac", check=values.unicast_mac, needed=True),
        Option("child_port", "list", "str", check=values.filled, needed=True, appends=True),
        Option("liveness", "bool"),
        EXTERNAL_IDS,
    ),
    mentions=(by_name("child_port", "Logical_Switch_Port", "sends packets to a port that is not there"),),
)

QOS = Table(
    "QoS",
    DATABASE,
    key=("direction", "priority", "match"),
    key_within_parent=True,
    parents=(Parent("Logical_Switch", "qos_rules", "switch"),),
    options=(
        Option("direction", choices=("from-lport", "to-lport"), required=True),
        Option("priority", "int", required=True),
        Option("match", required=True, check=values.expression),
        Option("action", "dict", keys=keys(numbers(0, 63, "dscp"), numbers(0, COUNT, "mark"))),
        Option("bandwidth", "dict", keys=keys(numbers(1, COUNT, "rate", "burst"))),
        EXTERNAL_IDS,
    ),
    rules=(_qos_does_something, is_readable("match")),
    doubts=(is_known("match"), outport_is_known),
    mentions=(
        by_sets_and_groups("match", "leaves the rule out"),
        by_ports("match", "finds no packet that the rule is for"),
    ),
)
