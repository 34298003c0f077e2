#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: ovs_bridge
short_description: Manage a bridge of Open vSwitch
version_added: 0.1.0
description:
  - Makes, changes or removes one bridge, with its local port.
  - Ports of the bridge are left as they are. With O(state=absent) they go with the bridge.
requirements:
  - ovsdbapp (Python library), to wait for what was written
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.open_vswitch_group
  - overlay.ovn.state
  - overlay.ovn.replace
  - overlay.ovn.open_vswitch
  - overlay.ovn.open_vswitch.owner
options:
  name:
    description:
      - The bridge's name, at most 15 characters.
    type: str
    required: true
  datapath_type:
    description:
      - V(system) is the kernel's datapath, V(netdev) the one in user space. An empty text stands for V(system).
    type: str
    choices:
      - ''
      - system
      - netdev
  fail_mode:
    description:
      - What the bridge does without a controller. With V(standalone) it switches by itself, with V(secure) it drops.
    type: str
    choices:
      - standalone
      - secure
  mcast_snooping_enable:
    description:
      - Whether multicast goes only where it was asked for.
    type: bool
  stp_enable:
    description:
      - Whether the bridge speaks the spanning tree protocol.
    type: bool
  rstp_enable:
    description:
      - Whether the bridge speaks the rapid spanning tree protocol.
    type: bool
  protocols:
    description:
      - The versions of OpenFlow that the bridge speaks, such as V(OpenFlow15).
    type: list
    elements: str
  other_config:
    description:
      - Settings of the bridge, such as V(hwaddr) or V(disable-in-band).
      - Keys that are not named are left as they are, a key whose value is null is removed.
    type: dict
  external_ids:
    description:
      - Notes of yours on the bridge.
      - Keys that are not named are left as they are, a key whose value is null is removed.
    type: dict
  unset:
    description:
      - Options whose values are taken back, so that Open vSwitch's defaults hold again. What is not named is left as it is.
    type: list
    elements: str
    choices:
      - datapath_type
      - fail_mode
      - protocols
seealso:
  - module: overlay.ovn.ovs_port
  - module: overlay.ovn.bridge_mapping
  - name: ovs-vswitchd.conf.db(5), Bridge
    description: The table and its columns.
    link: https://www.openvswitch.org/support/dist-docs/ovs-vswitchd.conf.db.5.html
"""

EXAMPLES = r"""
- name: A bridge towards the data centre's network
  overlay.ovn.ovs_bridge:
    name: br-ex
    fail_mode: standalone
    external_ids:
      purpose: provider network

- name: Remove the bridge and its ports
  overlay.ovn.ovs_bridge:
    name: br-ex
    state: absent
"""

RETURN = r"""
commands:
  description: The change as command lines, those of C(ovs-vsctl) and C(ip) among them. Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample: ["ovs-vsctl \\", "  -- set Bridge 7d0c 'fail_mode=\"secure\"'"]
diff:
  description: What changes, row by row and link by link. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample: [{"before_header": "Bridge br-ex", "after_header": "Bridge br-ex", "before": {}, "after": {"name": "br-ex"}}]
plan:
  description:
    - How many rows and links the task adds, changes and destroys, by kind too, the first of them by name, and all that as a line of text.
      The same in check mode and after.
  returned: success
  type: dict
  sample:
    add: 1
    change: 0
    destroy: 0
    kinds: {Bridge: {add: 1}}
    names: {add: ["Bridge br-ex"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Bridge br-ex)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.host.bridges import BRIDGE_ARGUMENTS, run_bridge
from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module

TASK = Task(BRIDGE_ARGUMENTS, run_bridge)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
