#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: network_acl
short_description: Manage an ACL of OVN networks
version_added: 0.1.0
description:
  - An ACL is a list of rules on who may talk to whom. It is in force on the NICs that name it in C(security_acls), and on all NICs
    of a network that does.
  - A NIC with at least one ACL lets only through what a rule allows, unless its defaults (C(security_acls_default_*)) say otherwise.
    DHCP, router advertisements, ARP, neighbor discovery, and DNS and ping to the router always work.
  - In OVN an ACL is a port group, C(overlay_acl_NAME) with dots for dashes, that exists as long as the ACL does. LXD makes it when
    the ACL is first used.
  - Rules with V(@internal) or V(@external) mean something else in each network. They stand in one more group for each network that
    uses the ACL.
  - An ACL that a network, a NIC or a rule of another ACL names cannot be removed.
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
  name:
    description:
      - The ACL's name, 1 to 63 letters, digits and dashes, beginning with a letter and not ending with a dash.
    type: str
    required: true
  base_name:
    description:
      - What the names of its port groups begin with, C(overlay_acl_NAME) by default.
      - With V(lxd_acl1) or V(incus_acl1), the groups that LXD or Incus made for its first ACL are taken over.
    type: str
  flavor:
    description:
      - Whose way to write the rules is followed.
      - V(lxd) makes one port group.
      - V(incus) makes five, one for each direction and kind of default action, and one of all NICs. Where the default action of a NIC
        is to allow, what a rule allows explicitly goes before what one rejects or drops.
      - With both, OVN knows senders on other chassis by the addresses of their NICs. LXD's own rules know them by their ports only,
        which holds between instances on one chassis.
      - OVN tests the rules of a packet's sender and of its receiver together, where it arrives. So what an egress rule of the sender
        allows needs no ingress rule of the receiver, if that is in the same network or has the same ACL.
    type: str
    choices:
      - lxd
      - incus
    default: lxd
  description:
    description:
      - What it is for. The database remembers it, OVN does nothing with it.
    type: str
  ingress:
    description:
      - Rules for packets to the instance. All of them; what is not listed goes.
      - Their order does not matter. What a rule drops is dropped whatever another one says, then comes what one rejects, then
        what one allows, and last the defaults of the NIC and its network. See O(flavor) for the exception.
    type: list
    elements: dict
    suboptions:
      action:
        description:
          - What becomes of packets that match all of the rule's conditions.
          - V(allow) lets them through, with the packets that answer them. V(allow-stateless) lets them through without remembering the
            connection, so the answers need a rule of their own.
          - V(reject) answers with a reset or an ICMP message, V(drop) does not answer.
        type: str
        choices:
          - allow
          - allow-stateless
          - reject
          - drop
        required: true
      state:
        description:
          - V(logged) writes matching packets to the log of C(ovn-controller) on the chassis, named C(GROUP-ingress-INDEX).
          - V(disabled) keeps the rule for later.
        type: str
        choices:
          - enabled
          - disabled
          - logged
        default: enabled
      source:
        description:
          - Where packets come from, any of these; anywhere, if not given.
          - Addresses, networks in CIDR form and ranges such as V(10.0.0.10-10.0.0.19).
          - The name of an ACL stands for all NICs that have it.
          - V($NAME) stands for an address set of M(overlay.ovn.network_address_set).
          - V(@internal) stands for the NICs of the same network, V(@external) for what lies behind its router.
          - V(@NETWORK/TARGET) stands for the network TARGET, a peer of NETWORK, see M(overlay.ovn.network_peer). The ACL can then
            only be used in NETWORK.
        type: list
        elements: str
      destination:
        description:
          - Where packets go, any of these; anywhere, if not given.
          - Addresses, networks in CIDR form and ranges such as V(10.0.0.10-10.0.0.19). This is the instance's side, so no names.
        type: list
        elements: str
      protocol:
        description:
          - The protocol; any, if not given.
        type: str
        choices:
          - icmp4
          - icmp6
          - tcp
          - udp
      source_port:
        description:
          - Ports and ranges such as V(8000-8010), any of them. Needs O(ingress[].protocol=tcp) or O(ingress[].protocol=udp).
        type: list
        elements: str
      destination_port:
        description:
          - Ports and ranges such as V(8000-8010), any of them. Needs O(ingress[].protocol=tcp) or O(ingress[].protocol=udp).
        type: list
        elements: str
      icmp_type:
        description:
          - The type of ICMP message, V(0) to V(255). Needs O(ingress[].protocol=icmp4) or O(ingress[].protocol=icmp6).
        type: int
      icmp_code:
        description:
          - The code of the ICMP message, V(0) to V(255). Needs O(ingress[].protocol=icmp4) or O(ingress[].protocol=icmp6).
        type: int
      description:
        description:
          - What the rule is for. The database remembers it, OVN does nothing with it.
        type: str
  egress:
    description:
      - Rules for packets from the instance. All of them; what is not listed goes.
      - Their order does not matter. What a rule drops is dropped whatever another one says, then comes what one rejects, then
        what one allows, and last the defaults of the NIC and its network. See O(flavor) for the exception.
    type: list
    elements: dict
    suboptions:
      action:
        description:
          - What becomes of packets that match all of the rule's conditions.
          - V(allow) lets them through, with the packets that answer them. V(allow-stateless) lets them through without remembering the
            connection, so the answers need a rule of their own.
          - V(reject) answers with a reset or an ICMP message, V(drop) does not answer.
        type: str
        choices:
          - allow
          - allow-stateless
          - reject
          - drop
        required: true
      state:
        description:
          - V(logged) writes matching packets to the log of C(ovn-controller) on the chassis, named C(GROUP-egress-INDEX).
          - V(disabled) keeps the rule for later.
        type: str
        choices:
          - enabled
          - disabled
          - logged
        default: enabled
      source:
        description:
          - Where packets come from, any of these; anywhere, if not given.
          - Addresses, networks in CIDR form and ranges such as V(10.0.0.10-10.0.0.19). This is the instance's side, so no names.
        type: list
        elements: str
      destination:
        description:
          - Where packets go, any of these; anywhere, if not given.
          - Addresses, networks in CIDR form and ranges such as V(10.0.0.10-10.0.0.19).
          - The name of an ACL stands for all NICs that have it.
          - V($NAME) stands for an address set of M(overlay.ovn.network_address_set).
          - V(@internal) stands for the NICs of the same network, V(@external) for what lies behind its router.
          - V(@NETWORK/TARGET) stands for the network TARGET, a peer of NETWORK, see M(overlay.ovn.network_peer). The ACL can then
            only be used in NETWORK.
        type: list
        elements: str
      protocol:
        description:
          - The protocol; any, if not given.
        type: str
        choices:
          - icmp4
          - icmp6
          - tcp
          - udp
      source_port:
        description:
          - Ports and ranges such as V(8000-8010), any of them. Needs O(egress[].protocol=tcp) or O(egress[].protocol=udp).
        type: list
        elements: str
      destination_port:
        description:
          - Ports and ranges such as V(8000-8010), any of them. Needs O(egress[].protocol=tcp) or O(egress[].protocol=udp).
        type: list
        elements: str
      icmp_type:
        description:
          - The type of ICMP message, V(0) to V(255). Needs O(egress[].protocol=icmp4) or O(egress[].protocol=icmp6).
        type: int
      icmp_code:
        description:
          - The code of the ICMP message, V(0) to V(255). Needs O(egress[].protocol=icmp4) or O(egress[].protocol=icmp6).
        type: int
      description:
        description:
          - What the rule is for. The database remembers it, OVN does nothing with it.
        type: str
  user:
    description:
      - What LXD keeps under C(user.*), for the reader. It makes no rows; the database remembers it.
    type: dict
seealso:
  - module: overlay.ovn.network
  - module: overlay.ovn.network_address_set
  - module: overlay.ovn.network_nic
  - module: overlay.ovn.networks
  - module: overlay.ovn.acl
    description: Single rules in OVN's own words.
  - name: LXD, network ACLs
    description: The feature whose names this module uses.
    link: https://documentation.ubuntu.com/lxd/latest/howto/network_acls/
"""

EXAMPLES = r"""
- name: Monitoring, which others speak of
  overlay.ovn.network_acl:
    name: monitoring
    egress:
      - action: allow

- name: Web servers are reached from anywhere, and pinged by monitoring
  overlay.ovn.network_acl:
    name: web
    ingress:
      - action: allow
        protocol: tcp
        destination_port: [80, 443, 8000-8010]
      - action: allow
        protocol: icmp4
        icmp_type: 8
        source: monitoring
      - action: drop
        source: 198.18.64.7
        state: logged
    egress:
      - action: allow
        destination: "@external"

- name: Databases speak to the web servers, in whatever network and on whatever chassis these are
  overlay.ovn.network_acl:
    name: db
    flavor: incus
    ingress:
      - action: allow
        protocol: tcp
        destination_port: 5432
        source: web
        description: the shop

- name: Remove an ACL that nobody uses any more
  overlay.ovn.network_acl:
    name: db
    state: absent
"""

RETURN = r"""
commands:
  description: The change as one C(ovn-nbctl) command, a line for each step. Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample: ["ovn-nbctl \\", "  -- set ACL 7d0c action=drop"]
diff:
  description: What changes, the options of the entries first, then row by row. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample: [{"before_header": "Port_Group overlay_acl_web", "before": {}, "after": {"name": "overlay_acl_web"}}]
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
port_group:
  description: The port group of all NICs that have the ACL, for matches of your own. Null when the ACL is removed.
  returned: success
  type: str
  sample: overlay_acl_web
"""

from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.network_acl import ARGUMENTS, run_network_acl

TASK = Task(ARGUMENTS, run_network_acl)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
