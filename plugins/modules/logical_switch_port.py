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
  - What OVN itself writes (C(up), C(dynamic_addresses), and C(tag) where it follows from O(tag_request)) is neither
    compared nor shown.
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
      - What the port is. An empty string, which is what a new port is, stands for the interface of an instance.
      - V(router) joins a router and needs V(router-port) in O(options). V(switch) joins another switch, see O(peer), and
        needs OVN 25.03 or newer.
      - V(localnet) joins the physical network that V(network_name) in O(options) names, on every chassis that has a bridge
        for it; V(l2gateway) does so on the one chassis V(l2gateway-chassis). V(vtep) joins a hardware gateway.
      - V(localport) is on every chassis, with the same address. V(external) is not in OVN at all, but gets DHCP and the
        like from O(ha_chassis_group). V(virtual) is an address that moves between other ports. V(remote) is on the other
        side of an interconnection, and made by ovn-ic.
    type: str
    choices:
      - ""
      - router
      - switch
      - localnet
      - localport
      - l2gateway
      - vtep
      - external
      - virtual
      - remote
  addresses:
    description:
      - The addresses of what is behind the port. Exactly these.
      - Each is an Ethernet address followed by any number of IP addresses; V(unknown), for whatever nobody else has; or
        V(router) on ports of that type, for those of the router port.
      - V(dynamic), V(dynamic IP) or V(MAC dynamic), once in the list, lets OVN choose what is not given from the V(subnet)
        or V(ipv6_prefix) of the switch.
      - An IP address that another port of the switch has too is a warning, see O(strict). Ports that are there already are looked at
        in a database of up to 1,000 of them, and in a larger one where the task is strict or has more than 50 ports.
    type: list
    elements: str
  port_security:
    description:
      - The addresses that may send and receive through the port. Exactly these. An empty list permits all.
      - Each is an Ethernet address followed by any number of IP addresses, with or without a prefix length. A network whose
        host part is zero permits all its addresses.
      - V(VRRPv3 MAC) and any number of Ethernet addresses of VRRP with or without a prefix length (40 to 48), then IP
        addresses, permits a virtual router on the port.
    type: list
    elements: str
  peer:
    description:
      - For ports of O(type=switch), the name of the port on the other switch, whose C(peer) is this one. Needs OVN 25.03 or
        newer.
      - An empty string unsets it.
    type: str
  parent_name:
    description:
      - For a port inside another (a container in a virtual machine), the name of that one. Needs O(tag_request).
      - An empty string unsets it.
    type: str
  tag_request:
    description:
      - VLAN identifier, V(0) to V(4095). With O(parent_name) it tells the frames of the inner port apart, and V(0) lets OVN
        choose one.
      - On V(localnet) and V(l2gateway) ports, the VLAN on the physical network.
      - OVN copies it to O(tag), and leaves that where it is when the request goes. A port of M(overlay.ovn.topology) with
        C(state=replaced) that says neither has neither.
    type: int
  tag:
    description:
      - VLAN identifier, V(1) to V(4095), without asking OVN for it, as OpenStack writes it to V(localnet) ports.
      - Give it or O(tag_request), which OVN copies to it.
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
  mirror_rules:
    description:
      - The mirrors that copy the port's traffic, by name. Exactly these, unless O(append=true); an empty list takes all
        away.
    type: list
    elements: str
  health_checks:
    description:
      - Checks of what is behind the port, for ports of an instance. Exactly these; an empty list takes all away. What was
        found stands in the database, and is neither compared nor shown here. Needs OVN 26.03 or newer.
      - A check is found at its port by C(protocol), C(address) and C(port).
    type: list
    elements: dict
    suboptions:
      protocol:
        description:
          - What to ask with.
        type: str
        required: true
        choices:
          - tcp
          - udp
          - icmp
      address:
        description:
          - The address to ask, one of the port's O(addresses).
        type: str
        required: true
      port:
        description:
          - The TCP or UDP port to ask, V(1) to V(65535). Needed but for V(icmp).
        type: int
      src_ip:
        description:
          - The address to ask from. Needed to make a check.
        type: str
      options:
        description:
          - V(interval) and V(timeout) in seconds, V(success_count) and V(failure_count) for how many answers in a row the
            port becomes online or offline.
        type: dict
  ha_chassis_group:
    description:
      - For ports of type V(external), the group of chassis that answer for them, by name.
      - An empty string unsets it.
    type: str
  options:
    description:
      - Settings that go with O(type). Values of yes and no are V(true) and V(false).
      - Ports of instances. V(requested-chassis) names the chassis that may have the port; of several, separated by commas,
        the first is the main one, and V(activation-strategy) (V(rarp), V(garp), V(na)) is what opens it on the others.
        V(qos_min_rate), V(qos_max_rate) (bit/s) and V(qos_burst) (bits) shape what the instance sends. V(hostname) is for
        DHCPv4. V(iface-id-ver) must be the same on the interface. V(vif-plug-type) and V(vif-plug-mtu-request) let OVN
        plug the interface.
      - V(mcast_flood) and V(mcast_flood_reports) send multicast and its reports there in any case. With OVN 24.09 or newer
        V(force_fdb_lookup), V(disable_garp_rarp), V(disable_arp_nd_rsp), V(ct-zone-limit) and V(pkt_clone_type)
        (V(mc_unknown)); with OVN 26.03 or newer V(lsp_learn_fdb), V(receive_multicast), and for network functions V(is-nf)
        and V(nf-linked-port).
      - Ports of type V(router). V(router-port) names the router port. V(nat-addresses) announces V(router), all of its
        external addresses, or an Ethernet address and IPv4 addresses; V(exclude-lb-vips-from-garp) and (with OVN 25.09 or
        newer) V(exclude-router-ips-from-garp) leave some out. V(arp_proxy) are addresses to answer for.
        V(enable_router_port_acl) applies ACLs on the way to a gateway port (needs OVN 24.03 or newer).
      - Ports of type V(localnet) and V(l2gateway). V(network_name) is the physical network, V(l2gateway-chassis) the
        chassis. V(ethtype) is V(802.1q) or V(802.1ad), V(localnet_learn_fdb) learns Ethernet addresses.
      - Ports of type V(virtual). V(virtual-ip) is the address, V(virtual-parents) are the ports that may have it, separated
        by commas.
      - Ports of type V(vtep). V(vtep-physical-switch) and V(vtep-logical-switch).
      - V(requested-tnl-key) fixes the tunnel key, V(1) to V(32767).
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

- name: The port of a container in c1, whose frames have a VLAN that OVN chooses
  overlay.ovn.logical_switch_port:
    name: c1-inner
    switch: sw0
    parent_name: c1-eth0
    tag_request: 0
    addresses: [00:16:3e:00:00:12 10.0.0.12]

- name: Ask every five seconds whether the web server answers
  overlay.ovn.logical_switch_port:
    name: c1-eth0
    switch: sw0
    health_checks:
      - protocol: tcp
        address: 10.0.0.11
        port: 80
        src_ip: 10.0.0.2
        options:
          interval: 5

- name: Remove a port, wherever it is; one that others name stays until these are gone
  overlay.ovn.logical_switch_port:
    name: c1-inner
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
    - "  -- --id=4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 create Logical_Switch_Port 'name=\"c1-eth0\"' \\"
    - "  -- add Logical_Switch 0b1f4c0e-5a53-5d0e-8d8e-6a9f2f3b7c21 ports 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Logical_Switch_Port c1-eth0
      after_header: Logical_Switch_Port c1-eth0
      before: {}
      after: {name: c1-eth0, parent: Logical_Switch sw0}
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
    kinds: {Logical_Switch_Port: {add: 1}}
    names: {add: ["Logical_Switch_Port c1-eth0"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Logical_Switch_Port c1-eth0)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import LOGICAL_SWITCH_PORT
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(LOGICAL_SWITCH_PORT)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
