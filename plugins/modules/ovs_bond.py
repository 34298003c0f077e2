#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: ovs_bond
short_description: Manage a bond of Open vSwitch
version_added: 0.1.0
description:
  - Makes, changes or removes one port of a bridge that has several links, its members.
  - A bond has exactly the members given. When they change, the port stays, and so do the members that stay.
  - A member that does not exist on the host, or is in another port, is an error.
  - For a bond that the kernel makes, add its one link with M(overlay.ovn.ovs_port) or M(overlay.ovn.uplink) instead.
requirements:
  - ovsdbapp (Python library), to wait for what was written
  - pyroute2 (Python library), to look for the links
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
      - The bond's name, at most 15 characters. A link of that name is not made.
    type: str
    required: true
  bridge:
    description:
      - The bridge that holds the bond. It is needed with O(state=present).
      - With O(state=absent) a bond of that name in another bridge is left alone.
    type: str
  interfaces:
    description:
      - The links that are its members, two or more. They are needed with O(state=present).
      - A link with an address that others can reach is refused, as is one link by two names.
    type: list
    elements: str
  interface_type:
    description:
      - The type of all members, such as V(dpdk). By default they are links of this host, which must be there.
    type: str
  interface_options:
    description:
      - Options of members by their names, such as V({"dpdk0":{"dpdk-devargs":"0000:04:00.0"}}). A name that is a PCI address cannot be one.
      - Keys that are not named are left as they are, a key whose value is null is removed.
    type: dict
  bond_mode:
    description:
      - How traffic is spread. With V(active-backup) one member carries all of it, with V(balance-slb) it is spread by Ethernet address and
        VLAN, with V(balance-tcp) by flow, which needs LACP on the switch.
      - Open vSwitch's default is V(active-backup).
    type: str
    choices:
      - active-backup
      - balance-slb
      - balance-tcp
  lacp:
    description:
      - Whether the switch is told about the bond. V(active) begins to speak, V(passive) answers. Open vSwitch's default is V(off).
      - Where the switch does not answer, the bond carries nothing, unless C(lacp-fallback-ab) in O(other_config) is V(true).
    type: str
    choices:
      - active
      - passive
      - 'off'
  bond_updelay:
    description:
      - For how many milliseconds a member must be up before it is used. Open vSwitch's default is V(0).
    type: int
  bond_downdelay:
    description:
      - For how many milliseconds a member must be down before it is not used any longer. Open vSwitch's default is V(0).
    type: int
  other_config:
    description:
      - Settings of the bond, such as V(lacp-time), V(lacp-fallback-ab) or V(bond-rebalance-interval).
      - Keys that are not named are left as they are, a key whose value is null is removed.
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
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
      - bond_mode
      - lacp
      - bond_updelay
      - bond_downdelay
seealso:
  - module: overlay.ovn.ovs_port
  - module: overlay.ovn.ovs_bridge
  - module: overlay.ovn.uplink
  - name: ovs-vswitchd.conf.db(5), Port
    description: The table and its columns.
    link: https://www.openvswitch.org/support/dist-docs/ovs-vswitchd.conf.db.5.html
"""

EXAMPLES = r"""
- name: Two cards towards two switches that know nothing of each other
  overlay.ovn.ovs_bond:
    bridge: br-ex
    name: bond0
    interfaces: [eth1, eth2]
    bond_mode: active-backup
    bond_updelay: 200

- name: Towards one switch that speaks LACP
  overlay.ovn.ovs_bond:
    bridge: br-ex
    name: bond0
    interfaces: [eth1, eth2]
    bond_mode: balance-tcp
    lacp: active
    other_config:
      lacp-time: fast

- name: Two cards that DPDK drives
  overlay.ovn.ovs_bond:
    bridge: br-dpdk
    name: bond1
    interfaces: [dpdk0, dpdk1]
    interface_type: dpdk
    interface_options:
      dpdk0: {dpdk-devargs: "0000:04:00.0"}
      dpdk1: {dpdk-devargs: "0000:04:00.1"}
    bond_mode: balance-tcp
    lacp: active

- name: Remove the bond
  overlay.ovn.ovs_bond:
    name: bond0
    state: absent
"""

RETURN = r"""
commands:
  description: The change as command lines of C(ovs-vsctl). Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample: ["ovs-vsctl \\", "  -- set Port 7d0c lacp=active"]
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample: [{"before_header": "Port bond0", "after_header": "Port bond0", "before": {"lacp": null}, "after": {"lacp": "active"}}]
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
    names: {add: ["Port bond0"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Port bond0)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.host.bonds import ARGUMENTS, RULES, run_bond
from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module

TASK = Task(ARGUMENTS, run_bond, RULES)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
