#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: meter
short_description: Manage an OVN meter
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Meter, and its bands in Meter_Band.
  - A meter is found by its name. It limits how much of something is let through; rules, control plane protection and
    controller events name it.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.state
  - overlay.ovn.replace
  - overlay.ovn.northbound
  - overlay.ovn.northbound.owner
  - overlay.ovn.wait
options:
  name:
    description:
      - The meter's name. Names that begin with two underscores are OVN's own.
    type: str
    required: true
  unit:
    description:
      - What is counted. V(kbps) is kilobits a second, V(pktps) is packets a second.
      - Needed to make a meter.
    type: str
    choices:
      - kbps
      - pktps
  fair:
    description:
      - Whether each user of the meter may use the whole rate. If not, which is also so where it was never set, all that
        name the meter share its rate.
    type: bool
  bands:
    description:
      - From which rates on something happens. Exactly these bands. Needed to make a meter, with one band at least.
      - When the rates of several bands are exceeded, the one with the highest rate applies.
      - A band is found by its O(bands[].action), O(bands[].rate) and O(bands[].burst_size).
    type: list
    elements: dict
    suboptions:
      action:
        description:
          - What happens to what is above the rate. OVN knows only V(drop).
        type: str
        required: true
        choices:
          - drop
      rate:
        description:
          - The rate, V(1) to V(4294967295), in kilobits or packets a second, see O(unit).
        type: int
        required: true
      burst_size:
        description:
          - What may pass at once above the rate, V(0) to V(4294967295), in kilobits or packets, see O(unit).
          - With V(0), or when it is not given, Open vSwitch chooses.
        type: int
      external_ids:
        description:
          - Notes of yours on the row.
          - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
        type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.acl
  - module: overlay.ovn.copp
  - name: ovn-nb(5), Meter
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: At most ten log lines a second for each rule that names the meter
  overlay.ovn.meter:
    name: acl-log
    unit: pktps
    fair: true
    bands:
      - action: drop
        rate: 10

- name: Twenty, and bursts of forty
  overlay.ovn.meter:
    name: acl-log
    bands:
      - action: drop
        rate: 20
        burst_size: 40

- name: Remove the meter
  overlay.ovn.meter:
    name: acl-log
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
    - "  -- set Meter 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 unit=kbps"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Meter acl-log
      after_header: Meter acl-log
      before: {unit: pktps}
      after: {unit: kbps}
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
    kinds: {Meter: {add: 1}}
    names: {add: ["Meter acl-log"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Meter acl-log)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import METER
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(METER)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
