#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: bfd
short_description: Manage a BFD session of an OVN logical router
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table BFD.
  - A session watches whether a neighbour answers. A route or a routing policy that names it is left out while it does not;
    see the option C(bfd) of M(overlay.ovn.static_route) and C(bfd_sessions) of M(overlay.ovn.router_policy).
  - A session runs on the chassis that is the port's gateway. On a port without one it never comes up, which is a warning; so is a
    neighbour in none of the port's subnets. See O(strict).
  - A session is found by O(logical_port) and O(dst_ip).
  - What OVN itself writes (C(status)) is neither compared nor shown.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.state
  - overlay.ovn.replace
  - overlay.ovn.northbound
  - overlay.ovn.northbound.owner
  - overlay.ovn.wait
options:
  logical_port:
    description:
      - The router port that the session runs on, by name. It must be there, at a router that is enabled, or come with the same
        task, and it stays as long as a session names it; ovn-northd crashes otherwise.
    type: str
    required: true
  dst_ip:
    description:
      - The neighbour's address, not the port's own.
    type: str
    required: true
  min_tx:
    description:
      - The shortest time between two packets that this side sends, in milliseconds, V(1) or more. V(1000) where it was
        never set.
    type: int
  min_rx:
    description:
      - The shortest time between two packets that this side can receive, in milliseconds. V(1000) where it was never set.
        With V(0) the neighbour is asked to send none.
    type: int
  detect_mult:
    description:
      - How many packets may be missing before the neighbour counts as down, V(1) to V(255). V(5) where it was never set.
    type: int
  options:
    description:
      - Reserved. OVN reads nothing of it yet.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.static_route
  - module: overlay.ovn.router_policy
  - name: ovn-nb(5), BFD
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: Watch the upstream router, and notice within 900 ms that it is gone
  overlay.ovn.bfd:
    logical_port: r0-uplink
    dst_ip: 198.18.1.1
    min_tx: 300
    min_rx: 300
    detect_mult: 3

- name: The default route holds while it answers
  overlay.ovn.static_route:
    router: r0
    ip_prefix: 0.0.0.0/0
    nexthop: 198.18.1.1
    output_port: r0-uplink
    bfd:
      logical_port: r0-uplink
      dst_ip: 198.18.1.1

- name: Do not watch it any more; the route stays
  overlay.ovn.bfd:
    logical_port: r0-uplink
    dst_ip: 198.18.1.1
    state: absent
"""

RETURN = r"""
commands:
  description: The change as one C(ovn-nbctl) command, a line for each step. Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample:
    - "ovn-nbctl \\"
    - "  -- set BFD 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 min_tx=300"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: BFD r0-uplink 198.18.1.1
      after_header: BFD r0-uplink 198.18.1.1
      before: {min_tx: 1000}
      after: {min_tx: 300}
plan:
  description:
    - How many rows the task adds, changes and destroys, by kind too, the first of them by name, and all that as a line of text.
      The same in check mode and after.
  returned: success
  type: dict
  sample:
    add: 1
    change: 0
    destroy: 0
    kinds: {BFD: {add: 1}}
    names: {add: ["BFD r0-uplink 198.18.1.1"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add BFD r0-uplink 198.18.1.1)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import BFD
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(BFD)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
