# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a database listens: C(unix:PATH), C(tcp:HOST:PORT) or C(ssl:HOST:PORT) (ovsdb(7), Active Database Connections)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import Fault, InvalidInput

PORT = re.compile(r"[0-9]{1,5}")
BLANK = re.compile(r"\s")


@dataclass(frozen=True)
class Endpoint:
    """One address of a database server."""

    scheme: str
    host: str
    port: int = 0

    def __str__(self) -> str:
        if self.scheme == "unix":
            return f"unix:{self.host}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}:{host}:{self.port}"


@dataclass(frozen=True)
class Tls:
    """The files that open an ssl: endpoint. Without C(ca_cert) no ssl: endpoint is trusted.

    Without C(verify_host) any certificate of that authority will do, as it does for OVN's own tools.
    """

    ca_cert: str | None = None
    certificate: str | None = None
    private_key: str | None = None
    verify_host: bool = True


def parse_endpoint(text: str, path: str) -> Endpoint:
    """Read one endpoint. Raises InvalidInput that names the option (C(path)) it came from."""
    scheme, _colon, rest = text.strip().partition(":")
    if scheme == "unix" and rest:
        return Endpoint("unix", rest)
    host, _colon, port = rest.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if scheme in ("tcp", "ssl") and _is_host(host) and PORT.fullmatch(port) and 0 < int(port) < 65536:
        return Endpoint(scheme, host, int(port))
    raise InvalidInput([Fault(path, f"{text!r} is not an endpoint. Write unix:PATH, tcp:HOST:PORT or ssl:HOST:PORT.")])


def _is_host(text: str) -> bool:
    """Whether it can be an address or a name at all: DNS has no empty labels and none beyond 63 characters."""
    try:
        return bool(text.encode("idna")) and not BLANK.search(text)
    except UnicodeError:
        return False


def parse_endpoints(texts: list[str], path: str) -> list[Endpoint]:
    """Read a list of endpoints; each item may itself be a comma-separated list, as OVN_NB_DB holds one."""
    parts = [part for text in texts for part in text.split(",") if part.strip()]
    if not parts:
        raise InvalidInput([Fault(path, "no endpoint given. Name at least one, for example tcp:HOST:6641.")])
    return [parse_endpoint(part, path) for part in parts]
