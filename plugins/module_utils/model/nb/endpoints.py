# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Virtual addresses, their backends and where these are, as texts: ovn-nb(5), Load_Balancer."""

from __future__ import annotations

import ipaddress
import re

from .. import values

ENDPOINT = re.compile(r"(\[(?P<bracketed>[0-9a-fA-F:.]+)\]|(?P<plain>[0-9.]+))(:(?P<port>[0-9]{0,5}))?")
SOURCE = re.compile(r"(\[(?P<six>[^\]]+)\]|(?P<four>[^:\[]+))(:.+)?")
# What stands before the name of a variable.
VARIABLE = "^"


def _endpoint(text: str) -> tuple[ipaddress.IPv4Address | ipaddress.IPv6Address, int]:
    """An address and its port, or 0."""
    found = ENDPOINT.fullmatch(text)
    try:
        address = values.address(found["bracketed"] or found["plain"] if found else text)
    except ValueError:
        raise ValueError(f"{text!r} is neither an address (10.0.0.2) nor one with a port (10.0.0.2:80, [fd42::2]:80).") from None
    port = int(found["port"] or 0) if found else 0
    if port > 65535:
        raise ValueError(f"{text!r} is not an address with a port from 1 to 65535.")
    return address, port


def _written(address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int) -> str:
    """An endpoint as ovn-nbctl writes it."""
    if not port:
        return str(address)
    return f"[{address}]:{port}" if address.version == 6 else f"{address}:{port}"


def vip(text: str) -> str:
    """A virtual address, with or without a port, in the form of ovn-nbctl; what cannot be read, or is a variable, as it is."""
    try:
        return _written(*_endpoint(text.strip()))
    except ValueError:
        return text.strip()


def backends(text: str) -> str:
    """The backends of a virtual address in the same form."""
    parts = [part.strip() for part in text.split(",")]
    return ",".join(vip(part) for part in parts if part)


def monitored(text: str) -> str:
    """A virtual address that can be checked."""
    if VARIABLE in text:
        raise ValueError(f"{text!r} has a variable, and OVN checks no balancers that are templates.")
    address, port = _endpoint(text.strip())
    if not port:
        raise ValueError(f"{text!r} has no port. Only virtual addresses with a port can be checked, such as 10.0.0.2:80.")
    return _written(address, port)


def check_vip(key: str, value: str) -> None:
    """A virtual address and its backends, as OVN reads them."""
    if VARIABLE in key + value:
        raise ValueError("variables (^NAME) stand in templates only. Set template to true in options, or write addresses.")
    address, port = _endpoint(key)
    for text in _parts(value):
        backend, its_port = _endpoint(text)
        if backend.version == 4 and text.startswith("["):
            raise ValueError(f"the backend {text} is IPv4. Only IPv6 addresses stand in brackets.")
        if backend.version != address.version:
            raise ValueError(f"the backend {text} is IPv{backend.version}, and the virtual address is IPv{address.version}.")
        if bool(its_port) != bool(port):
            lacks, has = ("backend", "virtual address") if port else ("virtual address", "backend")
            raise ValueError(f"the {has} has a port, and the {lacks} has none (backend {text}). Write both with one, or none.")


def check_template(key: str, value: str) -> None:
    """The same with variables."""
    if not 0 < len(_words(key)) < 3:
        raise ValueError("a virtual address of a template is ^NAME, ^NAME:^NAME or ^NAME:PORT.")
    for text in _parts(value):
        if not text.startswith(VARIABLE):
            _endpoint(text)
        elif len(_words(text)) > 2:
            raise ValueError(f"the backend {text} of a template is ^NAME, ^NAME:^NAME or ^NAME:PORT.")


def _parts(value: str) -> list[str]:
    """Backends as OVN parts them; it forgives one comma at the end."""
    value = value.removesuffix(",")
    return value.split(",") if value else []


def _words(text: str) -> list[str]:
    return [word for word in text.split(":") if word]


def has_port(key: str) -> bool:
    """Whether a virtual address has a port; what is wrong may have."""
    try:
        return ":" in key if VARIABLE in key else bool(_endpoint(key)[1])
    except ValueError:
        return True


def version_of(text: str) -> int | None:
    """The family of an endpoint, if it is one."""
    try:
        return _endpoint(text.strip())[0].version
    except ValueError:
        return None


def check_mapping(key: str, value: str, source_needed: bool) -> None:
    """The logical switch port of a backend, and where health checks come from; a zone may follow."""
    address = ipaddress.ip_address(values.ip(key.strip("[]")))
    wanted = f"[{address}]" if address.version == 6 else str(address)
    if key != wanted:
        raise ValueError(f"OVN looks for {wanted}. Write it like that.")
    port, colon, source = value.partition(":")
    if not port:
        raise ValueError(f"{value!r} names no logical switch port. Write PORT:ADDRESS.")
    if (colon or source_needed) and not _is_source(source):
        raise ValueError(
            f"{value!r} has no source address for health checks. Write PORT:ADDRESS, or PORT:ADDRESS:ZONE; "
            "IPv6 addresses stand in brackets."
        )


def _is_source(text: str) -> bool:
    found = SOURCE.fullmatch(text)
    try:
        return bool(found) and values.address(found["six"] or found["four"]).version == (6 if found["six"] else 4)
    except ValueError:
        return False


def hairpin_addresses(value: str) -> str:
    """One address of each family at most."""
    addresses = [ipaddress.ip_address(values.ip(word)) for word in value.split()]
    if not addresses or len({address.version for address in addresses}) < len(addresses):
        raise ValueError(f"{value!r} is not one IPv4 address, one IPv6 address, or one of each with a blank between them.")
    return " ".join(map(str, addresses))
