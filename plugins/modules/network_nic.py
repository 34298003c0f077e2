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
  - Makes, changes or removes the northbound rows of one NIC. Its switch port with addresses and DHCP options, its name in DNS, its
    place in the groups of its network and its ACLs, the routes to what is behind it, what makes the outside reach it, its limits.
  - The NIC is attached to the instance on its host with M(overlay.ovn.nic), which needs what this module returns.
  - When OVN assigns the addresses, the module waits for them and makes then what needs them. The diff shows the DNS record with the
    words C(the addresses that OVN assigns), and nothing yet of the routes and translations.
  - What the database remembers of the network and of the other NICs is what this one is checked against. Only rows that follow
    from this NIC are touched, and a port keeps its UUID and its assigned addresses whatever changes but its Ethernet address.
  - A NIC is given whole. An option that is left out is back at its default, whatever an earlier task said of it.
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
  network:
    description:
      - The network's name, as given to M(overlay.ovn.network).
    type: str
    required: true
  base_name:
    description:
      - The network's base name. Give it to take over a port of that name that LXD or Incus made.
    type: str
  instance:
    description:
      - The instance's name, which is also its name in DNS. DNS knows no case.
    type: str
    required: true
  instance_id:
    description:
      - What stands for the instance in the name of the port, C(BASE-instance-ID-NAME). LXD and Incus put the instance's UUID there.
      - The default is O(instance).
    type: str
  name:
    description:
      - The NIC's name inside the instance.
      - An instance has one NIC in a network, and any number of others inside that one, see O(nested).
    type: str
    default: eth0
  enabled:
    description:
      - Whether the instance runs. The port of a stopped one stays and keeps its addresses, but nothing leads to it any more. Its
        name, its routes and its place in groups go until it runs again.
      - In a network with C(flavor=incus) a stopped NIC that has a O(requested_chassis) keeps its name, its groups and its limits,
        as with Incus.
    type: bool
    default: true
  hwaddr:
    description:
      - The NIC's Ethernet address. It follows from the names of network, instance and NIC by default.
    type: str
  ipv4_address:
    description:
      - A fixed address instead of one that OVN assigns. It must lie in the network's subnet, and the network needs C(ipv4_dhcp); one
        with C(flavor=incus) does not.
      - V(none) means that the NIC has no IPv4 address as far as OVN knows. Where the network has IPv6 too, O(ipv6_address) must be an
        address or V(none) then.
      - Without either OVN chooses one. It gives away neither the first address for hosts nor the last address of a subnet. A NIC for
        which none is left is refused.
      - Where ports of others have taken what seemed to be left, the NIC is written, the task does all the rest and fails then. The
        NIC gets an address as soon as one is free, and tasks that do not name it go on, with a warning.
    type: str
  ipv6_address:
    description:
      - A fixed address. The network needs C(ipv6_dhcp_stateful), but for one with C(flavor=incus). Where there is IPv4, O(ipv4_address)
        must be an address or V(none) too.
      - V(none) means that the NIC has no IPv6 address as far as OVN knows, and needs the same of O(ipv4_address).
      - A NIC with a fixed IPv4 address alone has the IPv6 address that it makes for itself out of its Ethernet address.
      - In a subnet that is no /64 OVN chooses no address, so a NIC has a fixed one or none. What needs one, such as O(ipv6_routes), is
        refused without it.
    type: str
  ipv4_address_external:
    description:
      - The address that the NIC's connections to the outside come from, instead of the network's. It must be the listen address of a
        forward or a load balancer of the network, which needs no targets.
    type: str
  ipv6_address_external:
    description:
      - The same for IPv6.
    type: str
  ipv4_routes:
    description:
      - Networks behind the NIC, which the network's router and those of its peers send there.
    type: list
    elements: str
  ipv6_routes:
    description:
      - The same for IPv6.
    type: list
    elements: str
  ipv4_routes_external:
    description:
      - Networks behind the NIC that the outside reaches too. They lie in what is routed to the uplink, out of its C(ipv4_ovn_ranges),
        and nobody else has them unless the uplink's routes are anycast.
      - With C(ovn_ingress_mode=l2proxy) the router answers for their addresses on the uplink. They are C(/26) at most then.
    type: list
    elements: str
  ipv6_routes_external:
    description:
      - The same for IPv6, C(/122) at most.
    type: list
    elements: str
  dns_domain:
    description:
      - The domain of the instance's name, the network's by default.
    type: str
  limits_ingress:
    description:
      - The bandwidth to the instance, such as V(10Mbit). Units are C(bit), C(kbit), C(Mbit), C(Gbit) and so on, C(Kibit) and C(Mibit)
        count by 1024. It is rounded down to whole kbit/s.
    type: str
  limits_egress:
    description:
      - The bandwidth from the instance.
    type: str
  limits_max:
    description:
      - Both at once.
    type: str
  limits_priority:
    description:
      - The priority of the limits among rules of the switch, 0 to 32767. The default is 100.
    type: int
  nested:
    description:
      - The NIC of the same instance, in the same network, inside which this one is the VLAN O(vlan).
    type: str
  vlan:
    description:
      - The VLAN of a nested NIC, 1 to 4095.
    type: int
  requested_chassis:
    description:
      - The chassis (its system-id) that may bind the port. Any that has the interface, by default.
      - For a move, set it when the instance runs on the other host. Then its port goes over at once.
      - With O(state=absent), the chassis that the NIC shall leave. A NIC that asks for another one by now stays.
    type: str
  security_acls:
    description:
      - ACLs of this NIC, beside those of its network. See M(overlay.ovn.network_acl).
    type: list
    elements: str
  security_acls_default_ingress_action:
    description:
      - What is done with packets to the instance that no ACL is about. The default is the network's. Without any ACL all is allowed.
    type: str
    choices: [allow, reject, drop]
  security_acls_default_ingress_logged:
    description:
      - Whether those packets are logged. The default is the network's.
    type: bool
  security_acls_default_egress_action:
    description:
      - What is done with packets from the instance that no ACL is about. The default is the network's.
    type: str
    choices: [allow, reject, drop]
  security_acls_default_egress_logged:
    description:
      - Whether those packets are logged. The default is the network's.
    type: bool
  security_promiscuous:
    description:
      - Whether the NIC also gets packets to Ethernet addresses that are no port's.
    type: bool
    default: false
  user:
    description:
      - What LXD keeps under C(user.*), for the reader. It makes no rows; the database remembers it.
    type: dict
seealso:
  - module: overlay.ovn.network
  - module: overlay.ovn.networks
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

- name: A NIC with networks behind it, one of which the outside reaches
  overlay.ovn.network_nic:
    network: net1
    instance: gateway
    ipv4_address: 10.10.1.60
    ipv4_routes:
      - 10.20.0.0/24
    ipv4_routes_external:
      - 198.18.2.64/28

- name: A NIC with rules of its own and no more than 100 Mbit/s
  overlay.ovn.network_nic:
    network: net1
    instance: web
    security_acls:
      - web
    security_acls_default_egress_action: allow
    limits_max: 100Mbit

- name: A second NIC inside the first, as VLAN 10
  overlay.ovn.network_nic:
    network: net1
    instance: gateway
    name: eth1
    nested: eth0
    vlan: 10

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
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample: ["ovn-nbctl \\", "  -- destroy DNS 7d0c"]
diff:
  description: What changes, the options of the entries first, then row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample: [{"before_header": "DNS overlay-net1-instance-c1-eth0", "before": {}, "after": {"records": {"c1.ovn": "10.10.1.2"}}}]
plan:
  description:
    - How many rows the task adds, changes and destroys, by kind too, the first of them by name, and all that as a line of text.
      The same in check mode and after.
    - C(plan.entries) is the same of the entries, in the words of the options.
  returned: success
  type: dict
  sample:
    add: 1
    change: 0
    destroy: 0
    kinds: {Logical_Router: {add: 1}}
    names: {add: ["Logical_Router overlay-web-lr"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Logical_Router overlay-web-lr)."
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
