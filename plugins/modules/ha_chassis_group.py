#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: ha_chassis_group
short_description: Manage an OVN group of gateway chassis
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table HA_Chassis_Group, and its chassis in HA_Chassis.
  - A group is found by its name, a chassis in it by its own. The chassis that is up and has the highest priority is the
    gateway.
  - Chassis join one by one. A run that knows only some of them removes none, unless O(exact=true).
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
      - The group's name.
    type: str
    required: true
  ha_chassis:
    description:
      - Chassis of the group. Those that are not named stay as they are, unless O(exact=true).
    type: list
    elements: dict
    suboptions:
      chassis_name:
        description:
          - The chassis' name, its C(system-id).
        type: str
        required: true
      priority:
        description:
          - The chassis' rank, V(0) to V(32767). Needed for a chassis to join.
        type: int
      state:
        description:
          - Whether the chassis is in the group.
        type: str
        choices:
          - present
          - absent
        default: present
  exact:
    description:
      - Whether chassis that O(ha_chassis) does not name leave the group.
    type: bool
    default: false
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.logical_router_port
  - name: ovn-nb(5), HA_Chassis_Group
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: Two chassis join, host1 is preferred
  overlay.ovn.ha_chassis_group:
    name: gateways
    ha_chassis:
      - chassis_name: host1
        priority: 20
      - chassis_name: host2
        priority: 10

- name: One leaves
  overlay.ovn.ha_chassis_group:
    name: gateways
    ha_chassis:
      - chassis_name: host1
        state: absent

- name: Remove the group
  overlay.ovn.ha_chassis_group:
    name: gateways
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
    - "  -- set HA_Chassis 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 priority=30"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: HA_Chassis host1
      after_header: HA_Chassis host1
      before: {priority: 20}
      after: {priority: 30}
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
    kinds: {HA_Chassis: {add: 1}}
    names: {add: ["HA_Chassis host1"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add HA_Chassis host1)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.ha_chassis_group import ARGUMENTS, run_ha_chassis_group

TASK = Task(ARGUMENTS, run_ha_chassis_group)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
