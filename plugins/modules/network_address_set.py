#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: network_address_set
short_description: Manage a set of addresses for ACLs of OVN networks
version_added: 0.1.0
description:
  - A set of addresses that rules of ACLs name as V($NAME). When it changes, no rule needs to.
  - In OVN it is two address sets, C(overlay_set_NAME_ip4) and C(overlay_set_NAME_ip6), with dots for dashes.
  - A set that a rule names cannot be removed.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.state
  - overlay.ovn.northbound
  - overlay.ovn.northbound.owner
  - overlay.ovn.wait
options:
  name:
    description:
      - The set's name, 1 to 63 letters, digits and dashes, beginning with a letter and not ending with a dash.
    type: str
    required: true
  base_name:
    description:
      - What the names of its rows begin with, C(overlay_set_NAME) by default. With V(incus_set1), the rows that Incus made for its
        first set are taken over.
    type: str
  description:
    description:
      - What it is for. The database remembers it, OVN does nothing with it.
    type: str
  addresses:
    description:
      - Addresses, networks in CIDR form, and ranges of up to 256 addresses such as V(10.0.0.10-10.0.0.19), of both families.
        Exactly these.
    type: list
    elements: str
  user:
    description:
      - What LXD keeps under C(user.*), for the reader. It makes no rows; the database remembers it.
    type: dict
seealso:
  - module: overlay.ovn.network_acl
  - module: overlay.ovn.networks
  - module: overlay.ovn.address_set
    description: Address sets in OVN's own words.
  - name: Incus, network address sets
    description: The feature whose names this module uses.
    link: https://linuxcontainers.org/incus/docs/main/howto/network_address_sets/
"""

EXAMPLES = r"""
- name: The networks of the partners
  overlay.ovn.network_address_set:
    name: partners
    addresses: [198.18.64.0/24, 198.18.70.10-198.18.70.19, "fd42:64::/64"]

- name: An ACL that speaks of them
  overlay.ovn.network_acl:
    name: web
    ingress:
      - action: allow
        protocol: tcp
        destination_port: 443
        source: $partners

- name: One partner less
  overlay.ovn.network_address_set:
    name: partners
    addresses: [198.18.64.0/24, "fd42:64::/64"]

- name: No rule speaks of them any more
  overlay.ovn.network_acl:
    name: web

- name: Remove the set
  overlay.ovn.network_address_set:
    name: partners
    state: absent
"""

RETURN = r"""
commands:
  description: The change as one C(ovn-nbctl) command, a line for each step. Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample: ["ovn-nbctl \\", "  -- set Address_Set 4f1c addresses=198.18.64.0/24"]
diff:
  description: What changes, the options of the entries first, then row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Address_Set overlay_set_partners_ip4
      after_header: Address_Set overlay_set_partners_ip4
      before: {addresses: [198.18.64.0/24, 198.18.70.10/32]}
      after: {addresses: [198.18.64.0/24]}
plan:
  description:
    - How many rows the task adds, changes and destroys, by kind too, the first of them by name, and all that as a line of text.
      The same in check mode and after.
    - C(plan.entries) is the same of the entries, in the words of the options.
  returned: success
  type: dict
  sample:
    add: 1
    change: 0
    destroy: 0
    kinds: {Logical_Router: {add: 1}}
    names: {add: ["Logical_Router overlay-web-lr"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Logical_Router overlay-web-lr)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.network_address_set import ARGUMENTS, run_network_address_set

TASK = Task(ARGUMENTS, run_network_address_set)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
