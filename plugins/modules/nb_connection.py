#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: nb_connection
short_description: Manage where an OVN northbound database listens
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table Connection.
  - A connection is found by its O(target). The database servers follow the table when they were started with C(db:) in
    C(--remote), as the packages of the distributions do.
  - Where the server then does not listen, as its own command line has that port already, a warning says so. It is looked for up to
    3 seconds, and not in check mode.
  - With TLS the servers need keys and certificates, from M(overlay.ovn.nb_ssl) or their command line.
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
  target:
    description:
      - Where the servers listen, V(ptcp:[PORT][:ADDRESS]) without or V(pssl:[PORT][:ADDRESS]) with TLS. The port is
        V(6640) by default; OVN's own tools expect V(6641). Without an address it is all IPv4 addresses; V([::]) is all
        IPv4 and IPv6 addresses.
      - Or where the servers connect to, V(tcp:HOST[:PORT]) or V(ssl:HOST[:PORT]).
      - IPv6 addresses stand in brackets.
    type: str
    required: true
  inactivity_probe:
    description:
      - After how many idle milliseconds the server probes whether a client is still there. V(0) for never.
      - Where it was never set the servers decide, 5 seconds.
    type: int
  max_backoff:
    description:
      - How many milliseconds at most may pass between two attempts to connect, V(1000) or more.
      - Where it was never set the servers decide.
    type: int
  other_config:
    description:
      - Further settings of the connection. V(dscp) is the mark of its packets, V(0) to V(63).
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.nb_global
  - module: overlay.ovn.nb_ssl
  - name: ovn-nb(5), Connection
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: Clients may connect to all addresses, and have a minute to answer
  overlay.ovn.nb_connection:
    target: "ptcp:6641:[::]"
    inactivity_probe: 60000

- name: Only on this host, without TLS
  overlay.ovn.nb_connection:
    target: ptcp:6641:127.0.0.1

- name: And nowhere else
  overlay.ovn.nb_connection:
    target: "ptcp:6641:[::]"
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
    - "  -- set Connection 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 inactivity_probe=60000"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: "Connection ptcp:6641:[::]"
      after_header: "Connection ptcp:6641:[::]"
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
    kinds: {Connection: {add: 1}}
    names: {add: ["Connection ptcp:6641:[::]"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Connection ptcp:6641:[::])."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.nb_connection import TASK


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
