#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: chassis
short_description: Make this host a chassis of OVN
version_added: 0.1.0
description:
  - Writes what ovn-controller reads in the host's Open_vSwitch database, and makes the integration bridge by name.
    Values that are not given stay as they are, and so do keys that this module does not know.
  - Options that are lists stand for the whole value. Options that are maps are merged entry by entry, and an entry whose
    value is null is removed.
  - Before anything is written, the southbound database is asked whether another host has this name or tunnel address.
    Two hosts with one name take each other's ports away again and again.
  - With O(state=absent) the host is no chassis any longer. Of O(bridge_mappings), O(chassis_mac_mappings), O(cms_options)
    and O(external_ids) only the named entries are removed. The keys C(system-id) and C(hostname) stay, they are the
    host's. The integration bridge goes if this module or ovn-controller made it and no port is left in it. The chassis is taken out of the
    southbound database, unless another host has its name. Stop ovn-controller before, or it registers again.
requirements:
  - ovsdbapp (Python library), to wait for what was written
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.open_vswitch
  - overlay.ovn.state
  - overlay.ovn.open_vswitch
options:
  system_id:
    description:
      - The chassis' name, unique among all hosts. It is needed unless the host has one.
      - A host that is a chassis already cannot be renamed, unless its former name was removed or O(force=true).
    type: str
  hostname:
    description:
      - The host's name, for people to read.
    type: str
  remote:
    description:
      - The endpoints of the southbound database. They are needed unless the host has some.
    type: list
    elements: str
  encap_type:
    description:
      - The kinds of tunnels to other chassis. A host that has none yet gets V(geneve).
    type: list
    elements: str
    choices:
      - geneve
      - vxlan
      - stt
  encap_ip:
    description:
      - The addresses where tunnels of other chassis end. They are needed unless the host has some.
    type: list
    elements: str
  integration_bridge:
    description:
      - The integration bridge. It is made if it does not exist, as ovn-controller would make it.
      - A host that has none yet gets C(br-int).
    type: str
  datapath_type:
    description:
      - The integration bridge's datapath, V(system) or V(netdev).
    type: str
  cms_options:
    description:
      - Notes of a cloud management system, merged entry by entry.
      - A value of V(true) stands for an entry without a value, such as C(enable-chassis-as-gw).
    type: dict
  transport_zones:
    description:
      - Tunnels are made only among chassis that share a zone. An empty list stands for all chassis.
    type: list
    elements: str
  monitor_all:
    description:
      - Whether ovn-controller follows the whole southbound database. It costs memory on the host, and relieves the server.
    type: bool
  remote_probe_interval:
    description:
      - Milliseconds of silence before the connection to the southbound database is probed. V(0) switches that off.
    type: int
  bridge_mappings:
    description:
      - Which bridge carries which physical network, merged entry by entry.
    type: dict
  chassis_mac_mappings:
    description:
      - Which Ethernet address stands for this host on which physical network, merged entry by entry.
    type: dict
  external_ids:
    description:
      - Other keys of the host's row, merged key by key.
    type: dict
  force:
    description:
      - Whether to rename a chassis, and to take a name or a tunnel address that another chassis has.
      - The chassis in the way are removed from the southbound database. One whose host still runs comes back.
    type: bool
    default: false
  system_id_file:
    description:
      - The file from which Open vSwitch's service takes the C(system-id) at each start, over what the database holds.
      - It is kept equal if its directory exists.
    type: path
    default: /etc/openvswitch/system-id.conf
  sb_connection:
    description:
      - Where the southbound database is asked about other chassis. By default at O(remote).
      - When it is given and nothing answers there, that is an error; otherwise it is a warning.
      - If not given, the environment variable E(OVN_SB_DB) is used; there, separate endpoints by commas.
    type: list
    elements: str
  wait:
    description:
      - Whether to wait until ovn-controller has registered the chassis in the southbound database.
    type: bool
    default: false
  wait_timeout:
    description:
      - Seconds to wait at most.
    type: int
    default: 60
  ca_cert:
    description:
      - The file of the authority whose certificates are trusted, for V(ssl:) endpoints of the southbound database.
      - If not given, the environment variable E(OVN_CA_CERT) is used.
    type: path
  certificate:
    description:
      - The file of the certificate to present there.
      - If not given, the environment variable E(OVN_CERTIFICATE) is used.
    type: path
  private_key:
    description:
      - The file of that certificate's key.
      - If not given, the environment variable E(OVN_PRIVATE_KEY) is used.
    type: path
seealso:
  - module: overlay.ovn.uplink
  - module: overlay.ovn.bridge_mapping
  - name: ovn-controller(8)
    description: The keys and what they do.
    link: https://www.ovn.org/support/dist-docs/ovn-controller.8.html
"""

EXAMPLES = r"""
- name: This host is a chassis
  overlay.ovn.chassis:
    system_id: "{{ inventory_hostname }}"
    remote:
      - tcp:198.18.0.11:6642
    encap_ip:
      - 198.18.0.21
    wait: true

- name: It may be a gateway, and has physnet1 on br-ex
  overlay.ovn.chassis:
    cms_options:
      enable-chassis-as-gw: true
    bridge_mappings:
      physnet1: br-ex

- name: It leaves OVN
  overlay.ovn.chassis:
    state: absent
"""

RETURN = r"""
commands:
  description: The change as command lines, those of C(ovs-vsctl) and C(ip) among them. Empty when nothing changes.
  returned: success
  type: list
  elements: str
  sample: ["ovs-vsctl \\", "  -- set Bridge 7d0c 'fail_mode=\"secure\"'"]
diff:
  description: What changes, row by row and link by link. The same in check mode and after.
  returned: success
  type: list
  elements: dict
  sample: [{"before_header": "Bridge br-ex", "after_header": "Bridge br-ex", "before": {}, "after": {"name": "br-ex"}}]
system_id:
  description: The chassis' name.
  returned: success
  type: str
  sample: host1
"""

from ansible_collections.overlay.ovn.plugins.module_utils.host.chassis import ARGUMENTS, run_chassis
from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module

TASK = Task(ARGUMENTS, run_chassis)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
