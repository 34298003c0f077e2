#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: network_forward
short_description: Manage an address whose packets go to instances of a network
version_added: 0.1.0
description:
  - What comes to O(listen_address) goes to instances of the network, all of it or port by port. As LXD's network forwards do.
  - It works from the outside, from other networks, and from the instances of the network itself.
  - In OVN it is a load balancer for TCP and one for UDP, C(BASE-lb-ADDRESS-tcp) and C(BASE-lb-ADDRESS-udp), at the network's router and
    at its switch. A network with C(flavor=incus) translates the default target's address instead and has a route to the address.
  - Ports that are not named any more are closed. Other entries and rows of others are not touched.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.state
  - overlay.ovn.northbound
  - overlay.ovn.northbound.owner
  - overlay.ovn.wait
options:
  network:
    description:
      - The network whose instances answer, one of M(overlay.ovn.network).
    type: str
    required: true
  listen_address:
    description:
      - The address that is listened on. It names the forward within its network.
      - It lies in C(ipv4_routes) or C(ipv6_routes) of the network's uplink, or is the network's own router's on the uplink.
        An address of the network's own subnet that nobody has is fine too, for what only the network and its peers reach.
      - V(0.0.0.0) and V(::) mean the first address of the uplink's routes that nobody has. It is kept from then on.
      - On an uplink with C(ovn_ingress_mode=l2proxy) routers answer on its wire for it, in the uplink's subnet or not.
      - Nobody else on the uplink may have it, no other forward or load balancer, no router and no NIC, unless the uplink is routed
        and has C(ipv4_routes_anycast) or C(ipv6_routes_anycast).
    type: str
    required: true
  volatile_listen_address:
    description:
      - The address that was chosen, or shall be, where O(listen_address) is V(0.0.0.0) or V(::).
    type: str
  description:
    description:
      - What it is for. The database remembers it, OVN does nothing with it.
    type: str
  user:
    description:
      - What LXD keeps under C(user.*), for the reader. It makes no rows; the database remembers it.
    type: dict
  target_address:
    description:
      - Where packets go that no entry of O(ports) is for, whatever their protocol. By default they are not forwarded.
      - It cannot be used where O(listen_address) is the address that the network's instances reach the outside with.
    type: str
  ports:
    description:
      - What goes where by port.
    type: list
    elements: dict
    suboptions:
      protocol:
        description:
          - Which packets.
        type: str
        choices: [tcp, udp]
        required: true
      listen_port:
        description:
          - Ports and ranges of ports that are listened on, such as V(80) and V(8000-8010).
        type: list
        elements: str
        required: true
      target_address:
        description:
          - The address of the instance, in the network's subnet.
        type: str
        required: true
      target_port:
        description:
          - The instance's ports, one for each of O(ports[].listen_port) in the same order, or one for all. The same ports by default.
        type: list
        elements: str
      description:
        description:
          - What it is for.
        type: str
seealso:
  - module: overlay.ovn.network
  - module: overlay.ovn.network_load_balancer
  - module: overlay.ovn.networks
  - name: LXD, network forwards
    description: The feature whose names this module uses.
    link: https://documentation.ubuntu.com/lxd/latest/howto/network_forwards/
"""

EXAMPLES = r"""
- name: The web server, and a shell on another port
  overlay.ovn.network_forward:
    network: web
    listen_address: 198.18.2.10
    ports:
      - {protocol: tcp, listen_port: "80,443", target_address: 10.1.1.10}
      - {protocol: tcp, listen_port: "2222", target_address: 10.1.1.11, target_port: "22"}
      - {protocol: udp, listen_port: "6000-6009", target_address: 10.1.1.12, target_port: "7000-7009"}

- name: Everything that comes to an address, whichever is free
  overlay.ovn.network_forward:
    network: web
    listen_address: 0.0.0.0
    target_address: 10.1.1.20
  register: mail

- name: Remove a forward
  overlay.ovn.network_forward:
    network: web
    listen_address: 198.18.2.10
    state: absent
"""

RETURN = r"""
commands:
  description: The change as one C(ovn-nbctl) command, a line for each step. Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample: ["ovn-nbctl \\", "  -- set Load_Balancer 7d0c 'vips:\"198.18.2.10:80\"=\"10.1.1.10:80\"'"]
diff:
  description: What changes, the options of the entries first, then row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample: [{"before_header": "Load_Balancer overlay-web-lb-198.18.2.10-tcp", "before": {}, "after": {"name": "..."}}]
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
listen_address:
  description: The address that is listened on.
  returned: when O(state=present)
  type: str
  sample: 198.18.2.10
"""

from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.network_forward import ARGUMENTS, run_network_forward

TASK = Task(ARGUMENTS, run_network_forward)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
