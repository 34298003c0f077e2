#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: chassis_info
short_description: Look at a host as a chassis of OVN
version_added: 0.1.0
description:
  - Returns the settings, bridges, mappings, tunnels and ports of the host, from its Open_vSwitch database.
  - Adds what the southbound database knows of the chassis, when it is given.
  - Says how the host differs from the settings that it should have, when these are given.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes.info
  - overlay.ovn.attributes.open_vswitch_group
  - overlay.ovn.open_vswitch
  - overlay.ovn.southbound.tls
options:
  expected:
    description:
      - How the host should be, in the options of M(overlay.ovn.chassis) that set something. Options that are not given are not looked at.
      - The chassis' name, O(ignore:remote) and O(ignore:encap_ip) must be given where the host has none.
    type: dict
  sb_connection:
    description:
      - Where the southbound database listens. Without it, what only that knows is left out.
      - If not given, the environment variable E(OVN_SB_DB) is used; there, separate endpoints by commas.
    type: list
    elements: str
notes:
  - The module runs on the host that it looks at.
seealso:
  - module: overlay.ovn.chassis
  - module: overlay.ovn.networks_info
"""

EXAMPLES = r"""
- name: All that there is to see
  overlay.ovn.chassis_info:
    sb_connection:
      - tcp:198.18.0.11:6642
  register: here

- name: Tunnels over which no answer comes
  ansible.builtin.debug:
    msg: "{{ here.tunnels | rejectattr('bfd', 'none') | rejectattr('bfd.state', 'equalto', 'up') | map(attribute='chassis') }}"

- name: Has somebody changed the settings by hand?
  overlay.ovn.chassis_info:
    expected:
      encap_ip:
        - 198.18.0.21
      bridge_mappings:
        physnet1: br-ex
  register: found
  failed_when: found.drift | length > 0
"""

RETURN = r"""
settings:
  description: What the host's row holds, as options of M(overlay.ovn.chassis). Keys that have no option there are left out.
  returned: success
  type: dict
  sample: {system_id: host1, encap_ip: [198.18.0.21], encap_type: [geneve], bridge_mappings: {physnet1: br-ex}}
drift:
  description:
    - What applying O(expected) would change, in the form of a diff. Empty when the host is as it should be, and without O(expected).
  returned: success
  type: list
  elements: dict
  sample: []
versions:
  description: What is installed.
  returned: success
  type: dict
  contains:
    ovn_controller:
      description: What C(ovn-controller --version) says. Null where the program is not found.
      type: str
    open_vswitch:
      description: The version of Open vSwitch that its service wrote down.
      type: str
    database:
      description: The version of the database's schema that its service wrote down.
      type: str
vswitchd_is_behind:
  description: Whether ovs-vswitchd has not done yet what the database says. For more than a moment, it is stopped or stuck.
  returned: success
  type: bool
  sample: false
registration:
  description: The chassis in the southbound database. Null without O(sb_connection).
  returned: success
  type: dict
  contains:
    registered:
      description: Whether there is a chassis of the host's name.
      type: bool
    hostname:
      description: Its host's name.
      type: str
    encaps:
      description: Its tunnel addresses, with their C(type) and C(ip).
      type: list
      elements: dict
    nb_cfg:
      description: The number of the last change that the chassis has carried out, of those that are counted.
      type: int
bridges:
  description: The bridges, with their C(name), C(datapath_type), C(fail_mode) and C(ports).
  returned: success
  type: list
  elements: dict
  sample: [{name: br-int, datapath_type: system, fail_mode: secure, ports: [br-int]}]
bridge_mappings:
  description: The bridge mappings, with their C(network) and C(bridge), and whether the bridge C(exists).
  returned: success
  type: list
  elements: dict
  sample: [{network: physnet1, bridge: br-ex, exists: true}]
tunnels:
  description: The tunnels to other chassis.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The interface.
      type: str
    chassis:
      description: The chassis at the other end.
      type: str
    type:
      description: The kind of tunnel.
      type: str
    local_ip:
      description: The address of this end.
      type: str
    remote_ip:
      description: The address of the other end.
      type: str
    error:
      description: Why ovs-vswitchd cannot use it. Null when it can.
      type: str
    bfd:
      description:
        - Whether the other end answers. The C(state), whether it is C(forwarding), the C(diagnostic) and how often it changed (C(flap_count)).
        - Null where OVN does not ask, as there are no two gateways that watch each other.
      type: dict
ports:
  description: The logical ports of the interfaces on this host, then those that are bound to it without one, such as gateways.
  returned: success
  type: list
  elements: dict
  contains:
    lsp:
      description: The logical port.
      type: str
    interface:
      description: The interface. Null when the port needs none.
      type: str
    error:
      description: Why ovs-vswitchd cannot use the interface. Null when it can.
      type: str
    link_state:
      description: V(up) or V(down).
      type: str
    installed:
      description: Whether ovn-controller has installed all flows of the interface.
      type: bool
    type:
      description: The kind of port, empty for that of an instance. Null without O(sb_connection), or when OVN has no such port.
      type: str
    chassis:
      description: The chassis that the port is bound to. Null without O(sb_connection), or when it is bound nowhere.
      type: str
    up:
      description: Whether the port is up. Null without O(sb_connection).
      type: bool
"""

from ansible_collections.overlay.ovn.plugins.module_utils.host.chassis_info import ARGUMENTS, run_chassis_info
from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module

TASK = Task(ARGUMENTS, run_chassis_info)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
