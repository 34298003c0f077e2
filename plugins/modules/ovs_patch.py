#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: ovs_patch
short_description: Connect two bridges of Open vSwitch
version_added: 0.1.0
description:
  - Makes or removes a pair of patch ports, one in each bridge, in one transaction. What enters one port leaves the other.
  - Half a pair is made whole.
  - Mind loops. Two bridges with two pairs between them, or with another way around, need a spanning tree.
  - ovn-controller makes its own pairs between the integration bridge and the bridges of its mappings; leave these to it.
requirements:
  - ovsdbapp (Python library), to wait for what was written
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.open_vswitch_group
  - overlay.ovn.state
  - overlay.ovn.open_vswitch
  - overlay.ovn.open_vswitch.owner
options:
  name:
    description:
      - The port in O(bridge).
    type: str
    required: true
  bridge:
    description:
      - The first bridge. With O(state=absent) a port of that name in another bridge is left alone.
    type: str
    required: true
  peer:
    description:
      - The port in O(peer_bridge).
    type: str
    required: true
  peer_bridge:
    description:
      - The second bridge. With O(state=absent) a port of that name in another bridge is left alone.
    type: str
    required: true
seealso:
  - module: overlay.ovn.ovs_port
  - module: overlay.ovn.ovs_bridge
  - name: ovs-vswitchd.conf.db(5), Interface
    description: The table and its columns.
    link: https://www.openvswitch.org/support/dist-docs/ovs-vswitchd.conf.db.5.html
"""

EXAMPLES = r"""
- name: From the provider's bridge to the one with the bond
  overlay.ovn.ovs_patch:
    name: ex-to-dc
    bridge: br-ex
    peer: dc-to-ex
    peer_bridge: br-dc

- name: Disconnect them
  overlay.ovn.ovs_patch:
    name: ex-to-dc
    bridge: br-ex
    peer: dc-to-ex
    peer_bridge: br-dc
    state: absent
"""

RETURN = r"""
commands:
  description: The change as command lines of C(ovs-vsctl). Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample: ["ovs-vsctl \\", "  -- set Interface 7d0c type=patch options:peer=dc-to-ex"]
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample: [{"before_header": "Port ex-to-dc", "after_header": "Port ex-to-dc", "before": {}, "after": {"name": "ex-to-dc"}}]
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
    kinds: {Port: {add: 1}}
    names: {add: ["Port ex-to-dc"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Port ex-to-dc)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.host.patches import ARGUMENTS, run_patch
from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module

TASK = Task(ARGUMENTS, run_patch)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
