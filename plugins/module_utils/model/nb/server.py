# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The database itself, and who may connect to it: ovn-nb(5)."""

from __future__ import annotations

from ..table import Option, Parent, Table
from .common import DATABASE, EXTERNAL_IDS

# What northd writes into the options where the user did not, or at every start.
NORTHD_KEYS = ("mac_prefix", "max_tunid", "northd_internal_version", "svc_monitor_mac")

NB_GLOBAL = Table(
    "NB_Global",
    DATABASE,
    plural="nb_global",
    key=(),
    volatile=frozenset({"nb_cfg", "nb_cfg_timestamp", "sb_cfg", "sb_cfg_timestamp", "hv_cfg", "hv_cfg_timestamp"}),
    options=(
        Option("name"),
        Option("options", "dict", kept=NORTHD_KEYS),
        Option("ipsec", "bool"),
        EXTERNAL_IDS,
    ),
)

CONNECTION = Table(
    "Connection",
    DATABASE,
    key=("target",),
    parents=(Parent("NB_Global", "connections"),),
    volatile=frozenset({"is_connected", "status"}),
    options=(
        Option("target", required=True),
        Option("max_backoff", "int"),
        Option("inactivity_probe", "int"),
        Option("other_config", "dict"),
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
        Option("server_private_key", column="private_key", needed=True),
        Option("server_certificate", column="certificate", needed=True),
        Option("server_ca_cert", column="ca_cert", needed=True),
        Option("bootstrap_ca_cert", "bool"),
        Option("ssl_protocols"),
        Option("ssl_ciphers"),
        Option("ssl_ciphersuites", since="25.03"),
        EXTERNAL_IDS,
    ),
)
