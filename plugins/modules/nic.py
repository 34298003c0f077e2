#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: nic
short_description: Attach a network namespace of this host to OVN
version_added: 0.1.0
description:
  - Makes a pair of links. One end is a port of the integration bridge, where ovn-controller binds it as the logical port
    O(iface_id); the other is the instance's interface in its network namespace, with its final name, address and MTU.
  - Other ports with the same C(iface-id) on this host, left by an earlier life of the instance, are removed.
  - An instance that was started anew has a new namespace. Run again, the module makes the pair anew.
  - The logical port itself is made by M(overlay.ovn.network_nic), whose results are what this module needs.
requirements:
  - ovsdbapp (Python library), to wait for what was written
  - pyroute2 (Python library), 0.7.2 or newer
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.open_vswitch
  - overlay.ovn.state
  - overlay.ovn.open_vswitch
options:
  iface_id:
    description:
      - The logical port's name.
    type: str
    required: true
  name:
    description:
      - The name of the end on the host. By default C(ovn) and twelve digits that follow from O(iface_id).
    type: str
  netns:
    description:
      - The instance's network namespace. A name as in C(ip netns), the path of a file, or the number of a process.
      - It is needed with O(state=present).
    type: str
  guest_name:
    description:
      - The name of the interface inside the namespace.
    type: str
    default: eth0
  hwaddr:
    description:
      - The Ethernet address of the interface inside the namespace. It should be the logical port's.
    type: str
  mtu:
    description:
      - The MTU of the interface inside the namespace.
      - The end on the host gets at least this, and at least that of the integration bridge.
    type: int
  integration_bridge:
    description:
      - The integration bridge. It must exist.
    type: str
    default: br-int
seealso:
  - module: overlay.ovn.network_nic
  - module: overlay.ovn.chassis
"""

EXAMPLES = r"""
- name: The NIC's logical port
  overlay.ovn.network_nic:
    network: net1
    instance: c1
    name: eth0
  delegate_to: central1
  register: port

- name: Its end on this host, the host of c1
  overlay.ovn.nic:
    iface_id: "{{ port.lsp }}"
    netns: c1
    guest_name: eth0
    hwaddr: "{{ port.hwaddr }}"
    mtu: "{{ port.mtu }}"

- name: Take the NIC away
  overlay.ovn.nic:
    iface_id: "{{ port.lsp }}"
    state: absent
"""

RETURN = r"""
commands:
  description: The change as command lines, those of C(ovs-vsctl) and C(ip) among them. Empty when nothing changes.
  returned: success
  type: list
  elements: str
  sample: ["ovs-vsctl \\", "  -- set Bridge 7d0c 'fail_mode=\"secure\"'"]
diff:
  description: What changes, row by row and link by link. The same in check mode and after.
  returned: success
  type: list
  elements: dict
  sample: [{"before_header": "Bridge br-ex", "after_header": "Bridge br-ex", "before": {}, "after": {"name": "br-ex"}}]
name:
  description: The name of the end on the host.
  returned: success
  type: str
  sample: ovn0b1c2d3e4f5a
"""

from ansible_collections.overlay.ovn.plugins.module_utils.host.nic import ARGUMENTS, RULES, run_nic
from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module

TASK = Task(ARGUMENTS, run_nic, RULES)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
