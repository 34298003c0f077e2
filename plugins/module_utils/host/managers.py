# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who may connect to a host's Open_vSwitch database, and the files that TLS connections are made with."""

from __future__ import annotations

import os
from collections.abc import Callable

from ..arguments import OPEN_VSWITCH, REPLACE, STATE, merge, option_argument
from ..errors import Fault
from ..model import open_vswitch as model
from ..model.rows import Want, row
from ..model.table import Table
from .apply import apply_open_vswitch
from .bridges import columns_of, require


def _arguments(table: Table) -> dict:
    return merge({option.name: option_argument(option) for option in table.options}, STATE, REPLACE, OPEN_VSWITCH)


MANAGER_ARGUMENTS = _arguments(model.MANAGER)
SSL_ARGUMENTS = _arguments(model.SSL)
# The name of a file, not what is in it.
SSL_ARGUMENTS["private_key"]["no_log"] = False


def _work(table: Table) -> Callable[[dict, bool], dict]:
    """What makes, changes or removes one row of a table that hangs at the host's own."""

    def work(params: dict, check_mode: bool) -> dict:
        key = tuple(params[name] for name in table.key)
        columns = columns_of(table, params) if params["state"] == "present" else {}
        require(_missing_files(columns) if table is model.SSL else [])
        want = Want([row(table, key, columns, parent=model.ROOT, state=params["state"])])
        return apply_open_vswitch(params, check_mode, lambda _: want)

    return work


def _missing_files(columns: dict) -> list[Fault]:
    """Files that are not there. Open vSwitch would go on without a word, and connect to nobody; an authority's it may fetch itself."""
    fetched = ("ca_cert",) if columns.get("bootstrap_ca_cert") else ()
    return [Fault(name, f"there is no file {columns[name]} on this host. Put it there first, or correct its name.")
            for name in ("private_key", "certificate", "ca_cert")
            if columns.get(name) and name not in fetched and not os.path.isfile(columns[name])]


run_manager = _work(model.MANAGER)
run_ssl = _work(model.SSL)
