#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: logical_router_port
short_description: Manage a port of an OVN logical router
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Logical_Router_Port.
  - A port is found by its name, which is unique in the whole database. A port that is on another router is an error; it
    is not moved.
  - What OVN itself writes (C(ipv6_prefix), C(status)) is neither compared nor shown.
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
      - The port's name. The switch port that joins it names it in its option V(router-port).
    type: str
    required: true
  router:
    description:
      - The router that has the port, by name. Needed to make a port.
      - With O(state=absent) it may be left out; if it is given, a port of another router is left alone.
    type: str
  mac:
    description:
      - The port's Ethernet address. Needed to make a port.
    type: str
  networks:
    description:
      - The port's addresses with their prefix lengths, such as V(10.0.0.1/24). Exactly these.
      - Needed to make a port, but for OVN 25.03 or newer, where it may have its IPv6 link-local address alone.
    type: list
    elements: str
  peer:
    description:
      - For a port that joins two routers directly, the name of the port on the other router, whose C(peer) is this one.
      - An empty string unsets it.
    type: str
  enabled:
    description:
      - Whether the port passes packets. A port on which it was never set does.
    type: bool
  ha_chassis_group:
    description:
      - The group of chassis that can be the gateway of this port, by name. It makes the port a distributed gateway
        port. Where the port has chassis of M(overlay.ovn.gateway_chassis) too, OVN ignores those.
      - An empty string unsets it.
    type: str
  dhcp_relay:
    description:
      - The relay that passes DHCPv4 requests of the port's switch on, by name. Needs OVN 24.09 or newer.
      - An empty string unsets it.
    type: str
  ipv6_ra_configs:
    description:
      - What the port says in IPv6 router advertisements.
      - V(address_mode) is V(slaac) (make an address of the prefix), V(dhcpv6_stateful) (ask DHCPv6 for one) or
        V(dhcpv6_stateless) (make one, and ask DHCPv6 for the rest). Without it the port says nothing.
      - V(send_periodic) sends them unasked, at least V(min_interval) and at most V(max_interval) seconds apart (V(3) or more
        and V(4) to V(1800), by default V(200) and V(600)).
      - V(mtu) is in bytes, V(1280) or more. V(rdnss) is the address of one DNS server, V(dnssl) are domains to search,
        separated by commas.
      - V(router_preference) is V(HIGH), V(MEDIUM) or V(LOW). V(route_info) lists routes such as
        V(HIGH-fd42:1::/48,LOW-fd42:2::/48).
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  options:
    description:
      - Settings of the port. Values of yes and no are V(true) and V(false).
      - V(gateway_mtu) is the largest packet that may leave, in bytes, V(68) to V(65535); larger ones are answered with an
        ICMP error, but for those that match V(gateway_mtu_bypass).
      - Gateways on a physical VLAN. V(redirect-type) set to V(bridged) on a gateway port (or V(overlay), the default), or
        V(reside-on-redirect-chassis) on a port to instances, sends packets to the gateway over the physical network.
        V(centralize_routing) of OVN 24.09 routes all of a gateway port's network on its chassis; newer ones find out by
        themselves.
      - V(route_table) is the table of M(overlay.ovn.static_route) where packets from this port look first.
      - V(prefix_delegation) asks for an IPv6 prefix on a gateway port, V(prefix) uses one on this port. V(mcast_flood) sends
        all multicast there.
      - Routing daemons. V(routing-protocols) (V(BGP), V(BFD), separated by a comma) sends these protocols to the switch port
        V(routing-protocol-redirect) (need OVN 24.09 or newer).
      - Dynamic routing, on a router that has it on (needs OVN 25.03 or newer). V(dynamic-routing-redistribute),
        V(dynamic-routing-redistribute-local-only) (OVN 25.09 or newer) and V(dynamic-routing-no-learning) (OVN 26.03 or
        newer) go before the router's. V(dynamic-routing-maintain-vrf) makes ovn-controller keep the VRF,
        V(dynamic-routing-port-name) learns only what came through the interface of that port.
      - Interconnection. V(ic-route-tag), V(ic-route-filter-tag) (OVN 25.03 or newer), V(ic-route-filter-adv),
        V(ic-route-filter-learn) (OVN 25.09 or newer), V(ic-route-deny-adv), V(ic-route-deny-learn) (OVN 26.03 or newer).
        V(requested-chassis) puts the port of a transit router on a remote chassis (OVN 25.03 or newer).
      - V(requested-tnl-key) fixes the tunnel key, V(1) to V(32767).
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.logical_router
  - module: overlay.ovn.ha_chassis_group
  - module: overlay.ovn.gateway_chassis
  - name: ovn-nb(5), Logical_Router_Port
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: The port to the instances, which advertises its prefix
  overlay.ovn.logical_router_port:
    name: r0-sw0
    router: r0
    mac: 00:16:3e:00:00:01
    networks: [10.0.0.1/24, fd42::1/64]
    ipv6_ra_configs:
      address_mode: slaac
      send_periodic: true

- name: The port to the uplink, on whichever chassis of the group is up and has the highest priority
  overlay.ovn.logical_router_port:
    name: r0-uplink
    router: r0
    mac: 00:16:3e:00:00:02
    networks: [198.18.1.100/24]
    ha_chassis_group: gateways

- name: Remove the port
  overlay.ovn.logical_router_port:
    name: r0-uplink
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
    - "  -- set Logical_Router_Port 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 'mac=\"00:16:3e:00:00:01\"'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Logical_Router_Port r0-sw0
      after_header: Logical_Router_Port r0-sw0
      before: {mac: "00:16:3e:00:00:09"}
      after: {mac: "00:16:3e:00:00:01"}
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
    kinds: {Logical_Router_Port: {add: 1}}
    names: {add: ["Logical_Router_Port r0-sw0"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Logical_Router_Port r0-sw0)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import LOGICAL_ROUTER_PORT
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(LOGICAL_ROUTER_PORT)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
