#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: chassis_membership
short_description: Take a chassis out of all gateway groups, and bring it back
version_added: 0.1.0
description:
  - A chassis is the gateway of a network, or stands by for it, as a member of the network's HA chassis group or, the older
    way, by rows of Gateway_Chassis at a router port. This module takes one chassis out of all of them in one transaction, and
    brings it back to where it was.
  - Only what this collection made (C(external_ids:overlay_*)) is left. What others made is named in a warning, and left only
    if O(ha_chassis_groups) or O(router_ports) name it.
  - What an evacuated chassis left is noted in C(NB_Global:external_ids:overlay_evacuated_NAME). As long as the note is there,
    M(overlay.ovn.network) and M(overlay.ovn.networks) do not let the chassis join, whoever runs them.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.northbound
  - overlay.ovn.northbound.owner
  - overlay.ovn.southbound
options:
  name:
    description:
      - The chassis' name, its C(system-id).
    type: str
    required: true
  state:
    description:
      - With V(evacuated) it leaves, and what it left is noted.
      - With V(present) it joins again what it left. In a network's group it gets the priority that it has there by
        M(overlay.ovn.network), elsewhere the one that it had.
      - With V(absent) it leaves for good, and the note goes.
    type: str
    choices:
      - present
      - evacuated
      - absent
    default: present
  networks:
    description:
      - With O(state=present), networks that it joins beside those it left, because they came while it was away.
    type: list
    elements: str
  ha_chassis_groups:
    description:
      - HA chassis groups to leave although this collection did not make them.
    type: list
    elements: str
  router_ports:
    description:
      - Router ports whose Gateway_Chassis rows of this chassis go although this collection did not make them.
    type: list
    elements: str
  force:
    description:
      - Whether it may leave a group although no other member of it is registered in the southbound database, so that networks
        lose their uplink.
    type: bool
    default: false
  wait:
    description:
      - Whether to wait until the gateways have moved. With O(state=present), until those networks have it as their gateway in
        whose group it comes first.
      - Needs the Python libraries C(ovs) and C(ovsdbapp). In check mode nothing is waited for.
    type: bool
    default: false
  wait_timeout:
    description:
      - Seconds to wait. When they have passed the task fails and names the gateways that did not move; what it wrote stays.
    type: int
    default: 60
seealso:
  - module: overlay.ovn.chassis_membership_info
  - module: overlay.ovn.chassis_removal
  - module: overlay.ovn.ha_chassis_group
"""

EXAMPLES = r"""
- name: Nothing passes through host3 any more
  overlay.ovn.chassis_membership:
    name: host3
    state: evacuated
    wait: true

- name: It is back
  overlay.ovn.chassis_membership:
    name: host3
    wait: true

- name: It is gone for good, and was in a group of somebody else
  overlay.ovn.chassis_membership:
    name: host3
    state: absent
    ha_chassis_groups: [other]
"""

RETURN = r"""
commands:
  description: The change as one C(ovn-nbctl) command, a line for each step. Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample:
    - "ovn-nbctl \\"
    - "  -- remove HA_Chassis_Group 1d3f1b5a-8d1c-5c0d-9a0a-6f5a5b1f2c11 ha_chassis 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: HA_Chassis host3
      after_header: HA_Chassis host3
      before: {chassis_name: host3, priority: 30}
      after: {}
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
    names: {add: ["HA_Chassis host3"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add HA_Chassis host3)."
gateways:
  description: What the chassis left, or is a member of now, and where the gateways are.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The network, group or router port.
      type: str
      sample: network net1
    port:
      description: The port in the southbound database.
      type: str
      sample: cr-overlay-net1-lr-lrp-ext
    chassis:
      description: The chassis that it is on. Null if on none.
      type: str
      sample: host2
"""

from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.chassis_membership import ARGUMENTS, run_chassis_membership

TASK = Task(ARGUMENTS, run_chassis_membership)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
