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
  - overlay.ovn.attributes.northbound
  - overlay.ovn.state
  - overlay.ovn.replace
  - overlay.ovn.northbound
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
      - The port's addresses with their prefix lengths, such as V(10.0.0.1/24). Exactly these. Needed to make a port.
    type: list
    elements: str
  peer:
    description:
      - For a port that joins two routers directly, the name of the port on the other router.
      - An empty string unsets it.
    type: str
  enabled:
    description:
      - Whether the port passes packets. A port on which it was never set does.
    type: bool
  ha_chassis_group:
    description:
      - The group of chassis that can be the gateway of this port, by name. It makes the port a distributed gateway
        port.
      - An empty string unsets it.
    type: str
  ipv6_ra_configs:
    description:
      - What the port says in IPv6 router advertisements. V(address_mode) is V(slaac), V(dhcpv6_stateful) or
        V(dhcpv6_stateless).
      - Others are V(send_periodic), V(min_interval) and V(max_interval) (seconds), V(mtu) (bytes), V(rdnss),
        V(dnssl), V(router_preference), V(route_info).
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  options:
    description:
      - Settings of the port, such as V(gateway_mtu) (bytes), V(redirect-type), V(reside-on-redirect-chassis),
        V(route_table), V(prefix_delegation), V(prefix) and V(mcast_flood).
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
  returned: success
  type: list
  elements: str
  sample:
    - "ovn-nbctl \\"
    - "  -- set Logical_Router_Port 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 'mac=\"00:16:3e:00:00:01\"'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: success
  type: list
  elements: dict
  sample:
    - before_header: Logical_Router_Port r0-sw0
      after_header: Logical_Router_Port r0-sw0
      before: {mac: "00:16:3e:00:00:09"}
      after: {mac: "00:16:3e:00:00:01"}
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import LOGICAL_ROUTER_PORT
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(LOGICAL_ROUTER_PORT)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
