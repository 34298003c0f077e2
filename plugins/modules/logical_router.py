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
  - overlay.ovn.attributes.northbound
  - overlay.ovn.state
  - overlay.ovn.replace
  - overlay.ovn.northbound
  - overlay.ovn.wait
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
  options:
    description:
      - Settings of the router. V(chassis) makes it a gateway router on that chassis. Others are
        V(dnat_force_snat_ip), V(lb_force_snat_ip), V(mcast_relay), V(dynamic_neigh_routers),
        V(always_learn_from_arp_request), V(snat-ct-zone), V(mac_binding_age_threshold) (seconds) and V(requested-tnl-
        key).
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
  returned: success
  type: list
  elements: str
  sample:
    - "ovn-nbctl \\"
    - "  -- --id=4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 create Logical_Router 'name=\"r0\"'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: success
  type: list
  elements: dict
  sample:
    - before_header: Logical_Router r0
      after_header: Logical_Router r0
      before: {}
      after: {name: r0}
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import LOGICAL_ROUTER
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(LOGICAL_ROUTER)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
