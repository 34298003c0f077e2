#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: sample_collector
short_description: Manage a collector of OVN packet samples
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Sample_Collector. Needs OVN 24.09 or newer.
  - A collector is found by its number, O(id). It says which share of packets is reported, and to whom.
  - What is sampled is said by the options O(overlay.ovn.acl#module:sample_new) and O(overlay.ovn.acl#module:sample_est)
    of access rules.
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
  id:
    description:
      - The collector's number, V(1) to V(255). Rules name it, and it tells collectors with the same O(set_id) apart.
    type: int
    required: true
  name:
    description:
      - A name for people to read. OVN makes no use of it.
    type: str
  probability:
    description:
      - The share of packets that is reported, V(0) (none) to V(65535) (every packet).
      - Needed to make a collector.
    type: int
  set_id:
    description:
      - The number of the set of collectors that the samples go to, V(1) to V(4294967295).
      - On each chassis it stands in the column C(id) of the table Flow_Sample_Collector_Set, in the database of Open
        vSwitch.
      - Needed to make a collector.
    type: int
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.acl
  - module: overlay.ovn.sampling_app
  - name: ovn-nb(5), Sample_Collector
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: One packet in a hundred goes to the collectors of set 100
  overlay.ovn.sample_collector:
    id: 1
    name: netflow
    set_id: 100
    probability: 655

- name: Every packet
  overlay.ovn.sample_collector:
    id: 1
    probability: 65535

- name: Remove the collector
  overlay.ovn.sample_collector:
    id: 1
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
    - "  -- set Sample_Collector 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 probability=65535"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Sample_Collector 1
      after_header: Sample_Collector 1
      before: {probability: 655}
      after: {probability: 65535}
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
    kinds: {Sample_Collector: {add: 1}}
    names: {add: ["Sample_Collector 1"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Sample_Collector 1)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import SAMPLE_COLLECTOR
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(SAMPLE_COLLECTOR)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
