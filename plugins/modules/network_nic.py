#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: network_nic
short_description: Manage an instance's NIC in an OVN network
version_added: 0.1.0
description:
  - Makes, changes or removes the northbound rows of one NIC. Its switch port with addresses and DHCP options, its place in
    the network's port group, its name in DNS.
  - The NIC is attached to the instance on its host with M(overlay.ovn.nic), which needs what this module returns.
  - When OVN assigns the addresses, the module waits for them and puts them into DNS. The diff then shows the DNS record
    with the words C(the addresses that OVN assigns).
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
  network:
    description:
      - The network's name, as given to M(overlay.ovn.network).
    type: str
    required: true
  base_name:
    description:
      - The network's base name, when it was given one.
    type: str
  instance:
    description:
      - The instance's name, which is also its name in DNS.
    type: str
    required: true
  name:
    description:
      - The NIC's name inside the instance.
    type: str
    default: eth0
  hwaddr:
    description:
      - The NIC's Ethernet address. It follows from the names of network, instance and NIC by default.
    type: str
  ipv4_address:
    description:
      - A fixed address instead of one that OVN assigns. It must lie in the network's subnet.
    type: str
  ipv6_address:
    description:
      - A fixed address. The network needs C(ipv6_dhcp_stateful), and the NIC a fixed IPv4 address too where there is IPv4.
    type: str
  dns_domain:
    description:
      - The domain of the instance's name, the network's by default.
    type: str
  requested_chassis:
    description:
      - The chassis (its system-id) that may bind the port. Any that has the interface, by default.
    type: str
seealso:
  - module: overlay.ovn.network
  - module: overlay.ovn.nic
"""

EXAMPLES = r"""
- name: A NIC of instance c1 in network net1
  overlay.ovn.network_nic:
    network: net1
    instance: c1
    requested_chassis: host1
  register: c1_eth0

- name: A NIC with a fixed address
  overlay.ovn.network_nic:
    network: net1
    instance: db
    hwaddr: 00:16:3e:00:00:50
    ipv4_address: 10.10.1.50

- name: Remove a NIC
  overlay.ovn.network_nic:
    network: net1
    instance: c1
    state: absent
"""

RETURN = r"""
commands:
  description:
    - The change as one C(ovn-nbctl) command, a line for each step. Empty when nothing changes.
    - The DNS records of addresses that OVN assigns are not in it, they are only known afterwards.
  returned: success
  type: list
  elements: str
  sample: ["ovn-nbctl \\", "  -- destroy DNS 7d0c"]
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: success
  type: list
  elements: dict
  sample: [{"before_header": "DNS overlay-net1-instance-c1-eth0", "before": {}, "after": {"records": {"c1.ovn": "10.10.1.2"}}}]
lsp:
  description: The name of the switch port, which is the C(iface-id) of the interface on the host.
  returned: success
  type: str
  sample: overlay-net1-instance-c1-eth0
hwaddr:
  description: The NIC's Ethernet address.
  returned: when O(state=present)
  type: str
  sample: 00:16:3e:12:34:56
mtu:
  description: The MTU of the NIC, in bytes.
  returned: when O(state=present)
  type: int
  sample: 1442
ipv4_address:
  description: The NIC's address; null when it has none, or none yet in check mode.
  returned: when O(state=present)
  type: str
  sample: 10.10.1.2
ipv6_address:
  description: The NIC's address; null when it has none, or none yet in check mode.
  returned: when O(state=present)
  type: str
  sample: fd42:10:1:0:216:3eff:fe12:3456
"""

from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.nic import ARGUMENTS, run_nic

TASK = Task(ARGUMENTS, run_nic)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
