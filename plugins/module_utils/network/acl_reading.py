# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One rule of an ACL, read and checked alone."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import values
from .acl_subjects import Subject, read_subject
from .reading import Reading

DIRECTIONS = ("ingress", "egress")
# The side of a rule that may speak of names: the one that is not the instance itself.
NAMED_SIDE = {"ingress": "source", "egress": "destination"}
ICMP = {"icmp4": 4, "icmp6": 6}
PORT_PROTOCOLS = ("tcp", "udp")
PORT_MAX = 65535
ICMP_MAX = 255


@dataclass(frozen=True)
class Rule:
    """C(where) is the rule's place in its ACL, for messages; ports are C(FROM) or C(FROM-TO)."""

    where: str
    direction: str
    index: int
    action: str
    state: str
    source: tuple[Subject, ...] = ()
    destination: tuple[Subject, ...] = ()
    protocol: str | None = None
    source_ports: tuple[str, ...] = ()
    destination_ports: tuple[str, ...] = ()
    icmp_type: int | None = None
    icmp_code: int | None = None

    @property
    def effect(self) -> tuple:
        """What tells its row from those of other rules: two that allow have one precedence, tracked or not."""
        precedence = "allow" if self.action.startswith("allow") else self.action
        sides = tuple(tuple(subject.meaning for subject in side) for side in (self.source, self.destination))
        ports = self.source_ports, self.destination_ports
        icmp = self.icmp_type, self.icmp_code
        return self.direction, precedence, *sides, self.protocol, ports, icmp

    @property
    def in_network(self) -> bool:
        """Whether it means something else in each network."""
        return any(subject.in_network for subject in (*self.source, *self.destination))

    @property
    def names_acls(self) -> bool:
        return any(subject.kind == "acl" for subject in (*self.source, *self.destination))


def read_rule(reading: Reading, direction: str, index: int) -> Rule | None:
    """The rule; None, and faults in the reading, when it cannot be understood."""
    known = len(reading.faults)
    rule = Rule(
        where=f"{direction}[{index}]",
        direction=direction,
        index=index,
        action=reading.get("action", ""),
        state=reading.get("state", "enabled"),
        source=_each(reading, "source", read_subject),
        destination=_each(reading, "destination", read_subject),
        protocol=reading.get("protocol"),
        source_ports=_each(reading, "source_port", _ports),
        destination_ports=_each(reading, "destination_port", _ports),
        icmp_type=reading.get("icmp_type"),
        icmp_code=reading.get("icmp_code"),
    )
    _check_names(rule, reading)
    _check_families(rule, reading)
    _check_protocol(rule, reading)
    return rule if len(reading.faults) == known else None


def _each(reading: Reading, option: str, read) -> tuple:
    """The words of an option, which may be separated by commas in any of its texts."""
    words = [word.strip() for text in reading.get(option, ()) for word in str(text).split(",")]
    if not any(words):
        return ()
    return tuple(found for word in words if (found := reading.checked(option, read, word)) is not None)


def _ports(word: str) -> str:
    first, dash, last = word.partition("-")
    numbers = [int(each) for each in ((first, last) if dash else (first,)) if values.NUMBER.fullmatch(each) and int(each) <= PORT_MAX]
    if len(numbers) != 1 + len(dash):
        raise ValueError(f"{word!r} is neither a port nor a range of ports. Write for example 80 or 8000-8010, up to {PORT_MAX}.")
    if dash and numbers[0] >= numbers[1]:
        raise ValueError(f"{word!r} is not a range of ports: it must go from a lower to a higher one.")
    return "-".join(map(str, numbers))


def _check_names(rule: Rule, reading: Reading) -> None:
    named = NAMED_SIDE[rule.direction]
    for option, subjects in (("source", rule.source), ("destination", rule.destination)):
        words = [word for each in subjects if each.version is None for word in each.words or (f"@{each.kind}",)]
        if option != named and words:
            reading.fault(option, f"{', '.join(words)}: names may stand only as the {named} of an {rule.direction} rule, for the "
                                  f"{option} of one is the instance. Write addresses here, or nothing.")


def _check_families(rule: Rule, reading: Reading) -> None:
    """Between addresses of two families there are no packets."""
    if not rule.source or not rule.destination:
        return
    for mine, theirs, option in ((rule.source, rule.destination, "source"), (rule.destination, rule.source, "destination")):
        missing = _versions(mine) - _versions(theirs) - {None}
        if missing and None not in _versions(theirs):
            families = " and ".join(f"IPv{version}" for version in sorted(missing))
            reading.fault(option, f"has {families} addresses, and the other side of the rule has none. Give addresses of the same "
                                  "families, or make a rule for each family.")
            return


def _versions(subjects: tuple[Subject, ...]) -> set[int | None]:
    return {subject.version for subject in subjects}


def _check_protocol(rule: Rule, reading: Reading) -> None:
    _check_ports(rule, reading)
    _check_icmp(rule, reading)
    if rule.protocol in ICMP:
        for option, subjects in (("source", rule.source), ("destination", rule.destination)):
            if _versions(subjects) - {None, ICMP[rule.protocol]}:
                reading.fault(option, f"has addresses that are not of IPv{ICMP[rule.protocol]}, the family of protocol "
                                      f"{rule.protocol}. Leave them out, or make a rule for each family.")


def _check_ports(rule: Rule, reading: Reading) -> None:
    if rule.protocol not in PORT_PROTOCOLS:
        for option in ("source_port", "destination_port"):
            if reading.get(option):
                reading.fault(option, f"{_text(reading.get(option))} needs the protocol tcp or udp, {_protocol(rule)}. Set it, or leave "
                                      "the ports out.")


def _check_icmp(rule: Rule, reading: Reading) -> None:
    for option, value in (("icmp_type", rule.icmp_type), ("icmp_code", rule.icmp_code)):
        if value is None:
            continue
        if rule.protocol not in ICMP:
            reading.fault(option, f"{value} needs the protocol icmp4 or icmp6, {_protocol(rule)}. Set it, or leave this out.")
        elif not 0 <= value <= ICMP_MAX:
            reading.fault(option, f"{value} is out of range, which is 0 to {ICMP_MAX}.")


def _text(words: list) -> str:
    return ",".join(map(str, words))


def _protocol(rule: Rule) -> str:
    return f"and the rule has {rule.protocol}" if rule.protocol else "and the rule has none"
