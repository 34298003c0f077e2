#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: ovs_manager
short_description: Manage who may connect to Open vSwitch's database
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the table Manager, where the host's database listens or which manager it connects to.
  - A row is found by its O(target). The local socket, which ovn-controller and this collection use, is there in any case.
  - Whoever may connect may change all of the host's Open vSwitch. For anything but the loopback address, use TLS (M(overlay.ovn.ovs_ssl)).
requirements:
  - ovsdbapp (Python library), to wait for what was written
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.open_vswitch_group
  - overlay.ovn.state
  - overlay.ovn.replace
  - overlay.ovn.open_vswitch
  - overlay.ovn.open_vswitch.owner
options:
  target:
    description:
      - Where the database listens, V(ptcp:[PORT][:ADDRESS]) without or V(pssl:[PORT][:ADDRESS]) with TLS. The port is V(6640) by
        default. Without an address it is all IPv4 addresses; V([::]) is all IPv4 and IPv6 addresses.
      - Or where it connects to, V(tcp:HOST[:PORT]) or V(ssl:HOST[:PORT]).
      - IPv6 addresses stand in brackets.
    type: str
    required: true
  connection_mode:
    description:
      - Whether the connection goes over Open vSwitch's own bridges (V(in-band)) or past them.
    type: str
    choices:
      - in-band
      - out-of-band
  inactivity_probe:
    description:
      - After how many idle milliseconds the other side is probed. V(0) for never.
      - Where it was never set Open vSwitch decides, 5 seconds.
    type: int
  max_backoff:
    description:
      - How many milliseconds at most may pass between two attempts to connect, V(1000) or more.
      - Where it was never set Open vSwitch decides, 8 seconds.
    type: int
  other_config:
    description:
      - Further settings of the connection. V(dscp) is the mark of its packets, V(0) to V(63).
      - Keys that are not named are left as they are, a key whose value is null is removed.
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed.
    type: dict
seealso:
  - module: overlay.ovn.ovs_ssl
  - name: ovs-vswitchd.conf.db(5), Manager
    description: The table and its columns.
    link: https://www.openvswitch.org/support/dist-docs/ovs-vswitchd.conf.db.5.html
"""

EXAMPLES = r"""
- name: A controller on this host may connect
  overlay.ovn.ovs_manager:
    target: ptcp:6640:127.0.0.1

- name: The database connects to a manager with TLS
  overlay.ovn.ovs_manager:
    target: ssl:198.18.0.9:6640
    inactivity_probe: 60000

- name: And no longer
  overlay.ovn.ovs_manager:
    target: ssl:198.18.0.9:6640
    state: absent
"""

RETURN = r"""
commands:
  description: The change as command lines of C(ovs-vsctl). Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample: ["ovs-vsctl \\", "  -- set Manager 7d0c inactivity_probe=60000"]
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: Manager ssl:198.18.0.9:6640
      after_header: Manager ssl:198.18.0.9:6640
      before: {inactivity_probe: null}
      after: {inactivity_probe: 60000}
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
    kinds: {Manager: {add: 1}}
    names: {add: ["Manager ssl:198.18.0.9:6640"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Manager ssl:198.18.0.9:6640)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.host.managers import MANAGER_ARGUMENTS, run_manager
from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module

TASK = Task(MANAGER_ARGUMENTS, run_manager)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
