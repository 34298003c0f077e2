#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: logical_router
short_description: Manage an OVN logical router
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Logical_Router.
  - A router is found by its name. Two routers of one name are an error that lists both.
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
      - The router's name.
    type: str
    required: true
  enabled:
    description:
      - Whether the router passes packets. A router on which it was never set does.
    type: bool
  load_balancer:
    description:
      - The load balancers of the router, by name. Exactly these, unless O(append=true); an empty list takes all away.
    type: list
    elements: str
  load_balancer_group:
    description:
      - The groups of load balancers of the router, by name. Exactly these, unless O(append=true); an empty list takes all
        away.
    type: list
    elements: str
  copp:
    description:
      - The control plane protection of the router, by the name of its row of Copp. It limits the packets that go to
        ovn-controller.
      - An empty string unsets it.
    type: str
  options:
    description:
      - Settings of the router.
      - V(chassis) makes it a gateway router on that chassis (its C(system-id)). Its ports then have no gateways of their own.
      - Translation. V(dnat_force_snat_ip) and V(lb_force_snat_ip) are the addresses that packets get as their source once
        their destination was translated or balanced on a gateway router, at most one IPv4 and one IPv6 address separated by
        a space; the latter may also be V(router_ip). V(snat-ct-zone) fixes the conntrack zone of SNAT, V(0) to V(65535).
        V(ct-zone-limit) is the number of connections that are tracked, V(0) any number (needs OVN 24.09 or newer).
        V(ct-commit-all) tracks all traffic where any is translated (needs OVN 25.03 or newer).
      - Neighbours. V(dynamic_neigh_routers) asks other routers for their Ethernet addresses instead of knowing them all.
        V(always_learn_from_arp_request) set to V(false) learns only from requests that are for the router itself.
        V(mac_binding_age_threshold) is how many seconds learned addresses are kept, one number or V(CIDR:SECONDS) separated
        by semicolons. V(disable_garp_rarp) announces no addresses on ports of the peers (needs OVN 26.03 or newer).
      - V(mcast_relay) forwards multicast between its switches.
      - Dynamic routing (needs OVN 25.03 or newer). V(dynamic-routing) tells routes to and learns them from routing daemons
        on the chassis. V(dynamic-routing-redistribute) lists what is told, separated by commas, of V(connected),
        V(connected-as-host), V(static), V(nat) and V(lb). V(dynamic-routing-vrf-name) names the VRF,
        V(dynamic-routing-redistribute-local-only) tells a route only where its port is (needs OVN 25.09 or newer). With OVN
        26.03 or newer also V(dynamic-routing-vrf-id), V(dynamic-routing-no-learning), V(dynamic-routing-v4-prefix-nexthop)
        and V(dynamic-routing-v6-prefix-nexthop).
      - Interconnection. V(ic-route-filter-adv) and V(ic-route-filter-learn) are the networks, separated by commas, whose
        routes are told and learned (need OVN 25.09 or newer); V(ic-route-deny-adv) and V(ic-route-deny-learn) those whose
        are not (need OVN 26.03 or newer).
      - V(requested-tnl-key) fixes the tunnel key, V(1) to V(16777215).
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.logical_router_port
  - module: overlay.ovn.static_route
  - module: overlay.ovn.nat
  - module: overlay.ovn.router_policy
  - name: ovn-nb(5), Logical_Router
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: A distributed router
  overlay.ovn.logical_router:
    name: r0
    options:
      always_learn_from_arp_request: false
      dynamic_neigh_routers: true

- name: A gateway router on one chassis
  overlay.ovn.logical_router:
    name: gw0
    options:
      chassis: host1

- name: Remove the router, its ports, routes, policies and NAT rules
  overlay.ovn.logical_router:
    name: r0
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
    - "  -- --id=4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 create Logical_Router 'name=\"r0\"'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Logical_Router r0
      after_header: Logical_Router r0
      before: {}
      after: {name: r0}
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
    kinds: {Logical_Router: {add: 1}}
    names: {add: ["Logical_Router r0"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Logical_Router r0)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import LOGICAL_ROUTER
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(LOGICAL_ROUTER)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
