#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: networks
short_description: Manage a whole document of OVN networks at once
version_added: 0.1.0
description:
  - Makes, changes or removes any mix of networks, ACLs, address sets, forwards, load balancers, peers and NICs.
  - All of it is one transaction. Either everything lands or nothing does.
  - Entries refer to each other by name, whatever their order, also to entries that the database holds already.
  - An entry that says C(state=absent) goes, while the others stay or come. With O(state=absent) all go that are named.
  - The database remembers each entry as it was given, in C(external_ids:overlay_config) of its main row. So a task need not name
    what an earlier one made, and what follows from a change elsewhere (routes to a peer whose subnet moves) is changed with it.
  - An entry is given whole. An option that is left out is back at its default, whatever an earlier task said of it.
  - When OVN assigns addresses to NICs, the module waits for them and puts them into DNS, as M(overlay.ovn.network_nic) does.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.state
  - overlay.ovn.northbound
  - overlay.ovn.northbound.owner
  - overlay.ovn.wait
  - overlay.ovn.datapaths
options:
  uplinks:
    description:
      - What networks reach the outside through. Each entry takes the suboptions of O(overlay.ovn.network#module:uplinks).
      - An uplink is remembered by itself, and goes when its entry says C(state=absent) and no network is on it any more.
    type: list
    elements: dict
  networks:
    description:
      - Networks, each with the options of M(overlay.ovn.network) that describe one.
      - One without C(network) has no uplink, also where there is one only, which LXD would pick.
    type: list
    elements: dict
  network_address_sets:
    description:
      - Address sets, each with the options of M(overlay.ovn.network_address_set).
    type: list
    elements: dict
  network_acls:
    description:
      - ACLs, each with the options of M(overlay.ovn.network_acl).
    type: list
    elements: dict
  network_forwards:
    description:
      - Forwards, each with the options of M(overlay.ovn.network_forward).
    type: list
    elements: dict
  network_load_balancers:
    description:
      - Load balancers, each with the options of M(overlay.ovn.network_load_balancer).
    type: list
    elements: dict
  network_peers:
    description:
      - Pairs of networks, each with the options of M(overlay.ovn.network_peer). One entry makes both sides.
    type: list
    elements: dict
  network_nics:
    description:
      - NICs of instances, each with the options of M(overlay.ovn.network_nic).
    type: list
    elements: dict
  purge:
    description:
      - Whether the entries go that O(owner) made and that are not named any more. Uplinks stay while networks are on them.
    type: bool
    default: false
  max_deletes:
    description:
      - The most entries that O(purge) may remove, as a number such as V(10), or as a share of the owner's entries such as V(20%).
      - If more would go, the task fails, and nothing is changed. There is no limit if this is not set.
    type: str
  ignore:
    description:
      - Entries that O(purge) never removes, as patterns such as V(network lab-*) or V(NIC net1 *).
    type: list
    elements: str
  allow_empty:
    description:
      - Whether an empty document with O(purge=true) is meant. It removes everything that O(owner) made.
    type: bool
    default: false
  adopt:
    description:
      - Whether rows that are named and that another system made (LXD, Incus) are taken over.
    type: bool
    default: false
  force:
    description:
      - Whether to remove networks with all that is in them.
      - A network whose C(ipv4_dhcp_ranges) or router take addresses from NICs that OVN chose them for is refused without this, too.
        OVN gives such an address to the next NIC, and an instance uses it until its lease ends.
    type: bool
    default: false
seealso:
  - module: overlay.ovn.networks_info
  - module: overlay.ovn.network
  - module: overlay.ovn.topology
"""

EXAMPLES = r"""
- name: Two networks that know each other, a web server and who may reach it
  overlay.ovn.networks:
    uplinks:
      - name: internet
        ipv4_gateway: 198.18.1.1/24
        ipv4_ovn_ranges: [198.18.1.100-198.18.1.199]
        ipv4_routes: [198.18.2.0/24]
    networks:
      - {name: web, network: internet, ipv4_address: 10.1.1.1/24, ipv6_address: none, ipv4_nat: true, security_acls: [web]}
      - {name: db, network: internet, ipv4_address: 10.1.2.1/24, ipv6_address: none, ipv4_nat: true}
    network_acls:
      - name: web
        ingress:
          - {action: allow, protocol: tcp, destination_port: "80,443"}
        egress:
          - {action: allow}
    network_peers:
      - {network: web, target_network: db}
    network_nics:
      - {network: web, instance: www, ipv4_address: 10.1.1.10}
      - {network: db, instance: pg, ipv4_address: 10.1.2.10}
    network_forwards:
      - network: web
        listen_address: 198.18.2.10
        ports:
          - {protocol: tcp, listen_port: "80,443", target_address: 10.1.1.10}

- name: One more NIC; everything else stays as it is
  overlay.ovn.networks:
    network_nics:
      - {network: web, instance: www2, ipv4_address: 10.1.1.11}

- name: One forward less, and another in its place
  overlay.ovn.networks:
    network_forwards:
      - {network: web, listen_address: 198.18.2.10, state: absent}
      - {network: web, listen_address: 198.18.2.11, target_address: 10.1.1.10}

- name: This is all that there shall be
  overlay.ovn.networks:
    uplinks:
      - name: internet
        ipv4_gateway: 198.18.1.1/24
        ipv4_ovn_ranges: [198.18.1.100-198.18.1.199]
        ipv4_routes: [198.18.2.0/24]
    networks:
      - {name: db, network: internet, ipv4_address: 10.1.2.1/24, ipv6_address: none, ipv4_nat: true}
    network_nics:
      - {network: db, instance: pg, ipv4_address: 10.1.2.10}
    purge: true
    max_deletes: 10
"""

RETURN = r"""
commands:
  description:
    - The change as one C(ovn-nbctl) command, a line for each step. Empty when nothing changes.
    - What follows from the addresses that OVN assigns is not in it, they are only known afterwards.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample: ["ovn-nbctl \\", "  -- set Logical_Router_Port 7d0c 'mac=\"00:16:3e:aa:bb:cc\"'"]
diff:
  description: What changes, the options of the entries first, then row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample: [{"before_header": "Logical_Router overlay-web-lr", "before": {}, "after": {"name": "overlay-web-lr"}}]
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
networks:
  description:
    - The networks that O(networks) names and that are there, with defaults and allocated addresses filled in.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The network's name.
      type: str
      sample: net1
    network:
      description: The uplink, or V(none).
      type: str
      sample: internet
    base_name:
      description: What all names in OVN begin with.
      type: str
      sample: overlay-net1
    hwaddr:
      description: The Ethernet address of the router.
      type: str
      sample: 00:16:3e:5c:1f:9a
    mtu:
      description: The MTU of the instances' interfaces, in bytes.
      type: int
      sample: 1442
    ipv4_address:
      description: The router's address in the network.
      type: str
      sample: 10.10.1.1/24
    ipv6_address:
      description: The router's address in the network.
      type: str
      sample: fd42:10:1::1/64
    uplink_ipv4_address:
      description: The router's address on the uplink.
      type: str
      sample: 198.18.1.100
    uplink_ipv6_address:
      description: The router's address on the uplink.
      type: str
      sample: fd42:18:1::100
network_nics:
  description:
    - The NICs that O(network_nics) names and that are there, with what M(overlay.ovn.nics) needs to attach them on their hosts.
  returned: success
  type: list
  elements: dict
  contains:
    network:
      description: The network.
      type: str
      sample: net1
    instance:
      description: The instance.
      type: str
      sample: c1
    name:
      description: The NIC's name in the instance.
      type: str
      sample: eth0
    lsp:
      description: The logical port's name.
      type: str
      sample: overlay-net1-instance-c1-eth0
    hwaddr:
      description: The NIC's Ethernet address.
      type: str
      sample: 00:16:3e:5c:1f:9a
    mtu:
      description: The MTU of the network.
      type: int
      sample: 1442
    ipv4_address:
      description: The IPv4 address, as far as OVN has assigned it.
      type: str
      sample: 10.10.1.2
    ipv6_address:
      description: The IPv6 address, as far as OVN has assigned it.
      type: str
      sample: fd42:10:1::2
"""

from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.networks import ARGUMENTS, run_networks

TASK = Task(ARGUMENTS, run_networks)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
