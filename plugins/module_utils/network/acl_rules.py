# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules of ACLs as rows: precedence, match, name in the log."""

from __future__ import annotations

import hashlib

from ..model import northbound as nb
from ..model.edits import Merge
from ..model.rows import Ref, Row, row
from .acl import Acl
from .acl_flavors import Lxd, Variant
from .acl_reading import ICMP, Rule
from .acl_subjects import Subject
from .address_set import set_name
from .names import Names

# Rules look at packets that leave the switch, for only there it is known through which port.
STAGE = "to-lport"
FAILSAFE_PRIORITY = 0
# A connection that was allowed is allowed both ways.
ACTIONS = {"allow": "allow-related"}
FIELDS = {"source": "src", "destination": "dst"}
LOG_NAME_MAX = 63


def acl_row(group: Ref, priority: int, match: str, action: str, marks: Merge, log_name: str | None = None) -> Row:
    """A rule of a group of ports; with a name it is logged."""
    return row(nb.ACL, (STAGE, priority, match, None), {
        "action": ACTIONS.get(action, action),
        "log": log_name is not None,
        "name": log_name and fitted(log_name),
        "external_ids": marks,
    }, parent=group)


def failsafe_row(group: str, flavor: Lxd, marks: Merge) -> Row:
    """What no rule says anything about, nor a default of the port, does not pass."""
    match = f"({flavor.sender(group)} || {flavor.receiver(group)})"
    return acl_row(Ref(nb.PORT_GROUP, (group,)), FAILSAFE_PRIORITY, match, "drop", marks)


def rule_row(acl: Acl, rule: Rule, variant: Variant, world, marks: Merge, network: Names | None = None) -> Row:
    """A rule as one variant of its direction has it, in the group where OVN must look for it."""
    log_name = f"{variant.group}-{rule.direction}-{rule.index}" if rule.state == "logged" else None
    match = " && ".join(f"({part})" for part in _parts(acl, rule, variant, world, network))
    home = Ref(nb.PORT_GROUP, (_home(acl, rule, variant, network),))
    return acl_row(home, variant.priorities[rule.action], match, rule.action, marks, log_name)


def fitted(name: str) -> str:
    """A name in the log that is as short as OVN demands; the end tells which rule of an ACL it is."""
    if len(name) <= LOG_NAME_MAX:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    head, tail = name[:-16], name[-16:]
    return f"{head[:LOG_NAME_MAX - len(digest) - len(tail) - 1]}-{digest}{tail}"


def _home(acl: Acl, rule: Rule, variant: Variant, network: Names | None) -> str:
    """The ports of a group decide on which switches OVN applies its rules."""
    if network:
        return acl.network_group(network)
    return acl.everybody if rule.names_acls else variant.group


def _parts(acl: Acl, rule: Rule, variant: Variant, world, network: Names | None) -> list[str]:
    flavor = acl.flavor
    parts = [flavor.receiver(variant.group) if rule.direction == "ingress" else flavor.sender(variant.group)]
    for option, field in FIELDS.items():
        subjects = getattr(rule, option)
        if subjects:
            parts.append(" || ".join(_subject(each, field, flavor, world, network) for each in subjects))
    if rule.protocol:
        parts.append(rule.protocol)
    for ports, field in ((rule.source_ports, "src"), (rule.destination_ports, "dst")):
        if ports:
            parts.append(" || ".join(_within(f"{rule.protocol}.{field}", *each.split("-")) for each in ports))
    if rule.protocol in ICMP:
        values = (("type", rule.icmp_type), ("code", rule.icmp_code))
        parts += [f"{rule.protocol}.{name} == {value}" for name, value in values if value is not None]
    return parts


def _subject(subject: Subject, field: str, flavor: Lxd, world, network: Names | None) -> str:
    if subject.version:
        return _within(f"ip{subject.version}.{field}", *subject.words)
    if subject.kind == "acl":
        return flavor.member(world.acls[subject.words[0]].everybody, field)
    if subject.kind == "internal":
        return flavor.internal(network, field)
    if subject.kind == "external":
        return flavor.external(network, field)
    six, four = (_set_of(subject, version, world) for version in (6, 4))
    return f"ip6.{field} == ${six} || ip4.{field} == ${four}"


def _set_of(subject: Subject, version: int, world) -> str:
    if subject.kind == "set":
        return set_name(world.address_sets[subject.words[0]].base, version)
    return world.networks[subject.words[1]].names.routes(version)


def _within(field: str, first: str, last: str | None = None) -> str:
    return f"({field} >= {first} && {field} <= {last})" if last else f"{field} == {first}"
