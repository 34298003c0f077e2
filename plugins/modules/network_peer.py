#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: network_peer
short_description: Manage the direct way between two networks
version_added: 0.1.0
description:
  - Two networks reach each other directly, router to router, without leaving the hosts they are on and without translation.
  - LXD wants a peer in each network, and joins them when both are there. Here one task makes both sides.
  - In OVN both routers get a port, C(BASE-lr-lrp-peer-OTHER), routes to the other's subnets and to what lies behind the NICs in it,
    and a policy against packets from the uplink that pretend to come from the other network.
  - The routes follow when a subnet moves or a NIC with routes comes or goes.
  - An address family that only one of the two networks has is not routed.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.state
  - overlay.ovn.northbound
  - overlay.ovn.northbound.owner
  - overlay.ovn.wait
options:
  network:
    description:
      - One network, of M(overlay.ovn.network). Which of the two is named first does not matter.
    type: str
    required: true
  target_network:
    description:
      - The other network. Their subnets must not overlap, nor those of other peers of either.
    type: str
    required: true
  description:
    description:
      - What it is for. The database remembers it, OVN does nothing with it.
    type: str
  user:
    description:
      - What LXD keeps under C(user.*), for the reader. It makes no rows; the database remembers it.
    type: dict
seealso:
  - module: overlay.ovn.network
  - module: overlay.ovn.networks
  - name: LXD, OVN peers
    description: The feature whose names this module uses.
    link: https://documentation.ubuntu.com/lxd/latest/howto/network_ovn_peers/
"""

EXAMPLES = r"""
- name: The web servers reach the databases, and the other way round
  overlay.ovn.network_peer:
    network: web
    target_network: db

- name: Part them again
  overlay.ovn.network_peer:
    network: db
    target_network: web
    state: absent
"""

RETURN = r"""
commands:
  description: The change as one C(ovn-nbctl) command, a line for each step. Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample: ["ovn-nbctl \\", "  -- set Logical_Router_Port 7d0c 'mac=\"00:16:3e:aa:bb:cc\"'"]
diff:
  description: What changes, the options of the entries first, then row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample: [{"before_header": "Logical_Router_Port overlay-web-lr-lrp-peer-db", "before": {}, "after": {"name": "..."}}]
plan:
  description:
    - How many rows the task adds, changes and destroys, by kind too, the first of them by name, and all that as a line of text.
      The same in check mode and after.
    - C(plan.entries) is the same of the entries, in the words of the options.
  returned: success
  type: dict
  sample:
    add: 1
    change: 0
    destroy: 0
    kinds: {Logical_Router: {add: 1}}
    names: {add: ["Logical_Router overlay-web-lr"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Logical_Router overlay-web-lr)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.network_peer import ARGUMENTS, run_network_peer

TASK = Task(ARGUMENTS, run_network_peer)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
