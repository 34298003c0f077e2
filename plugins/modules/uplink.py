#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: uplink
short_description: Give OVN a way from this host to the outside
version_added: 0.1.0
description:
  - Maps the uplink's name to an Open vSwitch bridge that leads outside, so that the external switches of OVN networks reach
    the wire. How it is wired follows from what the parent is.
  - An Open vSwitch bridge is only mapped. It stays as it is, with its ports and settings.
  - A network card, a bond or a VLAN interface is given to OVN whole, in a bridge of its own. IPv6 and forwarding are switched off on
    it, and it is brought up. It must not have an address that others can reach, for the host would lose it.
  - A Linux bridge keeps its addresses and its other ports. A pair of links leads from it into an Open vSwitch bridge of its own.
  - When parent, VLAN or type are others than before, the new wiring is prepared first, then takes the old one's place in one
    transaction. What the old one leaves is cleared away last.
  - What a card was like is noted in the host's row (C(external_ids:overlay_before:LINK)) before anything is changed, and it becomes so
    again when it leaves the uplink. The note goes last, so that a task which was killed or refused on the way is made up for by the
    next one, also where bridge or port are gone meanwhile.
  - With O(state=absent) goes what this module made, and nothing else. A bridge that it made and that holds ports of others is an error.
requirements:
  - ovsdbapp (Python library), to wait for what was written
  - pyroute2 (Python library), 0.7.2 or newer
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.open_vswitch_group
  - overlay.ovn.state
  - overlay.ovn.open_vswitch
  - overlay.ovn.open_vswitch.owner
options:
  name:
    description:
      - The uplink's name, which is also the physical network's name in OVN.
    type: str
    required: true
  type:
    description:
      - What the parent is. The task fails when it is something else.
      - With V(auto) it is looked up. A Linux bridge is V(native_bridge), also with O(vlan); an Open vSwitch bridge is V(ovs_bridge),
        with O(vlan) it is V(physical); all else is V(physical).
      - With V(physical) and O(vlan) any parent will do, for the VLAN interface over it is given to OVN.
    type: str
    choices:
      - auto
      - physical
      - ovs_bridge
      - native_bridge
    default: auto
  parent:
    description:
      - The host's interface or bridge. It is needed with O(state=present).
    type: str
  vlan:
    description:
      - The uplink's VLAN on the parent, V(1) to V(4094).
      - Over a card or a bond a VLAN interface is used, the one that is there with that number, else one made as C(PARENT.VLAN). One
        that was made goes with the uplink. The card under it is brought up and stays up.
      - At a Linux bridge, which must filter VLANs, the port of the pair carries this VLAN untagged and no other.
    type: int
  gvrp:
    description:
      - Whether a VLAN interface that this module makes announces its VLAN by GVRP. It has no meaning without one.
    type: bool
    default: false
  mtu:
    description:
      - The MTU of the card, of the VLAN interface or of the pair, V(576) to V(65535). A card's is left as it is by default, and a
        pair has that of the Linux bridge at least, which otherwise would follow it down.
      - It has no meaning for an Open vSwitch bridge. Internal ports of the bridge in O(bridge) whose MTU nobody set follow the
        smallest of its ports.
    type: int
  bridge:
    description:
      - The name of the Open vSwitch bridge that is made. By default C(ovn) and eight digits that follow from O(name).
      - A bridge that exists already is used as it is, and so is a parent that is its port already. The integration bridge and the bridge of
        another uplink are refused.
    type: str
  datapath_type:
    description:
      - The datapath of the bridge that is made, V(system) in the kernel or V(netdev) in user space. It must be the same as that of the integration bridge.
    type: str
    choices:
      - ''
      - system
      - netdev
  migrate_address:
    description:
      - Whether to move the host's addresses from a card to the bridge. Only V(false) is supported, and a card with addresses is refused.
      - Let the host's network configuration make a bridge that has the card as a port and the addresses itself, and give that bridge as
        O(parent). So the host reaches its addresses at boot, also where Open vSwitch or this module fail.
    type: bool
    default: false
  force:
    description:
      - With O(state=absent), whether the uplink goes though networks still reach it on this host.
      - With O(state=present), whether a mapping of that name to another bridge, which this module did not make, is replaced.
    type: bool
    default: false
  wait_timeout:
    description:
      - How many seconds ovn-controller may take, with O(state=absent), to let go of networks that have just been removed. Then it is an
        error that networks reach the uplink.
    type: int
    default: 15
seealso:
  - module: overlay.ovn.bridge_mapping
  - module: overlay.ovn.network
"""

EXAMPLES = r"""
- name: The second network card leads to the data centre's network
  overlay.ovn.uplink:
    name: UPLINK
    parent: eth1

- name: A VLAN of a bond leads there
  overlay.ovn.uplink:
    name: UPLINK
    parent: bond0
    vlan: 100
    mtu: 9000

- name: The host's own bridge leads there, and nothing else may be meant
  overlay.ovn.uplink:
    name: UPLINK
    parent: br0
    type: native_bridge

- name: This host leads there no longer
  overlay.ovn.uplink:
    name: UPLINK
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
bridge:
  description: The Open vSwitch bridge that the uplink is mapped to.
  returned: success
  type: str
  sample: ovn1f0d3a52
type:
  description: What the parent was found to be, or was said to be.
  returned: when O(state=present)
  type: str
  sample: physical
parent:
  description: The bridge, or the interface that is given to OVN, a VLAN interface among them.
  returned: when O(state=present)
  type: str
  sample: bond0.100
"""

from ansible_collections.overlay.ovn.plugins.module_utils.host.uplink import ARGUMENTS, RULES, run_uplink
from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module

TASK = Task(ARGUMENTS, run_uplink, RULES)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
