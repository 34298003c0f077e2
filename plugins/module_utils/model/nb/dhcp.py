# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What DHCP tells instances: ovn-nb(5), DHCP_Options. One option that ovn-controller cannot read costs the instance all of DHCP."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .. import values
from ..table import NAME_MARK, Option, Table
from .common import DATABASE, EXTERNAL_IDS, OPTIONS
from .settings import Form, Keys, flags, keys, numbers, texts, words

COUNT = 2**32 - 1
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
# Without these northd answers nobody.
NEEDED = {4: ("server_id", "server_mac", "lease_time"), 6: ("server_id",)}


def address_list(address: Form) -> Form:
    """One address, or several in braces."""

    def form(value: str) -> str:
        several = _in_braces(value)
        for word in [value] if several is None else re.split(r"\s*,\s*|\s+", several):
            try:
                address(word)
            except ValueError as exc:
                raise ValueError(f"{value!r} is no list of addresses: {exc} Write 10.0.0.1 or {{10.0.0.1, 10.0.0.2}}.") from None
        return value

    return form


def routes(value: str) -> str:
    """Pairs of a network and the router to it, in braces."""
    words_ = [word.strip() for word in (_in_braces(value) or "").split(",")]
    try:
        if len(words_) % 2:
            raise ValueError("Each network needs a router.")
        for network, router in zip(words_[::2], words_[1::2]):
            values.ipv4(values.ip_or_network(network).partition("/")[0])
            values.ipv4(router)
    except ValueError as exc:
        raise ValueError(f"{value!r} is no list of routes: {exc} Write {{NETWORK,ROUTER, NETWORK,ROUTER}}.") from None
    return value


def quoted(value: str) -> str:
    """A text in double quotes."""
    if not QUOTED.fullmatch(value) or len(value) > 257:
        raise ValueError(f"{value!r} is not a text of at most 255 characters in double quotes, which belong to the value. "
                         f"""Write '"{value.strip('"')[:40]}"'.""")
    return value


def quoted_names(value: str) -> str:
    """Domain names in double quotes, separated by commas."""
    if quoted(value) != '""':
        values.domain_names(value[1:-1])
    return value


def host(value: str) -> str:
    """A server: its IPv4 address, or its name in double quotes."""
    return quoted(value) if value.startswith('"') else values.ipv4(value)


def _in_braces(value: str) -> str | None:
    """What stands in braces; None where there are none. Raises ValueError for one without the other."""
    if value.startswith("{") != value.endswith("}"):
        raise ValueError(f"{value!r} has one brace without the other.")
    return value[1:-1].strip() if value.startswith("{") else None


@dataclass(frozen=True, eq=False)
class ByFamily(Keys):
    """Some options are called alike in both versions of DHCP, and mean something else."""

    four: Keys | None = None
    six: Keys | None = None

    def _tidied(self, key: str, value):
        tidied = self.four._tidied(key, value)
        return self.six._tidied(key, value) if tidied == value else tidied

    def of(self, row: dict) -> Keys:
        return self.six if ":" in (row.get("cidr") or "") else self.four


IPV4 = keys(
    texts(values.ipv4, "server_id", "netmask", "broadcast_address", "next_server"),
    texts(values.unicast_mac, "server_mac"),
    texts(
        address_list(values.ipv4), "router", "dns_server", "log_server", "lpr_server", "swap_server", "policy_filter",
        "router_solicitation", "nis_server", "ntp_server", "netbios_name_server", "tftp_server_address",
    ),
    texts(routes, "classless_static_route", "ms_classless_static_route"),
    texts(quoted, "hostname", "domain_name", "wpad", "bootfile_name", "bootfile_name_alt", "path_prefix"),
    texts(quoted_names, "domain_search_list"),
    texts(host, "tftp_server"),
    # The sizes that ovn-controller sends (lib/ovn-l7.h); for some the manual has narrower ones that nothing enforces.
    numbers(0, COUNT, "lease_time", "T1", "T2", "arp_cache_timeout", "tcp_keepalive_interval"),
    numbers(68, 65535, "mtu"),
    numbers(0, 255, "default_ttl", "tcp_ttl", "netbios_node_type"),
    words("ip_forward_enable", "0", "1"),
    words("router_discovery", "0", "1"),
    words("ethernet_encap", "0", "1"),
)
IPV6 = keys(
    texts(values.unicast_mac, "server_id"),
    texts(address_list(values.ipv6), "dns_server"),
    texts(quoted, "bootfile_name", "bootfile_name_alt"),
    texts(quoted_names, "domain_search", "fqdn"),
    flags("dhcpv6_stateless"),
)


def _has_what_dhcp_needs(row: dict) -> tuple[str, str] | None:
    """A set without any options is one that is still to be filled."""
    return _lacks(row) if row.get("options") else None


def _is_still_empty(row: dict) -> tuple[str, str] | None:
    return None if row.get("options") else _lacks(row)


def _lacks(row: dict) -> tuple[str, str] | None:
    held = row.get("options") or {}
    version = 6 if ":" in (row.get("cidr") or "") else 4
    missing = [key for key in NEEDED[version] if not held.get(key)]
    if not missing:
        return None
    needs = " and ".join(filter(None, (", ".join(NEEDED[version][:-1]), NEEDED[version][-1])))
    return "options", f"DHCPv{version} needs {needs}, and OVN answers nobody without. Give {', '.join(missing)} too."


DHCP_OPTIONS = Table(
    "DHCP_Options",
    DATABASE,
    plural="dhcp_options",
    key=(NAME_MARK,),
    options=(
        Option("cidr", check=values.network, needed=True),
        Option("options", "dict", keys=ByFamily({**IPV6.forms, **IPV4.forms}, four=IPV4, six=IPV6)),
        EXTERNAL_IDS,
    ),
    rules=(_has_what_dhcp_needs,),
    doubts=(_is_still_empty,),
)

DHCP_RELAY = Table(
    "DHCP_Relay",
    DATABASE,
    plural="dhcp_relays",
    since="24.09",
    ambiguous=True,
    options=(
        Option("name", required=True, check=values.filled),
        Option("servers", check=values.ipv4, needed=True),
        OPTIONS,
        EXTERNAL_IDS,
    ),
)
