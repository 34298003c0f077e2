#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: load_balancer_group
short_description: Manage a group of OVN load balancers
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Load_Balancer_Group.
  - A group is found by its name. Switches and routers that name it use all its balancers, which costs less than naming
    each.
  - The table has no notes (C(external_ids)), so a group bears no owner.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.state
  - overlay.ovn.append
  - overlay.ovn.northbound
  - overlay.ovn.northbound.owner
  - overlay.ovn.wait
options:
  name:
    description:
      - The group's name.
    type: str
    required: true
  load_balancer:
    description:
      - The balancers in the group, by name. Exactly these, unless O(append=true).
    type: list
    elements: str
seealso:
  - module: overlay.ovn.load_balancer
  - module: overlay.ovn.logical_router
  - module: overlay.ovn.logical_switch
  - name: ovn-nb(5), Load_Balancer_Group
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: A balancer for all nodes
  overlay.ovn.load_balancer:
    name: dns
    protocol: udp
    vips:
      "198.18.0.53:53": 10.0.0.2:53,10.0.0.3:53

- name: A group with exactly this balancer
  overlay.ovn.load_balancer_group:
    name: cluster
    load_balancer: [dns]

- name: The balancer leaves
  overlay.ovn.load_balancer_group:
    name: cluster
    load_balancer: []

- name: It joins beside others
  overlay.ovn.load_balancer_group:
    name: cluster
    load_balancer: [dns]
    append: true

- name: Remove the group and no balancer
  overlay.ovn.load_balancer_group:
    name: cluster
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
    - "  -- add Load_Balancer_Group 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 load_balancer 0b1f4c0e-5a53-5d0e-8d8e-6a9f2f3b7c21"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Load_Balancer_Group cluster
      after_header: Load_Balancer_Group cluster
      before: {load_balancer: []}
      after: {load_balancer: [Load_Balancer dns]}
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
    kinds: {Load_Balancer_Group: {add: 1}}
    names: {add: ["Load_Balancer_Group cluster"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Load_Balancer_Group cluster)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import LOAD_BALANCER_GROUP
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(LOAD_BALANCER_GROUP)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
