#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: static_route
short_description: Manage a static route of an OVN logical router
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Logical_Router_Static_Route.
  - A route is found on its router by O(ip_prefix), O(nexthop), O(route_table) and O(policy). Several next hops for one
    prefix share the load.
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
  router:
    description:
      - The router that has the route, by name.
    type: str
    required: true
  ip_prefix:
    description:
      - The addresses that the route is for, such as V(0.0.0.0/0), V(fd42:1::/64), or a single address.
    type: str
    required: true
  nexthop:
    description:
      - The address to send matching packets to, or V(discard) to drop them.
      - An empty string with O(output_port) sends them to that port without a next hop.
    type: str
    required: true
  route_table:
    description:
      - The table that the route is in. Only packets from router ports with this V(route_table) in their options look
        there.
      - The main table by default.
    type: str
  policy:
    description:
      - Whether O(ip_prefix) is compared to a packet's destination or its source. The destination by default.
    type: str
    choices:
      - dst-ip
      - src-ip
  output_port:
    description:
      - The router port to send through, by name. Found from O(nexthop) by default.
      - An empty string unsets it.
    type: str
  bfd:
    description:
      - The session of M(overlay.ovn.bfd) that watches O(nexthop), and no other. The route is left out while the session is down.
      - When the session is removed, the route stays and does without.
      - An empty map unsets it.
    type: dict
    suboptions:
      logical_port:
        description:
          - The router port that the session runs on.
        type: str
      dst_ip:
        description:
          - The neighbour that it watches.
        type: str
  selection_fields:
    description:
      - With several next hops for one prefix, the fields of a packet that choose among them. Exactly these. Needs OVN 25.03
        or newer.
      - By default Open vSwitch chooses by a hash of its own. V(tp_src) and V(tp_dst) are the ports of TCP, UDP and SCTP, and
        bring V(ip_proto) along.
    type: list
    elements: str
    choices:
      - eth_src
      - eth_dst
      - ip_proto
      - ip_src
      - ip_dst
      - ipv6_src
      - ipv6_dst
      - tp_src
      - tp_dst
  options:
    description:
      - Settings of the route. V(ecmp_symmetric_reply) set to V(true) on a gateway router sends replies back by the next hop
        that a connection came from. V(origin) is written by ovn-ic.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.logical_router
  - module: overlay.ovn.router_policy
  - module: overlay.ovn.bfd
  - name: ovn-nb(5), Logical_Router_Static_Route
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: The default route
  overlay.ovn.static_route:
    router: r0
    ip_prefix: 0.0.0.0/0
    nexthop: 198.18.1.1

- name: Packets from this network leave by another gateway
  overlay.ovn.static_route:
    router: r0
    ip_prefix: 10.0.7.0/24
    nexthop: 198.18.2.1
    policy: src-ip

- name: Drop what is for an address that is not in use
  overlay.ovn.static_route:
    router: r0
    ip_prefix: 198.18.1.7
    nexthop: discard

- name: Remove the default route
  overlay.ovn.static_route:
    router: r0
    ip_prefix: 0.0.0.0/0
    nexthop: 198.18.1.1
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
    - "  -- --id=4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 create Logical_Router_Static_Route 'ip_prefix=\"0.0.0.0/0\"' 'nexthop=\"198.18.1.1\"' \\"
    - "  -- add Logical_Router 0b1f4c0e-5a53-5d0e-8d8e-6a9f2f3b7c21 static_routes 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Logical_Router_Static_Route 0.0.0.0/0 198.18.1.1
      after_header: Logical_Router_Static_Route 0.0.0.0/0 198.18.1.1
      before: {}
      after: {ip_prefix: 0.0.0.0/0, nexthop: 198.18.1.1, parent: Logical_Router r0}
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
    kinds: {Logical_Router_Static_Route: {add: 1}}
    names: {add: ["Logical_Router_Static_Route 0.0.0.0/0 198.18.1.1"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Logical_Router_Static_Route 0.0.0.0/0 198.18.1.1)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import STATIC_ROUTE
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(STATIC_ROUTE)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
