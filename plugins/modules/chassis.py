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
  - Options that are lists stand for the whole value; with O(append=true) their entries are added. Options that are maps are merged entry
    by entry, and an entry whose value is null is removed; with O(replace=true) O(bridge_mappings), O(chassis_mac_mappings), O(cms_options)
    and O(dynamic_routing_port_mapping) hold exactly the entries given. O(external_ids) and O(other_config) are always merged, as others
    keep their notes there.
  - An empty text or list removes a key. Numbers and switches go back to OVN's default through O(external_ids), with null for the key.
  - Keys are checked against the release that C(ovn-controller --version) on the host tells. A key that this release does not read is
    written, with a warning. Where the program is not found, as on hosts that run it in a container, nothing is checked.
  - Before anything is written, the southbound database is asked whether another host has this name or tunnel address.
    Two hosts with one name take each other's ports away again and again.
  - With O(state=absent) the host is no chassis any longer. Of O(bridge_mappings), O(chassis_mac_mappings), O(cms_options),
    O(dynamic_routing_port_mapping), O(external_ids) and O(other_config) only the named entries are removed. The keys C(system-id) and
    C(hostname) stay, they are the host's. The integration bridge goes if this module or ovn-controller made it and no port is left in it. The chassis is taken
    out of the southbound database, unless another host has its name. Stop ovn-controller before, or it registers again.
  - Where the southbound database does not answer or refuses then, the host's row keeps a note of it (C(external_ids:overlay_left)), and the
    next run with O(state=absent) removes the chassis there.
requirements:
  - ovsdbapp (Python library), to wait for what was written
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.open_vswitch_group
  - overlay.ovn.state
  - overlay.ovn.replace
  - overlay.ovn.append
  - overlay.ovn.open_vswitch
  - overlay.ovn.open_vswitch.owner
  - overlay.ovn.southbound.tls
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
  remote_probe_interval:
    description:
      - Milliseconds of silence before the connection to the southbound database is probed, V(1000) or more. V(0) switches that off.
      - OVN's default is V(5000). Busy servers and many chassis want more, such as V(60000).
    type: int
  openflow_probe_interval:
    description:
      - Seconds of silence before the connection to the integration bridge is probed, V(5) or more. V(0) switches that off.
      - OVN up to 23.09. Newer releases do not probe.
    type: int
  monitor_all:
    description:
      - Whether ovn-controller follows the whole southbound database. It costs memory on the host, and relieves the server.
      - OVN's default is V(false). V(true) is better where most hosts have instances in most networks.
    type: bool
  match_northd_version:
    description:
      - Whether ovn-controller stops to follow the database while ovn-northd is of another version, for upgrades out of order.
      - OVN's default is V(false).
    type: bool
  integration_bridge:
    description:
      - The integration bridge. It is made if it does not exist, as ovn-controller would make it.
      - A host that has none yet gets C(br-int). All hosts of a cluster should have one name.
    type: str
  datapath_type:
    description:
      - The integration bridge's datapath, V(system) in the kernel or V(netdev) in user space. Empty leaves it to OVN.
    type: str
    choices:
      - ''
      - system
      - netdev
  bridge_remote:
    description:
      - Where ovn-controller finds the management socket of the integration bridge. OVN's default is C(unix:BRIDGE.mgmt) in Open vSwitch's
        run directory.
      - OVN 24.09 and newer.
    type: str
  bridge_remote_probe_interval:
    description:
      - Milliseconds of silence before that connection is probed. OVN's default is V(0), never.
      - OVN 24.09 and newer.
    type: int
  encap_type:
    description:
      - The kinds of tunnels to other chassis. A host that has none yet gets V(geneve).
      - V(stt) works with OVN up to 25.03.
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
  encap_ip_default:
    description:
      - Which of several addresses in O(encap_ip) is used where nothing says which one. An empty text leaves it to OVN.
      - OVN 24.09 and newer.
    type: str
  encap_csum:
    description:
      - Whether other chassis shall send tunnel packets with checksums. OVN's default is V(true).
    type: bool
  encap_tos:
    description:
      - The type of service of tunnel packets, V(0) to V(255), V(inherit) to take it from the packet inside, or V(none), OVN's default.
    type: str
  encap_df_default:
    description:
      - Whether tunnel packets forbid to be fragmented. Open vSwitch's default is V(true).
    type: bool
  set_local_ip:
    description:
      - Whether tunnels begin at the address in O(encap_ip) whatever the host's routes say.
      - OVN up to 24.03. Newer releases always do that.
    type: bool
  enable_flow_based_tunnels:
    description:
      - Whether all chassis share one tunnel port of each kind. Experimental, without BFD, so without failover of gateways.
        OVN's default is V(false).
      - OVN 26.03 and newer.
    type: bool
  transport_zones:
    description:
      - Tunnels are made only among chassis that share a zone. An empty list stands for all chassis.
    type: list
    elements: str
  is_interconn:
    description:
      - Whether this host is a gateway between OVN deployments. OVN's default is V(false).
    type: bool
  bridge_mappings:
    description:
      - Which bridge carries which physical network, merged entry by entry.
    type: dict
  chassis_mac_mappings:
    description:
      - Which Ethernet address stands for this host on which physical network, merged entry by entry.
    type: dict
  cms_options:
    description:
      - Notes of a cloud management system, merged entry by entry.
      - A value of V(true) stands for an entry without a value, such as C(enable-chassis-as-gw).
    type: dict
  enable_lflow_cache:
    description:
      - Whether ovn-controller keeps what it worked out of logical flows. OVN's default is V(true).
    type: bool
  limit_lflow_cache:
    description:
      - The most entries of that cache. OVN's default is no limit.
    type: int
  memlimit_lflow_cache_kb:
    description:
      - The most memory of that cache, in KB. OVN's default is no limit.
    type: int
  trim_limit_lflow_cache:
    description:
      - The number of entries from which memory is given back when the cache shrinks. OVN's default is V(10000).
    type: int
  trim_wmark_perc_lflow_cache:
    description:
      - To which share of its highest number of entries the cache must shrink for that, in percent, V(0) to V(100). OVN's default is V(50).
    type: int
  trim_timeout_ms:
    description:
      - Milliseconds without any change after which memory is given back in any case. OVN's default is V(30000).
    type: int
  ofctrl_wait_before_clear:
    description:
      - Milliseconds that a starting ovn-controller keeps the flows of the one before it. OVN's default is V(0).
      - OVN up to 25.03. Newer releases keep them until the new ones are ready.
    type: int
  garp_max_timeout_sec:
    description:
      - Seconds between announcements of addresses on physical networks at most, without end. OVN's default is V(0), a few announcements
        at the beginning only. V(30) helps where switches forget addresses.
      - OVN 23.09 and newer.
    type: int
  arp_nd_max_timeout_sec:
    description:
      - Seconds at most between questions for the Ethernet address of a route's next hop. OVN's default is V(0), it asks without pause.
      - OVN 25.03 and newer.
    type: int
  ct_zone_range:
    description:
      - The zones of connection tracking that ovn-controller may use, two numbers of V(1) to V(65535) with a dash between them.
        OVN's default is all of them.
      - OVN 24.09 and newer.
    type: str
  dynamic_routing_port_mapping:
    description:
      - Which interface of this host learns the routes for which name (C(dynamic-routing-port-name) of router ports), merged entry by entry.
      - OVN 25.03 and newer.
    type: dict
  cleanup_on_exit:
    description:
      - Whether ovn-controller takes its chassis out of the southbound database when it ends. OVN's default is V(false).
      - OVN 25.09 and newer.
    type: bool
  evpn_vxlan_ports:
    description:
      - The UDP ports of EVPN's tunnels.
      - OVN 25.09 and newer.
    type: list
    elements: str
  evpn_local_ip:
    description:
      - Where EVPN's tunnels begin, as C(ADDRESS), or as C(VNI-ADDRESS) for one VXLAN network.
      - OVN 25.09 and newer, more than one with 26.03 and newer.
    type: list
    elements: str
  hw_offload:
    description:
      - Whether Open vSwitch hands flows to network cards that can take them (C(other_config:hw-offload)). The default is V(false).
      - It takes effect when ovs-vswitchd is started again; see RV(restart_needed). The module does not do that, as it interrupts traffic.
    type: bool
  vlan_limit:
    description:
      - How many VLAN tags of a packet are looked at (C(other_config:vlan-limit)). V(0) for as many as Open vSwitch can, as networks with
        VLANs inside of VLANs need. ovn-controller sets V(0) when it starts.
    type: int
  external_ids:
    description:
      - Other keys of the host's row, merged key by key. A key whose value is null is removed, one with an option of its own too.
      - C(KEY-CHASSIS), such as C(ovn-encap-ip-host1), stands for C(KEY) where several ovn-controllers run on a host (OVN 23.03 and newer).
        ovn-controller prefers it. A task that sets an option whose key is hidden by one of these warns.
    type: dict
  other_config:
    description:
      - Other settings of Open vSwitch, in C(other_config) of the host's row, merged key by key. A key whose value is null is removed.
    type: dict
  force:
    description:
      - Whether to rename a chassis, and to take a name or a tunnel address that another chassis has.
      - The chassis in the way are removed from the southbound database. One whose host still runs comes back.
      - With O(state=absent), whether the host's settings go though its C(ovn-remote) names no database that could be asked to remove the
        chassis.
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
seealso:
  - module: overlay.ovn.uplink
  - module: overlay.ovn.bridge_mapping
  - module: overlay.ovn.chassis_info
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

- name: It has tunnels on two networks, and knows how its switches behave
  overlay.ovn.chassis:
    encap_ip:
      - 198.18.0.21
      - 198.18.64.21
    encap_ip_default: 198.18.0.21
    remote_probe_interval: 60000
    monitor_all: true
    garp_max_timeout_sec: 30

- name: These mappings and no others
  overlay.ovn.chassis:
    bridge_mappings:
      physnet1: br-ex
    replace: true

- name: Its cards take the flows
  overlay.ovn.chassis:
    hw_offload: true
  register: offload

- name: Which ovs-vswitchd reads only when it starts
  ansible.builtin.service:
    name: openvswitch-switch
    state: restarted
  when: offload.restart_needed

- name: It leaves OVN
  overlay.ovn.chassis:
    state: absent
"""

RETURN = r"""
commands:
  description: The change as command lines, those of C(ovs-vsctl) and C(ip) among them. Empty when nothing changes.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: str
  sample: ["ovs-vsctl \\", "  -- set Bridge 7d0c 'fail_mode=\"secure\"'"]
diff:
  description: What changes, row by row and link by link. The same in check mode and after.
  returned: in diff mode, or with O(report_rows)
  type: list
  elements: dict
  sample: [{"before_header": "Bridge br-ex", "after_header": "Bridge br-ex", "before": {}, "after": {"name": "br-ex"}}]
plan:
  description:
    - How many rows and links the task adds, changes and destroys, by kind too, the first of them by name, and all that as a line of text.
      The same in check mode and after.
  returned: success
  type: dict
  sample:
    add: 1
    change: 0
    destroy: 0
    kinds: {Bridge: {add: 1}}
    names: {add: ["Bridge br-ex"], change: [], destroy: []}
    text: "Plan: 1 to add, 0 to change, 0 to destroy (add Bridge br-ex)."
ovn_version:
  description: The version of the host's ovn-controller. Null where the program is not found.
  returned: when O(state=present)
  type: str
  sample: 25.03.0
replaced:
  description: What the host was called before, and the chassis that O(force=true) took away.
  returned: when O(state=present)
  type: list
  elements: str
  sample: []
restart_needed:
  description: Whether the task changes what ovs-vswitchd reads only when it starts.
  returned: when O(state=present)
  type: bool
  sample: false
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
