#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: address_set
short_description: Manage an OVN address set
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Address_Set.
  - A set is found by its name. A match can say C($NAME) for its addresses.
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
      - The set's name. Letters, digits, V(_) and V(.) only, not beginning with a digit.
    type: str
    required: true
  addresses:
    description:
      - Addresses, networks in CIDR form, or Ethernet addresses; all of one kind, IPv4, IPv6 or Ethernet. Exactly these,
        unless O(append=true).
      - A mask need not be a prefix, V(10.0.0.0/255.0.255.0) and V(00:16:3e:00:00:00/ff:ff:ff:00:00:00). What it does not cover
        must be zero.
    type: list
    elements: str
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.acl
  - name: ovn-nb(5), Address_Set
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: The networks of the office
  overlay.ovn.address_set:
    name: office
    addresses: [10.20.0.0/16, 10.30.4.7]

- name: One more
  overlay.ovn.address_set:
    name: office
    addresses: [10.40.0.0/16]
    append: true

- name: Remove the set
  overlay.ovn.address_set:
    name: office
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
    - "  -- set Address_Set 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 'addresses=[\"10.20.0.0/16\",\"10.30.4.7\"]'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Address_Set office
      after_header: Address_Set office
      before: {addresses: [10.20.0.0/16]}
      after: {addresses: [10.20.0.0/16, 10.30.4.7]}
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
    kinds: {Address_Set: {add: 1}}
    names: {add: ["Address_Set office"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Address_Set office)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import ADDRESS_SET
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(ADDRESS_SET)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
