# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""DNS zones: the names of networks' instances, there and back, as a zone file (RFC 1035, section 5). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..model import values
from . import forms
from .addresses import Address
from .reading import Reading
from .world import Network, World

TTL = 300
TTL_RANGE = range(2**31)
SERIAL_RANGE = 2**32
REVERSE = {4: ".in-addr.arpa", 6: ".ip6.arpa"}
APEX = "@"
LABEL = re.compile(r"\*|[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?")
SERIAL = re.compile(r"^\S+ \d+ IN SOA \S+ \S+ (\d+) ", re.MULTILINE)
# The times of LXD's zones: refresh, retry, expire, and how long a missing name is remembered.
TIMES = "120 60 86400 30"


@dataclass(frozen=True, order=True)
class Record:
    """One line of a zone; C(name) is whole, without the dot at its end, C(value) as it stands in the file."""

    name: str
    type: str
    value: str
    ttl: int = TTL


@dataclass(frozen=True)
class Zone:
    """A zone as a task describes it. C(extra) holds its records that follow from no network."""

    name: str
    nameservers: tuple[str, ...]
    contact: str
    translated: bool
    extra: tuple[Record, ...] = ()

    @property
    def version(self) -> int | None:
        """The address family of a reverse zone; None for a zone of names."""
        return next((version for version, end in REVERSE.items() if f".{self.name}".endswith(end)), None)


def read_zone(reading: Reading) -> Zone:
    """The zone of a task; what is wrong with it goes to the reading."""
    name = (reading.checked("name", forms.domain, reading.get("name")) or "invalid").lower()
    servers = [reading.checked(where, _host, text) for where, text in reading.items("dns_nameservers")]
    if not servers:
        reading.fault("dns_nameservers", "must name one server at least: a zone without any is refused by all servers.")
    contact = reading.checked("dns_contact", _contact, reading.get("dns_contact", f"hostmaster.{name}"))
    extra = [record for each in reading.each("records") for record in _extra(each, name)]
    zone = Zone(name, tuple(server or "" for server in servers), contact or "", reading.get("network_nat", True), tuple(extra))
    _check_aliases(zone, reading)
    return zone


def _host(text: str) -> str:
    return forms.domain(text).lower()


def _contact(text: str) -> str:
    """A mail address as a name: its dots before the @ are escaped."""
    user, at, domain = text.rpartition("@")
    return ".".join([user.replace(".", "\\."), _host(domain)]) if at else _host(text)


def _extra(reading: Reading, zone: str) -> Iterator[Record]:
    name = reading.checked("name", _relative, reading.get("name"))
    whole = zone if name == APEX else f"{name}.{zone}"
    for each in reading.each("entries"):
        value = each.checked("value", _value, each.get("type"), each.get("value"))
        ttl = each.checked("ttl", forms.within, each.get("ttl", TTL), TTL_RANGE, " seconds")
        yield Record(whole, each.get("type"), value or "", ttl or 0)


def _relative(text: str) -> str:
    if text != APEX and not all(LABEL.fullmatch(label) for label in text.split(".")):
        raise ValueError(f"{text!r} is not a name within the zone. Write words of letters, digits and dashes with dots between them, "
                         f"* for all names, or {APEX} for the zone itself.")
    return text.lower()


def _value(kind: str, text: str) -> str:
    """What a record says, as it stands in a zone file."""
    read = {"A": _address_of(4), "AAAA": _address_of(6), "CNAME": _target, "NS": _target, "PTR": _target, "MX": _numbers(1),
            "SRV": _numbers(3), "TXT": _quoted}.get(kind, _line)
    return read(text)


def _address_of(version: int):
    return lambda text: str(forms.address(text, version))


def _target(text: str) -> str:
    return f"{_host(text)}."


def _numbers(count: int):
    """Numbers and then a name."""

    def read(text: str) -> str:
        *numbers, target = text.split() or [""]
        if len(numbers) != count or not all(values.NUMBER.fullmatch(each) and int(each) < 65536 for each in numbers):
            raise ValueError(f"{text!r} is not {'a number' if count == 1 else f'{count} numbers'} of 0 to 65535 and a name.")
        return " ".join([*numbers, _target(target)])

    return read


def _quoted(text: str) -> str:
    """Texts of at most 255 bytes each, in quotes."""
    if text.startswith('"'):
        return _line(text)
    line = _line(text).replace("\\", "\\\\").replace('"', '\\"')
    return " ".join(f'"{line[start:start + 200]}"' for start in range(0, len(line), 200)) or '""'


def _line(text: str) -> str:
    if not text.strip() or any(ord(letter) < 32 for letter in text):
        raise ValueError(f"{text!r} is not one line of text.")
    return text.strip()


def _check_aliases(zone: Zone, reading: Reading) -> None:
    """A name that stands for another one has no records of its own."""
    for each in zone.extra:
        beside = [other for other in zone.extra if other.name == each.name and other != each]
        if each.type == "CNAME" and (beside or each.name == zone.name):
            reading.fault("records", f"{each.name} is a CNAME and has other records too, which DNS does not allow. Keep one.")


def zone_records(zone: Zone, world: World) -> list[Record]:
    """All records but those of the zone itself, in order."""
    found = set(zone.extra)
    for network in world.networks.values():
        if _is_in(zone, network):
            found.update(_of_network(zone, network, world))
    return sorted(found)


def _is_in(zone: Zone, network: Network) -> bool:
    options = network.settings.options
    if zone.version:
        names = [options.get(f"dns_zone_reverse_ipv{zone.version}")]
    else:
        names = options.get("dns_zone_forward") or []
    return zone.name in [name.rstrip(".").lower() for name in names if name]


def _of_network(zone: Zone, network: Network, world: World) -> Iterator[Record]:
    """The instances' names, and the router's: C(NETWORK.gw)."""
    settings = network.settings
    named = [(f"{network.name}.gw", [side.router for side in settings.sides.values() if side.router])]
    if settings.dns_mode != "none":
        named += [(nic.instance, nic.known_addresses(world)) for nic in world.nics_of(network.name)]
    for name, addresses in named:
        for address in addresses:
            record = _record(zone, network, name.lower(), address)
            if record:
                yield record


def _record(zone: Zone, network: Network, name: str, address: Address) -> Record | None:
    """A record for one address; none where addresses that are translated shall not be seen, or that lie in another zone."""
    if not zone.translated and network.settings.sides[address.version].nat:
        return None
    if zone.version is None:
        return Record(f"{name}.{zone.name}", "A" if address.version == 4 else "AAAA", str(address))
    pointer = address.reverse_pointer
    if not pointer.endswith(f".{zone.name}"):
        return None
    forward = network.settings.options.get("dns_zone_forward") or [network.settings.domain]
    return Record(pointer, "PTR", f"{name}.{forward[0].rstrip('.').lower()}.")


def check_zone(zone: Zone, records: list[Record], reading: Reading) -> None:
    """What the records of the networks must go together with."""
    addressed = {record.name for record in records if record.type in ("A", "AAAA")}
    for index, server in enumerate(zone.nameservers):
        if (server == zone.name or server.endswith(f".{zone.name}")) and server not in addressed:
            reading.fault(f"dns_nameservers[{index}]", f"{server} lies in the zone and has no address there. Add a record with it.")
    aliases = {record.name for record in zone.extra if record.type == "CNAME"}
    for record in records:
        if record.name in aliases and record not in zone.extra:
            reading.fault("records", f"{record.name} is the name of an instance, and a CNAME. Choose another name.")


def zone_file(zone: Zone, records: list[Record], before: str, day: str) -> str:
    """The zone file. Its serial changes with what it says, and only then; C(day) is YYYYMMDD."""
    found = SERIAL.search(before)
    serial = int(found[1]) if found else None
    if serial is not None and _text(zone, records, serial) == before:
        return before
    today = int(f"{day}00")
    return _text(zone, records, today if serial is None else max(today, serial + 1) % SERIAL_RANGE)


def _text(zone: Zone, records: list[Record], serial: int) -> str:
    own = [
        f"{zone.name}. 3600 IN SOA {zone.nameservers[0]}. {zone.contact}. {serial} {TIMES}",
        *(f"{zone.name}. {TTL} IN NS {server}." for server in zone.nameservers),
    ]
    lines = [f"{record.name}. {record.ttl} IN {record.type} {record.value}" for record in records]
    return "\n".join(["; Made by overlay.ovn.network_zone. Changes by hand are lost.", *own, *lines, ""])


def serial_of(text: str) -> int:
    """The serial of a zone file of ours."""
    found = SERIAL.search(text)
    return int(found[1]) if found else 0
