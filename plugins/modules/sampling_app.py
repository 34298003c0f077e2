#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: sampling_app
short_description: Manage the number under which OVN reports samples of one kind
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Sampling_App. Needs OVN 24.09 or newer.
  - There is one row at most of each kind of sample, O(type). Its number tells a collector what a sample is about.
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
  type:
    description:
      - The kind of sample.
      - V(drop) is packets that any flow of OVN drops. These are only reported when
        O(overlay.ovn.nb_global#module:options) has C(debug_drop_collector_set).
      - V(acl-new) is packets of new connections that match a rule, V(acl-est) packets of connections that a rule let in
        before.
    type: str
    required: true
    choices:
      - drop
      - acl-new
      - acl-est
  id:
    description:
      - The kind's number, V(1) to V(255). It is in the 8 most significant bits of a sample's observation domain ID; the
        number of the logical switch or router is in the other 24.
      - Needed to make the row.
    type: int
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.acl
  - module: overlay.ovn.nb_global
  - module: overlay.ovn.sample_collector
  - name: ovn-nb(5), Sampling_App
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: Samples of new connections have the number 10
  overlay.ovn.sampling_app:
    type: acl-new
    id: 10

- name: Those of connections that are let in already have 11
  overlay.ovn.sampling_app:
    type: acl-est
    id: 11

- name: Remove a number
  overlay.ovn.sampling_app:
    type: acl-est
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
    - "  -- set Sampling_App 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 id=11"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Sampling_App acl-est
      after_header: Sampling_App acl-est
      before: {id: 10}
      after: {id: 11}
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
    kinds: {Sampling_App: {add: 1}}
    names: {add: ["Sampling_App acl-est"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Sampling_App acl-est)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import SAMPLING_APP
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(SAMPLING_APP)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
