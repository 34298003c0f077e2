#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: gateway_chassis
short_description: Manage a gateway chassis of an OVN logical router port
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Gateway_Chassis.
  - A router port that has at least one is a distributed gateway port. Of its chassis the one that is up and has the highest
    O(priority) handles the traffic.
  - This is the older way. M(overlay.ovn.ha_chassis_group) does the same for many ports at once, and is what OVN recommends.
    A port that has both uses the group, so one can move to it without an interruption.
  - A chassis is found at its router port by O(chassis_name). The row's own C(name), which must be unique, is made of both
    as C(ovn-nbctl lrp-set-gateway-chassis) does.
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
  router_port:
    description:
      - The router port that has the gateway, by name.
    type: str
    required: true
  chassis_name:
    description:
      - The chassis' name, its C(system-id).
    type: str
    required: true
  priority:
    description:
      - The chassis' rank among those of the same port, V(0) to V(32767). V(0) where it was never set.
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
  - module: overlay.ovn.logical_router_port
  - module: overlay.ovn.ha_chassis_group
  - name: ovn-nb(5), Gateway_Chassis
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: The router's uplink is on host1
  overlay.ovn.gateway_chassis:
    router_port: r0-uplink
    chassis_name: host1
    priority: 20

- name: And on host2 while host1 is down
  overlay.ovn.gateway_chassis:
    router_port: r0-uplink
    chassis_name: host2
    priority: 10

- name: No longer on host1
  overlay.ovn.gateway_chassis:
    router_port: r0-uplink
    chassis_name: host1
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
    - "  -- set Gateway_Chassis 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 priority=20"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Gateway_Chassis host1
      after_header: Gateway_Chassis host1
      before: {priority: 0}
      after: {priority: 20}
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
    kinds: {Gateway_Chassis: {add: 1}}
    names: {add: ["Gateway_Chassis host1"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Gateway_Chassis host1)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import GATEWAY_CHASSIS
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(GATEWAY_CHASSIS)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
