# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The database itself, and who may connect to it: ovn-nb(5)."""

from __future__ import annotations

import ipaddress
import re

from .. import values
from ..table import Option, Parent, Table
from .common import DATABASE, EXTERNAL_IDS
from .settings import flags, free, keys, number_of, numbers, texts

# What northd writes into the options where the user did not, or at every start.
NORTHD_KEYS = ("mac_prefix", "max_tunid", "northd_internal_version", "svc_monitor_mac", "svc_monitor_mac_dst")
# How often it is asked whether the other side still answers, in milliseconds.
PROBES = ("northd_probe_interval", "ic_probe_interval")
MAC_PREFIX = re.compile(r"[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){2}")
PORT = r"(?P<port>[0-9]{1,5})"
HOST = r"(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)"
PASSIVE = re.compile(rf"(ptcp|pssl):{PORT}?(:{HOST})?")
ACTIVE = re.compile(rf"(tcp|ssl):{HOST}(:{PORT})?")
LOCAL = re.compile(r"p?unix:.+")
PROTOCOL = r"TLSv1(\.[123])?"
PROTOCOLS = re.compile(rf"{PROTOCOL}\+?|{PROTOCOL}-{PROTOCOL}|{PROTOCOL}([ ,]+{PROTOCOL})+")


def mac_prefix(value: str) -> str:
    """The first half of an Ethernet address."""
    if not MAC_PREFIX.fullmatch(value.strip()):
        raise ValueError(f"{value!r} is not the first half of an Ethernet address. Write three pairs of hex digits: 00:16:3e.")
    return value.strip()


def target(value: str) -> str:
    """Where a database listens or connects to."""
    text = value.strip()
    found = PASSIVE.fullmatch(text) or ACTIVE.fullmatch(text)
    if not found and not LOCAL.fullmatch(text):
        raise ValueError(
            f"{value!r} is no connection. Write ptcp:[PORT][:ADDRESS] or pssl:[PORT][:ADDRESS] to listen, "
            "tcp:HOST[:PORT] or ssl:HOST[:PORT] to connect; IPv6 addresses stand in brackets."
        )
    if found and int(found["port"] or 0) > 65535:
        raise ValueError(f"{value!r}: {found['port']} is not a port. Write a number up to 65535.")
    if found and (found["host"] or "").startswith("["):
        _in_brackets(value, found["host"][1:-1])
    return text


def _in_brackets(value: str, address: str) -> None:
    try:
        ipaddress.IPv6Address(address)
    except ValueError:
        raise ValueError(f"{value!r}: {address} is not an IPv6 address, and nothing else stands in brackets.") from None


def tls_protocols(value: str) -> str:
    """Versions of TLS, as a range or a list."""
    if value and not PROTOCOLS.fullmatch(value):
        raise ValueError(f"{value!r} names no versions of TLS. Write a range (TLSv1.2-TLSv1.3, TLSv1.2+) or a list with commas.")
    return value


GLOBAL_KEYS = keys(
    flags(
        "acl_ct_translation", "always_tunnel", "controller_event", "default_acl_drop", "ecmp_nexthop_monitor_enable",
        "enable_chassis_nb_cfg_update", "ic-route-adv", "ic-route-adv-default", "ic-route-adv-lb", "ic-route-learn",
        "ic-route-learn-default", "ic-route-learn-lb", "ignore_chassis_features", "ignore_lsp_down", "use_common_zone",
        "use_ct_inv_match", "use_logical_dp_groups", "use_parallel_build", "vxlan_mode", "install_ls_lb_from_router",
    ),
    numbers(
        0, 2**32 - 1, "bfd-decay-min-rx", "bfd-min-rx", "bfd-min-tx", "bfd-mult", "debug_drop_collector_set", "fdb_removal_limit",
        "mac_binding_removal_limit", "northd-backoff-interval-ms", "northd_trim_timeout",
    ),
    numbers(0, 2**31 - 1, *PROBES),
    numbers(-(2**31), 2**31 - 1, "nbctl_probe_interval"),
    numbers(0, 255, "debug_drop_domain_id"),
    texts(mac_prefix, "mac_prefix"),
    texts(values.unicast_mac, "svc_monitor_mac", "svc_monitor_mac_dst"),
    texts(values.ip, "svc_monitor_ip", "svc_monitor_ip_dst"),
    free("ic-route-blacklist", "ic-route-denylist", "max_tunid", "northd_internal_version"),
    # What ovn-controller hands on to ovs-monitor-ipsec.
    others=("ipsec_",),
)


def _probes_end_connections(settings: dict) -> tuple[str, str] | None:
    for name in PROBES:
        interval = number_of(settings, "options", name)
        if interval == 0:
            return "options", f"key {name!r}: with 0 a connection that died is never noticed, and northd's lock never freed. Write 60000."
        if interval is not None and interval < 1000:
            return "options", f"key {name!r}: {interval} is less than a second, for which OVN takes 1000. It counts milliseconds."
    return None


NB_GLOBAL = Table(
    "NB_Global",
    DATABASE,
    plural="nb_global",
    key=(),
    volatile=frozenset({"nb_cfg", "nb_cfg_timestamp", "sb_cfg", "sb_cfg_timestamp", "hv_cfg", "hv_cfg_timestamp"}),
    options=(
        Option("name"),
        Option("options", "dict", kept=NORTHD_KEYS, keys=GLOBAL_KEYS),
        Option("ipsec", "bool"),
        EXTERNAL_IDS,
    ),
    doubts=(_probes_end_connections,),
)

CONNECTION = Table(
    "Connection",
    DATABASE,
    key=("target",),
    parents=(Parent("NB_Global", "connections"),),
    volatile=frozenset({"is_connected", "status"}),
    options=(
        Option("target", required=True, check=target),
        Option("max_backoff", "int"),
        Option("inactivity_probe", "int"),
        Option("other_config", "dict", keys=keys(numbers(0, 63, "dscp"))),
        EXTERNAL_IDS,
    ),
)

# The options are not called like the columns: every module has private_key and so on already, for its own connection.
SSL = Table(
    "SSL",
    DATABASE,
    key=(),
    parents=(Parent("NB_Global", "ssl"),),
    options=(
        Option("server_private_key", "path", column="private_key", check=values.filled, needed=True),
        Option("server_certificate", "path", column="certificate", check=values.filled, needed=True),
        Option("server_ca_cert", "path", column="ca_cert", check=values.filled, needed=True),
        Option("bootstrap_ca_cert", "bool"),
        Option("ssl_protocols", check=tls_protocols),
        Option("ssl_ciphers"),
        Option("ssl_ciphersuites", since="25.03"),
        EXTERNAL_IDS,
    ),
)
