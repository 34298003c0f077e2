#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: static_mac_binding
short_description: Manage a fixed neighbour of an OVN logical router port
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Static_MAC_Binding.
  - With it the router knows the Ethernet address of a neighbour without asking by ARP or neighbour discovery.
  - A binding is found by O(logical_port) and O(ip). The table has no external_ids, so rows bear no marks of their owner.
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
  logical_port:
    description:
      - The router port that the neighbour is behind, by name.
    type: str
    required: true
  ip:
    description:
      - The neighbour's address.
    type: str
    required: true
  mac:
    description:
      - The neighbour's Ethernet address. Needed to make a binding.
    type: str
  override_dynamic_mac:
    description:
      - Whether this binding goes before one that the router learned. V(false) where it was never set.
    type: bool
seealso:
  - module: overlay.ovn.logical_router_port
  - name: ovn-nb(5), Static_MAC_Binding
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: The upstream router, which does not answer ARP requests
  overlay.ovn.static_mac_binding:
    logical_port: r0-uplink
    ip: 198.18.1.1
    mac: 00:16:3e:00:0f:01
    override_dynamic_mac: true

- name: Let the router find out by itself again
  overlay.ovn.static_mac_binding:
    logical_port: r0-uplink
    ip: 198.18.1.1
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
    - "  -- set Static_MAC_Binding 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 'mac=\"00:16:3e:00:0f:01\"'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Static_MAC_Binding r0-uplink 198.18.1.1
      after_header: Static_MAC_Binding r0-uplink 198.18.1.1
      before: {mac: "00:16:3e:00:0f:02"}
      after: {mac: "00:16:3e:00:0f:01"}
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
    kinds: {Static_MAC_Binding: {add: 1}}
    names: {add: ["Static_MAC_Binding r0-uplink 198.18.1.1"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Static_MAC_Binding r0-uplink 198.18.1.1)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import STATIC_MAC_BINDING
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(STATIC_MAC_BINDING)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
