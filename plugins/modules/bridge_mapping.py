#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: bridge_mapping
short_description: Map a physical network to a bridge of this host
version_added: 0.1.0
description:
  - Makes, changes or removes one entry of C(ovn-bridge-mappings), by which ovn-controller connects C(localnet) ports
    of that network to a bridge. Other entries stay as they are.
  - A bridge that does not exist (yet) gets its mapping all the same, with a warning.
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
  network:
    description:
      - The physical network's name, as in the C(network_name) of a C(localnet) port.
    type: str
    required: true
  bridge:
    description:
      - The bridge that carries the network on this host. It is needed with O(state=present).
      - With O(state=absent) a mapping to another bridge is left alone.
    type: str
  force:
    description:
      - Whether to move a network that is mapped to another bridge. Without it that is an error.
    type: bool
    default: false
seealso:
  - module: overlay.ovn.uplink
  - module: overlay.ovn.ovs_bridge
  - name: ovn-controller(8)
    description: What ovn-controller reads in the host's database.
    link: https://www.ovn.org/support/dist-docs/ovn-controller.8.html
"""

EXAMPLES = r"""
- name: The physical network physnet1 is on br-ex
  overlay.ovn.bridge_mapping:
    network: physnet1
    bridge: br-ex

- name: This host has physnet1 no longer
  overlay.ovn.bridge_mapping:
    network: physnet1
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

from ansible_collections.overlay.ovn.plugins.module_utils.host.bridges import MAPPING_ARGUMENTS, MAPPING_RULES, run_mapping
from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module

TASK = Task(MAPPING_ARGUMENTS, run_mapping, MAPPING_RULES)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
