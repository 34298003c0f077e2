#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: network_zone
short_description: Write the DNS zone of networks for a name server
version_added: 0.1.0
description:
  - Writes a zone file (RFC 1035) that any authoritative name server reads, NSD, Knot or BIND. It holds the names of the instances in
    the networks that name the zone, and records of your own. As the network zones of LXD do.
  - A network names its zones with C(dns_zone_forward), C(dns_zone_reverse_ipv4) and C(dns_zone_reverse_ipv6), see
    M(overlay.ovn.network). A zone whose name ends in V(in-addr.arpa) or V(ip6.arpa) is a reverse zone.
  - An instance is C(INSTANCE.ZONE), the router of a network C(NETWORK.gw.ZONE). The reverse names lead to the network's first forward
    zone, or else to its C(dns_domain).
  - The serial changes when something else in the zone does, and only then. It is the date and a number, C(YYYYMMDDNN).
  - The module reads the northbound database and writes the file on the host where it runs. The role P(overlay.ovn.dns_zone#role) installs
    a name server and serves zones with it.
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.northbound_group
  - overlay.ovn.northbound
attributes:
  diff_mode:
    description: Returns what changes in the file when diff mode is on.
    support: full
options:
  name:
    description:
      - The zone's name, such as V(lab.example) or V(1.10.10.in-addr.arpa).
    type: str
    required: true
  path:
    description:
      - The file to write. Its folder must be there.
    type: path
    required: true
  dns_nameservers:
    description:
      - The names of the zone's name servers, the primary one first. Needed with O(state=present).
      - One that lies in the zone needs an address there, from O(records) or as an instance.
    type: list
    elements: str
  dns_contact:
    description:
      - The mail address of who answers for the zone, V(hostmaster@ZONE) by default.
    type: str
  network_nat:
    description:
      - Whether addresses are in the zone that their network translates (C(ipv4_nat), C(ipv6_nat)) and that are of no use outside.
    type: bool
    default: true
  records:
    description:
      - Records of your own.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name within the zone. V(@) is the zone itself.
        type: str
        required: true
      description:
        description:
          - What it is for. It is not written.
        type: str
      entries:
        description:
          - What DNS says of the name.
        type: list
        elements: dict
        required: true
        suboptions:
          type:
            description:
              - The type of the record.
            type: str
            choices: [A, AAAA, CAA, CNAME, MX, NS, PTR, SRV, SSHFP, TLSA, TXT]
            required: true
          value:
            description:
              - The address, the whole name with or without the dot at its end, or the text.
              - A number before the name with V(MX), three with V(SRV).
            type: str
            required: true
          ttl:
            description:
              - Seconds for which others may remember it.
            type: int
            default: 300
  state:
    description:
      - Whether the file is there.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: overlay.ovn.network
  - name: LXD, network zones
    description: The feature whose names this module uses.
    link: https://documentation.ubuntu.com/lxd/latest/howto/network_zones/
"""

EXAMPLES = r"""
- name: The names of all instances in networks with dns_zone_forward lab.example
  overlay.ovn.network_zone:
    name: lab.example
    path: /etc/nsd/overlay/lab.example.zone
    dns_nameservers: [ns1.lab.example]
    dns_contact: admin@example.org
    records:
      - name: ns1
        entries:
          - {type: A, value: 198.18.1.53}
      - name: "@"
        entries:
          - {type: MX, value: 10 mail.example.org}
          - {type: TXT, value: v=spf1 mx -all}

- name: The way back, for networks with dns_zone_reverse_ipv4 1.10.10.in-addr.arpa
  overlay.ovn.network_zone:
    name: 1.10.10.in-addr.arpa
    path: /etc/nsd/overlay/1.10.10.in-addr.arpa.zone
    dns_nameservers: [ns1.lab.example]
"""

RETURN = r"""
diff:
  description: The file before and after. The same in check mode and after.
  returned: in diff mode
  type: list
  elements: dict
  sample: [{"before_header": "/etc/nsd/overlay/lab.example.zone", "before": "", "after": "..."}]
plan:
  description:
    - How many files the task adds, changes and destroys, by kind too, the first of them by name, and all that as a line of text.
      The same in check mode and after.
  returned: success
  type: dict
  sample:
    add: 1
    change: 0
    destroy: 0
    kinds: {file: {add: 1}}
    names: {add: ["file /etc/nsd/overlay/lab.example.zone"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add file /etc/nsd/overlay/lab.example.zone)."
serial:
  description: The serial of the zone, V(0) with O(state=absent).
  returned: success
  type: int
  sample: 2026010100
"""

from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module
from ansible_collections.overlay.ovn.plugins.module_utils.tasks.network_zone import ARGUMENTS, run_network_zone

TASK = Task(ARGUMENTS, run_network_zone)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
