#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: load_balancer_health_check
short_description: Manage a health check of an OVN load balancer
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Load_Balancer_Health_Check.
  - A check is found in its balancer by O(vip). Only backends that answer are used for that virtual address.
  - Backends are found by O(overlay.ovn.load_balancer#module:ip_port_mappings); one that is not named there is not used.
  - OVN checks TCP and UDP, neither SCTP nor balancers that are templates.
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
  load_balancer:
    description:
      - The balancer that has the check, by name.
    type: str
    required: true
  vip:
    description:
      - The virtual address and port whose backends are checked, one of the keys of
        O(overlay.ovn.load_balancer#module:vips), V(198.18.0.100:80) or V([fd42::100]:80).
    type: str
    required: true
  options:
    description:
      - Settings of the check.
      - V(interval) is the time between two checks in seconds, V(5) by default.
      - V(timeout) is how many seconds a backend has to answer, V(3) by default.
      - V(success_count) is how many checks in a row must succeed until a backend is used, V(1) by default.
      - V(failure_count) is how many must fail until it is not used any more, V(1) by default.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.load_balancer
  - name: ovn-nb(5), Load_Balancer_Health_Check
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: A balancer that knows where its backends are
  overlay.ovn.load_balancer:
    name: web
    protocol: tcp
    vips:
      "198.18.0.100:80": 10.0.0.2:8080,10.0.0.3:8080
    ip_port_mappings:
      10.0.0.2: c1-eth0:10.0.0.1
      10.0.0.3: c2-eth0:10.0.0.1

- name: Only backends that answer are used
  overlay.ovn.load_balancer_health_check:
    load_balancer: web
    vip: 198.18.0.100:80
    options:
      interval: 10
      failure_count: 3

- name: Use all backends again
  overlay.ovn.load_balancer_health_check:
    load_balancer: web
    vip: 198.18.0.100:80
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
    - "  -- set Load_Balancer_Health_Check 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 options:interval=10"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Load_Balancer_Health_Check 198.18.0.100:80
      after_header: Load_Balancer_Health_Check 198.18.0.100:80
      before: {options: {}}
      after: {options: {interval: "10"}}
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
    kinds: {Load_Balancer_Health_Check: {add: 1}}
    names: {add: ["Load_Balancer_Health_Check 198.18.0.100:80"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Load_Balancer_Health_Check 198.18.0.100:80)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import LOAD_BALANCER_HEALTH_CHECK
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(LOAD_BALANCER_HEALTH_CHECK)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
