# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logical routers, their ports, routes, policies and translations: ovn-nb(5)."""

from __future__ import annotations

from .. import values
from ..mentions import by_name
from ..table import Alone, Option, Parent, Table
from . import related
from .common import DATABASE, EXTERNAL_IDS, OPTIONS
from .matches import by_ports, by_sets_and_groups, is_known, is_readable
from .settings import flags, free, is_on, keys, number_of, numbers, texts, words

COUNT = 2**32 - 1
# The option that holds a match: packets for which gateway_mtu is not looked at.
BYPASS = "gateway_mtu_bypass"
REDISTRIBUTED = values.list_of("connected", "connected-as-host", "static", "nat", "lb")
HASHED_FIELDS = ("eth_src", "eth_dst", "ip_proto", "ip_src", "ip_dst", "ipv6_src", "ipv6_dst", "tp_src", "tp_dst")
ROUTER_KEYS = keys(
    texts(values.source_addresses, "dnat_force_snat_ip"),
    texts(values.source_addresses_or_router, "lb_force_snat_ip"),
    texts(values.ages, "mac_binding_age_threshold"),
    texts(REDISTRIBUTED, "dynamic-routing-redistribute"),
    texts(values.ip, "dynamic-routing-v4-prefix-nexthop"),
    texts(values.ipv6, "dynamic-routing-v6-prefix-nexthop"),
    numbers(0, 2**16 - 1, "snat-ct-zone"),
    numbers(0, COUNT, "ct-zone-limit"),
    numbers(1, COUNT, "dynamic-routing-vrf-id"),
    numbers(1, 2**24 - 1, "requested-tnl-key"),
    flags("mcast_relay", "dynamic_neigh_routers", "always_learn_from_arp_request", "ct-commit-all", "disable_garp_rarp",
          "dynamic-routing", "dynamic-routing-redistribute-local-only", "dynamic-routing-no-learning"),
    free("chassis", "dynamic-routing-vrf-name", "ic-route-filter-adv", "ic-route-filter-learn", "ic-route-deny-adv",
         "ic-route-deny-learn", "interconn-tr"),
)
ADVERTISED = keys(
    words("address_mode", "slaac", "dhcpv6_stateful", "dhcpv6_stateless"),
    words("router_preference", "HIGH", "MEDIUM", "LOW"),
    texts(values.ipv6, "rdnss"),
    texts(values.domain_names, "dnssl"),
    texts(values.advertised_routes, "route_info"),
    # What is outside of these, OVN leaves out or changes to the nearest.
    numbers(1280, 65535, "mtu", zero=True),
    numbers(4, 1800, "max_interval"),
    numbers(3, 1350, "min_interval"),
    flags("send_periodic"),
)
PORT_KEYS = keys(
    words("redirect-type", "overlay", "bridged"),
    texts(values.list_of("BGP", "BFD"), "routing-protocols"),
    texts(REDISTRIBUTED, "dynamic-routing-redistribute"),
    texts(values.expression, BYPASS),
    # The least that IPv4 can do with.
    numbers(68, 65535, "gateway_mtu", zero=True),
    numbers(1, 2**15 - 1, "requested-tnl-key"),
    flags("reside-on-redirect-chassis", "prefix_delegation", "prefix", "mcast_flood", "centralize_routing",
          "dynamic-routing-redistribute-local-only", "dynamic-routing-maintain-vrf", "dynamic-routing-no-learning"),
    free("route_table", "routing-protocol-redirect", "requested-chassis", "dynamic-routing-port-name", "ic-route-tag",
         "ic-route-filter-tag", "ic-route-filter-adv", "ic-route-filter-learn", "ic-route-deny-adv", "ic-route-deny-learn",
         "interconn-tr"),
)


def _gateway_name(port: tuple, chassis: tuple) -> dict:
    """The name that C(ovn-nbctl lrp-set-gateway-chassis) gives; an index wants one."""
    return {"name": f"{port[0]}-{chassis[0]}"}


def _route_goes_somewhere(route: dict) -> tuple[str, str] | None:
    if not route.get("nexthop") and not route.get("output_port"):
        return "nexthop", "must be an address or discard, unless output_port says where packets go."
    if route.get("nexthop") == "discard":
        for name in ("output_port", "bfd"):
            if route.get(name):
                return name, "has no meaning where nexthop is discard. Leave it out, or unset it."
    return None


def _route_is_of_one_family(route: dict) -> tuple[str, str] | None:
    """Only an OVN that has selection_fields leads packets of one family through a router of the other."""
    nexthop = route.get("nexthop") or "discard"
    if nexthop != "discard" and (":" in nexthop) != (":" in route["ip_prefix"]) and "selection_fields" not in route:
        return "nexthop", f"{nexthop} is of another family than {route['ip_prefix']}, which needs OVN 25.03 or newer. Write another."
    return None


def _addresses_are_of_one_family(nat: dict) -> tuple[str, str] | None:
    inside, outside = nat.get("logical_ip"), nat.get("external_ip")
    if inside and outside and (":" in inside) != (":" in outside):
        return "logical_ip", f"{inside!r} is of another family than external_ip, {outside!r}. OVN does not translate between them."
    length = (inside or "").partition("/")[2]
    if length and length != ("128" if ":" in inside else "32") and nat.get("type") != "snat":
        return "logical_ip", f"{inside!r} is a network, which only snat can have. Write one address."
    return None


def _distributed_nat_is_complete(nat: dict) -> tuple[str, str] | None:
    for name in ("external_mac", "logical_port"):
        if nat.get(name) and nat.get("type") != "dnat_and_snat":
            return name, f"is for type dnat_and_snat only, and this is {nat.get('type')}. Unset it with an empty string."
    if nat.get("external_mac") and not nat.get("logical_port"):
        return "logical_port", "must be given with external_mac: without it, OVN does not translate on the instance's chassis."
    return None


def _nat_has_one_set_of_addresses(nat: dict) -> tuple[str, str] | None:
    if nat.get("allowed_ext_ips") and nat.get("exempted_ext_ips"):
        return "exempted_ext_ips", "cannot be used with allowed_ext_ips, OVN would ignore the rule. Unset one with an empty string."
    return None


def _nat_priority_has_a_match(nat: dict) -> tuple[str, str] | None:
    if nat.get("priority") and not nat.get("match"):
        return "priority", "has no meaning without match. Give a match, or set priority to 0."
    return None


def _nat_options_fit_its_type(nat: dict) -> tuple[str, str] | None:
    kind = nat.get("type")
    if is_on(nat, "options", "stateless") and kind != "dnat_and_snat":
        return "options", f"key 'stateless': is for type dnat_and_snat only, and this is {kind}. Leave it out."
    if is_on(nat, "options", "add_route") and kind == "snat":
        return "options", "key 'add_route': is for types dnat and dnat_and_snat only. Leave it out."
    if is_on(nat, "options", "stateless") and nat.get("external_port_range"):
        return "external_port_range", "has no meaning where the option stateless is true. Leave one of them out."
    return None


def _translated(nat: dict) -> dict:
    """What one rule of a router translates: the inside of snat, the outside of the others."""
    return {"type": "snat", "logical_ip": nat["logical_ip"]} if nat["type"] == "snat" else {"external_ip": nat["external_ip"]}


def _translates_too(nat: dict, other: dict) -> tuple[str, str] | None:
    """Two rules for one thing, as ovn-nbctl refuses them: OVN goes by one, and the address that was moved leads to the old place."""
    option = "logical_ip" if nat["type"] == "snat" else "external_ip"
    remedy = "Remove that first, or in the same task."
    if nat["type"] == other["type"]:
        if any(nat.get(name) != other.get(name) for name in ("match", "gateway_port", "allowed_ext_ips", "exempted_ext_ips")):
            return None
        return option, f"{nat[option]} is translated already, {other['external_ip']} to {other['logical_ip']} by {{row}}. {remedy}"
    if "dnat_and_snat" in (nat["type"], other["type"]) and (is_on(nat, "options", "stateless") or is_on(other, "options", "stateless")):
        return option, f"{nat[option]} is shared with {{row}}, and one of them is stateless: then it is the only one. {remedy}"
    return None


def _ports_of_dnat_are_no_condition(nat: dict) -> tuple[str, str] | None:
    if nat.get("external_port_range") and nat.get("type") in ("dnat", "dnat_and_snat"):
        return "external_port_range", (
            f"with type {nat['type']} OVN forwards every port of external_ip, and only chooses another port of the range on the way. "
            "To forward some ports, use a load balancer."
        )
    return None


def _mtu_is_enough(port: dict) -> tuple[str, str] | None:
    mtu = number_of(port, "options", "gateway_mtu")
    if mtu and mtu < 1280 and any(":" in each for each in port.get("networks") or ()):
        return "options", f"key 'gateway_mtu': {mtu} is less than IPv6 can do with, and the port has an IPv6 network. Write 1280 or more."
    return None


def _advertisements_are_apart(port: dict) -> tuple[str, str] | None:
    most, least = (number_of(port, "ipv6_ra_configs", name) for name in ("max_interval", "min_interval"))
    if most and least and least > most * 3 // 4:
        return "ipv6_ra_configs", f"key 'min_interval': OVN takes {most * 3 // 4} for {least}: three quarters of max_interval are the most."
    return None


def _subnets_are_apart(port: dict, other: dict) -> tuple[str, str] | None:
    """A router tells its ports apart by their subnets. A port to a peer may borrow the address of another port, without a subnet."""
    return None if _borrows(port) or _borrows(other) else values.overlap(port, other)


def _borrows(port: dict) -> bool:
    networks = port.get("networks") or ()
    return bool(port.get("peer")) and all(text.partition("/")[2] in ("", "128" if ":" in text else "32") for text in networks)


def _policy_fits_its_action(policy: dict) -> tuple[str, str] | None:
    action = policy.get("action")
    if action == "reroute" and not policy.get("nexthops"):
        return "nexthops", "must be given where action is reroute: the addresses to send to."
    if action == "jump" and not policy.get("jump_chain"):
        return "jump_chain", "must be given where action is jump: the chain to go on in."
    for name, its_action in (("nexthops", "reroute"), ("output_port", "reroute"), ("bfd_sessions", "reroute"), ("jump_chain", "jump")):
        if policy.get(name) and action != its_action:
            empty = "an empty string" if name in ("output_port", "jump_chain") else "an empty list"
            return name, f"is for action {its_action} only, and this is {action}. Leave it out, or unset it with {empty}."
    return None


def _nexthops_go_together(policy: dict) -> tuple[str, str] | None:
    nexthops = sorted(policy.get("nexthops") or ())
    if len({":" in each for each in nexthops}) > 1:
        return "nexthops", f"{', '.join(nexthops)} are of two families. Write a policy for each."
    if policy.get("output_port") and len(nexthops) > 1:
        return "output_port", "is possible with one address in nexthops only. Leave it out, or leave one address."
    return None


def _bfd_is_in_range(bfd: dict) -> tuple[str, str] | None:
    for name, least, most in (("min_tx", 1, COUNT), ("min_rx", 0, COUNT), ("detect_mult", 1, 255)):
        value = bfd.get(name)
        if value is not None and not least <= value <= most:
            return name, f"{value} is not a number from {least} to {most}."
    return None


LOGICAL_ROUTER = Table(
    "Logical_Router",
    DATABASE,
    plural="routers",
    ambiguous=True,
    unseen=("enabled", False),
    options=(
        Option("name", required=True, check=values.filled),
        Option("enabled", "bool"),
        Option("load_balancer", "list", "str", refers="Load_Balancer", appends=True),
        Option("load_balancer_group", "list", "str", refers="Load_Balancer_Group", appends=True),
        Option("copp", refers="Copp"),
        Option("options", "dict", keys=ROUTER_KEYS),
        EXTERNAL_IDS,
    ),
)

LOGICAL_ROUTER_PORT = Table(
    "Logical_Router_Port",
    DATABASE,
    parents=(Parent("Logical_Router", "ports", "router"),),
    volatile=frozenset({"ipv6_prefix", "status"}),
    apart=_subnets_are_apart,
    options=(
        Option("name", required=True, check=values.filled),
        Option("mac", check=values.unicast_mac, needed=True),
        # Older schemas demand one, from 25.03 on a port may do with its link-local address.
        Option("networks", "list", "str", check=values.interface),
        Option("peer"),
        Option("enabled", "bool"),
        Option("ha_chassis_group", refers="HA_Chassis_Group"),
        Option("dhcp_relay", refers="DHCP_Relay", since="24.09"),
        Option("ipv6_ra_configs", "dict", keys=ADVERTISED),
        Option("options", "dict", keys=PORT_KEYS),
        EXTERNAL_IDS,
    ),
    rules=(is_readable("options", BYPASS),),
    relations=related.GATEWAY,
    doubts=(_mtu_is_enough, _advertisements_are_apart, is_known("options", BYPASS)),
    mentions=(
        by_name("peer", "Logical_Router_Port", "leads no packets to the other router", loose=True),
        by_sets_and_groups("options", "leaves the exception out", BYPASS),
    ),
)

GATEWAY_CHASSIS = Table(
    "Gateway_Chassis",
    DATABASE,
    key=("chassis_name",),
    key_within_parent=True,
    parents=(Parent("Logical_Router_Port", "gateway_chassis", "router_port"),),
    derived=_gateway_name,
    relations=related.CHASSIS,
    options=(
        Option("chassis_name", required=True, check=values.filled),
        Option("priority", "int"),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)

STATIC_ROUTE = Table(
    "Logical_Router_Static_Route",
    DATABASE,
    key=("ip_prefix", "nexthop", "route_table", "policy"),
    key_within_parent=True,
    parents=(Parent("Logical_Router", "static_routes", "router"),),
    options=(
        Option("ip_prefix", required=True, check=values.prefix),
        Option("nexthop", required=True, check=values.nexthop),
        Option("route_table"),
        Option("policy", choices=("dst-ip", "src-ip"), check=values.route_policy),
        Option("output_port"),
        Option("bfd", "dict", refers="BFD"),
        Option("selection_fields", "list", "str", choices=HASHED_FIELDS, since="25.03"),
        Option("options", "dict", keys=keys(flags("ecmp_symmetric_reply"), free("origin"))),
        EXTERNAL_IDS,
    ),
    rules=(_route_goes_somewhere, _route_is_of_one_family),
    relations=related.ROUTE,
    mentions=(by_name("output_port", "Logical_Router_Port", "leaves the route out"),),
)

NAT = Table(
    "NAT",
    DATABASE,
    key=("type", "external_ip", "logical_ip", "external_port_range"),
    key_within_parent=True,
    parents=(Parent("Logical_Router", "nat", "router"),),
    options=(
        Option("type", choices=("snat", "dnat", "dnat_and_snat"), required=True),
        Option("external_ip", required=True, check=values.ip),
        Option("logical_ip", required=True, check=values.prefix),
        Option("external_port_range", check=values.port_range),
        Option("external_mac", check=values.unicast_mac),
        Option("logical_port"),
        Option("gateway_port", refers="Logical_Router_Port"),
        Option("allowed_ext_ips", refers="Address_Set"),
        Option("exempted_ext_ips", refers="Address_Set"),
        Option("match", check=values.trimmed, since="24.09"),
        Option("priority", "int", since="24.09"),
        Option("options", "dict", keys=keys(flags("stateless", "add_route"))),
        EXTERNAL_IDS,
    ),
    rules=(
        _addresses_are_of_one_family,
        _distributed_nat_is_complete,
        _nat_has_one_set_of_addresses,
        _nat_priority_has_a_match,
        _nat_options_fit_its_type,
        is_readable("match"),
    ),
    doubts=(_ports_of_dnat_are_no_condition, is_known("match")),
    mentions=(
        by_name("logical_port", "Logical_Switch_Port", "does not translate on the instance's chassis"),
        by_sets_and_groups("match", "leaves the translation out"),
    ),
    relations=related.TRANSLATION,
    alone=Alone(_translated, _translates_too),
)

# The old column nexthop is not declared: ovn-northd ignores it, and ignores a policy that has it.
ROUTER_POLICY = Table(
    "Logical_Router_Policy",
    DATABASE,
    key=("priority", "match", "chain"),
    key_within_parent=True,
    parents=(Parent("Logical_Router", "policies", "router"),),
    options=(
        Option("priority", "int", required=True),
        Option("match", required=True, check=values.expression),
        Option("chain", since="25.03"),
        Option("action", choices=("allow", "drop", "reroute", "jump"), needed=True),
        Option("nexthops", "list", "str", check=values.ip),
        Option("output_port", refers="Logical_Router_Port", since="26.03"),
        Option("bfd_sessions", "list", "dict", refers="BFD", since="24.03"),
        Option("jump_chain", since="25.03"),
        Option("options", "dict", keys=keys(numbers(0, COUNT, "pkt_mark"))),
        EXTERNAL_IDS,
    ),
    rules=(_policy_fits_its_action, _nexthops_go_together, is_readable("match")),
    relations=related.POLICY,
    doubts=(is_known("match"),),
    mentions=(
        by_sets_and_groups("match", "leaves the policy out"),
        by_ports("match", "finds no packet that the policy is for"),
    ),
)

BFD = Table(
    "BFD",
    DATABASE,
    plural="bfd",
    key=("logical_port", "dst_ip"),
    volatile=frozenset({"status"}),
    options=(
        Option("logical_port", required=True, check=values.filled),
        Option("dst_ip", required=True, check=values.ip),
        Option("min_tx", "int"),
        Option("min_rx", "int"),
        Option("detect_mult", "int"),
        OPTIONS,
        EXTERNAL_IDS,
    ),
    rules=(_bfd_is_in_range,),
    relations=related.SESSION,
    mentions=(by_name("logical_port", "Logical_Router_Port", "comes to a stop (ovn-northd crashes, again at each start)", vital=True),),
)

STATIC_MAC_BINDING = Table(
    "Static_MAC_Binding",
    DATABASE,
    plural="static_mac_bindings",
    key=("logical_port", "ip"),
    options=(
        Option("logical_port", required=True, check=values.filled),
        Option("ip", required=True, check=values.ip),
        Option("mac", check=values.unicast_mac, needed=True),
        Option("override_dynamic_mac", "bool"),
    ),
    mentions=(by_name("logical_port", "Logical_Router_Port", "leaves the binding out", loose=True),),
)
