#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: copp
short_description: Manage a control plane protection of OVN
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Copp.
  - A protection is found by its name. It says which meters limit the packets that are sent up to ovn-controller.
  - Logical switches and routers name it.
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
  name:
    description:
      - The protection's name.
    type: str
    required: true
  meters:
    description:
      - For each kind of packet the name of the meter that limits it. A kind that has none is not limited.
      - V(arp) and V(arp-resolve) are ARP packets to learn neighbours from, and packets whose next hop must be resolved
        by ARP.
      - V(nd-na), V(nd-ns), V(nd-ns-resolve) and V(nd-ra-opts) are the same for IPv6, neighbour advertisements and
        solicitations to learn from, packets to resolve for, and solicitations that router advertisements answer.
      - V(dhcpv4-opts) and V(dhcpv6-opts) are requests that OVN answers as DHCP server, V(dhcpv4-relay) those that it
        passes on (OVN 25.09 or newer), V(dns) DNS queries that OVN answers.
      - V(icmp4-error), V(icmp6-error), V(tcp-reset) and V(reject) are packets answered with an error, V(reject) those
        that match an access rule or a load balancer that rejects.
      - V(bfd) is BFD, V(igmp) IGMP and MLD, V(event-elb) events of load balancers without backends, V(svc-monitor)
        replies to health checks (OVN 23.09 or newer).
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.logical_router
  - module: overlay.ovn.logical_switch
  - module: overlay.ovn.meter
  - name: ovn-nb(5), Copp
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: A hundred packets a second
  overlay.ovn.meter:
    name: copp-100
    unit: pktps
    fair: true
    bands:
      - action: drop
        rate: 100

- name: ARP and DHCP are limited
  overlay.ovn.copp:
    name: edge
    meters:
      arp: copp-100
      dhcpv4-opts: copp-100

- name: DHCP is not limited any more
  overlay.ovn.copp:
    name: edge
    meters:
      dhcpv4-opts: null

- name: Remove the protection
  overlay.ovn.copp:
    name: edge
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
    - "  -- set Copp 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 meters:arp=copp-100"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Copp edge
      after_header: Copp edge
      before: {meters: {}}
      after: {meters: {arp: copp-100}}
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
    kinds: {Copp: {add: 1}}
    names: {add: ["Copp edge"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Copp edge)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import COPP
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(COPP)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
