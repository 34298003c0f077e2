#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: network
short_description: Manage a whole OVN network, as LXD builds one
version_added: 0.1.0
description:
  - Makes, changes or removes everything that one network needs in the northbound database, in one transaction. A group of
    gateway chassis, a router with its ports, default routes, address translation and policies against spoofed sources, a
    switch for the instances and one to the uplink, DHCP and router advertisements, baseline rules, address sets, a port group.
  - The options are LXD's network options with underscores for dots. The rows are the ones that LXD writes.
  - All names follow from the base name. V(overlay-NAME) gives V(overlay-NAME-lr), V(overlay-NAME-ls-int),
    V(overlay-NAME-ls-ext), V(overlay-NAME-lr-lrp-ext) and so on.
  - Rows of the network that do not follow from the options any more are removed. Rows of others are not touched.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound
  - overlay.ovn.state
  - overlay.ovn.northbound
  - overlay.ovn.northbound.owner
  - overlay.ovn.wait
options:
  name:
    description:
      - The network's name.
    type: str
    required: true
  base_name:
    description:
      - What all names in OVN begin with, V(overlay-) and the network's name by default.
      - Naming the base of a network that another system made, such as V(lxd-net5), takes its rows over.
    type: str
  network:
    description:
      - The uplink, one of O(uplinks). V(none) makes a network that reaches no other.
    type: str
    default: none
  uplinks:
    description:
      - The uplinks that networks may use. It is fine to give all of them.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The uplink's name, which is also the name of the physical network in the chassis' bridge mappings.
        type: str
        required: true
      type:
        description:
          - What the uplink is on the hosts, see M(overlay.ovn.uplink). It does not change the network's rows.
        type: str
        choices: [physical]
        default: physical
      parent:
        description:
          - The uplink's interface on the hosts, see M(overlay.ovn.uplink). It does not change the network's rows.
        type: str
      ipv4_gateway:
        description:
          - Address and prefix length of the uplink's gateway, such as V(198.18.1.1/24). Without it networks get no IPv4 there.
        type: str
      ipv4_ovn_ranges:
        description:
          - Addresses that routers may take, as V(FIRST-LAST). Needed with C(ipv4_gateway).
        type: list
        elements: str
      ipv6_gateway:
        description:
          - Address and prefix length of the uplink's gateway. Without it networks get no IPv6 there.
        type: str
      ipv6_ovn_ranges:
        description:
          - Addresses that routers may take, as V(FIRST-LAST). Without it a router's address follows from its Ethernet address.
        type: list
        elements: str
      dns_nameservers:
        description:
          - Name servers that instances are given. The gateways by default.
        type: list
        elements: str
  chassis:
    description:
      - Chassis (their system-ids) that join the network's gateway group. Those in it already stay.
      - Each gets a priority that follows from the names of the network and the chassis alone; the chassis with the highest
        carries the network's traffic to the uplink. To take one out, see M(overlay.ovn.ha_chassis_group).
    type: list
    elements: str
  bridge_hwaddr:
    description:
      - The Ethernet address of the router. It follows from the base name by default.
    type: str
  bridge_mtu:
    description:
      - The MTU of the instances' interfaces, in bytes, V(68) to V(16384).
      - V(1442) by default, what Geneve over IPv4 leaves of 1500.
    type: int
  dns_domain:
    description:
      - The domain of the instances' names, V(ovn) by default.
    type: str
  dns_search:
    description:
      - The domains that instances search, O(dns_domain) by default.
    type: list
    elements: str
  ipv4_address:
    description:
      - The router's address in the network, with the prefix length of the subnet, such as V(10.10.1.1/24). V(none) for no IPv4.
    type: str
  ipv4_dhcp:
    description:
      - Whether instances get their addresses by DHCP.
    type: bool
    default: true
  ipv4_dhcp_ranges:
    description:
      - Addresses to hand out, as V(FIRST-LAST). The whole subnet by default.
    type: list
    elements: str
  ipv4_nat:
    description:
      - Whether the router hides the subnet behind its own address on the uplink.
    type: bool
    default: false
  ipv6_address:
    description:
      - The router's address in the network, with the prefix length of the subnet, such as V(fd42:10:1::1/64). V(none) for no IPv6.
    type: str
  ipv6_dhcp:
    description:
      - Whether instances can ask by DHCPv6. Router advertisements are sent in any case.
    type: bool
    default: true
  ipv6_dhcp_stateful:
    description:
      - Whether instances get their addresses by DHCPv6 instead of making them from the advertised prefix.
    type: bool
    default: false
  ipv6_nat:
    description:
      - Whether the router hides the subnet behind its own address on the uplink.
    type: bool
    default: false
  volatile_network_ipv4_address:
    description:
      - The router's address on the uplink. By default the first of the uplink's ranges that no router has, and kept from then on.
    type: str
  volatile_network_ipv6_address:
    description:
      - The router's address on the uplink. By default the first of the uplink's ranges that no router has, and kept from then on.
    type: str
  force:
    description:
      - With O(state=absent), remove the network although NICs of M(overlay.ovn.network_nic) are left in it, and them with it.
    type: bool
    default: false
seealso:
  - module: overlay.ovn.network_nic
  - module: overlay.ovn.uplink
  - name: LXD, OVN network
    description: The configuration options whose names this module uses.
    link: https://documentation.ubuntu.com/lxd/latest/reference/network_ovn/
"""

EXAMPLES = r"""
- name: A network behind the uplink UPLINK, with three gateway chassis
  overlay.ovn.network:
    name: net1
    network: UPLINK
    uplinks:
      - name: UPLINK
        ipv4_gateway: 198.18.1.1/24
        ipv4_ovn_ranges: [198.18.1.100-198.18.1.199]
        ipv6_gateway: fd42:18:1::1/64
        ipv6_ovn_ranges: ["fd42:18:1::100-fd42:18:1::1ff"]
    chassis: [host1, host2, host3]
    ipv4_address: 10.10.1.1/24
    ipv4_nat: true
    ipv6_address: fd42:10:1::1/64
    ipv6_nat: true

- name: A network that reaches no other
  overlay.ovn.network:
    name: quiet
    ipv4_address: 10.10.9.1/24

- name: Remove a network
  overlay.ovn.network:
    name: net1
    state: absent
"""

RETURN = r"""
commands:
  description: The change as one C(ovn-nbctl) command, a line for each step. Empty when nothing changes.
  returned: success
  type: list
  elements: str
  sample: ["ovn-nbctl \\", "  -- set Logical_Router_Port 7d0c 'mac=\"00:16:3e:aa:bb:cc\"'"]
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: success
  type: list
  elements: dict
  sample: [{"before_header": "Logical_Router overlay-net1-lr", "before": {}, "after": {"name": "overlay-net1-lr"}}]
network:
  description: What the network is, defaults and allocated addresses filled in.
  returned: when O(state=present)
  type: dict
  contains:
    name:
      description: The network's name.
      type: str
      returned: always
    base_name:
      description: What all names in OVN begin with.
      type: str
      returned: always
    hwaddr:
      description: The Ethernet address of the router.
      type: str
      returned: always
    mtu:
      description: The MTU of the instances' interfaces, in bytes.
      type: int
      returned: always
    ipv4_address:
      description: The router's address in the network.
      type: str
      returned: always
    ipv6_address:
      description: The router's address in the network.
      type: str
      returned: always
    uplink_ipv4_address:
      description: The router's address on the uplink.
      type: str
      returned: always
    uplink_ipv6_address:
      description: The router's address on the uplink.
      type: str
      returned: always
"""

from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.network import ARGUMENTS, run_network

TASK = Task(ARGUMENTS, run_network)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
