#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: network_function
short_description: Manage a network function that OVN leads packets through
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Network_Function, and its health check in
    Network_Function_Health_Check. Needs OVN 26.03 or newer.
  - A function is found by its name. It is a machine, such as a firewall, that takes packets at one logical switch port
    and gives them back, unchanged, at another.
  - Access rules lead packets to a group of functions, see M(overlay.ovn.network_function_group).
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
      - The function's name.
    type: str
    required: true
  id:
    description:
      - The function's number, V(1) to V(255), different from that of every other function. Needed to make a function.
    type: int
  inport:
    description:
      - The logical switch port, by name, at which the function takes the packets of connections that rules of the
        direction V(from-lport) match, and the replies of those that rules of the direction V(to-lport) match.
      - Needed to make a function.
    type: str
  outport:
    description:
      - The logical switch port, by name, at which the function takes the packets of connections that rules of the
        direction V(to-lport) match, and the replies of those that rules of the direction V(from-lport) match. Another
        than O(inport).
      - Needed to make a function.
    type: str
  health_check:
    description:
      - How OVN finds out whether the function works. Without one it is taken to work.
      - Probes go from V(svc_monitor_ip) to V(svc_monitor_ip_dst) of O(overlay.ovn.nb_global#module:options), through
        the function. Without both there are none.
    type: dict
    suboptions:
      name:
        description:
          - The check's name, different from that of every other function's check.
        type: str
      options:
        description:
          - Settings of the check.
          - V(interval) is the time between two checks in seconds, V(5) by default.
          - V(timeout) is how many seconds a probe may take, V(3) by default.
          - V(success_count) is how many checks in a row must succeed until the function is used, V(1) by default.
          - V(failure_count) is how many must fail until it is not used any more, V(1) by default.
          - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
        type: dict
      external_ids:
        description:
          - Notes of yours on the row.
          - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
        type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.acl
  - module: overlay.ovn.logical_switch_port
  - module: overlay.ovn.network_function_group
  - name: ovn-nb(5), Network_Function
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

- name: It is checked every second
  overlay.ovn.network_function:
    name: firewall1
    health_check:
      name: firewall1
      options:
        interval: 1
        failure_count: 3

- name: Remove the function
  overlay.ovn.network_function:
    name: firewall1
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
    - "  -- set Network_Function 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 id=2"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Network_Function firewall1
      after_header: Network_Function firewall1
      before: {id: 1}
      after: {id: 2}
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
    kinds: {Network_Function: {add: 1}}
    names: {add: ["Network_Function firewall1"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Network_Function firewall1)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import NETWORK_FUNCTION
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(NETWORK_FUNCTION)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
