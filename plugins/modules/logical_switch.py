#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: logical_switch
short_description: Manage an OVN logical switch
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Logical_Switch.
  - A switch is found by its name. Two switches of one name are an error that lists both.
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
      - The switch's name.
    type: str
    required: true
  other_config:
    description:
      - Settings of the switch. V(subnet), V(exclude_ips) and V(ipv6_prefix) make OVN give out addresses,
        V(mcast_snoop) and its kin handle multicast, V(vlan-passthru) lets tagged frames through, V(requested-tnl-key)
        fixes the tunnel key.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  dns_records:
    description:
      - The sets of DNS records that the switch answers from, by the names that M(overlay.ovn.dns) gave them.
      - Exactly these; an empty list takes all away.
    type: list
    elements: str
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.logical_switch_port
  - module: overlay.ovn.dns
  - name: ovn-nb(5), Logical_Switch
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: A switch that gives addresses of 10.0.0.0/24 to its ports
  overlay.ovn.logical_switch:
    name: sw0
    other_config:
      subnet: 10.0.0.0/24
      exclude_ips: 10.0.0.1

- name: No addresses are given out any more, other settings stay
  overlay.ovn.logical_switch:
    name: sw0
    other_config:
      subnet:
      exclude_ips:

- name: Remove the switch and all that hangs at it
  overlay.ovn.logical_switch:
    name: sw0
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
    - "  -- --id=4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 create Logical_Switch 'name=\"sw0\"'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: success
  type: list
  elements: dict
  sample:
    - before_header: Logical_Switch sw0
      after_header: Logical_Switch sw0
      before: {}
      after: {name: sw0}
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import LOGICAL_SWITCH
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(LOGICAL_SWITCH)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
