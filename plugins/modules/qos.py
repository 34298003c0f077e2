#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: qos
short_description: Manage a QoS rule of an OVN logical switch
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table QoS.
  - A rule is found on its switch by O(direction), O(priority) and O(match).
  - A rule marks packets, limits their rate, or both. One that does neither is an error.
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
      - The switch that has the rule, by name.
    type: str
    required: true
  direction:
    description:
      - V(from-lport) is about packets that come from a port, V(to-lport) about packets that go to a port.
    type: str
    choices:
      - from-lport
      - to-lport
    required: true
  priority:
    description:
      - The rule's rank, V(0) to V(32767). The highest one that matches applies; which of two equal ones does is not
        defined.
    type: int
    required: true
  match:
    description:
      - The packets that it is about, in the language of ovn-sb(5), Logical_Flow. C(outport) may be used with
        O(direction=to-lport) only.
    type: str
    required: true
  action:
    description:
      - What to write into the packets.
      - V(dscp) is the DSCP field of the IP header, V(0) to V(63).
      - V(mark) is the mark of the packet on its chassis, V(1) to V(4294967295). It is not sent. Needs OVN 24.03 or newer.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  bandwidth:
    description:
      - What to limit the packets to; what exceeds it is dropped. Both are V(1) to V(4294967295).
      - V(rate) is the limit in kbit/s, V(burst) what may exceed it for a moment, in kbit. V(burst) needs V(rate).
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.logical_switch
  - module: overlay.ovn.logical_switch_port
  - name: ovn-nb(5), QoS
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: Voice before everything else
  overlay.ovn.qos:
    switch: sw0
    direction: from-lport
    priority: 100
    match: udp.dst == 5060
    action:
      dscp: 46

- name: An instance receives 100 Mbit/s at most
  overlay.ovn.qos:
    switch: sw0
    direction: to-lport
    priority: 200
    match: outport == "c1-eth0"
    bandwidth:
      rate: 100000
      burst: 10000

- name: Voice is nothing special any more
  overlay.ovn.qos:
    switch: sw0
    direction: from-lport
    priority: 100
    match: udp.dst == 5060
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
    - "  -- set QoS 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 'action={dscp=46}'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: QoS from-lport 100 udp.dst == 5060
      after_header: QoS from-lport 100 udp.dst == 5060
      before: {action: {dscp: 0}}
      after: {action: {dscp: 46}}
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
    kinds: {QoS: {add: 1}}
    names: {add: ["QoS from-lport 100 udp.dst == 5060"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add QoS from-lport 100 udp.dst == 5060)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import QOS
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(QOS)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
