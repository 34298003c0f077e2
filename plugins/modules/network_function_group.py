#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: network_function_group
short_description: Manage a group of OVN network functions
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Network_Function_Group. Needs OVN 26.03 or newer.
  - A group is found by its name. Access rules that name it lead what they match through one of its functions that
    works.
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
      - The group's name.
    type: str
    required: true
  id:
    description:
      - The group's number, V(1) to V(255), different from that of every other group. Needed to make a group.
    type: int
  mode:
    description:
      - How packets pass the functions. OVN knows only V(inline), right through. Needed to make a group.
    type: str
    choices:
      - inline
  fallback:
    description:
      - What happens when none of the functions works. V(fail-close) drops the packets, V(fail-open) lets them past.
      - V(fail-close) where it was never set.
    type: str
    choices:
      - fail-open
      - fail-close
  network_function:
    description:
      - The functions in the group, by name. Exactly these, unless O(append=true).
    type: list
    elements: str
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.acl
  - module: overlay.ovn.network_function
  - name: ovn-nb(5), Network_Function_Group
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: A firewall with two legs
  overlay.ovn.network_function:
    name: firewall1
    id: 1
    inport: c1-eth0
    outport: c2-eth0

- name: A group of it
  overlay.ovn.network_function_group:
    name: firewalls
    id: 1
    mode: inline
    network_function: [firewall1]
    fallback: fail-close

- name: What enters the group's ports goes through a firewall
  overlay.ovn.acl:
    port_group: web
    direction: to-lport
    priority: 1000
    match: outport == @web && tcp.dst == 80
    action: allow-related
    network_function_group: firewalls

- name: Not any more
  overlay.ovn.acl:
    port_group: web
    direction: to-lport
    priority: 1000
    match: outport == @web && tcp.dst == 80
    network_function_group: ""

- name: Remove the group and no function
  overlay.ovn.network_function_group:
    name: firewalls
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
    - "  -- set Network_Function_Group 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 fallback=fail-open"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Network_Function_Group firewalls
      after_header: Network_Function_Group firewalls
      before: {fallback: fail-close}
      after: {fallback: fail-open}
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
    kinds: {Network_Function_Group: {add: 1}}
    names: {add: ["Network_Function_Group firewalls"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Network_Function_Group firewalls)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import NETWORK_FUNCTION_GROUP
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(NETWORK_FUNCTION_GROUP)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
