#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: logical_switch
short_description: Manage an OVN logical switch
version_added: 1.0.0
description:
  - Make, change or remove one row of the northbound table Logical_Switch.
  - A switch is found by its name. Two switches of one name are an error that lists both.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
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
      - Settings of the switch, such as V(subnet), V(exclude_ips), V(ipv6_prefix), V(mcast_snoop).
      - Keys that are not named are left as they are, a key whose value is null is removed.
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed.
    type: dict
seealso:
  - module: overlay.ovn.logical_switch_port
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

- name: Remove the switch and all that hangs at it
  overlay.ovn.logical_switch:
    name: sw0
    state: absent
"""

RETURN = r"""
extends_documentation_fragment:
  - overlay.ovn.result
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import LOGICAL_SWITCH
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_table


def main() -> None:
    run_table(LOGICAL_SWITCH)


if __name__ == "__main__":
    main()
