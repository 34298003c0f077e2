#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: dns
short_description: Manage a set of OVN DNS records
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table DNS.
  - The table has no names. This module gives its rows one, in C(external_ids:overlay_name), and finds them by it.
  - A switch answers from the sets that M(overlay.ovn.logical_switch) names in its option C(dns_records).
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
      - The set's name, as M(overlay.ovn.logical_switch) refers to it.
    type: str
    required: true
  records:
    description:
      - Names and what they stand for, addresses separated by spaces or commas, or for names under V(in-addr.arpa) and
        V(ip6.arpa) a name.
      - Names are written in lower case, as OVN looks for them.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  options:
    description:
      - Settings of the set. V(ovn-owned) set to V(true) refuses questions of the other family for names that are here, so
        that nobody waits for an answer. Needs OVN 24.03 or newer.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.logical_switch
  - name: ovn-nb(5), DNS
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: Two instances find each other by name
  overlay.ovn.dns:
    name: sw0
    records:
      c1.ovn: 10.0.0.11 fd42::11
      c2.ovn: 10.0.0.12 fd42::12
      11.0.0.10.in-addr.arpa: c1.ovn

- name: The switch answers from these records
  overlay.ovn.logical_switch:
    name: sw0
    dns_records: [sw0]

- name: One name goes, the others stay
  overlay.ovn.dns:
    name: sw0
    records:
      c2.ovn:
"""

RETURN = r"""
commands:
  description: The change as one C(ovn-nbctl) command, a line for each step. Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample:
    - "ovn-nbctl \\"
    - "  -- set DNS 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 'records={\"c1.ovn\"=\"10.0.0.11\"}'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: DNS sw0
      after_header: DNS sw0
      before: {records: {c1.ovn: 10.0.0.11, c2.ovn: 10.0.0.12}}
      after: {records: {c1.ovn: 10.0.0.11}}
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
    kinds: {DNS: {add: 1}}
    names: {add: ["DNS sw0"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add DNS sw0)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import DNS
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(DNS)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
