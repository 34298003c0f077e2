#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: dhcp_relay
short_description: Manage an OVN DHCP relay
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table DHCP_Relay. Needs OVN 24.09 or newer.
  - A relay passes DHCPv4 requests of a switch's ports to a server elsewhere. Three things belong together, the relay, the
    option C(dhcp_relay) of M(overlay.ovn.logical_router_port), and the key V(dhcp_relay_port) in C(other_config) of
    M(overlay.ovn.logical_switch), which names the switch port that joins the router.
  - A relay is found by its name. Two relays of one name are an error that lists both.
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
      - The relay's name, as M(overlay.ovn.logical_router_port) refers to it.
    type: str
    required: true
  servers:
    description:
      - The DHCPv4 server's address; one, in spite of the column's name. It is asked at port 67. Needed to make a relay.
    type: str
  options:
    description:
      - Reserved. OVN reads nothing of it yet.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.logical_router_port
  - module: overlay.ovn.logical_switch
  - module: overlay.ovn.dhcp_options
  - name: ovn-nb(5), DHCP_Relay
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: The DHCP server of the office
  overlay.ovn.dhcp_relay:
    name: office
    servers: 198.18.1.67

- name: The router port passes requests on to it
  overlay.ovn.logical_router_port:
    name: r0-sw0
    router: r0
    mac: 00:16:3e:00:00:01
    networks: [10.0.0.1/24]
    dhcp_relay: office

- name: Requests of the switch's ports go to that router port
  overlay.ovn.logical_switch:
    name: sw0
    other_config:
      dhcp_relay_port: sw0-r0
"""

RETURN = r"""
commands:
  description: The change as one C(ovn-nbctl) command, a line for each step. Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample:
    - "ovn-nbctl \\"
    - "  -- set DHCP_Relay 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 'servers=\"198.18.1.67\"'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: DHCP_Relay office
      after_header: DHCP_Relay office
      before: {servers: 198.18.1.66}
      after: {servers: 198.18.1.67}
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
    kinds: {DHCP_Relay: {add: 1}}
    names: {add: ["DHCP_Relay office"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add DHCP_Relay office)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import DHCP_RELAY
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(DHCP_RELAY)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
