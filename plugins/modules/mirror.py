#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: mirror
short_description: Manage an OVN port mirror
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Mirror, and its rules in Mirror_Rule.
  - A mirror is found by its name. Switch ports name it in O(overlay.ovn.logical_switch_port#module:mirror_rules); what
    passes these ports is copied to O(sink).
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
      - The mirror's name.
    type: str
    required: true
  type:
    description:
      - Where the copies go. Needed to make a mirror.
      - V(gre) and V(erspan) send them through a tunnel to an address.
      - V(local) is an interface on the integration bridge of the port's own chassis. Needs OVN 23.06 or newer.
      - V(lport) is another logical switch port. Needs OVN 25.09 or newer.
    type: str
    choices:
      - gre
      - erspan
      - local
      - lport
  filter:
    description:
      - Which packets are copied. V(from-lport) is those that come from the port, V(to-lport) those that go to it.
      - V(both) needs OVN 23.06 or newer.
      - Needed to make a mirror.
    type: str
    choices:
      - from-lport
      - to-lport
      - both
  sink:
    description:
      - The destination. Needed to make a mirror.
      - With O(type=gre) and O(type=erspan) the address of the tunnel's other end, IPv4 or IPv6.
      - With O(type=local) the text that an interface on the integration bridge has in C(external_ids:mirror-id).
      - With O(type=lport) the name of a logical switch port.
    type: str
  index:
    description:
      - The key of the tunnel with O(type=gre), its C(erspan_idx) with O(type=erspan). Ignored with other types.
      - V(0) where it was never set.
    type: int
  mirror_rules:
    description:
      - Which packets are copied with O(type=lport). Exactly these rules; without any, all packets are.
      - A rule is found by its O(mirror_rules[].priority) and O(mirror_rules[].match).
      - Needs OVN 25.09 or newer.
    type: list
    elements: dict
    suboptions:
      priority:
        description:
          - The rule's rank, V(0) to V(32767). The highest one that matches applies.
        type: int
        required: true
      match:
        description:
          - The packets that it is about, in the language of ovn-sb(5), Logical_Flow.
        type: str
        required: true
      action:
        description:
          - Whether the packets are copied, V(mirror), or not, V(skip). Needed to make a rule.
        type: str
        choices:
          - mirror
          - skip
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.logical_switch_port
  - name: ovn-nb(5), Mirror
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: All packets of the ports that name it go to an analyser, through a GRE tunnel
  overlay.ovn.mirror:
    name: analyser
    type: gre
    filter: to-lport
    sink: 198.18.0.50
    index: 7

- name: Through ERSPAN
  overlay.ovn.mirror:
    name: analyser
    type: erspan

- name: Remove the mirror
  overlay.ovn.mirror:
    name: analyser
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
    - "  -- set Mirror 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 type=erspan"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Mirror analyser
      after_header: Mirror analyser
      before: {type: gre}
      after: {type: erspan}
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
    kinds: {Mirror: {add: 1}}
    names: {add: ["Mirror analyser"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Mirror analyser)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import MIRROR
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(MIRROR)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
