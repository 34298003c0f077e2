#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: dhcp_options
short_description: Manage a set of OVN DHCP options
version_added: 0.1.0
description:
  - Makes, changes or removes one row of the northbound table DHCP_Options.
  - The table has no names. This module gives its rows one, in C(external_ids:overlay_name), and finds them by it.
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
      - The set's name, as M(overlay.ovn.logical_switch_port) refers to it.
    type: str
    required: true
  cidr:
    description:
      - The network whose addresses the options are for, IPv4 or IPv6. Needed to make a set.
    type: str
  options:
    description:
      - The options to answer with.
      - DHCPv4 needs V(server_id) (an address), V(server_mac) (an Ethernet address) and V(lease_time) (seconds), and most
        networks V(router). DHCPv6 needs V(server_id), which is an Ethernet address there.
      - DHCPv4, addresses. V(router), V(netmask), V(dns_server), V(ntp_server), V(log_server), V(lpr_server),
        V(swap_server), V(policy_filter), V(router_solicitation), V(nis_server), V(netbios_name_server), V(next_server),
        V(tftp_server_address), V(broadcast_address). Several are written as V({10.0.0.1, 10.0.0.2}).
      - DHCPv4, routes. V(classless_static_route) and V(ms_classless_static_route) such as
        V({10.1.0.0/16,10.0.0.254, 0.0.0.0/0,10.0.0.1}).
      - DHCPv4, numbers. V(mtu) (bytes, V(68) to V(65535)), V(T1), V(T2), V(arp_cache_timeout) and V(tcp_keepalive_interval)
        (seconds), V(default_ttl), V(tcp_ttl) and V(netbios_node_type) (V(0) to V(255)). V(ip_forward_enable),
        V(router_discovery) and V(ethernet_encap) are V(0) or V(1).
      - DHCPv4, texts. V(domain_name), V(hostname), V(wpad), V(bootfile_name), V(bootfile_name_alt) (for iPXE),
        V(path_prefix), V(tftp_server), and V(domain_search_list), domains separated by commas. A text is written in double
        quotes inside the value.
      - DHCPv6. V(dns_server), V(domain_search), V(dhcpv6_stateless) (V(true) gives out no addresses), V(fqdn) (needs OVN
        23.09 or newer).
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
  external_ids:
    description:
      - Notes of yours on the row.
      - Keys that are not named are left as they are, a key whose value is null is removed; see O(replace).
    type: dict
seealso:
  - module: overlay.ovn.logical_switch_port
  - name: ovn-nb(5), DHCP_Options
    description: The table and its columns.
    link: https://www.ovn.org/support/dist-docs/ovn-nb.5.html
"""

EXAMPLES = r"""
- name: DHCPv4 for 10.0.0.0/24
  overlay.ovn.dhcp_options:
    name: sw0-v4
    cidr: 10.0.0.0/24
    options:
      server_id: 10.0.0.1
      server_mac: 00:16:3e:00:00:01
      lease_time: 3600
      router: 10.0.0.1
      dns_server: "{198.18.1.1, 198.18.1.2}"
      domain_name: '"ovn"'
      mtu: 1442

- name: DHCPv6 for the same instances
  overlay.ovn.dhcp_options:
    name: sw0-v6
    cidr: fd42::/64
    options:
      server_id: 00:16:3e:00:00:01
      dns_server: fd42::1

- name: Remove a set; ports that referred to it have no DHCP any more
  overlay.ovn.dhcp_options:
    name: sw0-v6
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
    - "  -- set DHCP_Options 4f1c2a57-96a4-5be2-b1a3-0d6a2f6f7a10 'options={\"lease_time\"=\"600\",\"router\"=\"10.0.0.1\"}'"
diff:
  description: What changes, row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample:
    - before_header: DHCP_Options sw0-v4
      after_header: DHCP_Options sw0-v4
      before: {options: {lease_time: "3600", router: 10.0.0.1}}
      after: {options: {lease_time: "600", router: 10.0.0.1}}
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
    kinds: {DHCP_Options: {add: 1}}
    names: {add: ["DHCP_Options sw0-v4"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add DHCP_Options sw0-v4)."
"""

from ansible_collections.overlay.ovn.plugins.module_utils.model.northbound import DHCP_OPTIONS
from ansible_collections.overlay.ovn.plugins.module_utils.run import run_module, table_task

TASK = table_task(DHCP_OPTIONS)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
