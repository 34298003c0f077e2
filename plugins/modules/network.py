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
  - Rows of the network that do not follow from the options any more are removed. Rows of others are not touched. So a network is
    given whole. An option that is left out is back at its default, whatever an earlier task said of it.
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
  name:
    description:
      - The network's name.
    type: str
    required: true
  base_name:
    description:
      - What all names in OVN begin with, V(overlay-) and the network's name by default.
      - Naming the base of a network that another system made, such as V(lxd-net5) or V(incus-net5), takes its rows over.
    type: str
  renamed_from:
    description:
      - The name that the network had before. If there is a network of that name and none of O(name), it becomes this one.
      - Its rows keep their names and UUIDs, so nothing is made anew and no packet is lost. What belongs to it or speaks of it follows,
        such as its NICs, forwards, load balancers, peers, and the rules of ACLs that name its peers.
      - Once that is done it changes nothing. Leave it there, or set O(base_name) to what the result says, so that the rows go on to be
        known by the old names. Leave it out where the network is made anew.
    type: str
  flavor:
    description:
      - Whose rows are written where LXD and Incus differ. V(incus) reserves the last address of the IPv4 subnet, turns multicast
        snooping on, sends the search list by DHCPv4 too, says by DHCPv6 whether addresses are handed out, and gives the router as
        name server in a family for which the uplink has none.
    type: str
    choices: [lxd, incus]
    default: lxd
  network:
    description:
      - The uplink, one of O(uplinks) or one that the database remembers. V(none) makes a network that reaches no
        other; when it has no subnets either, it is a switch alone.
      - LXD picks the uplink itself when there is one only. Here it has to be named; unset is V(none), so that a second uplink
        changes nothing.
    type: str
    default: none
  uplinks:
    description:
      - The uplinks that networks may use. It is fine to give all of them.
      - The options are those of LXD's networks of type physical and bridge. What a network uses is remembered in the database, so
        that later tasks need not give it again. With O(state=absent) it goes with the last network on it.
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
          - LXD's type, which says how the gateway is given. V(physical) is a gateway somewhere outside, V(bridge) a bridge of the
            hosts whose own address is the gateway. What C(parent) is each host sees for itself, see M(overlay.ovn.uplink).
        type: str
        choices: [physical, bridge]
        default: physical
      parent:
        description:
          - The uplink's interface on the hosts, see M(overlay.ovn.uplink). It does not change the network's rows, but that with V(none)
            a network with O(flavor=incus) has no gateways.
        type: str
      mtu:
        description:
          - The MTU of the uplink's interface on the hosts, in bytes, V(576) to V(65535). It does not change the network's rows.
        type: int
      vlan:
        description:
          - The VLAN of the uplink on the hosts' interface, V(1) to V(4094). It does not change the network's rows.
        type: int
      gvrp:
        description:
          - Whether the hosts announce the VLAN by GVRP. It does not change the network's rows.
        type: bool
      ipv4_address:
        description:
          - Address and prefix length of an uplink of O(uplinks[].type=bridge), which is the gateway, or V(none).
        type: str
      ipv4_gateway:
        description:
          - Address and prefix length of the gateway of an uplink of O(uplinks[].type=physical), such as V(198.18.1.1/24).
            Without it networks get no IPv4 there.
        type: str
      ipv4_gateway_hwaddr:
        description:
          - The gateway's Ethernet address, for routers that shall not ask for it.
        type: str
      ipv4_ovn_ranges:
        description:
          - Addresses that routers may take, as V(FIRST-LAST). Needed with the gateway.
          - The gateway's, the network's and the broadcast address may lie in them, and no router gets these.
        type: list
        elements: str
      ipv4_dhcp_ranges:
        description:
          - Addresses that a DHCP server of the uplink hands out, as V(FIRST-LAST). Routers must not have them.
        type: list
        elements: str
      ipv4_routes:
        description:
          - Prefixes that are routed to the uplink, such as V(203.0.113.0/24).
          - Addresses of forwards and load balancers must lie in them. So must subnets without translation, when there are any.
        type: list
        elements: str
      ipv4_routes_anycast:
        description:
          - Whether several networks may show the same addresses. Needs O(uplinks[].ovn_ingress_mode=routed).
        type: bool
      ipv6_address:
        description:
          - Address and prefix length of an uplink of O(uplinks[].type=bridge), which is the gateway, or V(none).
        type: str
      ipv6_gateway:
        description:
          - Address and prefix length of the gateway of an uplink of O(uplinks[].type=physical), such as V(fd42:18:1::1/64).
            Without it networks get no IPv6 there.
        type: str
      ipv6_gateway_hwaddr:
        description:
          - The gateway's Ethernet address, for routers that shall not ask for it.
        type: str
      ipv6_ovn_ranges:
        description:
          - Addresses that routers may take, as V(FIRST-LAST). Without it a router's address follows from its Ethernet address.
          - Needed with the gateway of a prefix longer than /64.
        type: list
        elements: str
      ipv6_dhcp_ranges:
        description:
          - Addresses that a DHCP server of the uplink hands out, as V(FIRST-LAST). Routers must not have them.
        type: list
        elements: str
      ipv6_routes:
        description:
          - Prefixes that are routed to the uplink, such as V(2001:db8:77::/64).
          - Addresses of forwards and load balancers must lie in them. So must subnets without translation, when there are any.
        type: list
        elements: str
      ipv6_routes_anycast:
        description:
          - Whether several networks may show the same addresses. Needs O(uplinks[].ovn_ingress_mode=routed).
        type: bool
      dns_nameservers:
        description:
          - Name servers that instances are given. The gateways by default.
        type: list
        elements: str
      ovn_ingress_mode:
        description:
          - How the outside reaches addresses behind routers. With V(l2proxy) routers answer for them on the uplink, with V(routed)
            the uplink's gateway has routes to them.
        type: str
        choices: [l2proxy, routed]
        default: l2proxy
      user:
        description:
          - What LXD keeps under C(user.*), for the reader. It makes no rows; the database remembers it.
        type: dict
  chassis:
    description:
      - Chassis (their system-ids) that join the network's gateway group. Those in it already stay.
      - Each gets a priority that follows from the names of the network and the chassis alone, unless O(chassis_order) names it;
        the chassis that is up and has the highest carries the network's traffic to the uplink.
      - A chassis that was evacuated does not join. To take one out, see M(overlay.ovn.chassis_membership).
    type: list
    elements: str
  chassis_order:
    description:
      - Chassis in the order in which they shall be the gateway. The first of them that is up is it. Members that are not named
        come after them.
      - A chassis joins by O(chassis), not by this.
    type: list
    elements: str
  bridge_hwaddr:
    description:
      - The Ethernet address of the router. It follows from the base name by default.
    type: str
  bridge_mtu:
    description:
      - The MTU of the instances' interfaces, in bytes, V(68) to V(16384).
      - By default what Geneve leaves of O(encap_mtu), and V(1500) at most.
    type: int
  encap_mtu:
    description:
      - The MTU of the interfaces that carry the tunnels between the chassis, in bytes; the smallest, if they differ.
      - Geneve takes 58 bytes of it over IPv4 and 78 over IPv6. What was given last counts when it is left out, and V(1500) if none
        ever was.
    type: int
  encap_ip:
    description:
      - An address of the tunnels, of which only the family matters here. IPv4 by default.
    type: str
  bridge_external_interfaces:
    description:
      - Interfaces of hosts that are joined to the network, each with a port of its own.
      - The host's side is a port of br-int whose O(overlay.ovn.ovs_port#module:interface_external_ids) say C(iface-id), the name
        C(BASE-external-CHASSIS-NAME), see M(overlay.ovn.ovs_port).
    type: list
    elements: dict
    suboptions:
      chassis:
        description:
          - The host's chassis (its system-id).
        type: str
        required: true
      name:
        description:
          - The interface, at most 15 characters.
        type: str
        required: true
      parent:
        description:
          - The interface that C(name) is a VLAN of. The database remembers it for whoever makes it on the host. It makes no rows.
        type: str
      vlan:
        description:
          - The VLAN, with C(parent). Remembered like it.
        type: int
  bridge_multicast_snooping:
    description:
      - Whether the switch learns who listens to which multicast group. Left to OVN by default, V(true) with O(flavor=incus).
    type: bool
  bridge_multicast_relay:
    description:
      - Whether the router forwards multicast. Left to OVN by default, V(false) with O(flavor=incus).
    type: bool
  dns_domain:
    description:
      - The domain of the instances' names, V(ovn) by default.
    type: str
  dns_search:
    description:
      - The domains that instances search, O(dns_domain) by default.
    type: list
    elements: str
  dns_nameservers:
    description:
      - Name servers that instances are given. Those of the uplink by default, and the router where there is no uplink.
    type: list
    elements: str
  dns_mode:
    description:
      - Whether OVN answers for the names of the instances.
    type: str
    choices: [managed, none]
    default: managed
  dns_zone_forward:
    description:
      - Zones that the names of the instances are published in. They make no rows; the database remembers them.
    type: list
    elements: str
  dns_zone_reverse_ipv4:
    description:
      - The zone that the IPv4 addresses of the instances are published in, below V(in-addr.arpa).
    type: str
  dns_zone_reverse_ipv6:
    description:
      - The zone that the IPv6 addresses of the instances are published in, below V(ip6.arpa).
    type: str
  ipv4_address:
    description:
      - The router's address in the network, with the prefix length of the subnet, such as V(10.10.1.1/24). V(none) for no IPv4.
      - V(auto), which is the default, keeps the subnet that the network has. A new network gets one that follows from its base
        name and overlaps no other.
    type: str
  ipv4_dhcp:
    description:
      - Whether instances get their addresses by DHCP.
    type: bool
    default: true
  ipv4_dhcp_expiry:
    description:
      - For how long instances get an address, such as V(90m) or V(1h30m). A bare number is seconds. V(1h) by default.
    type: str
  ipv4_dhcp_gateway:
    description:
      - The default gateway that instances are given, or V(none). The router by default.
    type: str
  ipv4_dhcp_ranges:
    description:
      - Addresses to hand out, as V(FIRST-LAST). The whole subnet by default.
    type: list
    elements: str
  ipv4_dhcp_routes:
    description:
      - Routes that instances are given, each a network and its gateway, such as V(10.20.0.0/16,10.10.1.9).
      - Many clients ignore the default gateway when they are given routes. Add it as V(0.0.0.0/0,10.10.1.1).
    type: list
    elements: str
  ipv4_l3only:
    description:
      - Whether instances reach each other through the router only. Their addresses then are alone on their links.
      - OVN sends the mask of the subnet before the one that says so. Clients that take the first, as dhcpcd and udhcpc do,
        still reach each other directly.
    type: bool
    default: false
  ipv4_nat:
    description:
      - Whether the router hides the subnet behind its own address on the uplink. By default only when O(ipv4_address=auto).
    type: bool
  ipv4_nat_address:
    description:
      - The address to hide the subnet behind instead. Needs an uplink whose C(ovn_ingress_mode) is V(routed).
    type: str
  ipv6_address:
    description:
      - The router's address in the network, with the prefix length of the subnet, such as V(fd42:10:1::1/64). V(none) for no IPv6.
      - V(auto), which is the default, keeps the subnet that the network has. A new network gets one that follows from its base
        name and overlaps no other.
      - OVN chooses addresses for NICs in a /64 alone. In a subnet of another length a NIC has the IPv6 address that
        it is given.
    type: str
  ipv6_dhcp:
    description:
      - Whether instances can ask by DHCPv6. Router advertisements are sent in any case, see O(ipv6_ra).
      - Instances make addresses of their own in a /64 alone. A longer prefix needs V(false) here, a shorter one
        V(false) or O(ipv6_dhcp_stateful=true).
    type: bool
    default: true
  ipv6_dhcp_stateful:
    description:
      - Whether instances get their addresses by DHCPv6 instead of making them from the advertised prefix.
    type: bool
    default: false
  ipv6_l3only:
    description:
      - Whether instances reach each other through the router only. Needs O(ipv6_dhcp_stateful) where O(ipv6_dhcp) is on.
    type: bool
    default: false
  ipv6_nat:
    description:
      - Whether the router hides the subnet behind its own address on the uplink. By default only when O(ipv6_address=auto).
    type: bool
  ipv6_nat_address:
    description:
      - The address to hide the subnet behind instead. Needs an uplink whose C(ovn_ingress_mode) is V(routed).
    type: str
  ipv6_ra:
    description:
      - Whether the router advertises itself and its prefix.
    type: bool
    default: true
  l2proxy:
    description:
      - How the router answers on an uplink whose C(ovn_ingress_mode) is V(l2proxy) for addresses behind it.
      - V(dnat_and_snat), as LXD does it, is one translation of each address to itself. V(arp_proxy), as Incus does it, is one
        option of a port for all of them. The default follows from O(flavor).
      - With V(arp_proxy) all gateways of the network answer, not the one at work alone, so a switch on the wire may take a wrong one for
        the router until the router sends something. V(dnat_and_snat) is the better choice where there are several.
    type: str
    choices: [dnat_and_snat, arp_proxy]
  security_acls:
    description:
      - ACLs that are in force on all NICs of the network, see M(overlay.ovn.network_acl).
    type: list
    elements: str
  security_acls_default_ingress_action:
    description:
      - What becomes of a packet to an instance that no ACL names, V(reject) by default. Only where ACLs are in force.
    type: str
    choices: [allow, reject, drop]
  security_acls_default_ingress_logged:
    description:
      - Whether such packets are logged.
    type: bool
  security_acls_default_egress_action:
    description:
      - What becomes of a packet from an instance that no ACL names, V(reject) by default. Only where ACLs are in force.
    type: str
    choices: [allow, reject, drop]
  security_acls_default_egress_logged:
    description:
      - Whether such packets are logged.
    type: bool
  tunnels:
    description:
      - Tunnels to hosts outside that the network is extended to, as Incus describes them. The database remembers them for whoever
        makes them on the hosts. As with Incus they change none of the network's rows.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The tunnel's name.
        type: str
        required: true
      protocol:
        description:
          - How packets are wrapped.
        type: str
        choices: [gre, vxlan]
        required: true
      local:
        description:
          - The address of the tunnel's end on our side. Needed with V(gre).
        type: str
      remote:
        description:
          - The addresses of the other ends. Needed with V(gre).
        type: list
        elements: str
      port:
        description:
          - The UDP port of V(vxlan).
        type: int
      id:
        description:
          - The network identifier of V(vxlan).
        type: int
      group:
        description:
          - The multicast group of V(vxlan), where C(remote) is not given.
        type: str
      interface:
        description:
          - The interface of the host for the multicast group.
        type: str
      ttl:
        description:
          - The time to live of packets to the multicast group.
        type: int
  user:
    description:
      - What LXD keeps under C(user.*), for the reader. It makes no rows; the database remembers it.
    type: dict
  volatile_bridge_hwaddr:
    description:
      - The router's Ethernet address where O(bridge_hwaddr) is not given. A router that is taken over keeps the one it has.
    type: str
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
      - With O(state=absent), remove the network although NICs, forwards, load balancers or peerings are left in it, and them too.
      - Else let O(ipv4_dhcp_ranges), or the router's address, take addresses from NICs that OVN chose them for. It gives such an address
        to the next NIC, and an instance uses it until its lease ends.
    type: bool
    default: false
seealso:
  - module: overlay.ovn.network_nic
  - module: overlay.ovn.networks
  - module: overlay.ovn.uplink
  - name: LXD, OVN network
    description: The configuration options whose names this module uses.
    link: https://documentation.ubuntu.com/lxd/latest/reference/network_ovn/
  - name: LXD, physical network
    description: The options of uplinks.
    link: https://documentation.ubuntu.com/lxd/latest/reference/network_physical/
  - name: Incus, OVN network
    description: The options that only Incus has, for multicast, name servers, leases, router advertisements and tunnels.
    link: https://linuxcontainers.org/incus/docs/main/reference/network_ovn/
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

- name: A network that is left to choose its subnets, and translates them
  overlay.ovn.network:
    name: net2
    network: UPLINK

- name: A network whose addresses the outside has routes to
  overlay.ovn.network:
    name: net3
    network: ROUTED
    uplinks:
      - name: ROUTED
        ipv4_gateway: 198.18.2.1/24
        ipv4_ovn_ranges: [198.18.2.100-198.18.2.199]
        ipv4_routes: [10.20.0.0/16]
        ovn_ingress_mode: routed
    ipv4_address: 10.20.3.1/24
    ipv4_dhcp_ranges: [10.20.3.100-10.20.3.199]
    ipv4_dhcp_expiry: 12h
    ipv6_address: none

- name: A network that reaches no other
  overlay.ovn.network:
    name: quiet
    ipv4_address: 10.10.9.1/24
    ipv6_address: none

- name: Remove a network
  overlay.ovn.network:
    name: net1
    state: absent
"""

RETURN = r"""
commands:
  description: The change as one C(ovn-nbctl) command, a line for each step. Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample: ["ovn-nbctl \\", "  -- set Logical_Router_Port 7d0c 'mac=\"00:16:3e:aa:bb:cc\"'"]
diff:
  description: What changes, the options of the entries first, then row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample: [{"before_header": "Logical_Router overlay-net1-lr", "before": {}, "after": {"name": "overlay-net1-lr"}}]
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
network:
  description: What the network is, defaults and allocated addresses filled in.
  returned: when O(state=present)
  type: dict
  contains:
    name:
      description: The network's name.
      type: str
      returned: always
    network:
      description: The uplink, or V(none).
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
