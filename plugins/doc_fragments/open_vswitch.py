# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Twin of OPEN_VSWITCH_CONNECTION in module_utils/arguments.py; with C(open_vswitch.owner), for modules that write, of
OPEN_VSWITCH."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  ovs_connection:
    description:
      - Where the host's Open_vSwitch database listens, as V(unix:PATH), V(tcp:HOST:PORT) or V(ssl:HOST:PORT).
      - If not given, the environment variable E(OVS_DB) is used; there, separate endpoints by commas.
    type: list
    elements: str
    default:
      - unix:/var/run/openvswitch/db.sock
  timeout:
    description:
      - Seconds that the database has to answer each request, and that ovs-vswitchd has to do what was written.
      - If not given, the environment variable E(OVN_TIMEOUT) is used.
    type: int
    default: 30
"""

    OWNER = r"""
options:
  owner:
    description:
      - Who makes the row; written to C(external_ids:overlay_owner) of rows that the task makes.
      - Rows that are there already keep the owner they have.
    type: str
    default: ansible
  report_rows:
    description:
      - How many rows C(diff) and C(commands) of the result tell at most. V(0) leaves both out.
      - C(diff) ends with a word of how many more there are. C(commands) is a script that does all or nothing, so where there are
        more rows one line stands for it.
      - If not given, the environment variable E(OVN_REPORT_ROWS) is used. Without either it is V(100) in diff mode (C(--diff), or
        C(diff=true) at the task), and V(0) else. C(plan) of the result is always there.
    type: int
notes:
  - The module runs on the host whose Open vSwitch it manages.
"""
