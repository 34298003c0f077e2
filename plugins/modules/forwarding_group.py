#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: forwarding_group
short_description: Manage a forwarding group of an OVN logical switch
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Forwarding_Group.
  - A group has an address of its own, and the switch spreads what is sent there over the group's ports.
  - A group is found on its switch by its name. Two groups of one name on one switch are an error that lists both.
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
  switch:
    description:
      - The switch that has the group, by name.
    type: str
    required: true
  name:
    description:
      - The group's name. OVN itself does not use it.
    type: str
    required: true
  vip:
    description:
      - The IPv4 address of the group. The switch answers ARP requests for it with O(vmac). Needed to make a group.
    type: str
  vmac:
    description:
      - The Ethernet address of the group. Needed to make a group.
    type: str
  child_port:
    description:
      - The ports that packets for O(vmac) are spread over, by the names of switch ports. Exactly these, unless
        O(append=true). At least one. Needed to make a group.
      - OVN does not check the names; a port that does not exist gets nothing.
    type: list
    elements: str
  liveness:
    description:
      - Whether ports that are reached through a tunnel are left out while BFD says that the tunnel is down.
      - V(false) where it was never set.
    type: bool
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.logical_switch
  - module: overlay.ovn.logical_switch_port
  - name: ovn-nb(5), Forwarding_Group
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: Two appliances share an address
  overlay.ovn.forwarding_group:
    switch: sw0
    name: appliances
    vip: 10.0.0.50
    vmac: 00:16:3e:00:00:50
    child_port: [c1-eth0, c2-eth0]
    liveness: true

- name: A third one joins
  overlay.ovn.forwarding_group:
    switch: sw0
    name: appliances
    child_port: [c3-eth0]
    append: true

- name: Remove the group
  overlay.ovn.forwarding_group:
    switch: sw0
    name: appliances
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
    - "  -- add Forwarding_Group 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 child_port '\"c3-eth0\"'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Forwarding_Group appliances
      after_header: Forwarding_Group appliances
      before: {child_port: [c1-eth0, c2-eth0]}
      after: {child_port: [c1-eth0, c2-eth0, c3-eth0]}
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
    kinds: {Forwarding_Group: {add: 1}}
    names: {add: ["Forwarding_Group appliances"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Forwarding_Group appliances)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import FORWARDING_GROUP
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(FORWARDING_GROUP)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
