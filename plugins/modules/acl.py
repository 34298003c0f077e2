#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: acl
short_description: Manage an access rule of an OVN switch or port group
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table ACL.
  - A rule is found in its switch or port group by O(direction), O(priority), O(match) and O(tier).
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
  switch:
    description:
      - The switch that has the rule, by name. Either this or O(port_group) is needed.
    type: str
  port_group:
    description:
      - The port group that has the rule, by name. Either this or O(switch) is needed.
    type: str
  direction:
    description:
      - V(from-lport) is about packets that come from a port, V(to-lport) about packets that go to a port.
    type: str
    required: true
    choices:
      - from-lport
      - to-lport
  priority:
    description:
      - The rule's rank, V(0) to V(32767). The highest one that matches applies.
    type: int
    required: true
  match:
    description:
      - The packets that it is about, in the language of ovn-sb(5), Logical_Flow. What OVN cannot read is refused.
      - C(inport) is known in both directions, C(outport) with O(direction=to-lport) only.
    type: str
    required: true
  tier:
    description:
      - The stage that the rule is in, V(0) to V(3). Stage V(0) is looked at first; where none of its rules decides, the next
        one is. V(0) where it was never set. Needs OVN 23.06 or newer.
    type: int
  action:
    description:
      - What happens to the packets. Needed to make a rule.
      - V(allow-related) lets replies back. V(allow) does the same where the switch has rules that do, and else nothing but
        let the packet pass. V(allow-stateless) goes before all others and past connection tracking, so neither replies nor
        load balancers work without rules for them.
      - V(drop) says nothing to the sender, V(reject) answers with a TCP reset or an ICMP error.
      - V(pass) goes on in the next O(tier). Needs OVN 23.06 or newer.
    type: str
    choices:
      - allow
      - allow-related
      - allow-stateless
      - drop
      - reject
      - pass
  name:
    description:
      - The name that stands in the log, at most 63 characters. It does not say which rule this is.
      - An empty string unsets it.
    type: str
  log:
    description:
      - Whether packets that match are logged on their chassis.
    type: bool
  severity:
    description:
      - The severity of the log line. V(info) where it was never set.
    type: str
    choices:
      - alert
      - warning
      - notice
      - info
      - debug
  meter:
    description:
      - The meter that limits how much is logged, by name. Rules that name the same one share it, unless it is fair.
      - An empty string unsets it.
    type: str
  label:
    description:
      - A number of yours in connection tracking for allowed connections, V(0) to V(4294967295). V(0) is none.
      - Only with O(action=allow) and O(action=allow-related), or with O(sample_new) or O(sample_est), whose numbers it
        overrides.
    type: int
  sample_new:
    description:
      - How packets of new connections that match are reported. Without it they are not.
      - Needs OVN 24.09 or newer.
    type: dict
    suboptions:
      metadata:
        description:
          - The sample's number, V(1) to V(4294967295), which collectors see as observation point ID. Rules that give the
            same number share the sample, and say the same collectors.
        type: int
      collectors:
        description:
          - Where the sample goes, the numbers of collectors, see M(overlay.ovn.sample_collector). Exactly these.
            Needed to make a sample.
        type: list
        elements: int
  sample_est:
    description:
      - How packets of connections that the rule let in before are reported. Without it they are not.
      - Needs OVN 24.09 or newer.
    type: dict
    suboptions:
      metadata:
        description:
          - The sample's number, V(1) to V(4294967295), which collectors see as observation point ID. Rules that give the
            same number share the sample, and say the same collectors.
        type: int
      collectors:
        description:
          - Where the sample goes, the numbers of collectors, see M(overlay.ovn.sample_collector). Exactly these.
            Needed to make a sample.
        type: list
        elements: int
  network_function_group:
    description:
      - The group of network functions, by name, that what matches is led through, see
        M(overlay.ovn.network_function_group). Only with O(action=allow) and O(action=allow-related).
      - Needs OVN 26.03 or newer. An empty string unsets it.
    type: str
  options:
    description:
      - Settings of the rule, each V(true) or V(false), the default.
      - V(apply-after-lb) applies the rule after load balancing, to the addresses of backends. Only with
        O(direction=from-lport). Priorities count apart from those of other rules.
      - V(log-related) logs replies, too. It needs O(log) and a O(label) that no other rule has.
      - V(persist-established) lets connections that the rule let in go on when its O(match) changes. Only with
        O(action=allow-related). Needs OVN 25.03 or newer.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.address_set
  - module: overlay.ovn.meter
  - module: overlay.ovn.network_function_group
  - module: overlay.ovn.port_group
  - module: overlay.ovn.sample_collector
  - module: overlay.ovn.sampling_app
  - name: ovn-nb(5), ACL
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: Web servers may be reached on their ports
  overlay.ovn.acl:
    port_group: web
    direction: to-lport
    priority: 1000
    match: outport == @web && tcp.dst == {80, 443}
    action: allow-related

- name: And on no others, with a line in the log
  overlay.ovn.acl:
    port_group: web
    direction: to-lport
    priority: 900
    match: outport == @web && ip
    action: drop
    log: true
    name: web-drop
    severity: notice

- name: A collector for samples
  overlay.ovn.sample_collector:
    id: 1
    set_id: 100
    probability: 65535

- name: New connections to the web servers are reported
  overlay.ovn.acl:
    port_group: web
    direction: to-lport
    priority: 1000
    match: outport == @web && tcp.dst == {80, 443}
    sample_new:
      metadata: 1001
      collectors: [1]

- name: Remove a rule of a switch
  overlay.ovn.acl:
    switch: sw0
    direction: from-lport
    priority: 100
    match: ip6
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
    - "  -- set ACL 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 'action=\"reject\"'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: ACL to-lport 900 outport == @web && ip
      after_header: ACL to-lport 900 outport == @web && ip
      before: {action: drop}
      after: {action: reject}
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
    kinds: {ACL: {add: 1}}
    names: {add: ["ACL to-lport 900 outport == @web && ip"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add ACL to-lport 900 outport == @web && ip)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import ACL
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(ACL)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
