#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: chassis_removal
short_description: Remove a chassis whose host is gone from OVN's southbound database
version_added: 0.1.0
description:
  - Removes the rows of one chassis in the southbound tables Chassis and Chassis_Private. Its rows of Encap go with them, and the
    other chassis take down their tunnels to it.
  - The host itself is not needed. Where it can be reached, M(overlay.ovn.chassis) with C(state=absent) does the same, and
    clears the host too.
  - Refused while the chassis is a member of a gateway group, see M(overlay.ovn.chassis_membership).
  - An ovn-controller that still runs registers its chassis again. That is watched for, and an error.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.northbound
  - overlay.ovn.northbound.owner
  - overlay.ovn.southbound
options:
  name:
    description:
      - The chassis' name, its C(system-id).
    type: str
    required: true
  force:
    description:
      - Whether to remove it although it is still a member of gateway groups.
    type: bool
    default: false
  missing_ok:
    description:
      - Whether it is no reason for a warning when nobody knows a chassis of that name.
    type: bool
    default: false
  settle:
    description:
      - For how many seconds to watch that it does not come back. V(0) does without, and without the Python libraries C(ovs) and
        C(ovsdbapp).
    type: int
    default: 5
seealso:
  - module: overlay.ovn.chassis_membership
  - module: overlay.ovn.chassis
"""

EXAMPLES = r"""
- name: What would go?
  overlay.ovn.chassis_removal:
    name: host9
  check_mode: true
  diff: true

- name: Its host burnt down
  overlay.ovn.chassis_removal:
    name: host9
"""

RETURN = r"""
commands:
  description: The change as one C(ovn-sbctl) command, a line for each step. Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample:
    - "ovn-sbctl \\"
    - "  -- destroy Chassis 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Chassis_Private host9
      after_header: Chassis_Private host9
      before: {name: host9}
      after: {}
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
    kinds: {Chassis_Private: {add: 1}}
    names: {add: ["Chassis_Private host9"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Chassis_Private host9)."
ports:
  description:
    - Switch ports that are meant for the chassis (C(options:requested-chassis)). They stay, and are down until they are meant for
      another one.
  returned: success
  type: list
  elements: str
  sample: [overlay-net1-instance-c9-eth0]
"""

from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.chassis_removal import ARGUMENTS, run_chassis_removal

TASK = Task(ARGUMENTS, run_chassis_removal)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
