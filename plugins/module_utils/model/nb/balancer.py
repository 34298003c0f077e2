# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Addresses behind which others serve: ovn-nb(5)."""

from __future__ import annotations

from .. import values
from ..mentions import by_values
from ..table import Option, Parent, Table
from .common import DATABASE, EXTERNAL_IDS
from .endpoints import (
    VARIABLE,
    backends,
    check_mapping,
    check_template,
    check_vip,
    hairpin_addresses,
    has_port,
    monitored,
    version_of,
    vip,
)
from .health import CHECK_KEYS
from .settings import flags, is_on, keys, numbers, texts, words

KEYS = keys(
    flags("add_route", "ct_flush", "distributed", "event", "reject", "skip_snat", "template", "use_stateless_nat"),
    numbers(0, 65535, "affinity_timeout"),
    words("neighbor_responder", "all", "reachable", "none"),
    words("address-family", "ipv4", "ipv6"),
    texts(hairpin_addresses, "hairpin_snat_ip"),
)
FIELDS = ("eth_src", "eth_dst", "ip_src", "ip_dst", "ipv6_src", "ipv6_dst", "tp_src", "tp_dst")


def vips_are_read(balancer: dict) -> tuple[str, str] | None:
    """OVN leaves a virtual address out when it or one of its backends is wrong."""
    check = check_template if is_on(balancer, "options", "template") else check_vip
    for key, value in sorted(balancer["vips"].items()):
        try:
            check(key, value)
        except ValueError as exc:
            return "vips", f"key {key!r}: {exc}"
    return None


def protocol_applies(balancer: dict) -> tuple[str, str] | None:
    """Only ports have a protocol. tcp is what ovn-nbctl writes anyway."""
    vips, protocol = balancer["vips"], balancer["protocol"]
    by_port = {"tp_src", "tp_dst"} & set(balancer["selection_fields"])
    if protocol in (None, "tcp") or not vips or by_port or any(has_port(key) for key in vips):
        return None
    return "protocol", f"{protocol} has no effect: none of the virtual addresses has a port. Write ports, or tcp."


def mappings_are_read(balancer: dict) -> tuple[str, str] | None:
    """OVN looks for a backend's address as it writes it, and does without a mapping that it cannot read."""
    if is_on(balancer, "options", "template"):
        return None
    source_needed = bool(balancer.get("health_check")) or not is_on(balancer, "options", "distributed")
    for key, value in sorted(balancer["ip_port_mappings"].items()):
        try:
            check_mapping(key, value, source_needed)
        except ValueError as exc:
            return "ip_port_mappings", f"key {key!r}: {exc}"
    return None


def distributed_knows_ports(balancer: dict) -> tuple[str, str] | None:
    """Which backends are local is found out by their ports."""
    if is_on(balancer, "options", "distributed") and any(balancer["vips"].values()) and not balancer["ip_port_mappings"]:
        return "ip_port_mappings", "must be given for a distributed balancer: OVN uses no backend whose port it does not know."
    return None


def reject_or_event(balancer: dict) -> tuple[str, str] | None:
    """A packet without backends is answered, or reported."""
    if is_on(balancer, "options", "reject") and is_on(balancer, "options", "event"):
        return "options", "reject and event exclude each other: what is rejected is not reported. Set one of them."
    return None


def template_limits(balancer: dict) -> tuple[str, str] | None:
    """What OVN does not do for templates."""
    if not is_on(balancer, "options", "template"):
        return None
    if is_on(balancer, "options", "add_route"):
        return "options", "add_route has no effect on a template. Leave it out."
    if balancer["options"].get("neighbor_responder") == "reachable":
        return "options", "neighbor_responder cannot be reachable on a template. Write all or none."
    return None


def can_be_checked(balancer: dict) -> tuple[str, str] | None:
    """Health checks are not made of every balancer."""
    if balancer.get("health_check") and balancer["protocol"] == "sctp":
        return "protocol", "OVN checks no backends by sctp. Remove the health checks first, or use tcp or udp."
    if balancer.get("health_check") and is_on(balancer, "options", "template"):
        return "options", "OVN checks no backends of templates. Remove the health checks first, or leave template out."
    return None


def template_is_of_its_family(balancer: dict) -> tuple[str, str] | None:
    """What is no variable of a template is of the family that the whole has."""
    if not is_on(balancer, "options", "template"):
        return None
    wanted = 6 if balancer["options"].get("address-family") == "ipv6" else 4
    for text in (part for value in balancer["vips"].values() for part in value.split(",")):
        if text and not text.startswith(VARIABLE) and version_of(text) not in (None, wanted):
            return "vips", f"the backend {text} is not IPv{wanted}, which the template is by address-family. Write one of its family."
    return None


def template_has_a_family(balancer: dict) -> tuple[str, str] | None:
    """Variables do not say of which family they are."""
    if is_on(balancer, "options", "template") and "address-family" not in balancer["options"]:
        return "options", "a template without address-family is one of IPv4. Write ipv4 or ipv6, as the values of its variables are."
    return None


LOAD_BALANCER = Table(
    "Load_Balancer",
    DATABASE,
    plural="load_balancers",
    ambiguous=True,
    options=(
        Option("name", required=True, check=values.filled),
        Option("vips", "dict", entry=(vip, backends)),
        Option("protocol", choices=("tcp", "udp", "sctp")),
        Option("ip_port_mappings", "dict"),
        Option("selection_fields", "list", "str", choices=FIELDS),
        Option("options", "dict", keys=KEYS),
        EXTERNAL_IDS,
    ),
    rules=(
        vips_are_read,
        protocol_applies,
        mappings_are_read,
        distributed_knows_ports,
        reject_or_event,
        template_limits,
        can_be_checked,
        template_is_of_its_family,
    ),
    doubts=(template_has_a_family,),
    mentions=(by_values("ip_port_mappings", "Logical_Switch_Port", "checks no backend there", lambda text: text.partition(":")[0]),),
)

LOAD_BALANCER_HEALTH_CHECK = Table(
    "Load_Balancer_Health_Check",
    DATABASE,
    key=("vip",),
    key_within_parent=True,
    parents=(Parent("Load_Balancer", "health_check", "load_balancer"),),
    options=(
        Option("vip", required=True, check=monitored),
        Option("options", "dict", keys=CHECK_KEYS),
        EXTERNAL_IDS,
    ),
)

LOAD_BALANCER_GROUP = Table(
    "Load_Balancer_Group",
    DATABASE,
    plural="load_balancer_groups",
    options=(
        Option("name", required=True, check=values.filled),
        Option("load_balancer", "list", "str", refers="Load_Balancer", appends=True),
    ),
)
