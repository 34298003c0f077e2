# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A deviation that no single row shows: a rule of ours that keeps routers silent inside, and how many rules a switch has."""

from __future__ import annotations

from ansible_collections.overlay.ovn.plugins.module_utils.network.baseline import HUSHED_PRIORITY


def unhushed(tables: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """Our rows without it."""
    rules = {row["_uuid"] for row in tables["ACL"] if row["priority"] == HUSHED_PRIORITY}
    return {
        **tables,
        "ACL": [row for row in tables["ACL"] if row["_uuid"] not in rules],
        "Logical_Switch": [{**row, "acls": row["acls"] - rules} for row in tables["Logical_Switch"]],
    }
