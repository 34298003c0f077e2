#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: port_group
short_description: Manage an OVN port group
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Port_Group.
  - A group is found by its name. A match can say C(@NAME) for its ports, C($NAME_ip4) and C($NAME_ip6) for their
    addresses.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.state
  - overlay.ovn.append
  - overlay.ovn.replace
  - overlay.ovn.northbound
  - overlay.ovn.northbound.owner
  - overlay.ovn.wait
options:
  name:
    description:
      - The group's name. Letters, digits, V(_) and V(.) only, not beginning with a digit.
    type: str
    required: true
  ports:
    description:
      - The switch ports in the group, by name. Exactly these, unless O(append=true).
    type: list
    elements: str
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.acl
  - module: overlay.ovn.logical_switch_port
  - name: ovn-nb(5), Port_Group
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: A group of exactly two ports
  overlay.ovn.port_group:
    name: web
    ports: [c1-eth0, c2-eth0]

- name: One port joins
  overlay.ovn.port_group:
    name: web
    ports: [c3-eth0]
    append: true

- name: Remove the group and its rules
  overlay.ovn.port_group:
    name: web
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
    - "  -- set Port_Group 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 'ports=[0b1f4c0e-5a53-5d0e-8d8e-6a9f2f3b7c21]'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Port_Group web
      after_header: Port_Group web
      before: {ports: []}
      after: {ports: [Logical_Switch_Port c1-eth0]}
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
    kinds: {Port_Group: {add: 1}}
    names: {add: ["Port_Group web"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Port_Group web)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import PORT_GROUP
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(PORT_GROUP)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
