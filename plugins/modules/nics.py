#!/usr/bin/python
# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: nics
short_description: Attach many instances of this host to OVN at once
version_added: 0.1.0
description:
  - Does for any number of NICs what M(overlay.ovn.nic) does for one.
  - All of them are read, planned and checked before anything is changed. The links are made one after the other, the rows of Open
    vSwitch are one transaction.
  - When the kernel refuses a link, the links that were made before it are taken away again.
  - NICs that are not named stay, unless O(purge=true).
  - A NIC may take the place of another that goes or gets another name in the same task, in the instance and on the host.
requirements:
  - ovsdbapp (Python library), to wait for what was written
  - pyroute2 (Python library), 0.7.2 or newer
author:
  - overlay.ovn contributors (@overlay-ovn)
extends_documentation_fragment:
  - overlay.ovn.attributes
  - overlay.ovn.attributes.open_vswitch_group
  - overlay.ovn.open_vswitch
  - overlay.ovn.open_vswitch.owner
options:
  nics:
    description:
      - The NICs, each with the options of M(overlay.ovn.nic) that describe one.
    type: list
    elements: dict
    required: true
    suboptions:
      iface_id:
        description:
          - The logical port's name.
        type: str
        required: true
      type:
        description:
          - What the instance gets.
          - With V(veth), the end of a pair of links in its network namespace O(nics[].netns).
          - With V(tap), a TAP called O(nics[].name), for a virtual machine.
          - With V(nested), nothing. The instance makes a VLAN interface for itself inside another of its NICs. What an earlier run made
            on the host is removed.
          - With V(representor), nothing either. The interface of a card in switchdev mode that stands for a virtual function becomes the
            port, and the function is given to the instance by other means. It was not tried on a real card.
        type: str
        choices: [veth, tap, nested, representor]
        default: veth
      name:
        description:
          - The name of the end on the host. By default C(ovn) and twelve digits that follow from O(nics[].iface_id).
          - With O(nics[].type=representor), the interface that stands for the function, unless O(nics[].parent) and O(nics[].vf) say which.
        type: str
      netns:
        description:
          - The network namespace of a container. A name as in C(ip netns), the path of a file, the number of a process, or a container.
          - A container of podman, Docker, containerd or CRI-O is named by its id, of which twelve digits are enough, and one of LXC, LXD,
            Incus or systemd-nspawn by its name there. It is found by its control group, no daemon is asked.
          - It is needed with O(nics[].state=present) and O(nics[].type=veth).
        type: str
      guest_name:
        description:
          - The name of the interface inside the namespace.
        type: str
        default: eth0
      hwaddr:
        description:
          - The Ethernet address of the interface inside the namespace. It should be the logical port's.
          - A virtual machine is given its address by its emulator, the TAP has another one.
        type: str
      mtu:
        description:
          - The MTU of the interface inside the instance.
          - The end on the host gets at least this, and at least that of the integration bridge.
          - A virtual machine learns it from its emulator, see RV(nics[].host_mtu).
        type: int
      multi_queue:
        description:
          - Whether a TAP has several queues. The emulator must open it with the same, qemu with C(queues=N) above 1.
          - It cannot be changed while a machine has the TAP open.
        type: bool
        default: false
      user:
        description:
          - The user, by name or number, who may open the TAP beside root. By default what the TAP has.
          - A TAP whose owner changes is made anew, which is refused while a machine has it open.
        type: str
      group:
        description:
          - The group, by name or number, whose members may open the TAP. By default what the TAP has.
        type: str
      parent:
        description:
          - With O(nics[].type=representor), the card whose virtual function O(nics[].vf) the instance uses.
        type: str
      vf:
        description:
          - With O(nics[].type=representor), the number of the virtual function.
        type: int
      state:
        description:
          - Whether the NIC is to be on this host. With V(absent) only its O(nics[].iface_id) is needed.
        type: str
        choices: [present, absent]
        default: present
  purge:
    description:
      - Whether NICs of this host go that O(owner) made and that are not named.
    type: bool
    default: false
  partial:
    description:
      - Whether the NICs that can be served are, when others cannot be, as those of an instance that does not run. The others are in
        RV(left_out), and the task does not fail because of them. They stay as they are.
      - It does not go together with O(purge=true).
    type: bool
    default: false
  max_deletes:
    description:
      - The most NICs that O(purge) may remove. If more would go, the task fails, and nothing is changed. By default there is no limit.
    type: int
  allow_empty:
    description:
      - Whether an empty list with O(purge=true) is meant. It removes all NICs of O(owner) from this host.
    type: bool
    default: false
  integration_bridge:
    description:
      - The integration bridge. It must exist.
    type: str
    default: br-int
  wait:
    description:
      - Whether to wait until ovn-controller has the flows of all NICs in place, as C(ovn-installed) of their interfaces tells.
      - Those that do not come up are named. A logical port that asks for another chassis does not come up here.
    type: bool
    default: false
  wait_timeout:
    description:
      - How many seconds O(wait=true) waits before the task fails.
    type: int
    default: 60
seealso:
  - module: overlay.ovn.nic
  - module: overlay.ovn.networks
"""

EXAMPLES = r"""
- name: The NICs of this host
  overlay.ovn.nics:
    nics:
      - {iface_id: overlay-net1-instance-c1-eth0, netns: c1, hwaddr: "00:16:3e:00:00:01", mtu: 1442}
      - {iface_id: overlay-net1-instance-c2-eth0, netns: c2, hwaddr: "00:16:3e:00:00:02", mtu: 1442}
      - {iface_id: overlay-net1-instance-vm1-eth0, type: tap, name: tap-vm1, mtu: 1442}
    wait: true

- name: These and no others
  overlay.ovn.nics:
    nics:
      - {iface_id: overlay-net1-instance-c1-eth0, netns: c1, hwaddr: "00:16:3e:00:00:01", mtu: 1442}
    purge: true
    max_deletes: 5

- name: What has moved to another host leaves this one
  overlay.ovn.nics:
    nics:
      - {iface_id: overlay-net1-instance-c1-eth0, state: absent}
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
down:
  description: The NICs whose flows ovn-controller did not have in place before this task.
  returned: success
  type: list
  elements: str
  sample: [overlay-net1-instance-c1-eth0]
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
left_out:
  description: The NICs that O(partial=true) left out, and why each cannot be served.
  returned: success
  type: list
  elements: dict
  contains:
    iface_id:
      description: The logical port's name.
      type: str
      sample: overlay-net1-instance-c2-eth0
    message:
      description: What stands in the way, and what to do about it.
      type: str
      sample: no network namespace c2
nics:
  description: The NICs as they were given, in their order, without those that were left out.
  returned: success
  type: list
  elements: dict
  contains:
    iface_id:
      description: The logical port's name.
      type: str
      sample: overlay-net1-instance-c1-eth0
    name:
      description: The name of the end on the host.
      type: str
      sample: ovn0b1c2d3e4f5a
    host_mtu:
      description: The MTU that a virtual machine shall be told. It is O(nics[].mtu), not the MTU of the TAP.
      type: int
      sample: 1442
others:
  description:
    - What tells of other NICs on this host, which the task did not name. Iface-ids of interfaces and ports, the words that stand for them in
      aliases of links, and names of links as C(ovn) and twelve digits.
  returned: success
  type: list
  elements: str
  sample: [overlay-net1-instance-c9-eth0]
"""

from ansible_collections.overlay.ovn.plugins.module_utils.host.nics import NICS_ARGUMENTS, run_nics
from ansible_collections.overlay.ovn.plugins.module_utils.run import Task, run_module

TASK = Task(NICS_ARGUMENTS, run_nics)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
