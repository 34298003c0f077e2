#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: logical_switch
short_description: Manage an OVN logical switch
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Logical_Switch.
  - A switch is found by its name. Two switches of one name are an error that lists both.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.state
  - overlay.ovn.append
  - overlay.ovn.replace
  - overlay.ovn.northbound
  - overlay.ovn.northbound.owner
  - overlay.ovn.wait
  - overlay.ovn.datapaths
options:
  name:
    description:
      - The switch's name.
    type: str
    required: true
  other_config:
    description:
      - Settings of the switch.
      - Addresses that OVN gives out. V(subnet) is an IPv4 network such as V(10.0.0.0/24), V(exclude_ips) the addresses and
        ranges of it to leave out such as V(10.0.0.1 10.0.0.100..10.0.0.199), V(ipv6_prefix) a prefix such as V(fd42::).
        V(mac_only) gives out Ethernet addresses alone. V(dhcp_relay_port) names the port of type router whose relay answers
        DHCP (needs OVN 24.09 or newer).
      - Multicast. V(mcast_snoop) forwards a group to those who joined it, V(mcast_flood_unregistered) floods groups that
        nobody joined, V(mcast_querier) asks who is there, as V(mcast_eth_src), V(mcast_ip4_src) and V(mcast_ip6_src), each
        V(mcast_query_interval) seconds (V(1) to V(3600)) with V(mcast_query_max_response) seconds to answer (V(1) to
        V(10)). V(mcast_table_size) is the number of groups (V(1) to V(32766), by default V(2048)), V(mcast_idle_timeout)
        the seconds until one is forgotten (V(15) to V(3600), by default V(300)).
      - Limits. V(fdb_age_threshold) is how many seconds a learned Ethernet address is kept (V(0) for ever; needs OVN 23.09
        or newer), V(ct-zone-limit) the connections that are tracked per port (V(0) any number; needs OVN 24.09 or newer).
      - Traffic. V(vlan-passthru) lets tagged frames through. V(broadcast-arps-to-all-routers) set to V(false) sends ARP
        requests for unknown addresses to unknown ports only (needs OVN 23.06 or newer).
        V(enable-stateless-acl-with-lb) makes stateless rules work beside load balancers (needs OVN 25.09 or newer).
      - EVPN. V(dynamic-routing-vni) (V(0) to V(16777215); needs OVN 25.09 or newer) joins the switch to the domain with
        that VNI, with V(dynamic-routing-redistribute) (V(fdb), V(ip)), V(dynamic-routing-fdb-prefer-local), and with
        OVN 26.03 or newer V(dynamic-routing-bridge-ifname), V(dynamic-routing-vxlan-ifname),
        V(dynamic-routing-advertise-ifname) and V(dynamic-routing-arp-prefer-local).
      - V(requested-tnl-key) fixes the tunnel key, V(1) to V(16777215). V(interconn-ts) and V(ic-vxlan_mode) are written by
        ovn-ic.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  load_balancer:
    description:
      - The load balancers of the switch, by name. Exactly these, unless O(append=true); an empty list takes all away.
    type: list
    elements: str
  load_balancer_group:
    description:
      - The groups of load balancers of the switch, by name. Exactly these, unless O(append=true); an empty list takes all
        away.
    type: list
    elements: str
  dns_records:
    description:
      - The sets of DNS records that the switch answers from, by the names that M(overlay.ovn.dns) gave them.
      - Exactly these, unless O(append=true); an empty list takes all away.
    type: list
    elements: str
  copp:
    description:
      - The control plane protection of the switch, by the name of its row of Copp. It limits the packets that go to
        ovn-controller.
      - An empty string unsets it.
    type: str
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.logical_switch_port
  - module: overlay.ovn.forwarding_group
  - module: overlay.ovn.qos
  - module: overlay.ovn.dns
  - name: ovn-nb(5), Logical_Switch
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: A switch that gives addresses of 10.0.0.0/24 to its ports
  overlay.ovn.logical_switch:
    name: sw0
    other_config:
      subnet: 10.0.0.0/24
      exclude_ips: 10.0.0.1

- name: No addresses are given out any more, other settings stay
  overlay.ovn.logical_switch:
    name: sw0
    other_config:
      subnet:
      exclude_ips:

- name: Remove the switch and all that hangs at it
  overlay.ovn.logical_switch:
    name: sw0
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
    - "  -- --id=4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 create Logical_Switch 'name=\"sw0\"'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Logical_Switch sw0
      after_header: Logical_Switch sw0
      before: {}
      after: {name: sw0}
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
    kinds: {Logical_Switch: {add: 1}}
    names: {add: ["Logical_Switch sw0"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Logical_Switch sw0)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import LOGICAL_SWITCH
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(LOGICAL_SWITCH)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
