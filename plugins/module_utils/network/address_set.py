# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A set of addresses that rules of ACLs can name: one row for each family."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from ..model import northbound as nb
from ..model import values
from ..model.edits import Merge
from ..model.rows import Ref, Row, Scope, row
from .acl_subjects import read_name
from .addresses import Network, parse_range
from .memory import remembered
from .reading import Reading
from .rows import ADDRESS_SET_MARK

PREFIX = "overlay_set_"
RANGE_MAX = 256
# The row of this family remembers the entry.
HOME = 4


@dataclass(frozen=True)
class AddressSet:
    """C(base) is what the names of its rows begin with."""

    name: str
    base: str
    networks: tuple[Network, ...]
    options: dict

    @property
    def identity(self) -> tuple:
        return (self.name,)


def set_name(base: str, version: int) -> str:
    return f"{base}_ip{version}"


def read_address_set(reading: Reading, _things: dict | None = None) -> AddressSet:
    """One entry alone; faults go to the reading."""
    name = reading.checked("name", read_name, reading.get("name", "")) or ""
    default = PREFIX + name.replace("-", ".")
    base = reading.checked("base_name", values.lexable, reading.get("base_name", default)) or PREFIX
    networks: list[Network] = []
    seen: dict[str, str] = {}
    for where, text in reading.items("addresses"):
        if text in seen:
            reading.fault(where, f"{text} is {seen[text]} already. Leave one of them out.")
        seen.setdefault(text, where)
        networks += reading.checked(where, _members, text) or ()
    return AddressSet(name, base, tuple(dict.fromkeys(networks)), reading.options)


def _members(text: str) -> list[Network]:
    """The networks that make up an address, a network or a range: OVN's sets hold no ranges."""
    if "-" in text:
        return _expanded(text)
    try:
        return [ipaddress.ip_network(values.ip_or_network(text))]
    except ValueError as exc:
        if "host bits" in str(exc):
            raise
        raise ValueError(f"{text!r} is no address, network or range of addresses. Write for example 10.0.0.1, 10.0.0.0/24 or "
                         "10.0.0.10-10.0.0.19.") from None


def _expanded(text: str) -> list[Network]:
    found = parse_range(text)
    count = int(found.last) - int(found.first) + 1
    if count > RANGE_MAX:
        raise ValueError(f"{text!r} has {count} addresses, more than the {RANGE_MAX} that a range may have. Write networks in CIDR form.")
    return [ipaddress.ip_network(found.first + offset) for offset in range(count)]


def check_address_set(address_set: AddressSet, world, reading: Reading) -> None:
    for other in world.address_sets.known():
        if other.name != address_set.name and other.base == address_set.base:
            reading.fault("base_name", f"{address_set.base} is that of address set {other.name}. Choose another.")


def address_set_home(options: dict) -> Ref:
    """The row that remembers it."""
    return Ref(nb.ADDRESS_SET, (set_name(read_address_set(Reading({name: options.get(name) for name in ("name", "base_name")})).base, HOME),))


def address_set_rows(address_set: AddressSet, world) -> list[Row]:
    """Both rows are there even when one is empty: a match that names a set which is not there is no match."""
    marks = {ADDRESS_SET_MARK: address_set.name}
    home = {**marks, **remembered("network_address_sets", address_set.options)}
    return [
        row(nb.ADDRESS_SET, (set_name(address_set.base, version),), {
            "addresses": frozenset(str(each) for each in address_set.networks if each.version == version),
            "external_ids": Merge(home if version == HOME else marks),
        })
        for version in (4, 6)
    ]


def address_set_scopes(address_set: AddressSet, world) -> list[Scope]:
    return [Scope(nb.ADDRESS_SET, ((ADDRESS_SET_MARK, address_set.name),))]


def address_set_absent(address_set: AddressSet, world) -> list[Row]:
    return [Row(Ref(nb.ADDRESS_SET, (set_name(address_set.base, version),)), state="absent") for version in (4, 6)]
