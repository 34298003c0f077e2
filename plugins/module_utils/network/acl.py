# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An ACL as it is given: its name, the groups that it becomes, its rules; and whether what it speaks of exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..model import values
from .acl_flavors import FLAVORS, Lxd
from .acl_reading import DIRECTIONS, Rule, read_rule
from .acl_subjects import Subject, read_name
from .names import Names
from .reading import Reading

PREFIX = "overlay_acl_"


@dataclass(frozen=True)
class Acl:
    """C(group) is what the names of its groups begin with."""

    name: str
    group: str
    flavor: Lxd
    rules: tuple[Rule, ...]
    options: dict

    @property
    def identity(self) -> tuple:
        return (self.name,)

    @property
    def groups(self) -> list[str]:
        return self.flavor.groups(self.group)

    @property
    def everybody(self) -> str:
        return self.flavor.everybody(self.group)

    def network_group(self, names: Names) -> str:
        """The group of the rules that mean something else in each network; the maker's prefix stands in it once."""
        maker = self.group.partition("_")[0]
        return f"{self.group}_{names.port_group.removeprefix(f'{maker}_')}"

    def subjects(self) -> Iterator[tuple[str, Subject]]:
        """Whom its rules speak of, each with the option that does."""
        for rule in self.rules:
            for option, subjects in (("source", rule.source), ("destination", rule.destination)):
                yield from ((f"{rule.where}.{option}", subject) for subject in subjects)


def lexable(name: str) -> str:
    """A name as it can stand in a match. A dash cannot; a dot can, and no suffix of ours has one."""
    return name.replace("-", ".")


def read_acl(reading: Reading, _things: dict | None = None) -> Acl:
    """One entry alone; faults go to the reading."""
    name = reading.checked("name", read_name, reading.get("name", "")) or ""
    group = reading.checked("base_name", values.lexable, reading.get("base_name", PREFIX + lexable(name))) or PREFIX
    rules = [
        rule
        for direction in DIRECTIONS
        for index, each in enumerate(reading.each(direction))
        if (rule := read_rule(each, direction, index))
    ]
    _check_twins(rules, reading)
    return Acl(name, group, FLAVORS[reading.get("flavor", "lxd")], tuple(rules), reading.options)


def _check_twins(rules: list[Rule], reading: Reading) -> None:
    """Two rules that would be one row."""
    seen: dict[tuple, Rule] = {}
    for rule in rules:
        if rule.state == "disabled":
            continue
        twin = seen.setdefault(rule.effect, rule)
        if twin is not rule:
            reading.fault(rule.where, f"matches what {twin.where} matches, with the same precedence. Leave one of them out.")


def check_acl(acl: Acl, world, reading: Reading) -> None:
    """What its rules speak of exists, and means something in each network that it is in force on."""
    for other in world.acls.known():
        if other.name != acl.name and other.group == acl.group:
            reading.fault("base_name", f"{acl.group} is that of ACL {other.name}. Choose another.")
    for where, subject in acl.subjects():
        if problem := _problem(subject, world):
            reading.fault(where, problem)
    for network in world.users_of(acl.name):
        for where, problem in _unfit(acl, network):
            reading.fault(where, problem)


def check_acls(names: Iterable[str], option: str, network: str, world, reading: Reading) -> None:
    """ACLs that a network, or a NIC of it, names: that they exist, and that their rules can hold in that network."""
    for index, name in enumerate(names):
        acl = world.acls.get(name)
        where = f"{option}[{index}]"
        if acl is None:
            reading.fault(where, _missing("ACL", name))
            continue
        for rule, problem in _problems(acl, network, world):
            reading.fault(where, f"ACL {name}, {rule}: {problem}")


def _problems(acl: Acl, network: str, world) -> list[tuple[str, str]]:
    """Why an ACL cannot be in force on a network; found out once for all its NICs."""
    key = "problems of an ACL", acl.name, network
    if key not in world.memo:
        unfit = _unfit(acl, world.networks[network]) if network in world.networks else []
        world.memo[key] = unfit + [(rule, problem) for rule, subject in acl.subjects() if (problem := _problem(subject, world))]
    return world.memo[key]


def _unfit(acl: Acl, network) -> list[tuple[str, str]]:
    """Why an ACL cannot be in force on a network, each with the option that is in the way."""
    names = acl.network_group(network.names)
    problems = [("name", f"{names} would be its group on network {network.name} and is one of its own. "
                         "Choose another name for one of them.")] if names in acl.groups else []
    return problems + [
        (where, f"@{'/'.join(subject.words)} means a peer of network {subject.words[0]}, and nobody in network {network.name}. "
                "Make an ACL of its own for this rule.")
        for where, subject in acl.subjects() if subject.kind == "peer" and subject.words[0] != network.name
    ]


def _problem(subject: Subject, world) -> str | None:
    """Why nobody can be meant."""
    if subject.kind == "acl" and subject.words[0] not in world.acls:
        return _missing("ACL", *subject.words)
    if subject.kind == "set" and subject.words[0] not in world.address_sets:
        return _missing("address set", *subject.words)
    if subject.kind == "peer" and not _is_peered(*subject.words, world):
        return _missing(f"peer of network {subject.words[0]}", subject.words[1])
    return None


def _missing(what: str, name: str) -> str:
    return f"there is no {what} named {name!r}. Make it in this task or before, or correct the name."


def _is_peered(network: str, target: str, world) -> bool:
    sides = tuple(sorted((network, target)))
    return all(name in world.networks for name in sides) and sides in world.things.get("network_peers", {})
