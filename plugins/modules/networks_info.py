#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: networks_info
short_description: Read the OVN networks back, with what only OVN knows
version_added: 0.1.0
description:
  - Returns the document of networks that the database remembers, as M(overlay.ovn.networks) takes it.
  - Says what in the database differs from that document, because somebody changed rows by hand.
  - Adds what OVN decided. Addresses of NICs, and with O(sb_connection) the active gateway chassis, whether ports are up and where, and
    the health of load balancers' backends.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes.info
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.northbound
options:
  names:
    description:
      - Only these networks, with what is in them.
    type: list
    elements: str
  owner:
    description:
      - Only what this owner made.
    type: str
  sb_connection:
    description:
      - Where the southbound database listens. Without it, what only that knows is left out.
      - If not given, the environment variable E(OVN_SB_DB) is used; there, separate endpoints by commas.
    type: list
    elements: str
seealso:
  - module: overlay.ovn.networks
"""

EXAMPLES = r"""
- name: All networks
  overlay.ovn.networks_info:
  register: all

- name: Where is the gateway of this one, and which of its NICs are up?
  overlay.ovn.networks_info:
    names: [web]
    sb_connection: [unix:/var/run/ovn/ovnsb_db.sock]

- name: Put back what somebody changed by hand
  overlay.ovn.networks: "{{ all.document }}"
"""

RETURN = r"""
document:
  description: The entries, as M(overlay.ovn.networks) takes them.
  returned: success
  type: dict
  sample:
    networks:
      - {name: db, network: internet, ipv4_address: 10.1.2.1/24, ipv6_address: none, ipv4_nat: true}
drift:
  description: What applying O(ignore:document) would change, in the form of a diff. Empty when the database is as it was made.
  returned: success
  type: list
  elements: dict
findings:
  description:
    - What is wrong with entries that the database remembers, such as one that somebody wrote by hand, or one that names what is gone.
      O(ignore:drift) leaves these out, with what rests on them. Empty when nothing is wrong.
  returned: success
  type: list
  elements: str
networks:
  description: What was decided for each network.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The network.
      type: str
    base_name:
      description: What its rows are named after.
      type: str
    hwaddr:
      description: The router's Ethernet address.
      type: str
    mtu:
      description: The MTU of its instances, in bytes.
      type: int
    ipv4_address:
      description: The router's address and the subnet. Null if the network has no IPv4.
      type: str
    ipv6_address:
      description: The router's address and the subnet. Null if the network has no IPv6.
      type: str
    uplink_ipv4_address:
      description: The router's address on the uplink.
      type: str
    uplink_ipv6_address:
      description: The router's address on the uplink.
      type: str
    chassis:
      description: The chassis that may be its gateway, with their priorities.
      type: list
      elements: dict
    active_chassis:
      description: The chassis that is its gateway now. Null without O(sb_connection), or when there is none.
      type: str
nics:
  description: What was decided for each NIC.
  returned: success
  type: list
  elements: dict
  contains:
    network:
      description: The NIC's network.
      type: str
    instance:
      description: The instance.
      type: str
    name:
      description: The NIC's name in the instance.
      type: str
    lsp:
      description: Its port on the network's switch.
      type: str
    hwaddr:
      description: Its Ethernet address.
      type: str
    addresses:
      description: Its addresses, fixed ones and those that OVN assigned.
      type: list
      elements: str
    up:
      description: Whether the port is up. Null without O(sb_connection).
      type: bool
    chassis:
      description: The chassis that the port is on. Null without O(sb_connection).
      type: str
health:
  description: The state of each backend that is checked, from the southbound database.
  returned: success
  type: list
  elements: dict
  contains:
    logical_port:
      description: The backend's port.
      type: str
    ip:
      description: Its address.
      type: str
    port:
      description: The port number that is probed.
      type: int
    protocol:
      description: V(tcp) or V(udp).
      type: str
    status:
      description: V(online), V(offline), V(error) or V(unknown).
      type: str
"""

from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.networks_info import ARGUMENTS, run_networks_info

TASK = Task(ARGUMENTS, run_networks_info)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
