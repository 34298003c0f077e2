#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: nat
short_description: Manage an address translation rule of an OVN logical router
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table NAT.
  - A rule is found on its router by O(type), O(external_ip), O(logical_ip) and O(external_port_range).
  - A rule with another O(external_ip) is another rule. To change the address, remove the old rule too. A second one of its type for
    one address of the outside (of V(snat), of the inside) is refused, unless O(match), O(gateway_port) or the sets of addresses differ.
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
  router:
    description:
      - The router that has the rule, by name. It needs a distributed gateway port, or must be a gateway router.
    type: str
    required: true
  type:
    description:
      - What is translated. V(snat) the source of packets that leave, V(dnat) the destination of packets that come,
        V(dnat_and_snat) both.
    type: str
    required: true
    choices:
      - snat
      - dnat
      - dnat_and_snat
  external_ip:
    description:
      - The address that others see, IPv4 or IPv6.
    type: str
    required: true
  logical_ip:
    description:
      - The address inside, of the same family; for V(snat) it may be a network.
    type: str
    required: true
  external_port_range:
    description:
      - The source ports to translate to, as V(LOW-HIGH) or one number, V(1) to V(65535).
      - It chooses no packets. With V(dnat) and V(dnat_and_snat) every port of O(external_ip) is forwarded, which is worth a
        warning; see O(strict) and, to forward some ports, M(overlay.ovn.load_balancer).
    type: str
  external_mac:
    description:
      - For V(dnat_and_snat), the Ethernet address that the external address has. Together with O(logical_port) it makes the
        instance's own chassis translate.
      - An empty string unsets it.
    type: str
  logical_port:
    description:
      - The switch port of the instance that has O(logical_ip), by name.
      - An empty string unsets it.
    type: str
  gateway_port:
    description:
      - On a router with several distributed gateway ports, the one that the rule is for, by name. It is a port of this router. By default it is the one
        whose network has O(external_ip).
      - An empty string unsets it.
    type: str
  allowed_ext_ips:
    description:
      - The addresses outside that the rule is for, by the name of an address set. For V(snat) they are destinations, for
        V(dnat) sources. By default it is for all.
      - An empty string unsets it. Not with O(exempted_ext_ips), with which OVN would ignore the rule.
    type: str
  exempted_ext_ips:
    description:
      - The addresses outside that the rule is not for, by the name of an address set.
      - An empty string unsets it. Not with O(allowed_ext_ips), with which OVN would ignore the rule.
    type: str
  match:
    description:
      - What else must be true of a packet, in the language of ovn-sb(5), Logical_Flow. Needs OVN 24.09 or newer.
      - An empty string unsets it.
    type: str
  priority:
    description:
      - The rank of the rule among those with a O(match), V(0) to V(32767). The highest one that matches applies. Needs OVN
        24.09 or newer, and has no meaning without O(match).
    type: int
  options:
    description:
      - Settings of the rule. V(stateless) set to V(true) translates V(dnat_and_snat) without tracking connections.
        V(add_route) set to V(true) tells routers nearby how to reach the external address of V(dnat) and V(dnat_and_snat).
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.logical_router
  - module: overlay.ovn.logical_router_port
  - module: overlay.ovn.address_set
  - name: ovn-nb(5), NAT
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: Instances of 10.0.0.0/24 reach the world as 198.18.1.100
  overlay.ovn.nat:
    router: r0
    type: snat
    external_ip: 198.18.1.100
    logical_ip: 10.0.0.0/24

- name: A floating address, translated on the instance's own chassis
  overlay.ovn.nat:
    router: r0
    type: dnat_and_snat
    external_ip: 198.18.1.120
    logical_ip: 10.0.0.11
    logical_port: c1-eth0
    external_mac: 00:16:3e:00:01:20

- name: Partners see another address
  overlay.ovn.nat:
    router: r0
    type: snat
    external_ip: 198.18.1.101
    logical_ip: 10.0.0.0/25
    allowed_ext_ips: partners

- name: Take the floating address away
  overlay.ovn.nat:
    router: r0
    type: dnat_and_snat
    external_ip: 198.18.1.120
    logical_ip: 10.0.0.11
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
    - "  -- --id=4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 create NAT 'external_ip=\"198.18.1.100\"' 'logical_ip=\"10.0.0.0/24\"' 'type=\"snat\"' \\"
    - "  -- add Logical_Router 0b1f4c0e-5a53-5d0e-8d8e-6a9f2f3b7c21 nat 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: NAT snat 198.18.1.100 10.0.0.0/24
      after_header: NAT snat 198.18.1.100 10.0.0.0/24
      before: {}
      after: {external_ip: 198.18.1.100, logical_ip: 10.0.0.0/24, type: snat, parent: Logical_Router r0}
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
    kinds: {NAT: {add: 1}}
    names: {add: ["NAT snat 198.18.1.100 10.0.0.0/24"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add NAT snat 198.18.1.100 10.0.0.0/24)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import NAT
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(NAT)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
