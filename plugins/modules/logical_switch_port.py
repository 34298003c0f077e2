#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: logical_switch_port
short_description: Manage a port of an OVN logical switch
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Logical_Switch_Port.
  - A port is found by its name, which is unique in the whole database. A port that is in another switch is an error; it
    is not moved.
  - What OVN itself writes (C(up), C(tag), C(dynamic_addresses)) is neither compared nor shown.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound
  - overlay.ovn.state
  - overlay.ovn.replace
  - overlay.ovn.northbound
  - overlay.ovn.wait
options:
  name:
    description:
      - The port's name. For an instance's port it is also the C(iface-id) on its chassis.
    type: str
    required: true
  switch:
    description:
      - The switch that has the port, by name. Needed to make a port.
      - With O(state=absent) it may be left out; if it is given, a port of another switch is left alone.
    type: str
  type:
    description:
      - What the port is. Empty for an instance's interface, or among others V(router), V(localnet), V(localport),
        V(external), V(virtual), V(l2gateway), V(vtep), V(remote).
    type: str
  addresses:
    description:
      - The addresses of what is behind the port. Exactly these.
      - Each is an Ethernet address followed by any number of IP addresses, or V(MAC dynamic), V(dynamic), V(dynamic
        IP), V(unknown), or V(router).
    type: list
    elements: str
  port_security:
    description:
      - The addresses that may send and receive through the port. Exactly these. An empty list permits all.
      - Each is an Ethernet address followed by any number of IP addresses, with or without a prefix length.
    type: list
    elements: str
  parent_name:
    description:
      - For a port inside another (a container in a virtual machine), the name of that one.
      - An empty string unsets it.
    type: str
  tag_request:
    description:
      - VLAN identifier, V(0) to V(4095). With O(parent_name), V(0) lets OVN choose one.
      - On V(localnet) and V(l2gateway) ports, the VLAN on the physical network.
    type: int
  enabled:
    description:
      - Whether the port passes packets. A port on which it was never set does.
    type: bool
  dhcpv4_options:
    description:
      - The DHCPv4 options to answer with, by the name that M(overlay.ovn.dhcp_options) gave them.
      - An empty string unsets it.
    type: str
  dhcpv6_options:
    description:
      - The DHCPv6 options to answer with, by the name that M(overlay.ovn.dhcp_options) gave them.
      - An empty string unsets it.
    type: str
  ha_chassis_group:
    description:
      - For ports of type V(external), the group of chassis that answer for them, by name.
      - An empty string unsets it.
    type: str
  options:
    description:
      - Settings that go with O(type), such as V(router-port) and V(nat-addresses) of router ports, V(network_name) of
        localnet ports, V(requested-chassis), V(qos_max_rate) (bit/s), V(qos_burst) (bits) and V(hostname) of
        instances' ports.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.logical_switch
  - module: overlay.ovn.dhcp_options
  - module: overlay.ovn.network_nic
  - name: ovn-nb(5), Logical_Switch_Port
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: The port of an instance, which may use its own addresses only
  overlay.ovn.logical_switch_port:
    name: c1-eth0
    switch: sw0
    addresses: [00:16:3e:00:00:11 10.0.0.11 fd42::11]
    port_security: [00:16:3e:00:00:11 10.0.0.11 fd42::11]
    dhcpv4_options: sw0-v4
    options:
      requested-chassis: host1

- name: The port that joins the switch to a router
  overlay.ovn.logical_switch_port:
    name: sw0-r0
    switch: sw0
    type: router
    addresses: [router]
    options:
      router-port: r0-sw0

- name: The port that joins the switch to the physical network UPLINK
  overlay.ovn.logical_switch_port:
    name: sw0-uplink
    switch: sw0
    type: localnet
    addresses: [unknown]
    options:
      network_name: UPLINK

- name: Remove a port, wherever it is
  overlay.ovn.logical_switch_port:
    name: c1-eth0
    state: absent
"""

RETURN = r"""
commands:
  description: The change as one C(ovn-nbctl) command, a line for each step. Empty when nothing changes.
  returned: success
  type: list
  elements: str
  sample:
    - "ovn-nbctl \\"
    - "  -- --id=4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 create Logical_Switch_Port 'name=\"c1-eth0\"' \\"
    - "  -- add Logical_Switch 0b1f4c0e-5a53-5d0e-8d8e-6a9f2f3b7c21 ports 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: success
  type: list
  elements: dict
  sample:
    - before_header: Logical_Switch_Port c1-eth0
      after_header: Logical_Switch_Port c1-eth0
      before: {}
      after: {name: c1-eth0, parent: Logical_Switch sw0}
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import LOGICAL_SWITCH_PORT
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(LOGICAL_SWITCH_PORT)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
