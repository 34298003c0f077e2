#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: chassis_template_var
short_description: Manage the template variables of an OVN chassis
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Chassis_Template_Var.
  - There is one row at most of each chassis. A load balancer or a match that says C(^NAME) means on each chassis what
    that chassis' row says; on a chassis that has no such variable it means the text itself.
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
  chassis:
    description:
      - The chassis' name, its C(system-id).
    type: str
    required: true
  variables:
    description:
      - The variables and their values. Names stand without C(^).
      - A variable that is the backends of a load balancer has IPv6 addresses in brackets, one that is a virtual address
        has none.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.load_balancer
  - name: ovn-nb(5), Chassis_Template_Var
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: What differs from chassis to chassis
  overlay.ovn.chassis_template_var:
    chassis: host1
    variables:
      NODE_IP: 198.18.0.21
      WEB_BACKENDS: 10.0.0.2:8080,10.0.0.3:8080

- name: One variable goes
  overlay.ovn.chassis_template_var:
    chassis: host1
    variables:
      WEB_BACKENDS: null

- name: Remove the variables of the chassis
  overlay.ovn.chassis_template_var:
    chassis: host1
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
    - "  -- set Chassis_Template_Var 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 'variables:NODE_IP=\"198.18.0.21\"'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Chassis_Template_Var host1
      after_header: Chassis_Template_Var host1
      before: {variables: {}}
      after: {variables: {NODE_IP: 198.18.0.21}}
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
    kinds: {Chassis_Template_Var: {add: 1}}
    names: {add: ["Chassis_Template_Var host1"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Chassis_Template_Var host1)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import CHASSIS_TEMPLATE_VAR
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(CHASSIS_TEMPLATE_VAR)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
