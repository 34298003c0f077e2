# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A deviation that no single row shows: the daemons' ACLs are lazy, ours are not."""

from __future__ import annotations


def lazy(tables: dict[str, list[dict]], in_force: set[str], spoken_of: set[str], group_of: dict[str, str]) -> dict[str, list[dict]]:
    """Our rows as if ACLs were lazy.

    The daemons make the groups of an ACL when it first comes into force, and groups without rules where a rule speaks of it.
    With us an ACL has its groups as long as it is defined: the northbound database is the only place that remembers it.
    """
    groups = {name: [row for row in tables["Port_Group"] if row["external_ids"].get("overlay_acl") == group]
              for name, group in group_of.items()}
    gone = [row for name, rows in groups.items() if name not in in_force | spoken_of for row in rows]
    bare = [row for name, rows in groups.items() if name in spoken_of for row in rows]
    rules = {uuid for row in gone + bare for uuid in row["acls"]}
    for row in bare:
        row["acls"] = frozenset()
    result = {**tables, "ACL": [row for row in tables["ACL"] if row["_uuid"] not in rules]}
    result["Port_Group"] = [row for row in tables["Port_Group"] if row not in gone]
    return result
