#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: router_policy
short_description: Manage a routing policy of an OVN logical router
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Logical_Router_Policy.
  - A policy is found on its router by O(priority), O(match) and O(chain).
  - The column C(nexthop) of early releases is no option; OVN ignores a policy that has it. O(nexthops) is what counts.
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
      - The router that has the policy, by name.
    type: str
    required: true
  priority:
    description:
      - The policy's rank, V(0) to V(32767). The highest one that matches applies.
    type: int
    required: true
  match:
    description:
      - The packets that it is about, in the language of ovn-sb(5), Logical_Flow.
    type: str
    required: true
  chain:
    description:
      - The chain that the policy is in. By default it is the one without a name, where packets begin; others are entered by
        O(action=jump). Needs OVN 25.03 or newer.
    type: str
  action:
    description:
      - What happens to the packets. V(reroute) sends them to one of O(nexthops), V(jump) goes on in O(jump_chain).
      - Needed to make a policy. V(jump) needs OVN 25.03 or newer.
    type: str
    choices:
      - allow
      - drop
      - reroute
      - jump
  nexthops:
    description:
      - The addresses to send to with O(action=reroute), all IPv4 or all IPv6. Exactly these; several share the load.
    type: list
    elements: str
  output_port:
    description:
      - The router port to send through with O(action=reroute) and one address in O(nexthops), by name. Found from
        O(nexthops) by default. Needs OVN 26.03 or newer.
      - An empty string unsets it.
    type: str
  bfd_sessions:
    description:
      - The sessions of M(overlay.ovn.bfd) that watch O(nexthops), and no others. An address whose session is down is left out. Exactly
        these. Needs OVN 24.03 or newer.
    type: list
    elements: dict
    suboptions:
      logical_port:
        description:
          - The router port that the session runs on.
        type: str
      dst_ip:
        description:
          - The neighbour that it watches.
        type: str
  jump_chain:
    description:
      - The chain to go on in with O(action=jump). Needs OVN 25.03 or newer.
      - An empty string unsets it.
    type: str
  options:
    description:
      - Settings of the policy. V(pkt_mark) marks the packets on their chassis with that number, V(1) to V(4294967295), with
        V(allow) and V(reroute).
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.logical_router
  - module: overlay.ovn.static_route
  - module: overlay.ovn.bfd
  - name: ovn-nb(5), Logical_Router_Policy
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: Packets from one network go through a firewall
  overlay.ovn.router_policy:
    router: r0
    priority: 500
    match: ip4.src == 10.0.7.0/24
    action: reroute
    nexthops: [10.0.0.254]

- name: Drop what comes from the instances with a source that is not theirs
  overlay.ovn.router_policy:
    router: r0
    priority: 400
    match: inport == "r0-sw0" && ip4.src != 10.0.0.0/24
    action: drop

- name: Remove the first one
  overlay.ovn.router_policy:
    router: r0
    priority: 500
    match: ip4.src == 10.0.7.0/24
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
    - "  -- set Logical_Router_Policy 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 'action=\"drop\"' 'nexthops=[]'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Logical_Router_Policy 500 ip4.src == 10.0.7.0/24
      after_header: Logical_Router_Policy 500 ip4.src == 10.0.7.0/24
      before: {action: reroute, nexthops: [10.0.0.254]}
      after: {action: drop, nexthops: []}
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
    kinds: {Logical_Router_Policy: {add: 1}}
    names: {add: ["Logical_Router_Policy 500 ip4.src == 10.0.7.0/24"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Logical_Router_Policy 500 ip4.src == 10.0.7.0/24)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import ROUTER_POLICY
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(ROUTER_POLICY)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
