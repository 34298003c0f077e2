#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: network_load_balancer
short_description: Manage an address that several instances of a network answer at
version_added: 0.1.0
description:
  - Connections to ports of O(listen_address) are spread over instances. As the network load balancers of LXD and Incus do.
  - Who answers is a list of backends by address, or a pool of instances by name. A pool follows its instances' addresses.
  - It works from the outside, from other networks, and from the instances of the network itself.
  - In OVN it is a load balancer for TCP and one for UDP, C(BASE-lb-ADDRESS-tcp) and C(BASE-lb-ADDRESS-udp), at the network's router and
    at its switch.
  - Health checks come from the last address of the subnet that a host could have, which then no instance gets. In networks with
    C(flavor=lxd), and from OVN 25.09.90 on, they come from the router's own address, which ACLs must let in.
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
      - The address that is listened on. It names the load balancer within its network.
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
  backends:
    description:
      - Who answers, by address.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - What O(ports[].target_backend) calls it.
        type: str
        required: true
      target_address:
        description:
          - The address of the instance, in the network's subnet.
        type: str
        required: true
      target_port:
        description:
          - The instance's ports, one for each that is listened on in the same order, or one for all. The same ports by default.
        type: list
        elements: str
      description:
        description:
          - What it is for.
        type: str
  healthcheck:
    description:
      - Whether OVN probes the backends, and sends nothing to those that do not answer.
    type: bool
    default: false
  healthcheck_interval:
    description:
      - Seconds between probes.
    type: int
    default: 10
  healthcheck_timeout:
    description:
      - Seconds that an answer may take.
    type: int
    default: 30
  healthcheck_success_count:
    description:
      - After how many answers in a row one counts as up.
    type: int
    default: 3
  healthcheck_failure_count:
    description:
      - After how many probes without an answer one counts as down.
    type: int
    default: 3
  pools:
    description:
      - Instances that answer alike, by name.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - What O(ports[].target_pool) calls it.
        type: str
        required: true
      protocol:
        description:
          - The protocol of the ports that it answers for.
        type: str
        choices: [tcp, udp]
        default: tcp
      target_port:
        description:
          - The port that the instances answer at.
        type: int
        required: true
      instances:
        description:
          - Instances with a NIC in the network, see M(overlay.ovn.network_nic). One that goes later leaves the pool.
        type: list
        elements: dict
        suboptions:
          name:
            description:
              - The instance's name. Where it has several NICs in the network, all of them answer; stopped ones do not.
            type: str
            required: true
          target_port:
            description:
              - The port of this instance, O(pools[].target_port) by default.
            type: int
      description:
        description:
          - What it is for.
        type: str
      healthcheck:
        description:
          - Whether OVN probes the instances, and sends nothing to those that do not answer.
        type: bool
        default: true
      healthcheck_interval:
        description:
          - Seconds between probes.
        type: int
        default: 5
      healthcheck_timeout:
        description:
          - Seconds that an answer may take.
        type: int
        default: 3
      healthcheck_success_count:
        description:
          - After how many answers in a row one counts as up.
        type: int
        default: 1
      healthcheck_failure_count:
        description:
          - After how many probes without an answer one counts as down.
        type: int
        default: 1
  ports:
    description:
      - Who answers at which ports.
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
      target_backend:
        description:
          - Names of O(backends). Either this or O(ports[].target_pool) is needed.
        type: list
        elements: str
      target_pool:
        description:
          - The name of one of O(pools).
        type: str
      description:
        description:
          - What it is for.
        type: str
seealso:
  - module: overlay.ovn.network
  - module: overlay.ovn.network_forward
  - module: overlay.ovn.network_nic
  - module: overlay.ovn.networks
  - name: LXD, network load balancers
    description: The feature whose names this module uses.
    link: https://documentation.ubuntu.com/lxd/latest/howto/network_load_balancers/
"""

EXAMPLES = r"""
- name: Two web servers, probed every ten seconds
  overlay.ovn.network_load_balancer:
    network: web
    listen_address: 198.18.2.20
    healthcheck: true
    backends:
      - {name: www1, target_address: 10.1.1.10}
      - {name: www2, target_address: 10.1.1.11, target_port: "8080"}
    ports:
      - {protocol: tcp, listen_port: "80", target_backend: [www1, www2]}

- name: Instances by name, whatever their addresses
  overlay.ovn.network_load_balancer:
    network: web
    listen_address: 198.18.2.21
    pools:
      - name: resolvers
        protocol: udp
        target_port: 53
        healthcheck: false
        instances:
          - {name: www}
    ports:
      - {protocol: udp, listen_port: "53", target_pool: resolvers}

- name: Remove a load balancer
  overlay.ovn.network_load_balancer:
    network: web
    listen_address: 198.18.2.20
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
  sample: [{"before_header": "Load_Balancer overlay-web-lb-198.18.2.20-tcp", "before": {}, "after": {"name": "..."}}]
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
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.network_load_balancer import ARGUMENTS, run_network_load_balancer

TASK = Task(ARGUMENTS, run_network_load_balancer)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
