#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: load_balancer
short_description: Manage an OVN load balancer
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Load_Balancer.
  - A balancer is found by its name. Names are not unique in OVN; a task that finds two of one name fails and says their
    UUIDs.
  - It works where logical switches, logical routers or load balancer groups name it.
  - Its health checks are rows of their own, see M(overlay.ovn.load_balancer_health_check).
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.state
  - overlay.ovn.replace
  - overlay.ovn.northbound
  - overlay.ovn.northbound.owner
  - overlay.ovn.wait
options:
  name:
    description:
      - The balancer's name.
    type: str
    required: true
  vips:
    description:
      - For each virtual address the backends that serve it.
      - A key is an address, or an address and a port, V(198.18.0.100), V(198.18.0.100:80), V(fd42::100) or
        V([fd42::100]:80).
      - A value is a list of backends, separated by commas and no blanks. These are addresses of the key's family, with
        a port if and only if the key has one, V(10.0.0.2:8080,10.0.0.3:8080) or V([fd42::2]:8080). An empty string is
        no backends.
      - With V(template) in O(options) both may hold names of variables, V(^VIP:^PORT) and
        V(^BACKEND1:8080,^BACKEND2:8080), see M(overlay.ovn.chassis_template_var).
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  protocol:
    description:
      - The protocol of the virtual addresses that have a port. V(tcp) where it was never set.
    type: str
    choices:
      - tcp
      - udp
      - sctp
  ip_port_mappings:
    description:
      - For each backend, by its address, the logical switch port that it is at, and the source address of health checks
        to it, as V(PORT:ADDRESS). IPv6 addresses stand in brackets, also as keys, V([fd42::2]) and
        V(c1-eth0:[fd42::1]).
      - The source address is one of the backend's subnet that nobody uses, or that of the router port on the same
        switch.
      - V(PORT:ADDRESS:ZONE) is a backend in another availability zone. Needs OVN 26.03 or newer.
      - Needed for health checks, and for V(distributed) in O(options), where V(PORT) alone is enough without health
        checks.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  selection_fields:
    description:
      - The fields of a packet that say which backend a connection goes to. Exactly these. By default, or with an empty
        list, Open vSwitch chooses by a hash of its own, which is faster.
      - V(ipv6_src) and V(ipv6_dst) need OVN 25.03 or newer.
    type: list
    elements: str
    choices:
      - eth_src
      - eth_dst
      - ip_src
      - ip_dst
      - ipv6_src
      - ipv6_dst
      - tp_src
      - tp_dst
  options:
    description:
      - Settings of the balancer.
      - V(reject) (V(true) or V(false), the default) answers with a TCP reset or an ICMP error where there are no
        backends.
      - V(event) (V(true) or V(false), the default) reports packets for which there are no backends. Not together with
        V(reject).
      - V(hairpin_snat_ip) is the source address of packets from a backend to itself, one IPv4 address, one IPv6
        address, or both, separated by a blank. By default it is the virtual address.
      - V(skip_snat) (V(true) or V(false), the default) exempts connections from C(lb_force_snat_ip) of the router.
      - V(add_route) (V(true) or V(false), the default) makes neighbouring routers route to the virtual addresses,
        without static routes or ARP.
      - V(neighbor_responder) says for which virtual addresses routers answer ARP and neighbour discovery, V(all),
        V(none), or V(reachable) (the default), those in one of the router's subnets. Templates default to V(none) and
        cannot have V(reachable).
      - V(affinity_timeout) is for how many seconds a client stays with its backend, V(1) to V(65535). By default it
        need not stay.
      - V(template) (V(true) or V(false), the default) says that O(vips) has variables, V(address-family) (V(ipv4), the
        default, or V(ipv6)) of which family they are.
      - V(ct_flush) (V(true) or V(false), the default) ends the connections of backends that go. Needs OVN 23.06 or
        newer.
      - V(use_stateless_nat) (V(true) or V(false), the default) is for routers with several distributed gateway ports.
        Needs OVN 25.03 or newer.
      - V(distributed) (V(true) or V(false), the default) leads connections to backends on the same chassis only. Needs
        O(ip_port_mappings), and OVN 26.03 or newer.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.chassis_template_var
  - module: overlay.ovn.load_balancer_group
  - module: overlay.ovn.load_balancer_health_check
  - module: overlay.ovn.logical_router
  - module: overlay.ovn.logical_switch
  - name: ovn-nb(5), Load_Balancer
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: Two web servers behind one address
  overlay.ovn.load_balancer:
    name: web
    protocol: tcp
    vips:
      "198.18.0.100:80": 10.0.0.2:8080,10.0.0.3:8080
      "[fd42::100]:80": "[fd42:1::2]:8080,[fd42:1::3]:8080"
    options:
      reject: true

- name: A client stays with its server for ten minutes
  overlay.ovn.load_balancer:
    name: web
    options:
      affinity_timeout: 600

- name: One virtual address goes
  overlay.ovn.load_balancer:
    name: web
    vips:
      "[fd42::100]:80": null

- name: Another address on each chassis, and other servers
  overlay.ovn.load_balancer:
    name: node-port
    vips:
      "^NODE_IP:30080": ^WEB_BACKENDS
    options:
      template: true
      address-family: ipv4

- name: Remove the balancer and its health checks
  overlay.ovn.load_balancer:
    name: web
    state: absent
"""

RETURN = r"""
commands:
  description: The change as one C(ovn-nbctl) command, a line for each step. Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample:
    - "ovn-nbctl \\"
    - "  -- set Load_Balancer 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 options:affinity_timeout=600"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Load_Balancer web
      after_header: Load_Balancer web
      before: {options: {}}
      after: {options: {affinity_timeout: "600"}}
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
    kinds: {Load_Balancer: {add: 1}}
    names: {add: ["Load_Balancer web"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Load_Balancer web)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import LOAD_BALANCER
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(LOAD_BALANCER)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
