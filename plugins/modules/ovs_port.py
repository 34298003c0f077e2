#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: ovs_port
short_description: Manage a port of an Open vSwitch bridge
version_added: 0.1.0
description:
  - Makes, changes or removes one port and its one interface, which has the port's name.
  - For several interfaces in one port, see M(overlay.ovn.ovs_bond); for both ends of a patch, see M(overlay.ovn.ovs_patch).
  - A port that is in another bridge already is an error, and so is removing a bridge's local port.
  - An interface whose link does not exist yet is made all the same, with a warning.
requirements:
  - ovsdbapp (Python library), to wait for what was written
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.open_vswitch_group
  - overlay.ovn.state
  - overlay.ovn.replace
  - overlay.ovn.ovs_vlans
  - overlay.ovn.open_vswitch
  - overlay.ovn.open_vswitch.owner
options:
  name:
    description:
      - The port's name, at most 15 characters.
    type: str
    required: true
  bridge:
    description:
      - The bridge that holds the port. It is needed with O(state=present).
      - With O(state=absent) a port of that name in another bridge is left alone.
    type: str
  type:
    description:
      - The interface's type, such as V(internal), V(patch) or V(geneve). An empty text stands for a link of the host.
    type: str
    aliases: [interface_type]
  mac:
    description:
      - The interface's Ethernet address. Open vSwitch sets it on internal interfaces only.
    type: str
  mtu_request:
    description:
      - The MTU that Open vSwitch shall set on the interface.
      - A link of the host keeps it when the port is removed or the option is unset, as Open vSwitch leaves it. Give the link its own
        again with the host's network configuration.
    type: int
  options:
    description:
      - Options of the interface's type, such as V(peer) of a patch or V(remote_ip) of a tunnel.
      - Keys that are not named are left as they are, a key whose value is null is removed.
    type: dict
  interface_external_ids:
    description:
      - Notes on the interface. Its C(iface-id) is the logical port that OVN binds here.
      - Keys that are not named are left as they are, a key whose value is null is removed.
    type: dict
  other_config:
    description:
      - Settings of the port.
      - Keys that are not named are left as they are, a key whose value is null is removed.
    type: dict
  external_ids:
    description:
      - Notes of yours on the port.
      - Keys that are not named are left as they are, a key whose value is null is removed.
    type: dict
  unset:
    description:
      - Options whose values are taken back, so that Open vSwitch's defaults hold again. What is not named is left as it is.
    type: list
    elements: str
    choices:
      - tag
      - trunks
      - vlan_mode
      - mac
      - mtu_request
seealso:
  - module: overlay.ovn.ovs_bond
  - module: overlay.ovn.ovs_bridge
  - module: overlay.ovn.ovs_patch
  - module: overlay.ovn.nic
  - name: ovs-vswitchd.conf.db(5), Port
    description: The table and its columns.
    link: https://www.openvswitch.org/support/dist-docs/ovs-vswitchd.conf.db.5.html
"""

EXAMPLES = r"""
- name: A network card as access port of VLAN 100
  overlay.ovn.ovs_port:
    bridge: br-ex
    name: eth1
    tag: 100

- name: A port of the host itself that OVN binds as a logical port
  overlay.ovn.ovs_port:
    bridge: br-int
    name: probe0
    type: internal
    interface_external_ids:
      iface-id: probe-on-host1

- name: Take the card out of the bridge
  overlay.ovn.ovs_port:
    bridge: br-ex
    name: eth1
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

from ansible_collections.overlay.ovn.plugins.module_utils.host.bridges import PORT_ARGUMENTS, PORT_RULES, run_port
from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module

TASK = Task(PORT_ARGUMENTS, run_port, PORT_RULES)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
