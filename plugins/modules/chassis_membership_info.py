#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: chassis_membership_info
short_description: Tell which chassis are gateways, of what, and which were evacuated
version_added: 0.1.0
description:
  - Reads from the northbound database who stands by for which gateway, and from the southbound database who is at work.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes.info
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.northbound
  - overlay.ovn.southbound
seealso:
  - module: overlay.ovn.chassis_membership
  - module: overlay.ovn.networks_info
"""

EXAMPLES = r"""
- name: Where are the gateways?
  overlay.ovn.chassis_membership_info:
  register: gateways

- name: Networks whose uplink nobody carries
  ansible.builtin.debug:
    msg: "{{ gateways.gateways | selectattr('active_chassis', 'none') | map(attribute='port') }}"
"""

RETURN = r"""
chassis:
  description: Every chassis that is registered, a member of a group, or evacuated.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The chassis' name, its C(system-id).
      type: str
    registered:
      description: Whether the southbound database knows it. One whose ovn-controller crashed stays registered.
      type: bool
    evacuated:
      description: Whether it was evacuated by M(overlay.ovn.chassis_membership).
      type: bool
    left:
      description: The groups and router ports that it left when it was evacuated.
      type: list
      elements: str
    member_of:
      description: The HA chassis groups, and router ports by Gateway_Chassis, that it is a member of.
      type: list
      elements: str
    active_for:
      description: The ports in the southbound database whose gateway it is now.
      type: list
      elements: str
gateways:
  description: Every port that has a gateway.
  returned: success
  type: list
  elements: dict
  contains:
    port:
      description: The port in the southbound database.
      type: str
      sample: cr-overlay-net1-lr-lrp-ext
    network:
      description: The network, if it is one of M(overlay.ovn.networks).
      type: str
    group:
      description: The HA chassis group. Null for a router port with rows of Gateway_Chassis.
      type: str
    chassis:
      description: The members with their priorities.
      type: list
      elements: dict
    active_chassis:
      description: The chassis that is the gateway now. Null if none is.
      type: str
evacuated:
  description: The chassis that were evacuated.
  returned: success
  type: list
  elements: str
"""

from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.chassis_membership import (
    INFO_ARGUMENTS,
    run_chassis_membership_info,
)

TASK = Task(INFO_ARGUMENTS, run_chassis_membership_info)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
