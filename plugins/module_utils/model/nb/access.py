# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who may talk to whom: rules, and the groups and sets they speak of: ovn-nb(5)."""

from __future__ import annotations

import ipaddress

from .. import values
from ..mentions import by_name
from ..table import Option, Parent, Table
from .common import DATABASE, EXTERNAL_IDS
from .matches import by_ports, by_sets_and_groups, is_known, is_readable, outport_is_known
from .settings import flags, is_on, keys

TRACKED = ("allow", "allow-related")


def label_applies(acl: dict) -> tuple[str, str] | None:
    """A label is kept with a connection, or reported with a sample; there must be one of them."""
    sampled = acl.get("sample_new") or acl.get("sample_est")
    if acl["label"] and acl["action"] not in TRACKED and not sampled:
        return "label", (
            f"{acl['label']} has no effect: the action {acl['action']} tracks no connections. "
            "Use the action allow or allow-related, or leave the label out (0)."
        )
    return None


def after_lb_applies(acl: dict) -> tuple[str, str] | None:
    """Load balancing comes before the rules of one direction only."""
    if is_on(acl, "options", "apply-after-lb") and acl["direction"] != "from-lport":
        return "options", "apply-after-lb has no effect with the direction to-lport. Leave it out, or use from-lport."
    return None


def log_related_applies(acl: dict) -> tuple[str, str] | None:
    """Replies are known by the label alone."""
    if acl["log"] and is_on(acl, "options", "log-related") and not acl["label"]:
        return "options", "log-related has no effect without a label. Give the rule a label that no other rule has."
    return None


def persist_applies(acl: dict) -> tuple[str, str] | None:
    """Only one action remembers connections by the rule that let them in."""
    if is_on(acl, "options", "persist-established") and acl["action"] != "allow-related":
        return "options", f"persist-established has no effect with the action {acl['action']}. Use allow-related, or leave it out."
    return None


def network_function_applies(acl: dict) -> tuple[str, str] | None:
    """OVN leaves a rule out altogether that leads packets somewhere which it does not let through."""
    if acl.get("network_function_group") and acl["action"] not in TRACKED:
        return "network_function_group", (
            f"a rule with the action {acl['action']} leads packets nowhere. Use the action allow or allow-related, or leave it out."
        )
    return None


def set_member(value: str) -> str:
    """What an address set may hold; OVN knows masks that are no prefix, too, here and in Ethernet addresses."""
    address, slash, mask = value.strip().partition("/")
    if not slash or mask.isdigit():
        return values.set_member(value)
    kind = values.mac if values.MAC.fullmatch(address.lower()) else values.ip
    address, mask = kind(address), kind(mask)
    if (":" in address) != (":" in mask):
        raise ValueError(f"{value!r}: the mask is of another kind than the address.")
    if _number(address) & ~_number(mask):
        raise ValueError(f"{value!r} has bits set that its mask does not cover. Clear them, or correct the mask.")
    return values.set_member(value) if kind is values.ip and _is_prefix(mask) else f"{address}/{mask}"


def _number(text: str) -> int:
    return int(text.replace(":", ""), 16) if values.MAC.fullmatch(text) else int(ipaddress.ip_address(text))


def _is_prefix(mask: str) -> bool:
    return ":" not in mask and "01" not in f"{_number(mask):032b}"


def one_kind(address_set: dict) -> tuple[str, str] | None:
    """A match compares one field with all members of a set."""
    kinds: dict[str, str] = {}
    for member in sorted(address_set["addresses"]):
        kinds.setdefault(_kind(member), member)
    if len(kinds) > 1:
        return "addresses", (
            f"{' and '.join(kinds.values())} are of different kinds ({', '.join(kinds)}). "
            "Make one set for each kind: a match on IPv4 addresses that meets another kind is in error as a whole."
        )
    return None


def _kind(member: str) -> str:
    if values.MAC.match(member.lower()):
        return "Ethernet"
    return "IPv6" if ":" in member else "IPv4"


ACL = Table(
    "ACL",
    DATABASE,
    key=("direction", "priority", "match", "tier"),
    key_within_parent=True,
    parents=(Parent("Logical_Switch", "acls", "switch"), Parent("Port_Group", "acls", "port_group")),
    options=(
        Option("direction", choices=("from-lport", "to-lport"), required=True),
        Option("priority", "int", required=True),
        Option("match", required=True, check=values.expression),
        Option("action", choices=("allow", "allow-related", "allow-stateless", "drop", "reject", "pass"), needed=True),
        Option("tier", "int", since="23.06"),
        Option("name"),
        Option("log", "bool"),
        Option("severity", choices=("alert", "warning", "notice", "info", "debug")),
        Option("meter"),
        Option("label", "int"),
        Option("sample_new", "dict", refers="Sample", inline=True, since="24.09"),
        Option("sample_est", "dict", refers="Sample", inline=True, since="24.09"),
        Option("network_function_group", refers="Network_Function_Group", since="26.03"),
        Option("options", "dict", keys=keys(flags("apply-after-lb", "log-related", "persist-established"))),
        EXTERNAL_IDS,
    ),
    rules=(
        label_applies,
        after_lb_applies,
        log_related_applies,
        persist_applies,
        network_function_applies,
        is_readable("match"),
    ),
    doubts=(is_known("match"), outport_is_known),
    mentions=(
        by_sets_and_groups("match", "leaves the rule out"),
        by_ports("match", "finds no packet that the rule is for"),
        by_name("meter", "Meter", "logs every packet, without a limit"),
    ),
)

PORT_GROUP = Table(
    "Port_Group",
    DATABASE,
    plural="port_groups",
    options=(
        Option("name", required=True, check=values.lexable),
        Option("ports", "list", "str", refers="Logical_Switch_Port", appends=True),
        EXTERNAL_IDS,
    ),
)

ADDRESS_SET = Table(
    "Address_Set",
    DATABASE,
    plural="address_sets",
    options=(
        Option("name", required=True, check=values.lexable),
        Option("addresses", "list", "str", check=set_member, appends=True),
        EXTERNAL_IDS,
    ),
    rules=(one_kind,),
)
