#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: topology
short_description: Manage many rows of the OVN northbound database at once
version_added: 0.1.0
description:
  - Makes, changes or removes any mix of switches, routers, ports, rules, groups and sets, described by one document.
  - All of it is one transaction. Either everything lands or nothing does.
  - Rows stand where they hang, ports under their switch, routes under their router, rules under their group.
  - Rows are referred to by their names, also those that the same document makes. The order does not matter.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.northbound
  - overlay.ovn.northbound.owner
  - overlay.ovn.wait
  - overlay.ovn.datapaths
options:
  topology:
    description:
      - The rows. Each key holds a list of entries, and an entry takes the options of the module for one such row.
      - V(switches) (M(overlay.ovn.logical_switch)). Its entries may hold V(ports), V(acls), V(qos_rules) and V(forwarding_groups).
      - V(routers) (M(overlay.ovn.logical_router)). Its entries may hold V(ports), V(static_routes), V(nat) and V(policies).
        A port of a router may hold V(gateway_chassis).
      - V(port_groups) (M(overlay.ovn.port_group)). Its entries may hold V(acls).
      - V(load_balancers) (M(overlay.ovn.load_balancer)). Its entries may hold V(health_check).
      - V(ha_chassis_groups) (M(overlay.ovn.ha_chassis_group)). Its entries may hold V(ha_chassis).
      - V(meters) (M(overlay.ovn.meter)) with V(bands), V(mirrors) (M(overlay.ovn.mirror)) with V(mirror_rules).
      - V(address_sets), V(bfd), V(chassis_template_vars), V(copps), V(dhcp_options), V(dhcp_relays), V(dns), V(load_balancer_groups),
        V(network_function_groups), V(network_functions), V(sample_collectors), V(sampling_apps) and V(static_mac_bindings), each with
        the options of the module of that name.
      - V(nb_global) (M(overlay.ovn.nb_global)) is one map and no list. It may hold V(connections) and V(ssl).
      - An entry may say C(state=absent), which removes its row.
      - An entry may say C(uuid), which then says which row is meant. That is for rows whose key is empty, or not theirs alone; where no
        row has that UUID, one is made with it. A UUID may also stand wherever a name is asked for.
    type: dict
    required: true
  state:
    description:
      - V(merged) makes what is missing and changes what is named. Everything else is left as it is.
      - V(replaced) makes each named object exactly so. Options that are not named are unset, and what hangs at it and is not named goes,
        also what nobody has marked as his, such as a port made by hand.
      - V(overridden) makes each named object exactly so, and removes every other row of O(owner).
      - V(absent) removes every named object, with all that hangs at it. Other options of its entry do not matter.
      - Rows of another owner, or of another system, are never removed because they are not named. Neither are rows of what
        M(overlay.ovn.networks) and its kin made, nor the chassis of its gateways; these modules remove them. Keys that OVN itself or this
        collection keeps in a map are spared.
    type: str
    choices:
      - merged
      - replaced
      - overridden
      - absent
    default: merged
  adopt:
    description:
      - Whether rows that are named and that O(owner) did not make become its own. Nothing else of them changes by that.
      - Rows of other systems (OpenStack, OVN-Kubernetes, Kube-OVN, LXD, Incus), and what hangs at them, can be changed only when
        they are adopted.
    type: bool
    default: false
  max_deletes:
    description:
      - The most rows that may be removed because they are not named, as a number such as V(10), or as a share such as V(20%) of the rows
        that O(owner) has, or that hang at what is named.
      - If more would go, the task fails, and nothing is changed. There is no limit if this is not set.
    type: str
  ignore:
    description:
      - Rows that are never removed because they are not named, as patterns of what the diff calls them, such as
        V(Logical_Switch_Port vm-*).
    type: list
    elements: str
  allow_empty:
    description:
      - Whether an empty O(topology) with O(state=overridden) is meant. It removes every row of O(owner).
    type: bool
    default: false
seealso:
  - module: overlay.ovn.topology_info
  - module: overlay.ovn.network
  - name: ovn-nb(5)
    description: The northbound database, its tables and their columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: Two networks and a router between them
  overlay.ovn.topology:
    topology:
      routers:
        - name: r1
          ports:
            - name: r1-web
              mac: 00:16:3e:00:01:01
              networks: [10.0.1.1/24, "fd42:1::1/64"]
            - name: r1-db
              mac: 00:16:3e:00:02:01
              networks: [10.0.2.1/24]
      switches:
        - name: web
          ports:
            - {name: web-router, type: router, addresses: [router], options: {router-port: r1-web}}
            - {name: web1, addresses: ["00:16:3e:00:01:11 10.0.1.11"], dhcpv4_options: web}
        - name: db
          ports:
            - {name: db-router, type: router, addresses: [router], options: {router-port: r1-db}}
            - {name: db1, addresses: ["00:16:3e:00:02:11 10.0.2.11"]}
      dhcp_options:
        - name: web
          cidr: 10.0.1.0/24
          options: {server_id: 10.0.1.1, server_mac: "00:16:3e:00:01:01", lease_time: 3600, router: 10.0.1.1}
      port_groups:
        - name: databases
          ports: [db1]
          acls:
            - {direction: to-lport, priority: 100, match: outport == @databases && ip4.src == 10.0.1.0/24, action: allow-related}
            - {direction: to-lport, priority: 10, match: outport == @databases && ip, action: drop}

- name: This switch has exactly these ports
  overlay.ovn.topology:
    topology:
      switches:
        - name: db
          ports:
            - {name: db-router, type: router, addresses: [router], options: {router-port: r1-db}}
    state: replaced
    max_deletes: 5

- name: This is all that the inventory wants
  overlay.ovn.topology:
    topology:
      switches:
        - name: web
    state: overridden
    owner: ansible
    max_deletes: 90%
    ignore:
      - Logical_Router r1*

- name: Remove a switch and its ports
  overlay.ovn.topology:
    topology:
      switches:
        - name: web
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
    - "  -- set Logical_Switch_Port 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 'enabled=[false]'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Logical_Switch_Port web1
      after_header: Logical_Switch_Port web1
      before: {enabled: null}
      after: {enabled: false}
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
    names: {add: ["Logical_Switch_Port web1"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Logical_Switch_Port web1)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.topology import ARGUMENTS, run_topology

TASK = Task(ARGUMENTS, run_topology)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
